"""`flask exchange export`: a whole ledger as a file on the server."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.opening import whole_app
from app.cli.speaking import Problem, for_operators, say
from app.core.asat import IN_FUTURE, Moment
from app.core.context import Context, operator_context
from app.core.dates import day_of, parse_date, parse_instant_or_day
from app.core.db import db
from app.core.words import N_
from app.exchange import queries
from app.exchange.kinds import KINDS
from app.exchange.services import exporting
from app.exchange.services.exporting import TERMS, Form, Wish
from app.exchange.services.ledgers import Layout
from app.identity.queries import unit_paths

NO_LAYOUT = N_("There is no layout “%(name)s” for this ledger.")
NOT_WRITTEN = N_("The file could not be written: %(problem)s")
NO_FORM = N_("“%(name)s” ends neither in .xlsx nor in .csv. Name the file so, or say --format.")
WRITTEN = N_("%(count)s rows were written to %(file)s.")


@click.command()
@click.argument("kind", type=click.Choice(("organisations", "services", "supplies", "engagements", "uses")))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--layout", "layout_name", default="", help="A column layout, by its name.")
@click.option("--as-at", default="", help="As recorded at the end of that day, or at that time.")
@click.option("--on", default="", help="The day on which from-to dates are judged.")
@click.option("--in-force", is_flag=True, help="Only what is in force on that day.")
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in Form]),
    help="Without it, what the name ends in.",
)
@click.option("--language", type=click.Choice(("ja", "en")), default="ja", help="Of headings and words.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@for_operators
def export(
    kind: str, file: Path, layout_name: str, as_at: str, on: str, in_force: bool, form: str | None, language: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Write a whole ledger to FILE. The audit log keeps that it left."""
    with whole_app():
        ctx = _everything(datetime.now(UTC))
        wish = Wish(
            kind=KINDS[kind], form=_form(file, form), layout=_layout(kind, layout_name),
            moment=_moment(ctx, as_at, on), language=language,
            is_in_force=in_force and kind in TERMS,
        )  # fmt: skip
        # Reading a long ledger must not keep others from writing.
        db.end_transaction()
        with db.scope():
            exported = exporting.export(ctx, wish)
        exporting.witness(ctx, wish, exported)
        db.session.commit()
        _write(file, exported.content)
    if as_json:
        click.echo(json.dumps({"rows": exported.count, "file": str(file)}, ensure_ascii=False))
    else:
        say(WRITTEN, count=f"{exported.count:,}", file=str(file))


def _everything(at: datetime) -> Context:
    """Who holds the server holds the data: all units, and every ledger that another one names."""
    units = frozenset(unit_paths())
    return operator_context(at, {kind.view: units for kind in KINDS.values()})


def _form(file: Path, form: str | None) -> Form:
    ending = file.suffix.lower().removeprefix(".")
    if form is None and ending not in tuple(Form):
        raise Problem(NO_FORM, name=file.name)
    return Form(form or ending)


def _layout(kind: str, name: str) -> Layout | None:
    if not name:
        return None
    found = queries.layout_called(kind, name)
    if found is None:
        raise Problem(NO_LAYOUT, name=name)
    return Layout(found.name, tuple((key, heading) for key, heading in found.columns))


def _moment(ctx: Context, as_at: str, on: str) -> Moment:
    today = day_of(ctx.at)
    instant = parse_instant_or_day(as_at) if as_at else None
    if instant is not None and day_of(instant) > today:
        raise Problem(IN_FUTURE)
    return Moment(instant, parse_date(on) if on else day_of(instant) if instant else today)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all: somebody may have the old file open, and a disk may be full."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content)
        part.chmod(0o600)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Problem(NOT_WRITTEN, problem=error.strerror or str(error)) from None
