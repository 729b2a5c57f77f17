"""What somebody should look at before a strange questionnaire is used: by kind, the gravest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.words import N_
from app.exchange.reading.book import Note
from app.exchange.rules import foreign_rows as rows
from app.exchange.rules.foreign_forms import SHARED, Form, FormSheet

UNSAVED, WIDE = "unsaved", "wide"
# Of a hidden row or column, and of the places of one kind, so many are named.
NAMED = 3


class PointKind(StrEnum):
    """In the order in which they are listed: answers that contradict themselves, answers that are lost, what may be
    read wrong, and what was only tidied up or is merely unusual."""

    TWO_TICKS = "two_ticks"
    NOT_SAVED = "not_saved"
    BAD_CELL = "bad_cell"
    WIDE = "wide"
    NO_QUESTION = "no_question"
    WRITTEN = "written"
    REPEATED = "repeated"
    SHARED = "shared"
    NO_NUMBER = "no_number"
    TRIMMED = "trimmed"


_KINDS = {
    rows.TWO_TICKS: PointKind.TWO_TICKS, rows.NOT_SAVED: PointKind.NOT_SAVED, rows.BAD_CELL: PointKind.BAD_CELL,
    rows.NO_QUESTION: PointKind.NO_QUESTION, rows.WRITTEN: PointKind.WRITTEN, rows.REPEATED: PointKind.REPEATED,
    SHARED: PointKind.SHARED, rows.NO_NUMBER: PointKind.NO_NUMBER, rows.TRIMMED: PointKind.TRIMMED,
}  # fmt: skip
# Of what is noticed about a file, that which may make a count wrong.
_OF_NOTES = {UNSAVED: PointKind.NOT_SAVED, WIDE: PointKind.WIDE}
# Harmless, and often there in every row: told in one line, with their number.
IN_ONE_LINE: Mapping[PointKind, str] = {
    PointKind.SHARED: N_(
        "%(count)s numbers stand on another sheet too (%(places)s). The questions are told apart by their sheets."
    ),
    PointKind.NO_NUMBER: N_("%(count)s questions have no number (%(places)s)."),
    PointKind.TRIMMED: N_("%(count)s numbers had blanks around them (%(places)s). They were taken away."),
}
ORDER = tuple(PointKind)


@dataclass(frozen=True)
class Point:
    """`row` is 0 and `position` None where no row, and no other mapping of the columns, has to do with it."""

    kind: PointKind
    sheet: str
    position: int | None
    row: int
    column: str
    message: str
    params: Mapping[str, Any]

    @property
    def place(self) -> str:
        return f"{self.column}{self.row}" if self.row else ""


@dataclass(frozen=True)
class Line:
    """One point, or all harmless ones of a kind."""

    kind: PointKind
    points: Sequence[Point]

    @property
    def sheets(self) -> list[str]:
        return list(dict.fromkeys(one.sheet for one in self.points))

    @property
    def message(self) -> str:
        return self.points[0].message if len(self.points) == 1 else IN_ONE_LINE[self.kind]

    @property
    def params(self) -> Mapping[str, Any]:
        if len(self.points) == 1:
            return self.points[0].params
        is_one_sheet = len(self.sheets) == 1
        places = (one.place if is_one_sheet else f"{one.sheet}!{one.place}" for one in self.points)
        return {"count": f"{len(self.points):,}", "places": some(list(places))}


def some(places: Sequence[str]) -> str:
    return ", ".join(places[:NAMED]) + (", …" if len(places) > NAMED else "")


def points(form: Form, notes: Iterable[Note]) -> list[Point]:
    """Whatever may be read wrong in the sheets that count, and what of these could not be read at all."""
    found = [
        Point(kind_of(one.message), sheet.name, sheet.position, one.row, one.column, one.message, one.params)
        for sheet in form.counted
        for one in sheet.problems
    ]
    counted = {sheet.name: sheet for sheet in form.counted}
    for note in notes:
        if _is_to_check(note, counted) and not _is_told(note, counted):
            kind = _OF_NOTES[note.kind]
            found.append(Point(kind, str(note.params["sheet"]), None, 0, "", note.message, note.params))
    return sorted(found, key=lambda one: ORDER.index(one.kind))


def kind_of(message: str) -> PointKind:
    return _KINDS[message]


def lines(found: Sequence[Point]) -> Iterator[Line]:
    for kind in PointKind:
        same = [one for one in found if one.kind == kind]
        if kind in IN_ONE_LINE and len(same) > 1:
            yield Line(kind, same)
        else:
            yield from (Line(kind, (one,)) for one in same)


def remarks(form: Form, notes: Iterable[Note]) -> list[Note]:
    """What else is noticed about the file: it changes nothing of what was counted."""
    counted = {sheet.name: sheet for sheet in form.counted}
    return [*(note for note in notes if not _is_to_check(note, counted)), *hidden_in(form)]


def hidden_in(form: Form) -> Iterator[Note]:
    """Rows and columns of the sheets that count which nobody sees who opens the file."""
    for sheet in form.counted:
        for kind, places in (
            ("hidden_rows", list(map(str, sheet.hidden_rows))), ("hidden_columns", list(sheet.hidden_columns)),
        ):  # fmt: skip
            if places:
                yield Note(kind, {"sheet": sheet.name, "count": f"{len(places):,}", "places": some(places)})


def _is_to_check(note: Note, counted: Mapping[str, FormSheet]) -> bool:
    return note.kind in _OF_NOTES and note.params["sheet"] in counted


def _is_told(note: Note, counted: Mapping[str, FormSheet]) -> bool:
    """Each formula of the sheet without a result stands in an answer, and is a point already."""
    sheet = counted[str(note.params["sheet"])]
    return note.kind == UNSAVED and len(sheet.problems_of(rows.NOT_SAVED)) >= sheet.unsaved
