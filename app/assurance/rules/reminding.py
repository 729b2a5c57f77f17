"""At which marks before its end a report is spoken of again."""

from collections.abc import Iterable
from datetime import date

LAPSED = -1


def mark_of(last_day: date, today: date, marks: Iterable[int]) -> int | None:
    """The nearest mark that has been reached; None as long as the first lies ahead."""
    left = (last_day - today).days
    if left < 0:
        return LAPSED
    return min((mark for mark in marks if left <= mark), default=None)
