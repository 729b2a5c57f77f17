"""A workbook of a reference in words: how it is read, what would change, what is not taken and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.web import translated
from app.core.words import value_label
from app.exchange import plain
from app.exchange.forms.references import ReferenceMappingForm
from app.exchange.models import ReferenceImport
from app.exchange.reading.book import column_letters
from app.exchange.reading.rows import Problem
from app.exchange.reading.values import is_blank
from app.exchange.reading.values import shown as cell_shown
from app.exchange.rules import reference_layouts as layouts
from app.exchange.rules.reference_differences import REFUSED, TAKEN, Difference, Outcome, counted
from app.exchange.rules.reference_layouts import NEEDED, TABLES, Sort
from app.exchange.services import reference_reading as reading
from app.exchange.words.references import label_of
from app.references.rules import numbers
from app.references.sheets.changes import worded

TONES = {
    Outcome.WRONG: "danger", Outcome.UNKNOWN: "danger", Outcome.NEW: "good", Outcome.CHANGED: "good",
    Outcome.ABSENT: "attention",
}  # fmt: skip
OPEN = REFUSED | {Outcome.CHANGED}
SAMPLES, SAMPLED, LONGEST_SAMPLE, LONGEST = 3, 30, 24, 400
MOST_SHOWN = 200


@dataclass(frozen=True)
class ColumnShown:
    field: Any
    is_needed: bool


@dataclass(frozen=True)
class TableShown:
    """A sheet that is read: its columns with their choices, and the columns that nothing is read from."""

    sort: Sort
    sheet: str
    rows: str
    is_remembered: bool
    columns: list[ColumnShown]
    samples: Mapping[str, str]
    unmapped: list[tuple[str, str, bool]]


def tables(brought: ReferenceImport, form: ReferenceMappingForm) -> list[TableShown]:
    return [_table(brought, sort, form) for sort in TABLES if sort.value in brought.reading]


def _table(brought: ReferenceImport, sort: Sort, form: ReferenceMappingForm) -> TableShown:
    held = brought.reading[sort]
    columns = [ColumnShown(field, NEEDED[sort] == key) for key, field in form.columns(sort)]
    taken = {one.field.data for one in columns}
    unmapped = [
        (column_letters(at), text, layouts.field_of(sort, text) == "")
        for at, text in held["headings"]
        if str(at) not in taken
    ]
    rows = " - ".join(dict.fromkeys(str(held["rows"][end] + 1) for end in (0, -1)))
    return TableShown(
        sort, reading.sheet_names(brought)[held["sheet"]], rows, held["is_remembered"], columns,
        _samples(brought, held), unmapped,
    )  # fmt: skip


def _samples(brought: ReferenceImport, held: Mapping[str, Any]) -> dict[str, str]:
    """The first different values of each column, as they stand in the file."""
    found: dict[int, list[str]] = {}
    first = held["rows"][-1] + 1
    for row in brought.content["sheets"][held["sheet"]]["rows"][first : first + SAMPLED]:
        for at, kept in enumerate(row):
            cell = plain.to_cell(kept)
            text = "" if is_blank(cell) else _cut(cell_shown(cell), LONGEST_SAMPLE)
            texts = found.setdefault(at, [])
            if text and text not in texts and len(texts) < SAMPLES:
                texts.append(text)
    return {str(at): str(_(" / ")).join(texts) for at, texts in found.items()}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def notes(brought: ReferenceImport) -> list[str]:
    return [str(_(message, **params)) for message, params in brought.content["notes"]]


# --- differences ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """`key` is what the address asks for to see only these."""

    key: str
    label: str
    count: int
    tone: str
    is_current: bool


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """What is new, gone or the same says enough on one line; what is refused or changed lies open."""

    sort: str
    key: str
    outcome: str
    tone: str
    where: str
    changes: list[Changed]
    kept: list[tuple[str, str]]
    problems: list[tuple[str, str, str]]
    is_open: bool


@dataclass(frozen=True)
class Shown:
    """`rows` are cut at `MOST_SHOWN`; `hidden` is how many are not shown."""

    counts: list[Count]
    rows: list[Row]
    hidden: int
    refused: int
    taken: int
    absent: int


def differences(found: Sequence[Difference], asked: str) -> Shown:
    """`asked`: one outcome to look at; else all but what stays as it is."""
    by_outcome = dict(counted(found))
    chosen = [one for one in found if one.outcome == asked]
    if asked not in list(Outcome):
        chosen = sorted((one for one in found if one.outcome != Outcome.UNCHANGED), key=_urgency)
    return Shown(
        [Count(one, value_label(one), by_outcome[one], TONES.get(one, "neutral"), one == asked) for one in Outcome],
        [_row(one) for one in chosen[:MOST_SHOWN]], max(len(chosen) - MOST_SHOWN, 0),
        sum(by_outcome[one] for one in REFUSED), sum(by_outcome[one] for one in TAKEN),
        by_outcome[Outcome.ABSENT],
    )  # fmt: skip


def _urgency(one: Difference) -> bool:
    """What cannot be taken first, the rest as the file has it."""
    return one.outcome not in REFUSED


def _row(one: Difference) -> Row:
    return Row(
        value_label(one.sort), one.key, value_label(one.outcome), TONES.get(one.outcome, "neutral"), _where(one),
        [] if one.outcome is Outcome.UNCHANGED else list(_changes(one)), _kept(one), list(_problems(one)),
        one.outcome in OPEN,
    )  # fmt: skip


def _where(one: Difference) -> str:
    if not one.rows:
        return ""
    rows = " - ".join(dict.fromkeys(map(str, (one.rows[0], one.rows[-1]))))
    return str(_("Sheet “%(sheet)s”, row %(row)s", sheet=one.sheet, row=rows))


def _changes(one: Difference) -> Iterator[Changed]:
    for key, (before, after) in one.changes.items():
        yield Changed(label_of(one.sort, key), _said(key, before), _said(key, after))


def _kept(one: Difference) -> list[tuple[str, str]]:
    return [(label_of(one.sort, key), _said(key, value)) for key, value in one.kept.items()]


def _said(key: str, value: Any) -> str:
    if key == "premise_models":
        return worded(key, value)
    if isinstance(value, (tuple, list)):
        return "\n".join(map(str, value)) if key == "authors" else numbers.written(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return value.isoformat()
    return _cut(value_label(value) if isinstance(value, StrEnum) else str(value or ""), LONGEST)


def _problems(one: Difference) -> Iterator[tuple[str, str, str]]:
    """Cell, what stands in it, why it cannot be taken and what to do."""
    if one.outcome is Outcome.UNKNOWN:
        yield (
            "",
            one.key,
            str(_("The edition has no item of this number. Correct it in the file, or delete the row.")),
        )
    yield from map(problem_words, one.problems)


def problem_words(problem: Problem) -> tuple[str, str, str]:
    return problem.address, problem.shown, _why(problem)


def _why(problem: Problem) -> str:
    return translated(DomainError(problem.message, None, **problem.params))
