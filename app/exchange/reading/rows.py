"""The rows below a heading as typed values, each cell that cannot be taken named with its place and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.words import N_
from app.exchange.reading import values
from app.exchange.reading.book import Sheet, address
from app.exchange.reading.headers import Header
from app.exchange.reading.mapping import Field, columns_of

REQUIRED = N_("This must be filled in.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell. `address` is "" where the field has no column; `message` is a msgid with `params`."""

    sheet: str
    row: int
    address: str
    field: str
    heading: str
    shown: str
    message: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TypedRow:
    """`number` is the row as the workbook counts it. `values` has every mapped field; a bad one is left out."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]


def typed_rows(
    sheet: Sheet, header: Header, fields: Sequence[Field], columns: Mapping[str, str]
) -> Iterator[TypedRow]:
    """Every row below the heading in which a mapped column holds anything. `columns` is field → heading."""
    places = columns_of(header, columns, fields)
    used = [(field, places[field.key], columns[field.key]) for field in fields if field.key in places]
    for row in range(header.first_row, len(sheet.rows)):
        cells = sheet.rows[row]
        if all(at >= len(cells) or values.is_blank(cells[at]) for _, at, _ in used):
            continue
        read: dict[str, Any] = {}
        problems = []
        for field, at, heading in used:
            cell = cells[at] if at < len(cells) else None
            try:
                value = field.read(cell, heading)
            except values.ValueProblem as problem:
                problems.append(_problem(sheet, row, at, field, heading, problem))
                continue
            if value is None and field.is_required:
                problems.append(_problem(sheet, row, at, field, heading, values.ValueProblem(REQUIRED, cell)))
            else:
                read[field.key] = value
        yield TypedRow(row + 1, read, tuple(problems))


def _problem(
    sheet: Sheet, row: int, at: int, field: Field, heading: str, problem: values.ValueProblem
) -> Problem:
    where = address(row, at)
    return Problem(
        sheet.name, row + 1, where, field.key, heading, problem.shown, problem.message, problem.params
    )
