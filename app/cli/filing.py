"""`flask files`: compare what people handed in with its records, wrap the keys of files anew."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import click

from app.cli.opening import config, reading, whole_app
from app.cli.speaking import Problem, for_operators, say
from app.config import object_store
from app.core.context import operator_context
from app.core.db import db
from app.core.files import tending
from app.core.files.storing import Store, store, store_of
from app.core.files.tending import Copying, Examination, Fault
from app.core.words import N_


@click.group()
def files() -> None:
    """Files that people handed in."""


@files.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def verify(ctx: click.Context, as_json: bool) -> None:
    """Read every file to its end and compare it with its SHA-256. Exit code 1 if one is missing or damaged."""
    with reading():
        seen = tending.verify()
    if as_json:
        click.echo(json.dumps({"whole": seen.is_whole, **asdict(seen)}, ensure_ascii=False))
    else:
        _tell(seen)
    if not seen.is_whole:
        ctx.exit(1)


def _tell(seen: Examination) -> None:
    for fault in seen.faults:
        _name(fault)
    if seen.orphans:
        say(
            N_("%(count)s files belong to no record; those older than a day are removed."), count=seen.orphans
        )
    if seen.is_whole:
        say(N_("All files are whole: %(count)s."), count=seen.files)
    else:
        say(N_("%(bad)s of %(count)s files are missing or damaged."), bad=len(seen.faults), count=seen.files)


def _name(fault: Fault) -> None:
    message = (
        N_("Missing: %(address)s (file %(id)s, SHA-256 %(sha256)s)")
        if fault.is_missing
        else N_("Damaged: %(address)s (file %(id)s, SHA-256 %(sha256)s)")
    )
    say(message, address=fault.address, id=fault.file_id, sha256=fault.sha256)
    if not fault.is_missing:
        click.echo(f"  [{fault.why}]")


@files.command()
@click.option("--to", "place", required=True, help="`folder`, or s3://bucket/prefix.")
@click.option("--most", type=click.IntRange(min=1), help="Stop after so many files.")
@click.pass_context
@for_operators
def copy(ctx: click.Context, place: str, most: int | None) -> None:
    """Copy every file to another store and prove it there; nothing is removed and no setting changed. Stopped in
    the middle, it goes on where it was. Exit code 1 if one is missing or damaged."""
    with reading():
        target = _other(place)
        seen = tending.copy(target, most)
    if seen.copied:
        with whole_app():
            tending.note_copied(operator_context(datetime.now(UTC)), seen.copied, target.name)
            db.session.commit()
    _tell_copied(seen, target)
    if seen.faults:
        ctx.exit(1)


def _other(place: str) -> Store:
    here = config()
    target = store_of(replace(here, objects=None if place == "folder" else object_store(place)))
    if target.name == store().name:
        raise Problem(N_("The files lie in %(place)s already."), place=target.name)
    return target


def _tell_copied(seen: Copying, target: Store) -> None:
    for fault in seen.faults:
        _name(fault)
    say(
        N_("%(count)s files were copied to %(place)s and proved there."), count=seen.copied, place=target.name
    )
    if seen.were_there:
        say(N_("%(count)s were there before."), count=seen.were_there)
    if seen.remaining:
        say(N_("%(count)s are still to be copied. Run the command again."), count=seen.remaining)


@files.command("rotate-key")
@for_operators
def rotate_key() -> None:
    """Wrap the key of every file under the present key of the key ring. Stopped in the middle, it goes on."""
    with whole_app():
        count = 0
        while done := tending.rewrap():
            db.session.commit()
            count += done
        if count:
            tending.note_rewrapped(operator_context(datetime.now(UTC)), count)
            db.session.commit()
        say(N_("%(count)s files were wrapped anew; all are under the present key."), count=count)
