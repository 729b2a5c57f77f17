"""The questions of a request as a workbook to fill in; the same with answers in it is the copy to keep."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core import audit, settings
from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment, Stance, SubstituteKind
from app.diligence.queries import answers as queries
from app.diligence.rules.workbooks import (
    FORM,
    HIDDEN,
    HIDDEN_SHEET,
    TABLE_MARK,
    Col,
    TableRow,
    digest_of,
    template_of,
)
from app.diligence.services import answering
from app.diligence.sheets import workbooks as layout
from app.diligence.sheets.workbooks import Laid, Row, Subject, Table
from app.reports.filling import Box, FormSheet, Tone, write_form
from app.reports.workbook import ColumnKind
from app.standards.sheets.voices import Voice

ANSWERS = N_("Answers to fill in")
INSTRUCTIONS = N_("Instructions")
HEADS = {
    Col.NUMBER: N_("Question no."),
    Col.TEXT: N_("Question"),
    Col.LABEL: N_("What is asked"),
    Col.HOW: N_("How to answer"),
    Col.ANSWER: N_("Answer"),
    Col.STANCE: N_("Kind of answer"),
    Col.REASON: N_("Reason"),
    Col.CONDITION: N_("Condition"),
    Col.SUBSTITUTE: N_("Substitute evidence"),
    Col.SUBSTITUTE_KIND: N_("Kind of substitute evidence"),
    Col.SUBSTITUTE_FILE: N_("File that stands in"),
    Col.SUBSTITUTE_ADDRESS: N_("Address of the document"),
    Col.SUBSTITUTE_PLACE: N_("Page or section"),
    Col.COMMENT: N_("Comment"),
    Col.FILES: layout.FILE_NAMES,
    Col.WHEN: N_("Asked when"),
}
WIDTHS = (12, 44, 18, 26, 34, 16, 22, 22, 22, 22, 22, 26, 14, 22, 22, 24, 10, 10, 8, 10)
TO, DUE, BY = N_("Respondent"), N_("Due"), N_("Request from")
ABOUT, ASKER = N_("Subject of the request"), N_("Whom to ask at the institution")
MESSAGE = N_("Message")
STEPS = (
    N_("Fill in the yellow cells of the sheet “%(sheet)s”. All other cells are locked."),
    N_("Where a list opens, choose from it. Write each of several choices on a line of its own."),
    N_("A table has a sheet of its own; the cell of the answer names it. Write one entry on each row."),
    N_("Leave “Kind of answer” empty where you simply answer."),
    N_("Where a question does not apply, or you will not answer it, choose that and give the reason."),
    N_("Where you name what can be looked at instead, say which kind it is and on which page it stands."),
    N_("Where an answer holds under a condition only, choose that and write the condition."),
    N_("What is marked “Not asked now” needs no answer, unless your other answers make its condition true."),
    N_("Write the names of the evidence files, one on each line, and hand the files in with this workbook."),
    N_("Do not rewrite the questions: what was changed in a locked cell is not taken over."),
    N_("When the workbook comes back, the differences are shown first and only then taken over."),
)
# Between the kind of answer and what is only told: of the answer as a whole.
SAID = tuple(Col)[tuple(Col).index(Col.REASON) : tuple(Col).index(Col.WHEN)]
STANCE_NOTE = N_("Leave it empty where you simply answer.")
NAME = N_("Questions %(title)s")


@dataclass(frozen=True)
class Request:
    """Whom the request is of and addressed to, in words."""

    respondent: str
    institution: str


def institution_name(language: str) -> str:
    """In Latin letters for an English reader, where they are known."""
    latin = str(settings.get("institution.name_latin"))
    is_known = latin != settings.definition("institution.name_latin").default
    return latin if language == "en" and is_known else str(settings.get("institution.name"))


def subject_of(assignment: Assignment) -> Subject:
    answers = queries.answers_of(assignment)
    return Subject(
        assignment, queries.paper_for(assignment.content_id), answers, queries.files_of(assignment),
        answering.asked_of(assignment, answers),
    )  # fmt: skip


def written(assignment: Assignment, request: Request, language: str, at: datetime) -> bytes:
    subject = subject_of(assignment)
    laid = layout.laid_out(subject, language)
    voice = Voice(language)
    sheets = [
        _instructions(assignment, request, voice),
        _answers(laid, voice),
        *(_table(one) for one in laid.tables),
        _hidden(assignment, language, at),
    ]
    return write_form(sheets, made_at=at)


def file_name(assignment: Assignment, language: str) -> str:
    return f"{Voice(language).say(NAME, title=queries.title_in(assignment, language))}.xlsx"


def witness(ctx: Context, assignment: Assignment, content: bytes, act: Act = Act.WORKBOOK_TAKEN) -> None:
    """Taking a file out changes nothing, and is remembered."""
    audit.witness(ctx, act, assignment, reason=f"SHA-256 {hashlib.sha256(content).hexdigest()}")


def _instructions(assignment: Assignment, request: Request, voice: Voice) -> FormSheet:
    facts = [
        (BY, request.institution),
        (TO, request.respondent),
        (ABOUT, assignment.about),
        (ASKER, assignment.asker),
        (DUE, format_date(assignment.due_on, DateStyle.ISO)),
        (MESSAGE, assignment.message),
    ]
    steps = [voice.say(step, sheet=voice.say(ANSWERS)) for step in STEPS]
    rows: list[list[Box | None]] = [[Box(queries.title_in(assignment, voice.language), Tone.TITLE)]]
    rows += [[Box(voice.say(label), Tone.HEAD), Box(text)] for label, text in facts if text]
    rows.append([])
    rows += [[Box(str(number), Tone.HEAD), Box(step)] for number, step in enumerate(steps, 1)]
    return FormSheet(voice.say(INSTRUCTIONS), (16, 100), rows)


def _answers(laid: Laid, voice: Voice) -> FormSheet:
    keys: list[Box | None] = [Box(column.value) for column in Col]
    heads: list[Box | None] = [
        Box(voice.say(HEADS[column]) if column in HEADS else column.value, Tone.HEAD) for column in Col
    ]
    stances = tuple(voice.value(one) for one in Stance)
    rows = [list(_row(row, stances, voice)) for row in laid.rows]
    places = list(Col)
    return FormSheet(
        voice.say(ANSWERS), WIDTHS, [keys, heads, *rows], head=1,
        hidden_columns=frozenset(places.index(column) for column in HIDDEN), hidden_rows=frozenset({0}),
        frozen_columns=3,
    )  # fmt: skip


def _row(row: Row, stances: tuple[str, ...], voice: Voice) -> Iterator[Box | None]:
    stand_ins = tuple(voice.value(one) for one in SubstituteKind)
    tone = Tone.PLAIN if row.is_asked else Tone.SOFT
    for column, text in row.line.locked.items():
        yield Box(text, tone) if column != Col.HOW else Box(text, Tone.SOFT)
    yield _box(row.line.part, row.value, row.choices, is_strict=row.is_strict)
    if row.is_first:
        note = (voice.say(HEADS[Col.STANCE]), voice.say(STANCE_NOTE))
        yield Box(row.beside.get(Col.STANCE, ""), Tone.OPEN, choices=stances, note=note)
        for column in SAID:
            kinds = stand_ins if column == Col.SUBSTITUTE_KIND else ()
            yield Box(row.beside.get(column, ""), Tone.OPEN, choices=kinds)
    else:
        yield from [Box("", Tone.SOFT)] * (len(SAID) + 1)
    yield Box(row.when, Tone.SOFT)
    yield from (Box(row.line.question), Box(row.line.part.key), Box(row.version))
    yield Box(digest_of(row.line.locked.values()))


_KINDS = {
    "number": ColumnKind.DECIMAL,
    "percent": ColumnKind.DECIMAL,
    "date": ColumnKind.DATE,
}


def _box(part: Any, value: Any, choices: tuple[str, ...], *, is_strict: bool) -> Box:
    if part.type in ("table", "file"):
        return Box(value, Tone.SOFT)
    places = part.decimals if part.type == "percent" else None
    return Box(value, Tone.OPEN, _KINDS.get(part.type, ColumnKind.TEXT), places, choices, is_strict)


def _table(table: Table) -> FormSheet:
    """Its first two rows are hidden: they say what the sheet and its columns are."""
    rows: list[Sequence[Box | None]] = [()] * TableRow.ENTRIES
    marks = (
        TABLE_MARK,
        table.line.question,
        table.line.part.key,
        digest_of(one.head for one in table.columns),
    )
    rows[TableRow.MARK] = [Box(mark) for mark in marks]
    rows[TableRow.KEYS] = [Box(column.part.key) for column in table.columns]
    rows[TableRow.TITLE] = [Box(table.title, Tone.TITLE)]
    rows[TableRow.HOW] = [Box(column.how, Tone.SOFT) for column in table.columns]
    rows[TableRow.HEADS] = [Box(column.head, Tone.HEAD) for column in table.columns]
    for row in table.rows:
        rows.append(_entry(table, row))
    rows.append(_entry(table, (None,) * len(table.columns)))
    return FormSheet(
        table.name, tuple(_width(column.part.type) for column in table.columns), rows,
        head=TableRow.HEADS, hidden_rows=frozenset({TableRow.MARK, TableRow.KEYS}),
        repeated_rows=max(min(table.most, MOST_ROWS) - len(table.rows) - 1, 0),
    )  # fmt: skip


MOST_ROWS = 200
_NARROW = frozenset({"date", "yes_no", "number", "percent"})


def _width(kind: str) -> int:
    return 16 if kind in _NARROW else 30


def _entry(table: Table, row: Sequence[Any]) -> list[Box | None]:
    return [
        _box(
            column.part, value, column.choices, is_strict=not getattr(column.part, "several", False)
        )
        for column, value in zip(table.columns, row, strict=True)
    ]  # fmt: skip


def _hidden(assignment: Assignment, language: str, at: datetime) -> FormSheet:
    facts = {
        "form": FORM,
        "assignment": str(assignment.id),
        "template": template_of(assignment.content_id, assignment.questions),
        "language": language,
        "made_at": at.isoformat(),
    }
    rows: list[list[Box | None]] = [[Box(name), Box(text)] for name, text in facts.items()]
    return FormSheet(HIDDEN_SHEET, (14, 70), rows, is_hidden=True)
