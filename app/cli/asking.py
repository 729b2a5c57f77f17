"""`flask diligence`: questionnaires of others, looked at before anything of them is stored."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from app.cli.speaking import for_operators, say
from app.core.errors import DomainError
from app.core.words import N_

NOTHING_FOUND, UNREADABLE = 1, 2
LARGEST = 100 * 1024 * 1024

TOO_LARGE = N_("The file has more than %(count)s MB. Divide it.")
NO_QUESTIONS = N_(
    "%(file)s: no sheet was understood as a questionnaire. Is there a row that names its columns?"
)
TOTALS = N_(
    "%(file)s: %(questions)s questions, %(answered)s of them answered (%(answers)s). Conflicts: %(conflicts)s, "
    "repeated numbers: %(duplicates)s, numbers with blanks: %(trimmed)s."
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
PLACE = N_("%(file)s, “%(sheet)s”, row %(row)s: %(why)s")


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
        report = _report(file)
    except DomainError as error:
        why = f"{file.name}: {gettext(error.message, **error.params)}"
        report = {"file": file.name, "problem": why}
        click.echo(json.dumps(report, ensure_ascii=False) if as_json else why, err=not as_json)
        click_context.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _tell(report)
    if not report["totals"]["questions"]:
        click_context.exit(NOTHING_FOUND)


def _report(file: Path) -> dict[str, Any]:
    from app.exchange.reading.files import read_file
    from app.exchange.rules import foreign_forms
    from app.exchange.rules.foreign_report import report

    if file.stat().st_size > LARGEST:
        raise DomainError(TOO_LARGE, count=LARGEST // 1024 // 1024)
    book = read_file(file.name, file.read_bytes(), may_be_western=True)
    form = foreign_forms.read(book)
    found = {"file": file.name, **report(form, book.notes, _words)}
    found["notes"] = [_words(note.message, **note.params) for note in book.notes]
    found["problem"] = "" if found["totals"]["questions"] else _words(NO_QUESTIONS, file=file.name)
    return found


def _words(message: str, **params: Any) -> str:
    return str(gettext(message, **params))


def _tell(report: Mapping[str, Any]) -> None:
    from app.exchange.rules.foreign_report import spelt

    for note in report["notes"]:
        click.echo(note)
    click.echo(gettext(HEADS))
    for sheet in report["sheets"]:
        click.echo(" | ".join(_line(sheet)))
        for column in sheet["columns"]:
            click.echo(f"    {column['column']}  {column['role']}  {column['heading']}")
    for sheet in report["sheets"]:
        for one in sheet["problems"] if sheet["counted"] else ():
            say(
                PLACE,
                file=report["file"],
                sheet=one["sheet"],
                row=f"{one['column']}{one['row']}",
                why=one["why"],
            )
    totals = report["totals"]
    if report["problem"]:
        click.echo(report["problem"])
        return
    say(
        TOTALS, file=report["file"], questions=f"{totals['questions']:,}", answered=f"{totals['answered']:,}",
        answers=spelt(totals["answers"]), conflicts=totals["conflicts"], duplicates=totals["duplicate_ids"],
        trimmed=totals["trimmed_ids"],
    )  # fmt: skip


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
