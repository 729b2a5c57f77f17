"""A strange questionnaire as questions and answers, each with the row where it stands, and what is odd about it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from app.core.text import fold
from app.core.words import N_
from app.exchange.reading.book import BadCell, Book, Sheet, address, column_letters
from app.exchange.rules import foreign_columns, foreign_headings
from app.exchange.rules.foreign_columns import Layout
from app.exchange.rules.foreign_headings import NO_HEADING, Heading
from app.exchange.rules.foreign_rows import REPEATED, Problem, Question, Rows
from app.exchange.rules.foreign_words import Role, Said

# A repeat of another sheet has at least so many of its questions; a form of fewer is too short to tell.
_REPEATED_SHARE, _FEWEST = 0.8, 5
_SHORT = 60
NOT_SAVED = BadCell("")
MOST_UNSAVED = 50
SHARED = N_("The number “%(id)s” stands on the sheet “%(other)s” too, in row %(first)s.")


class Kind(StrEnum):
    FORM = "form"
    QUESTIONS = "questions"  # questions, and no place for answers
    REPEAT = "repeat"  # the questions of another sheet again: a report, an analysis
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FormSheet:
    name: str
    position: int
    kind: Kind
    is_hidden: bool
    is_very_hidden: bool
    merged: int
    formulas: int
    # Places of formulas whose result was never saved: as many as are told apart, and how many there are.
    unsaved_cells: tuple[str, ...] = ()
    unsaved: int = 0
    layout: Layout | None = None
    questions: tuple[Question, ...] = ()
    sections: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    repeats: str = ""
    # Rows as the sheet counts, and letters of columns, that are hidden in it and hold anything.
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()

    def problems_of(self, message: str) -> list[Problem]:
        return [one for one in self.problems if one.message == message]

    @property
    def said(self) -> dict[Said, int]:
        """How many say what, in the order of the words."""
        found = Counter(question.said for question in self.questions)
        return {one: found[one] for one in Said if found[one]}

    @property
    def further_choices(self) -> tuple[str, ...]:
        """What was ticked beside yes, no and the like, by the words above it."""
        return tuple(dict.fromkeys(one.answer for one in self.questions if one.said == Said.OTHER))


@dataclass(frozen=True, slots=True)
class Form:
    kind: str
    sheets: tuple[FormSheet, ...]

    @property
    def counted(self) -> tuple[FormSheet, ...]:
        """The sheets that are the questionnaire: those that ask for answers, else those that have questions."""
        shown = [sheet for sheet in self.sheets if not sheet.is_hidden]
        for found in (
            [sheet for sheet in shown if sheet.kind == Kind.FORM],
            [sheet for sheet in shown if sheet.kind == Kind.QUESTIONS],
            [sheet for sheet in self.sheets if sheet.kind in (Kind.FORM, Kind.QUESTIONS)],
        ):
            if found:
                return tuple(found)
        return ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody says of a sheet: the rows of its heading, counted from 0, and column → role; None as found."""

    rows: tuple[int, ...] | None = None
    roles: Mapping[int, Role] | None = None
    is_left_out: bool = False


AS_FOUND = Choice()


def read(book: Book, choices: Mapping[str, Choice] | None = None) -> Form:
    """`choices`: by the name of the sheet."""
    said = choices or {}
    sheets = [
        read_sheet(sheet, position, said.get(sheet.name, AS_FOUND))
        for position, sheet in enumerate(book.sheets)
    ]
    return _told_apart(Form(book.kind, tuple(_repeats(sheets, said))))


def heading_of(sheet: Sheet, choice: Choice) -> Heading:
    if choice.rows is None:
        return foreign_headings.find(sheet)
    if not choice.rows or choice.rows[-1] >= len(sheet.rows):
        return NO_HEADING
    return foreign_headings.at(sheet, choice.rows[0], len(choice.rows))


def read_sheet(sheet: Sheet, position: int = 0, choice: Choice = AS_FOUND) -> FormSheet:
    heading = heading_of(sheet, choice)
    if choice.roles is not None:
        layout: Layout | None = foreign_columns.chosen(sheet, heading, choice.roles)
    else:
        layout = foreign_columns.layout_of(sheet, heading)
    head = FormSheet(
        sheet.name, position, Kind.OTHER, sheet.is_hidden, sheet.is_very_hidden, len(sheet.merged), sheet.formulas,
        _unsaved(sheet), sheet.unsaved, hidden_rows=_hidden_rows(sheet), hidden_columns=_hidden_columns(sheet),
    )  # fmt: skip
    if choice.is_left_out or layout is None or layout.one(Role.QUESTION) is None:
        return head
    reading = Rows(sheet, layout, heading)
    questions = tuple(reading.questions())
    if not questions:
        return replace(head, layout=layout)
    kind = Kind.FORM if layout.asks_for_answers else Kind.QUESTIONS
    return replace(
        head, kind=kind, layout=layout, questions=questions, sections=tuple(reading.sections),
        problems=(*reading.problems, *_repeated_ids(questions)),
    )  # fmt: skip


def _unsaved(sheet: Sheet) -> tuple[str, ...]:
    if not sheet.unsaved:
        return ()
    places = (
        address(row, column)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell == NOT_SAVED
    )
    return tuple(islice(places, MOST_UNSAVED))


def _hidden_rows(sheet: Sheet) -> tuple[int, ...]:
    if not sheet.hidden_rows:
        return ()
    filled = {row for row, cells in enumerate(sheet.rows) if cells}
    return tuple(row + 1 for row in sheet.hidden_rows if row in filled)


def _hidden_columns(sheet: Sheet) -> tuple[str, ...]:
    if not sheet.hidden_columns:
        return ()
    held = {at for row in sheet.rows for at, cell in enumerate(row) if cell is not None}
    return tuple(column_letters(at) for at in sheet.hidden_columns if at in held)


def _repeated_ids(questions: Sequence[Question]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for one in questions:
        if not one.id:
            continue
        known = first.setdefault(one.id.casefold(), one.row)
        if known != one.row:
            yield Problem(one.row, "", REPEATED, {"id": one.id, "first": known})


def _repeats(sheets: Sequence[FormSheet], said: Mapping[str, Choice]) -> Iterator[FormSheet]:
    """A sheet that shows the questions of another again is no questionnaire of its own: of the two the one with
    fewer formulas is what was filled in."""
    asked = {sheet.position: _known(sheet) for sheet in sheets if sheet.kind != Kind.OTHER}
    order = sorted(
        (sheet for sheet in sheets if sheet.kind != Kind.OTHER),
        key=lambda one: (
            one.kind != Kind.FORM,
            one.is_hidden,
            one.formulas / len(one.questions),
            one.position,
        ),
    )
    originals: dict[int, str] = {}
    repeats: dict[int, str] = {}
    for sheet in order:
        own = asked[sheet.position]
        elsewhere = own & set().union(*(asked[position] for position in originals))
        if len(own) >= _FEWEST and len(elsewhere) >= _REPEATED_SHARE * len(own):
            most = max(originals, key=lambda position: (len(own & asked[position]), -position))
            repeats[sheet.position] = originals[most]
        else:
            originals[sheet.position] = sheet.name
    for sheet in sheets:
        is_chosen = said.get(sheet.name, AS_FOUND).roles is not None
        if sheet.position in repeats and not is_chosen:
            yield replace(sheet, kind=Kind.REPEAT, repeats=repeats[sheet.position])
        else:
            yield sheet


def _told_apart(form: Form) -> Form:
    """A number that stands on two sheets is no mistake, but nobody can tell by it which question is meant."""
    first: dict[str, tuple[FormSheet, int]] = {}
    shared: set[str] = set()
    problems: dict[int, list[Problem]] = {}
    for sheet in form.counted:
        for one in sheet.questions:
            number = one.id.casefold()
            known, row = first.setdefault(number, (sheet, one.row)) if number else (sheet, 0)
            if known is not sheet:
                shared.add(number)
                params: dict[str, str | int] = {"id": one.id, "other": known.name, "first": row}
                told = Problem(one.row, _number_letters(sheet), SHARED, params)
                problems.setdefault(sheet.position, []).append(told)
    if not shared:
        return form
    counted = {sheet.position for sheet in form.counted}
    return replace(form, sheets=tuple(
        _with_its_name(sheet, shared, problems.get(sheet.position, ())) if sheet.position in counted else sheet
        for sheet in form.sheets
    ))  # fmt: skip


def _number_letters(sheet: FormSheet) -> str:
    column = sheet.layout.one(Role.NUMBER) if sheet.layout else None
    return column_letters(column) if column is not None else ""


def _with_its_name(sheet: FormSheet, shared: set[str], problems: Sequence[Problem]) -> FormSheet:
    questions = (
        replace(one, sheet=sheet.name) if one.id.casefold() in shared else one for one in sheet.questions
    )
    return replace(sheet, questions=tuple(questions), problems=(*sheet.problems, *problems))


def _known(sheet: FormSheet) -> set[tuple[str, str]]:
    return {(one.id.casefold(), fold(one.text)[:_SHORT]) for one in sheet.questions}


def shown_value(question: Question) -> str:
    """The answer as it stands, for counting: a mark with the words above its column. Long ones are texts."""
    said = question.ticked or question.answer
    return "" if question.said == Said.TEXT and len(said) > _SHORT else said
