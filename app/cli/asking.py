"""`flask diligence`: questionnaires of others, looked at before anything of them is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask_babel import gettext

from app.cli.speaking import for_operators, say
from app.core.errors import DomainError
from app.core.words import N_

if TYPE_CHECKING:
    from app.exchange.rules.foreign_points import Line

NOTHING_FOUND, UNREADABLE = 1, 2
LARGEST = 100 * 1024 * 1024

TOO_LARGE = N_("The file has more than %(count)s MB. Divide it.")
NO_QUESTIONS = N_(
    "%(file)s: no sheet was understood as a questionnaire. Is there a row that names its columns?"
)
TOTALS = N_(
    "%(file)s: %(questions)s questions, %(answered)s of them answered (%(answers)s). Conflicts: %(conflicts)s, "
    "repeated numbers: %(duplicates)s, the same on two sheets: %(shared)s, numbers with blanks: %(trimmed)s."
)
HEADS = N_("sheet | kind | heading row | questions | answers | merged | formulas")
HIDDEN = N_("hidden")
VERY_HIDDEN = N_("hidden from Excel's menu")
KINDS: Mapping[str, str] = {
    "form": N_("questionnaire"),
    "questions": N_("questions without answers"),
    "repeat": N_("repeats another sheet"),
    "other": N_("no questionnaire"),
}
CELL = N_("%(file)s, “%(sheet)s”, cell %(place)s: %(why)s")
ROW = N_("%(file)s, “%(sheet)s”, row %(place)s: %(why)s")
SHEET = N_("%(file)s, “%(sheet)s”: %(why)s")
SHEETS = N_("%(file)s, %(count)s sheets (%(sheets)s): %(why)s")


@click.group()
def diligence() -> None:
    """Questionnaires and their answers."""


@diligence.command("import-form")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def import_form(click_context: click.Context, file: Path, as_json: bool) -> None:
    """Say what is in FILE, a questionnaire of any form (.xlsx, .xlsm, .xls, CSV, TSV). Nothing is stored.

    Exit code 0 if questions were found, 1 if there are none, 2 if the file cannot be read.
    """
    try:
        report, lines = _report(file)
    except DomainError as error:
        why = f"{file.name}: {gettext(error.message, **error.params)}"
        report = {"file": file.name, "problem": why}
        click.echo(json.dumps(report, ensure_ascii=False) if as_json else why, err=not as_json)
        click_context.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _tell(report, lines)
    if not report["totals"]["questions"]:
        click_context.exit(NOTHING_FOUND)


def _report(file: Path) -> tuple[dict[str, Any], list[Line]]:
    """What was read, and the points to check as a reader wants them: the harmless ones of a kind in one line."""
    from app.exchange.reading.files import read_file
    from app.exchange.rules import foreign_forms, foreign_points
    from app.exchange.rules.foreign_report import report

    if file.stat().st_size > LARGEST:
        raise DomainError(TOO_LARGE, count=LARGEST // 1024 // 1024)
    book = read_file(file.name, file.read_bytes(), may_be_western=True)
    form = foreign_forms.read(book)
    found = {"file": file.name, **report(form, book.notes, _words)}
    notes = (*book.notes, *foreign_points.hidden_in(form))
    found["notes"] = [_words(note.message, **note.params) for note in notes]
    found["problem"] = "" if found["totals"]["questions"] else _words(NO_QUESTIONS, file=file.name)
    return found, list(foreign_points.lines(foreign_points.points(form, book.notes)))


def _words(message: str, **params: Any) -> str:
    return str(gettext(message, **params))


def _tell(report: Mapping[str, Any], lines: Sequence[Line]) -> None:
    from app.exchange.rules.foreign_report import spelt

    for note in report["notes"]:
        click.echo(note)
    click.echo(gettext(HEADS))
    for sheet in report["sheets"]:
        click.echo(" | ".join(_line(sheet)))
        for column in sheet["columns"]:
            click.echo(f"    {column['column']}  {column['role']}  {column['heading']}")
    for line in lines:
        _point(report["file"], line)
    totals = report["totals"]
    if report["problem"]:
        click.echo(report["problem"])
        return
    say(
        TOTALS, file=report["file"], questions=f"{totals['questions']:,}", answered=f"{totals['answered']:,}",
        answers=spelt(totals["answers"]), conflicts=totals["conflicts"], duplicates=totals["duplicate_ids"],
        shared=totals["shared_ids"], trimmed=totals["trimmed_ids"],
    )  # fmt: skip


def _point(file: str, line: Line) -> None:
    """What concerns a whole sheet was said among the notes."""
    one = line.points[0]
    why = gettext(line.message, **dict(line.params))
    if len(line.sheets) > 1:
        names = gettext(", ").join(line.sheets)
        say(SHEETS, file=file, count=len(line.sheets), sheets=names, why=why)
    elif len(line.points) > 1:
        say(SHEET, file=file, sheet=one.sheet, why=why)
    elif one.row:
        say(CELL if one.column else ROW, file=file, sheet=one.sheet, place=one.place, why=why)


def _line(sheet: Mapping[str, Any]) -> Iterator[str]:
    from app.exchange.rules.foreign_report import spelt

    hidden = VERY_HIDDEN if sheet["very_hidden"] else HIDDEN if sheet["hidden"] else ""
    yield sheet["name"] + (f" ({gettext(hidden)})" if hidden else "")
    kind = KINDS[sheet["kind"]]
    yield gettext(kind)
    yield ", ".join(map(str, sheet["header_rows"])) or "-"
    yield f"{sheet['questions']:,}"
    yield spelt(sheet["answers"]) or "-"
    yield f"{sheet['merged_ranges']:,}"
    yield f"{sheet['formula_cells']:,}"
