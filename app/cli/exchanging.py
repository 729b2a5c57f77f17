"""`flask exchange`: ledgers in and out, by the same services as the pages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from app.cli.exporting import export
from app.cli.opening import whole_app
from app.cli.speaking import for_operators, language, say
from app.core.context import Context, operator_context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_

KIND_NAMES = ("organisations", "services", "supplies", "engagements", "uses", "wordings")
BAD, UNREADABLE = 1, 2
# A hundred columns of a hundred characters each for every row that a workbook can have are more than this.
LARGEST = 100 * 1024 * 1024

TOO_LARGE = N_("The file has more than %(count)s MB. Divide it.")
NOT_TEXT = N_("The mapping is not a text file in UTF-8.")
COUNTED = N_("New: %(new)s. Changed: %(changed)s. Unchanged: %(unchanged)s.")
COUNTED_BAD = N_("Errors: %(error)s. Conflicts: %(conflict)s. Duplicates: %(duplicate)s.")
NOTHING_STORED = N_("Nothing was stored. With --apply the changes are made.")
REFUSED = N_("Nothing was stored.")
STORED = N_("Stored: %(count)s.")
PLACE = N_("Row %(row)s")


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    kind: str
    file: Path
    mapping: Path | None
    sheet: str
    is_applying: bool
    only_good: bool
    adding_parties: bool
    clearing: bool


@click.group()
def exchange() -> None:
    """Ledgers of the register, in and out as files."""


exchange.add_command(export)


@exchange.command("import")
@click.argument("kind", type=click.Choice(KIND_NAMES))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON object that gives each field the heading of its column.",
)
@click.option("--sheet", default="", help="Name of the sheet; without it the one that is understood best.")
@click.option("--apply", "is_applying", is_flag=True, help="Store the changes, all in one transaction.")
@click.option("--only-good", is_flag=True, help="Store the good rows although others cannot be.")
@click.option("--add-parties", "adding_parties", is_flag=True, help="Add organisations nobody recorded yet.")
@click.option("--clear-empty", "clearing", is_flag=True, help="An empty cell empties its field.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def import_file(click_context: click.Context, /, as_json: bool, **given: Any) -> None:
    """Compare FILE with the register; with --apply store what is new or changed.

    Exit code 0 if every row is good, 1 if a row is not, 2 if the file cannot be read.
    """
    asked = Asked(**given)
    with whole_app():
        try:
            report = _run(asked)
        except _Unreadable as problem:
            report = {"kind": asked.kind, "file": asked.file.name, "problem": problem.why}
            click.echo(json.dumps(report, ensure_ascii=False) if as_json else problem.why, err=not as_json)
            click_context.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _tell(report)
    if report["errors"] or report["problem"]:
        click_context.exit(BAD)


class _Unreadable(Exception):
    def __init__(self, error: DomainError) -> None:
        self.why = str(gettext(error.message, **error.params))
        super().__init__(self.why)


def _run(asked: Asked) -> dict[str, Any]:
    """In the open scope; whatever is not stored at the end is taken back, the staged rows too."""
    try:
        batch, ctx = _staged(asked)
        from app.exchange.services import comparing

        comparing.compare(ctx, batch)
        db.session.flush()
        report = _report(batch)
        if asked.is_applying:
            _apply(ctx, batch, report, only_good=asked.only_good)
    finally:
        db.session.rollback()
    return report


def _staged(asked: Asked) -> tuple[Any, Context]:
    from app.exchange.kinds import KINDS
    from app.exchange.reading import mapping as mappings
    from app.exchange.services import staging

    try:
        if asked.file.stat().st_size > LARGEST:
            raise DomainError(TOO_LARGE, count=LARGEST // 1024 // 1024)
        content = asked.file.read_bytes()
        book = staging.read(asked.file.name, content)
        columns = mappings.from_json(_text(asked.mapping)) if asked.mapping else None
        ctx = _operator()
        batch = staging.stage(ctx, KINDS[asked.kind], asked.file.name, content, book, sheet=asked.sheet)
        batch.is_clearing, batch.is_adding_parties = asked.clearing, asked.adding_parties
        staging.set_mapping(ctx, batch, batch.mapping if columns is None else columns)
    except DomainError as error:
        raise _Unreadable(error) from None
    return batch, ctx


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise DomainError(NOT_TEXT) from None


def _operator() -> Context:
    """Whoever holds the server keeps the register of every unit, and the institution's wording of items."""
    from app.identity.queries import unit_paths
    from app.register.permissions import RegisterPermission
    from app.standards.permissions import StandardsPermission

    units = frozenset(unit_paths())
    grants = {
        str(permission): units for permission in (*RegisterPermission, StandardsPermission.STANDARD_EDIT)
    }
    return replace(operator_context(datetime.now(UTC), grants), language=language())


def _apply(ctx: Context, batch: Any, report: dict[str, Any], *, only_good: bool) -> None:
    from app.exchange.services import applying

    counts = report["counts"]
    if not (counts["new"] or counts["changed"] or report["errors"]):
        report["applied"] = {}  # the same file a second time
        return
    try:
        report["applied"] = applying.apply(ctx, batch, only_good=only_good)
        db.session.commit()
    except DomainError as error:
        report["applied"] = None
        report["problem"] = str(gettext(error.message, **error.params))


def _report(batch: Any) -> dict[str, Any]:
    from app.exchange.models import Outcome

    return {
        "kind": batch.kind,
        "file": batch.file_name,
        "sheet": batch.sheet,
        "mapping": dict(batch.mapping),
        "notes": [str(gettext(message, **params)) for message, params in batch.notes],
        "counts": {outcome.value: batch.counts.get(outcome.value, 0) for outcome in Outcome},
        "errors": list(_errors(batch)),
        "applied": None,
        "problem": "",
    }


def _errors(batch: Any) -> Iterator[dict[str, Any]]:
    """Each bad cell, or the row where no cell is to blame: where it is, what stands there, and why not."""
    from app.exchange.kinds import KINDS
    from app.exchange.queries import table_of
    from app.exchange.services.applying import BAD as BAD_OUTCOMES
    from app.exchange.services.ledgers import heading_of

    places = {heading: index for index, heading in batch.headings}
    names = {field.key: heading_of(field, language()) for field in KINDS[batch.kind].fields()}
    for row in table_of(batch):
        if row.outcome is None or row.outcome not in BAD_OUTCOMES:
            continue
        for problem in row.problems:
            message = problem["message"]
            heading = problem.get("heading") or batch.mapping.get(problem.get("field", ""), "")
            yield {
                "sheet": batch.sheet,
                "row": row.number,
                "outcome": row.outcome.value,
                "field": problem.get("field", ""),
                "field_name": names.get(problem.get("field", ""), ""),
                **_place(row, heading, places, problem),
                "why": str(gettext(message, **problem["params"])),
            }


def _place(row: Any, heading: str, places: Mapping[str, int], problem: Mapping[str, Any]) -> dict[str, str]:
    from app.exchange.reading.book import column_letters
    from app.exchange.services.staging import shown_cell

    index = places.get(heading)
    if index is None:
        return {"column": "", "heading": "", "value": row.label}
    cell = row.cells[index] if index < len(row.cells) else None
    return {
        "column": column_letters(index),
        "heading": heading,
        "value": problem.get("shown") or shown_cell(cell),
    }


def _called(error: Mapping[str, str]) -> str:
    """The column as the file calls it, and what it is here where that is another name."""
    if error["field_name"] in ("", error["heading"]):
        return error["heading"]
    return str(gettext("column “%(column)s” (%(field)s)", column=error["heading"], field=error["field_name"]))


def _tell(report: Mapping[str, Any]) -> None:
    for note in report["notes"]:
        click.echo(note)
    for error in report["errors"]:
        place = f"{error['sheet']} {error['column']}{error['row']} {_called(error)}"
        if not error["column"]:
            place = f"{error['sheet']} {gettext(PLACE, row=error['row'])}"
        click.echo(f"{place} [{error['value']}]: {error['why']}")
    counts = {outcome: f"{count:,}" for outcome, count in report["counts"].items()}
    say(COUNTED, **counts)
    say(COUNTED_BAD, **counts)
    if report["problem"]:
        click.echo(report["problem"])
        say(REFUSED)
    elif report["applied"] is None:
        say(NOTHING_STORED)
    else:
        say(STORED, count=f"{sum(report['applied'].values()):,}")
