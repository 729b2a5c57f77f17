"""`flask files`: compare what people handed in with its records, wrap the keys of files anew."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from app.cli.opening import reading, whole_app
from app.cli.speaking import for_operators, say
from app.core.context import operator_context
from app.core.db import db
from app.core.files import tending
from app.core.files.tending import Examination
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
        message = (
            N_("Missing: %(address)s (file %(id)s, SHA-256 %(sha256)s)")
            if fault.is_missing
            else N_("Damaged: %(address)s (file %(id)s, SHA-256 %(sha256)s)")
        )
        say(message, address=fault.address, id=fault.file_id, sha256=fault.sha256)
        if not fault.is_missing:
            click.echo(f"  [{fault.why}]")
    if seen.orphans:
        say(
            N_("%(count)s files belong to no record; those older than a day are removed."), count=seen.orphans
        )
    if seen.is_whole:
        say(N_("All files are whole: %(count)s."), count=seen.files)
    else:
        say(N_("%(bad)s of %(count)s files are missing or damaged."), bad=len(seen.faults), count=seen.files)


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
