"""What a sheet says of each item or paper: rows that belong together are one, and each bad cell has its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.words import N_
from app.exchange.reading.book import Cell, Row, Sheet, address
from app.exchange.reading.headers import Header
from app.exchange.reading.mapping import Field, columns_of
from app.exchange.reading.rows import Problem, TypedRow, typed_rows
from app.exchange.reading.values import is_blank, shown
from app.exchange.rules.reference_layouts import EXPLAINED, NEEDED, NOTE, TITLE_AND_URL, Sort
from app.exchange.rules.reference_values import explained, is_missing, title_and_url

NO_KEY = N_("The number is missing. Write it into this row.")
TWICE = N_("Row %(row)s speaks of this already. Put both into one row, or delete one of them.")
TWO_VALUES = N_("Rows that belong together say different things here. Write it once.")


# Where a field stands that has no column of its own.
IN_ONE = {
    "title": (TITLE_AND_URL,), "url": (TITLE_AND_URL, "title"), "is_missing": ("title", TITLE_AND_URL),
    NOTE: ("conformity",), **dict.fromkeys(("confirmed", "simple", "strict"), (EXPLAINED,)),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """`key`: the item or number as the file writes it; `rows`: those that belong to it, as the sheet counts."""

    key: str
    rows: tuple[int, ...]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()

    @property
    def is_silent(self) -> bool:
        return not any(self.values.values())


@dataclass(frozen=True)
class Table:
    """A sheet with its heading, and which column is which."""

    sort: Sort
    sheet: Sheet
    header: Header
    fields: tuple[Field, ...]
    mapping: Mapping[str, str]

    @property
    def key(self) -> str:
        return NEEDED[self.sort]

    @property
    def key_column(self) -> int:
        return columns_of(self.header, {self.key: self.mapping[self.key]}, self.fields)[self.key]

    @property
    def states(self) -> frozenset[str]:
        """The fields that its columns speak of."""
        found = set(self.mapping) - {self.key, EXPLAINED, TITLE_AND_URL}
        found |= {"confirmed", "simple", "strict"} if EXPLAINED in self.mapping else set()
        return frozenset(found | ({"title", "url"} if TITLE_AND_URL in self.mapping else set()))


def said(table: Table) -> list[Said]:
    filled = replace(table, sheet=_filled(table))
    rows = typed_rows(filled.sheet, table.header, table.fields, table.mapping)
    return [_told(one) for one in _once(table, _joined(table, rows))]


def _filled(table: Table) -> Sheet:
    """A cell joined over the rows of several items is said of each; over the lines of one item it is said once."""
    rows: list[Row] = list(table.sheet.rows)
    at = table.key_column
    for merged in table.sheet.merged:
        if merged.bottom == merged.top or merged.left <= at <= merged.right:
            continue
        for row in range(max(merged.top + 1, table.header.first_row), min(merged.bottom + 1, len(rows))):
            if not is_blank(table.sheet.cell(row, at)):
                rows[row] = _with(rows[row], merged.left, table.sheet.cell(merged.top, merged.left))
    return replace(table.sheet, rows=tuple(rows))


def _with(row: Row, at: int, cell: Cell) -> Row:
    cells = [*row, *[None] * (at + 1 - len(row))]
    cells[at] = cell
    return tuple(cells)


def _joined(table: Table, rows: Iterable[TypedRow]) -> Iterator[Said]:
    """Rows that name nothing, or the same again, go on with the row above."""
    held: Said | None = None
    for row in rows:
        values = {key: value for key, value in row.values.items() if key != table.key}
        key = row.values.get(table.key)
        if held is not None and (key == held.key or (key is None and _names_nothing(table, row))):
            held = _one(table, held, row, values)
            continue
        if held is not None:
            yield held
        if key is None and _names_nothing(table, row):
            yield Said("", (row.number,), values, (*row.problems, _problem(table, row.number, NO_KEY)))
            held = None
        else:
            held = Said(key or "", (row.number,), values, row.problems)
    if held is not None:
        yield held


def _names_nothing(table: Table, row: TypedRow) -> bool:
    return not any(one.field == table.key for one in row.problems)


def _one(table: Table, held: Said, row: TypedRow, values: Mapping[str, Any]) -> Said:
    joined, problems = dict(held.values), [*held.problems, *row.problems]
    for key, value in values.items():
        before = joined.get(key)
        if not value or before == value:
            continue
        if not before:
            joined[key] = value
        elif isinstance(value, tuple):
            joined[key] = tuple(dict.fromkeys((*before, *value)))
        elif type(value) is str:
            joined[key] = f"{before}\n{value}"
        else:
            problems.append(_problem(table, row.number, TWO_VALUES, key))
    return Said(held.key, (*held.rows, row.number), joined, tuple(problems))


def _once(table: Table, found: Iterable[Said]) -> Iterator[Said]:
    first: dict[str, int] = {}
    for one in found:
        row = first.setdefault(one.key, one.rows[0]) if one.key else one.rows[0]
        twice = (_problem(table, one.rows[0], TWICE, table.key, row=row),) if row != one.rows[0] else ()
        yield replace(one, problems=(*one.problems, *twice))


def _told(one: Said) -> Said:
    """What one column says of several fields, in its fields; 欠番 is no title."""
    values = dict(one.values)
    if EXPLAINED in values:
        found = explained(values.pop(EXPLAINED) or "")
        values |= {key: values.get(key) or text for key, text in found.items()}
    if "conformity" in values:
        stated = values["conformity"]
        values |= {"conformity": stated and stated.conformity, NOTE: stated.note if stated else ""}
    if TITLE_AND_URL in values:
        title, url = title_and_url(values.pop(TITLE_AND_URL) or "")
        values |= {"title": values.get("title") or title, "url": values.get("url") or url}
    if "title" in values:
        values["title"] = " ".join((values["title"] or "").split("\n"))
        values["is_missing"] = is_missing(values["title"])
        if values["is_missing"]:
            values["title"] = ""
    return replace(one, values=values)


def _problem(table: Table, number: int, message: str, key: str = "", **params: Any) -> Problem:
    return problem_at(table, number, key or table.key, message, params)


def problem_at(table: Table, row: int, key: str, message: str, params: Mapping[str, Any]) -> Problem:
    """A refusal of what a field says, at its cell, or else at that of the number."""
    if key not in table.mapping:
        key = next((one for one in IN_ONE.get(key, ()) if one in table.mapping), table.key)
    heading = table.mapping.get(key, "")
    places = columns_of(table.header, table.mapping, table.fields)
    at = places.get(key)
    cell = None if at is None else table.sheet.cell(row - 1, at)
    where = "" if at is None else address(row - 1, at)
    return Problem(table.sheet.name, row, where, key, heading, shown(cell), message, params)
