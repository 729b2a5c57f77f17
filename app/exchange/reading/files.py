"""The one way in: bytes of a file to a `Book`, parsed in the sandbox, judged again out here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from app.core import archives, sandbox
from app.core.csvout import original_text
from app.exchange.reading.book import (
    MAX_COLUMNS,
    NOTES,
    REFUSALS,
    BadCell,
    Book,
    Cell,
    Merged,
    Note,
    Row,
    Sheet,
)

PARSER = "app.exchange.reading.parsing:parse"
_CALENDAR: dict[str, Callable[[str], date | time]] = {
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
}
NAMED_OTHERWISE = "named"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
ALL_ROWS = 1_048_576
_SHORT = 64


def read_file(
    name: str, content: bytes, *, limits: sandbox.Limits = sandbox.USUAL, may_be_western: bool = False
) -> Book:
    """What the file holds; a ``DomainError`` says why it cannot be read and what to do.

    `name` only names the sheet of a text file: what kind of file it is, the content says; a name that says
    something else is noted.
    """
    assembly = _Assembly()
    sheet_name = PurePath(name.replace("\\", "/")).stem[:100] or "CSV"
    pieces = sandbox.run(
        PARSER,
        content,
        {"name": sheet_name, "may_be_western": may_be_western},
        refusals=REFUSALS | archives.REFUSALS,
        limits=limits,
    )
    try:
        for piece in pieces:
            assembly.add(piece)
        return _noted(assembly.book(), name)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        # The parser said something that no parser of ours says.
        raise sandbox.SandboxError(sandbox.BROKEN) from None


def _noted(book: Book, name: str) -> Book:
    ending = PurePath(name).suffix.lower()
    if book.kind != "csv" or ending not in WORKBOOKS:
        return book
    return replace(book, notes=(Note(NAMED_OTHERWISE, {"ending": ending}), *book.notes))


class _Assembly:
    """Puts the pieces together again, sharing equal short texts, of which a ledger has many."""

    def __init__(self) -> None:
        self._kind = ""
        self._notes: list[Note] = []
        self._heads: list[Sheet] = []
        self._bad: list[dict[tuple[int, int], str]] = []
        self._rows: list[list[Row]] = []
        self._texts: dict[str, str] = {}

    def add(self, piece: Any) -> None:
        if isinstance(piece, list):
            self._rows[-1].extend(row for given in piece for row in self._expanded(given))
        elif "sheet" in piece:
            merged = tuple(Merged(*map(int, ends)) for ends in piece["merged"])
            self._bad.append({_position(where): str(shown) for where, shown in piece["bad"]})
            head = Sheet(
                str(piece["sheet"]), (), merged, bool(piece["hidden"]), bool(piece["deep"]),
                int(piece["formulas"]), int(piece["unsaved"]), tuple(map(int, piece.get("hidden_rows", ()))),
                tuple(map(int, piece.get("hidden_columns", ()))),
            )  # fmt: skip
            self._heads.append(head)
            self._rows.append([])
        elif "note" in piece:
            self._note(piece["note"])
        else:
            self._kind = str(piece["kind"])
            for note in piece["notes"]:
                self._note(note)

    def _note(self, note: Any) -> None:
        kind, params = note
        if kind not in NOTES:
            raise ValueError(kind)
        self._notes.append(Note(kind, {str(key): value for key, value in params.items()}))

    def _expanded(self, given: list[Any]) -> Iterator[Row]:
        """[0, cells…] is a row; [n] stands for n empty ones."""
        count, *cells = given
        if count:
            yield from ((),) * min(int(count), ALL_ROWS)
        else:
            yield tuple(map(self._cell, cells))

    def _cell(self, value: Any) -> Cell:
        if type(value) is str:
            if len(value) > _SHORT:
                return original_text(value) if self._kind == "csv" else value
            known = self._texts.get(value)
            if known is None:
                known = original_text(value) if self._kind == "csv" else value
                self._texts[value] = known
            return known
        if isinstance(value, list):
            letter, text = value
            return BadCell(str(text)) if letter == "e" else _CALENDAR[letter](text)
        if value is None or isinstance(value, bool | int | float):
            return value
        raise TypeError(type(value))

    def book(self) -> Book:
        sheets = []
        for head, bad, rows in zip(self._heads, self._bad, self._rows, strict=True):
            _put(rows, bad)
            sheets.append(replace(head, rows=tuple(rows)))
        return Book(self._kind, tuple(sheets), tuple(self._notes))


def _position(where: str) -> tuple[int, int]:
    letters = where.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(where[len(letters) :]) - 1, column - 1


def _put(rows: list[Row], bad: dict[tuple[int, int], str]) -> None:
    """Cells that have an error instead of a value, into their places."""
    for (row, column), shown in sorted(bad.items()):
        if not (0 <= row < ALL_ROWS and 0 <= column < MAX_COLUMNS):
            continue
        if row >= len(rows):
            rows.extend(((),) * (row + 1 - len(rows)))
        cells = list(rows[row]) + [None] * (column + 1 - len(rows[row]))
        if cells[column] is None:
            cells[column] = BadCell(shown)
            rows[row] = tuple(cells)
