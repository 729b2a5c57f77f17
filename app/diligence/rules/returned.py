"""What a workbook says that came back: read row by row against the form as it went out. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.core.errors import DomainError
from app.core.text import clean
from app.core.words import N_
from app.diligence.models.distinctions import Stance
from app.diligence.rules import entering, returned_stand_in
from app.diligence.rules.wanting import HOLDS, NO_CONDITION, NO_REASON
from app.diligence.rules.workbooks import (
    ADDED,
    BESIDE,
    FORM,
    HIDDEN,
    HIDDEN_SHEET,
    LOCKED,
    STAND_IN,
    TABLE_MARK,
    Broken,
    Cell,
    Col,
    Form,
    Grid,
    Line,
    TableRow,
    digest_of,
    plain,
    text_of,
    typed_of,
)

NOT_OURS = N_(
    "This is no workbook of questions from Sekisho, or it lost its hidden sheet. Take a new one here and fill it in."
)
OTHER_REQUEST = N_("This workbook belongs to another request. Choose the one that was taken here.")
OTHER_TEMPLATE = N_(
    "The questions have changed since this workbook was taken. Take a new one here and copy the answers into it."
)
TEXT_CHANGED = N_("The text of the question was changed. Take a new workbook, or answer on the page.")
ROW_MISSING = N_("A row of this question is missing.")
ROW_TWICE = N_("This row stands there twice.")
SHEET_MISSING = N_("The sheet of this table is missing.")
NO_SUCH_ROW = N_("This row belongs to no question of this request.")
_SHOWN = 60
_HEAD_ROWS = 2  # the keys of the columns, and their headings


class Fate(StrEnum):
    READ = "read"
    ABSENT = "absent"  # none of its rows is there: it stays as it is
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    WRONG = "wrong"


@dataclass(frozen=True)
class Trouble:
    sheet: str
    cell: str
    value: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Back:
    """One question as it came back; `facts` in the form of `entering.py`. `row`: its first, as the sheet counts."""

    question: str
    fate: Fate
    sheet: str = ""
    row: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    files: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def stored(backs: Sequence[Back]) -> list[dict[str, Any]]:
    return [asdict(one) for one in backs]


def restored(kept: Sequence[Mapping[str, Any]]) -> list[Back]:
    return [
        Back(
            **{
                **one, "fate": Fate(one["fate"]), "files": tuple(one["files"]),
                "troubles": tuple(Trouble(**trouble) for trouble in one["troubles"]),
            }
        )
        for one in kept
    ]  # fmt: skip


def language_of(grid: Grid, assignment_id: str, template: str) -> str:
    """In which language it went out. Refuses what is no workbook of this request as it stands."""
    told = {str(row[0]): str(row[1]) for row in grid.get(HIDDEN_SHEET, ()) if len(row) > 1}
    if told.get("form") != FORM or told.get("language") not in ("ja", "en"):
        raise DomainError(NOT_OURS)
    if told.get("assignment") != assignment_id:
        raise DomainError(OTHER_REQUEST)
    if told.get("template") != template:
        raise DomainError(OTHER_TEMPLATE)
    return told["language"]


def read(form: Form, grid: Grid) -> list[Back]:
    """Every question of the form in its order, and behind them the rows that are of none."""
    reader = _Reader(form, grid)
    by_question: dict[str, list[Line]] = {}
    for line in form.lines:
        by_question.setdefault(line.question, []).append(line)
    return [*(reader.question(ref, lines) for ref, lines in by_question.items()), *reader.unknown()]


class _Reader:
    def __init__(self, form: Form, grid: Grid) -> None:
        self.form = form
        self.sheet, self.places = _answers_sheet(grid)
        self.rows: dict[tuple[str, str], list[tuple[int, Sequence[Cell]]]] = {}
        for number, row in enumerate(grid[self.sheet][_HEAD_ROWS:], _HEAD_ROWS + 1):
            key = (self._word(row, Col.QUESTION), self._word(row, Col.PART))
            self.rows.setdefault(key, []).append((number, row))
        self.tables = {
            (str(rows[0][1]), str(rows[0][2])): (name, rows)
            for name, rows in grid.items()
            if rows and len(rows[0]) > 2 and rows[0][0] == TABLE_MARK
        }

    def _cell(self, row: Sequence[Cell], column: Col) -> Cell:
        at = self.places[column]
        return row[at] if at < len(row) else None

    def _word(self, row: Sequence[Cell], column: Col) -> str:
        """As far as it can be read: keys and locked texts, which are compared only."""
        cell = self._cell(row, column)
        return cell.shown if isinstance(cell, Broken) else text_of(cell).strip()

    def _trouble(
        self, row: int, column: Col, message: str, value: str = "", params: Mapping[str, Any] | None = None
    ) -> Trouble:
        cell = f"{letters(self.places[column])}{row}"
        return Trouble(self.sheet, cell, value[:_SHOWN], message, params or {})

    # --- one question ---------------------------------------------------------------------

    def question(self, ref: str, lines: Sequence[Line]) -> Back:
        there = {line.part.key: self.rows.get((ref, line.part.key), []) for line in lines}
        if not any(there.values()):
            return Back(ref, Fate.ABSENT)
        first = min(number for found in there.values() for number, _ in found)
        changed = [one for line in lines for one in self._tampered(line, there[line.part.key], first)]
        if changed:
            return Back(ref, Fate.TAMPERED, self.sheet, first, troubles=tuple(changed))
        rows = {key: found[0] for key, found in there.items()}
        return self._read(ref, lines, rows, first)

    def _tampered(self, line: Line, found: list[tuple[int, Sequence[Cell]]], first: int) -> Iterator[Trouble]:
        if len(found) != 1:
            number = found[-1][0] if found else first
            yield self._trouble(number, Col.NUMBER, ROW_TWICE if found else ROW_MISSING)
            return
        number, row = found[0]
        texts = {column: self._word(row, column) for column in LOCKED}
        if self._word(row, Col.DIGEST) != digest_of(texts.values()):
            changed = [column for column in LOCKED if not _same(texts[column], line.locked[column])]
            for column in changed:
                yield self._trouble(number, column, TEXT_CHANGED, texts[column])
        if line.part.type == "table":
            yield from self._tampered_table(line, number)

    def _tampered_table(self, line: Line, number: int) -> Iterator[Trouble]:
        if (line.question, line.part.key) not in self.tables:
            yield self._trouble(number, Col.ANSWER, SHEET_MISSING)
            return
        name, rows = self.tables[line.question, line.part.key]
        keys, heads = _row(rows, TableRow.KEYS), _row(rows, TableRow.HEADS)
        is_whole = _shown(rows[TableRow.MARK], 3) == digest_of(_shown(heads, at) for at in range(len(keys)))
        for key, head in line.heads.items():
            at = keys.index(key) if key in keys else -1
            if at < 0 or not (is_whole or _same(_shown(heads, at), head)):
                cell = f"{letters(max(at, 0))}{TableRow.HEADS + 1}"
                yield Trouble(name, cell, _shown(heads, at)[:_SHOWN], TEXT_CHANGED)

    def _read(
        self, ref: str, lines: Sequence[Line], rows: Mapping[str, tuple[int, Sequence[Cell]]], first: int
    ) -> Back:
        troubles: list[Trouble] = []
        parts: dict[str, Any] = {}
        for line in lines:
            value, found = self._value(line, *rows[line.part.key])
            parts |= {} if value is None else {line.part.key: value}
            troubles += found
        number, row = rows[lines[0].part.key]
        facts, found = self._beside(number, row, is_begun=bool(parts))
        troubles += found
        instead, found = self._stand_in(ref, number, row, facts)
        troubles += found
        facts |= {**instead, "parts": parts if facts["stance"] in (None, *HOLDS) else {}}
        version = self._word(row, Col.VERSION)
        return Back(
            ref, Fate.WRONG if troubles else Fate.READ, self.sheet, first, facts,
            int(version) if version.isdecimal() else None,
            tuple(filter(None, map(str.strip, self._word(row, Col.FILES).replace(";", "\n").split("\n")))),
            tuple(troubles),
        )  # fmt: skip

    def _value(self, line: Line, number: int, row: Sequence[Cell]) -> tuple[Any, list[Trouble]]:
        if line.part.type == "table":
            name, rows = self.tables[line.question, line.part.key]
            return _table(line, name, rows)
        if line.part.type == "file":
            return None, []
        cell = self._cell(row, Col.ANSWER)
        try:
            typed = typed_of(line.part, cell, line.names)
        except DomainError as error:
            return None, [self._trouble(number, Col.ANSWER, error.message, _said(cell), error.params)]
        value, faults = entering.read(line.part, typed)
        return value, [
            self._trouble(number, Col.ANSWER, one.message, _said(cell), one.params) for one in faults
        ]

    def _beside(
        self, number: int, row: Sequence[Cell], *, is_begun: bool
    ) -> tuple[dict[str, Any], list[Trouble]]:
        facts: dict[str, Any] = {}
        troubles: list[Trouble] = []
        for column in (Col.STANCE, *BESIDE):
            cell = self._cell(row, column)
            try:
                facts[column.value] = self._said(column, clean(text_of(cell)))
            except DomainError as error:
                facts[column.value] = None if column == Col.STANCE else ""
                troubles.append(self._trouble(number, column, error.message, _said(cell), error.params))
        if facts["stance"] is None and is_begun and not troubles:
            facts["stance"] = Stance.ANSWERED.value
        wanted = _WANTED.get(facts["stance"])
        if wanted and not facts[wanted[0].value]:
            troubles.append(self._trouble(number, wanted[0], wanted[1]))
        return facts, troubles

    def _stand_in(
        self, ref: str, number: int, row: Sequence[Cell], facts: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], list[Trouble]]:
        """Of a workbook that has no place for it nothing: it stays as it stands."""
        if ADDED - self.places.keys():
            return {}, []
        cells: dict[Col, str] = {}
        troubles: list[Trouble] = []
        for column in STAND_IN:
            cell = self._cell(row, column)
            try:
                cells[column] = clean(text_of(cell)).strip()
            except DomainError as error:
                cells[column] = ""
                troubles.append(self._trouble(number, column, error.message, _said(cell), error.params))
        found = returned_stand_in.read(
            facts["stance"], facts["substitute"], cells, self.form.kinds, self.form.files.get(ref, {})
        )
        return found.facts, troubles + [
            self._trouble(number, column, message, written, params)
            for column, written, message, params in found.wrong
        ]

    def _said(self, column: Col, text: str) -> str | None:
        if column == Col.STANCE:
            if text and plain(text) not in self.form.stances:
                raise DomainError(entering.NOT_CHOICE, text=text[:_SHOWN])
            return self.form.stances[plain(text)] if text else None
        if len(text) > entering.LONGEST:
            raise DomainError(entering.TOO_LONG, length=len(text), count=entering.LONGEST)
        return text

    def unknown(self) -> Iterator[Back]:
        known = {(line.question, line.part.key) for line in self.form.lines}
        for (question, part), found in self.rows.items():
            if (question, part) in known:
                continue
            for number, row in found:
                if any(self._word(row, column) for column in self.places if column not in HIDDEN) or question:
                    told = self._trouble(number, Col.NUMBER, NO_SUCH_ROW, self._word(row, Col.NUMBER))
                    yield Back(question[:_SHOWN], Fate.UNKNOWN, self.sheet, number, troubles=(told,))


_WANTED = {
    Stance.NOT_APPLICABLE.value: (Col.REASON, NO_REASON),
    Stance.REFUSED.value: (Col.REASON, NO_REASON),
    Stance.CONDITIONAL.value: (Col.CONDITION, NO_CONDITION),
}


def _answers_sheet(grid: Grid) -> tuple[str, dict[Col, int]]:
    """Its first row names all columns, wherever they were moved."""
    for name, rows in grid.items():
        keys = list(rows[0]) if rows else []
        if all(column.value in keys for column in Col if column not in ADDED):
            return name, {column: keys.index(column.value) for column in Col if column.value in keys}
    raise DomainError(NOT_OURS)


def _table(line: Line, name: str, rows: Sequence[Sequence[Cell]]) -> tuple[Any, list[Trouble]]:
    keys = _row(rows, TableRow.KEYS)
    places = {column.key: keys.index(column.key) for column in line.part.columns}
    typed: list[dict[str, list[str]]] = []
    numbers: list[int] = []
    troubles: list[Trouble] = []
    for number, row in enumerate(rows[TableRow.ENTRIES :], TableRow.ENTRIES + 1):
        cells: dict[str, list[str]] = {}
        for column in line.part.columns:
            cell = row[places[column.key]] if places[column.key] < len(row) else None
            try:
                cells[column.key] = typed_of(column, cell, line.columns[column.key])
            except DomainError as error:
                where = f"{letters(places[column.key])}{number}"
                troubles.append(Trouble(name, where, _said(cell), error.message, error.params))
        if any(cells.values()):
            typed.append(cells)
            numbers.append(number)
    value, faults = entering.read(line.part, typed)
    for one in faults:
        row_number = numbers[one.row - 1] if one.row else TableRow.ENTRIES + 1
        where = f"{letters(places.get(one.column, 0))}{row_number}"
        said = SEPARATED.join(typed[one.row - 1].get(one.column, ())) if one.row else ""
        troubles.append(Trouble(name, where, said[:_SHOWN], one.message, one.params))
    return value, troubles


SEPARATED = "; "


def _row(rows: Sequence[Sequence[Cell]], at: int) -> list[Cell]:
    return list(rows[at]) if at < len(rows) else []


def _shown(row: Sequence[Cell], at: int) -> str:
    cell = row[at] if 0 <= at < len(row) else None
    return cell.shown if isinstance(cell, Broken) else text_of(cell)


def _said(cell: Cell) -> str:
    return (cell.shown if isinstance(cell, Broken) else text_of(cell))[:_SHOWN]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def letters(column: int) -> str:
    """A for 0, AA for 26."""
    found, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
