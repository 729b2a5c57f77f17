"""Values in a form that can lie in JSON and be compared: of a cell, of a field."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.exchange.reading.book import BadCell, Cell

_DAY, _MOMENT, _TIME, _BAD = "d", "m", "t", "bad"


def of_cell(cell: Cell) -> Any:
    """A cell as JSON that `to_cell` turns back, so that staged rows are read again like the file itself."""
    if isinstance(cell, BadCell):
        return {_BAD: cell.shown}
    if isinstance(cell, datetime):
        return {_MOMENT: cell.isoformat()}
    if isinstance(cell, date):
        return {_DAY: cell.isoformat()}
    return {_TIME: cell.isoformat()} if isinstance(cell, time) else cell


def to_cell(kept: Any) -> Cell:
    if not isinstance(kept, dict):
        cell: Cell = kept
        return cell
    (kind, text), *_ = kept.items()
    if kind == _BAD:
        return BadCell(text)
    if kind == _MOMENT:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if kind == _DAY else time.fromisoformat(text)


def of_value(value: Any) -> Any:
    """A typed value as JSON: equal values are equal, whichever side they come from."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [of_value(part) for part in value]
    return value


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [])
