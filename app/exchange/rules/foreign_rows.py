"""The rows of a strange questionnaire, one by one: questions with their answers, titles, and what is odd."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.core.words import N_
from app.exchange.reading.book import BadCell, Cell, Sheet, column_letters
from app.exchange.reading.spellings import JOINT
from app.exchange.rules import foreign_above
from app.exchange.rules.foreign_columns import Layout
from app.exchange.rules.foreign_headings import Heading
from app.exchange.rules.foreign_values import (
    FULL,
    HOLLOW,
    LONGEST_ID,
    Mark,
    asks,
    has_outer_blanks,
    id_of,
    is_bare,
    is_dash,
    is_id,
    looks_like_question,
    mark_in,
    numbered,
    said_in,
    text_of,
)
from app.exchange.rules.foreign_words import ROLE_OF_SAID, Role, Said, plain

TRIMMED = N_("The number “%(id)s” had blanks around it. They were taken away.")
REPEATED = N_("The number “%(id)s” stands in row %(first)s too.")
TWO_TICKS = N_("“%(id)s” is ticked in more than one column (%(columns)s). Which of them is meant?")
NO_QUESTION = N_("“%(id)s” has a number and no question.")
NO_NUMBER = N_("This question has no number.")
BAD_CELL = N_("The cell holds %(value)s instead of a value.")
NOT_SAVED = N_(
    "The cell holds a formula whose result was not saved. Open the file in Excel, save it and retry."
)
WRITTEN = N_("“%(id)s” has words where a tick was asked for.")

MESSAGES = frozenset({TRIMMED, REPEATED, TWO_TICKS, NO_QUESTION, NO_NUMBER, BAD_CELL, NOT_SAVED, WRITTEN})
_MOST_COVERED = 500_000
SIGNS, CROSSES = frozenset("○×△◎〇✕"), frozenset("x")
SAID_OF = {role: said for said, role in ROLE_OF_SAID.items()}
_SUMS = re.compile(
    r"(?:sub-?|grand )?totals?\b|sum\b|average\b|score\b|(?:総|小|合)計|計$|平均|得点|合計点", re.IGNORECASE
)
# Below the names of the columns their numbers or letters may stand, one row of them.
_COUNTED_BELOW = 2
_COUNTED = ([str(at) for at in range(1, 100)], list("abcdefghijklmnopqrstuvwxyz"))
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` as the sheet counts, from 1; `column` its letters, "" where no cell is to blame."""

    row: int
    column: str
    message: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Question:
    row: int
    id: str
    text: str
    section: str
    said: Said
    answer: str  # as it stands in the file
    comment: str
    guidance: str = ""
    # Of an answer given by a tick: the words above the ticked column and the mark in it.
    ticked: str = ""
    # Its sheet, where a question of another sheet has the same number.
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the places of one answer, and the words beside it that belong to the comment."""

    said: Said
    answer: str = ""
    beside: tuple[str, ...] = ()
    ticked: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A column to tick: what a tick in it says, and the words above it."""

    said: Said
    index: int
    name: str


@dataclass
class Rows:
    """One sheet, row by row."""

    sheet: Sheet
    layout: Layout
    heading: Heading
    sections: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = self.layout.one(Role.NUMBER)
        self.question = self.layout.one(Role.QUESTION) or 0
        self.answer = self.layout.one(Role.ANSWER)
        self.ticks = tuple(
            Tick(SAID_OF.get(column.role, Said.OTHER), column.index, column.heading.rpartition(JOINT)[2])
            for column in self.layout.ticks
        )
        self.comments = (*self.layout.every(Role.COMMENT), *self.layout.every(Role.EVIDENCE))
        self.covered = {
            index: _covered(self.sheet, index) for index in {column.index for column in self.layout.columns}
        }
        # What belongs to a question and to no title: guidance, comments, the owner.
        told = (Role.GUIDANCE, Role.COMMENT, Role.EVIDENCE, Role.OWNER, Role.CONTROL)
        self.beside = [column.index for column in self.layout.columns if column.role in told]
        self.across = self._across()
        self.ids = [self._id(row) for row in range(len(self.sheet.rows))]
        self.has_signs, self.has_only_crosses = self._signs()
        self.names = {
            index: plain(self.heading.texts[index])
            for index in self.heading.roles
            if index in self.heading.texts
        }
        named = {index: self.names.get(index, "") for index in self._places()}
        self.begins = foreign_above.first_named(self.sheet, self.heading, named)
        self.series = foreign_above.series_in(
            self.ids[row] for row in range(self.begins) if self.text(row, self.question)
        )
        # A heading that every section repeats names the first section where the others have their questions.
        is_named = self.question in self.heading.roles
        self.section = "" if is_named else self.heading.texts.get(self.question, "")
        self.domain = self._coarsest(self.layout.every(Role.SECTION))

    def _coarsest(self, columns: Collection[int]) -> int | None:
        """Of several columns that group the questions, the one with the fewest groups."""

        below = self.sheet.rows[self.heading.first_row :]

        def groups(index: int) -> int:
            return len({text_of(cells[index]) for cells in below if index < len(cells)})

        return min(columns, key=lambda index: (groups(index), index), default=None)

    def _id(self, row: int) -> str:
        return id_of(self.sheet.cell(row, self.number)) if self.number is not None else ""

    def _signs(self) -> tuple[bool, bool]:
        """Whether the answers are signs, among which a dash says that it does not apply; whether they are crosses
        alone, which then stand for a tick."""
        if self.answer is None:
            return False, False
        rows = range(self.heading.first_row, len(self.sheet.rows))
        seen = {text_of(self.sheet.cell(row, self.answer)).lower() for row in rows} - {""}
        return bool(seen & SIGNS), bool(seen) and seen <= CROSSES

    def _across(self) -> set[int]:
        """Rows in which one merged cell covers both the question and what is asked for: titles."""
        asked = self._places()
        return {
            one.top
            for one in self.sheet.merged
            if one.left <= self.question and any(one.left < index <= one.right for index in asked)
            and (self.number is None or one.left <= self.number or one.left <= self.question)
        }  # fmt: skip

    def questions(self) -> Iterator[Question]:
        """A row that goes on with the one before is put to it."""
        held: Question | None = None
        for row, cells in enumerate(self.sheet.rows):
            if not cells or row in self.heading.rows or self._counts_columns(row):
                continue
            if held is not None and self._goes_on(row):
                held = self._joined(held, row)
                continue
            if not self._is_question(row):
                continue
            if held is not None:
                yield held
            held = self._question(row)
        if held is not None:
            yield held

    def _places(self) -> list[int]:
        """The columns in which a question is answered."""
        if self.ticks:
            return [one.index for one in self.ticks]
        return [] if self.answer is None else [self.answer]

    def text(self, row: int, index: int) -> str:
        """What stands in a cell; a merged one says it in each of its rows."""
        return text_of(self.sheet.cell(self.covered.get(index, {}).get(row, row), index))

    def _goes_on(self, row: int) -> bool:
        question = row in self.covered[self.question]
        number = self.number is not None and row in self.covered[self.number]
        if not (question or number):
            return False
        places = self._places()
        if number and places and all(row in self.covered[index] for index in places):
            return True
        return (question or not self._own(row, self.question)) and (
            number or self.number is None or not self._own(row, self.number)
        )

    def _own(self, row: int, index: int) -> str:
        return text_of(self.sheet.cell(row, index))

    def _is_question(self, row: int) -> bool:
        number = self._own(row, self.number) if self.number is not None else ""
        text = self.text(row, self.question)
        if row < self.begins:
            return bool(text) and row not in self.across and foreign_above.is_of(self.ids[row], self.series)
        if not is_id(number) and _SUMS.match(number or text):
            return False
        if row in self.across or self._names_columns(row):
            self._open(number or text)
            return False
        if not text:
            return self._without_text(row, number)
        if self._is_asked(row, number, text):
            return True
        self._open(text)
        return False

    def _is_asked(self, row: int, number: str, text: str) -> bool:
        is_answered = self._is_answered(row)
        if self.number is None:
            has_more = any(self._own(row, index) for index in self.beside)
            return is_answered or has_more or looks_like_question(text) or bool(self._inside(text)[0])
        if not number and row in self.covered[self.number]:
            return True
        if not number:
            return asks(text) or is_answered
        if not is_id(number):
            return len(number) <= LONGEST_ID and (is_answered or looks_like_question(text))
        return is_answered or looks_like_question(text) or not self._is_title(row, number)

    def _is_title(self, row: int, number: str) -> bool:
        """1 “Access control”, where 1.1 follows."""
        following = next((self.ids[at] for at in range(row + 1, len(self.ids)) if self.ids[at]), "")
        stem = number.rstrip(".")
        return following.startswith((f"{stem}.", f"{stem}-")) and following.rstrip(".") != stem

    def _without_text(self, row: int, number: str) -> bool:
        if not number:
            first = next((text for cell in self.sheet.rows[row] if (text := text_of(cell))), "")
            if first and self.number is not None and not self._is_answered(row):
                self._open(first)
        elif is_id(number) and self._is_title(row, number):
            self._open(
                next((text for cell in self.sheet.rows[row] if (text := text_of(cell)) != number), number)
            )
        elif is_id(number):
            bad = self.sheet.cell(row, self.question)
            if isinstance(bad, BadCell):
                self._bad(row, self.question, bad)
            else:
                self._tell(row, self.number, NO_QUESTION, id=number)
        else:
            self._open(number)
        return False

    def _counts_columns(self, row: int) -> bool:
        """(1) (2) (3) or A B C below the names of the columns."""
        if not self.heading.rows or not 0 < row - self.heading.rows[-1] <= _COUNTED_BELOW:
            return False
        texts = [plain(text).strip("()<>") for cell in self.sheet.rows[row] if (text := text_of(cell))]
        return len(texts) > 2 and any(texts == counted[: len(texts)] for counted in _COUNTED)

    def _names_columns(self, row: int) -> bool:
        """A heading that is repeated above each section."""
        same = [index for index, name in self.names.items() if name and plain(self._own(row, index)) == name]
        needed = [index for index in same if index in (self.question, *self._places())]
        return bool(needed) and (len(same) > 1 or len(self.names) == 1)

    def _open(self, title: str) -> None:
        self.section = " ".join(title.split())[:_LONGEST_TITLE]

    def _is_answered(self, row: int) -> bool:
        return any(self._own(row, index) for index in self._places())

    def _inside(self, text: str) -> tuple[str, str]:
        return numbered(text) if self.layout.has_numbers_inside else ("", text)

    def _question(self, row: int) -> Question:
        cell = self.sheet.cell(self._top(row, self.number), self.number) if self.number is not None else None
        number = id_of(cell)
        if self.number is not None and has_outer_blanks(cell) and self._top(row, self.number) == row:
            self._tell(row, self.number, TRIMMED, id=number)
        if self.number is not None and not number:
            self._tell(row, self.number, NO_NUMBER)
        section = " ".join(self.text(row, self.domain).split()) if self.domain is not None else ""
        section = section or self.section
        if section and section not in self.sections:
            self.sections.append(section)
        inside, text = self._inside(self.text(row, self.question))
        number = number or inside
        given = self._given(row, number)
        notes = [note for at in self.comments if (note := self.text(row, at))]
        guidance = "\n".join(told for at in self.layout.every(Role.GUIDANCE) if (told := self.text(row, at)))
        return Question(
            row + 1, number, text, section, given.said, given.answer, "\n".join([*given.beside, *notes]),
            guidance, given.ticked,
        )  # fmt: skip

    def _top(self, row: int, index: int) -> int:
        return self.covered.get(index, {}).get(row, row)

    def _given(self, row: int, number: str) -> Given:
        if self.ticks:
            return self._ticked(row, number)
        if self.answer is None:
            return Given(Said.NONE)
        cell = self.sheet.cell(self._top(row, self.answer), self.answer)
        if isinstance(cell, BadCell) and cell.shown != "#N/A":
            self._bad(row, self.answer, cell)
        said = self._one_said(cell)
        if said == Said.CONFLICT:
            self._tell(
                row, self.answer, TWO_TICKS, id=number, columns=f"{column_letters(self.answer)}{row + 1}"
            )
        beside = () if said in (Said.TEXT, Said.NONE) or is_bare(cell) else (text_of(cell),)
        return Given(said, "" if said == Said.NONE else text_of(cell), beside)

    def _one_said(self, cell: Cell) -> Said:
        if is_dash(cell):
            return Said.NA if self.has_signs else Said.NONE
        return Said.YES if self.has_only_crosses and text_of(cell) else said_in(cell)

    def _ticked(self, row: int, number: str) -> Given:
        cells = {one: self.sheet.cell(self._top(row, one.index), one.index) for one in self.ticks}
        marks = {one: mark for one, cell in cells.items() if (mark := mark_in(cell, one.said)) != Mark.EMPTY}
        written = [one for one, mark in marks.items() if mark == Mark.WRITTEN]
        ticked = [one for one, mark in marks.items() if mark == Mark.TICKED] or list(marks)
        # Of circles, the filled ones are meant where both kinds stand in a row.
        full = [one for one in ticked if text_of(cells[one]) in FULL]
        if full and all(text_of(cells[one]) in FULL | HOLLOW for one in ticked):
            ticked = full
        words = tuple(self._own(row, one.index) for one in written)
        if written:
            self._tell(row, written[0].index, WRITTEN, id=number)
        if len(ticked) > 1:
            self._tell(
                row, ticked[0].index, TWO_TICKS, id=number,
                columns=", ".join(f"{column_letters(one.index)}{row + 1}" for one in ticked),
            )  # fmt: skip
            return Given(Said.CONFLICT, beside=words)
        if not ticked:
            return Given(Said.NONE)
        (one,) = ticked
        own = self._own(row, one.index)
        answer = one.name if one.said in (Said.OTHER, Said.PLANNED) else own
        return Given(one.said, answer, words, "" if one in written else f"{one.name} {own}".strip())

    def _joined(self, held: Question, row: int) -> Question:
        """The same question in one more row: an answer if there was none, and what else is written there."""
        given = Given(held.said, held.answer, ticked=held.ticked)
        if held.said == Said.NONE and not self._is_covered_answer(row):
            given = self._given(row, held.id)
        notes = [self._own(row, at) for at in self.comments]
        comment = "\n".join(filter(None, [held.comment, *given.beside, *notes]))
        return replace(held, said=given.said, answer=given.answer, comment=comment, ticked=given.ticked)

    def _is_covered_answer(self, row: int) -> bool:
        return self.answer is not None and row in self.covered.get(self.answer, {})

    def _bad(self, row: int, index: int, cell: BadCell) -> None:
        if cell.shown:
            self._tell(row, index, BAD_CELL, value=cell.shown)
        else:
            self._tell(row, index, NOT_SAVED)

    def _tell(self, row: int, index: int | None, message: str, **params: str | int) -> None:
        letters = column_letters(index) if index is not None else ""
        self.problems.append(Problem(row + 1, letters, message, params))


def _covered(sheet: Sheet, index: int) -> dict[int, int]:
    """Row → the row in which the merged cell that covers it begins."""
    found: dict[int, int] = {}
    last = len(sheet.rows) - 1
    for one in sheet.merged:
        if one.left == index and one.bottom > one.top:
            for row in range(one.top + 1, min(one.bottom, last) + 1):
                found[row] = one.top
            if len(found) > _MOST_COVERED:
                break
    return found
