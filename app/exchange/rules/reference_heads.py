"""The sheet of premises and authors: a label in each row, what it is beside it; read back as the head of a version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.words import N_
from app.exchange.reading import spellings, values
from app.exchange.reading.book import Cell, Row, Sheet, address
from app.exchange.reading.mapping import Field
from app.exchange.reading.rows import Problem
from app.exchange.reading.values import ManyOf, ValueProblem, is_blank, shown
from app.exchange.rules.reference_layouts import plain
from app.exchange.rules.reference_values import is_dash, long_text

# What the form of a version lets through, too.
LABEL, TEXT = 100, 4000
LEAST = 2
TWICE = N_("Row %(row)s says this already. Put both into one row, or delete one of them.")
_MARK = re.compile(spellings.LIST_MARK)


@dataclass(frozen=True)
class Head:
    """A sheet with such rows, and by which words each field is known."""

    sheet: Sheet
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Told:
    """What the sheet says of each field that it names; None where its cell is empty. `rows`: from the first to the
    last of them, as the sheet counts."""

    values: Mapping[str, Any]
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Said:
    field: Field
    row: int
    column: int
    cell: Cell


def is_one(sheet: Sheet, fields: tuple[Field, ...]) -> int:
    """How many of the fields it names; 0 where that is too few for it to be one."""
    count = len({one.field.key for one in _said(Head(sheet, fields))})
    return count if count >= LEAST else 0


def told(head: Head) -> Told:
    found: dict[str, Any] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    rows: list[int] = []
    for one in _said(head):
        key = one.field.key
        rows.append(one.row)
        if key in first:
            problems.append(_problem(head, one, TWICE, {"row": first[key]}))
            continue
        first[key] = one.row
        try:
            found[key] = one.field.read(one.cell)
        except ValueProblem as problem:
            problems.append(_problem(head, one, problem.message, problem.params, problem.shown))
    return Told(found, tuple(rows), tuple(problems))


def problem_of(head: Head, key: str, message: str, params: Mapping[str, Any]) -> Problem:
    """A refusal of what a field says, at its cell; without one where it says so here and the sheet does not name it."""
    one = next((one for one in _said(head) if one.field.key == key), None)
    if one is None:
        return Problem(head.sheet.name, 0, "", key, "", "", message, params)
    return _problem(head, one, message, params)


def _problem(
    head: Head, one: _Said, message: str, params: Mapping[str, Any], said: str | None = None
) -> Problem:
    where = address(one.row - 1, one.column)
    text = shown(one.cell) if said is None else said
    return Problem(head.sheet.name, one.row, where, one.field.key, one.field.labels[0], text, message, params)


def _said(head: Head) -> Iterator[_Said]:
    """Rows without a label go on with the row above: each of several authors may have a row."""
    known = {plain(label): field for field in head.fields for label in (*field.labels, *field.synonyms)}
    held: _Said | None = None
    for number, row in enumerate(head.sheet.rows, 1):
        at = next((at for at, cell in enumerate(row) if not is_blank(cell)), None)
        if at is None:
            continue
        if held is not None and at == held.column:
            held = replace(held, cell=_joined(held.cell, row[at]))
            continue
        if held is not None:
            yield held
        held = _begun(known, row, number, at)
    if held is not None:
        yield held


def _begun(known: Mapping[str, Field], row: Row, number: int, at: int) -> _Said | None:
    label = row[at]
    field = known.get(plain(label).rstrip(":")) if isinstance(label, str) else None
    if field is None:
        return None
    column = next((n for n in range(at + 1, len(row)) if not is_blank(row[n])), at + 1)
    return _Said(field, number, column, row[column] if column < len(row) else None)


def _joined(before: Cell, more: Cell) -> Cell:
    return more if is_blank(before) else f"{shown(before)}\n{shown(more)}"


# --- what the cells say ---------------------------------------------------------------------------


def fields_of(labels: Mapping[str, tuple[str, ...]], models: ManyOf) -> tuple[Field, ...]:
    """`labels`: field → its names in both languages, in the order of the form; `models`: the register's list."""
    readers: dict[str, values.Reader] = {
        "label": _label, "authors": _lines, "premise_models": _models(models), "as_of_on": _day,
    }  # fmt: skip
    return tuple(
        Field(key, names, readers.get(key, _text), spellings.PREMISE_LABELS.get(key, ()))
        for key, names in labels.items()
    )


def _label(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.line(cell, at_most=LABEL)


def _text(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.text(cell, at_most=TEXT)


def _day(cell: Cell) -> Any:
    return None if is_dash(cell) else values.day(cell)


def _lines(cell: Cell) -> tuple[str, ...]:
    """One on each line: the name of a company may hold a comma."""
    lines = (_MARK.sub("", one).strip() for one in (long_text(cell) or "").split("\n"))
    return tuple(dict.fromkeys(filter(None, lines)))


def _models(models: ManyOf) -> values.Reader:
    def read(cell: Cell) -> tuple[str, ...]:
        return () if is_dash(cell) else tuple(one.value for one in models(cell) or ())

    return read
