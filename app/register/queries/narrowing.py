"""Conditions that the lists of contacts, systems and functions share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, false, or_, select

from app.core import search
from app.core.search import SearchEntry


def with_words(query: Select[Any], record_id: Any, words: str) -> Select[Any]:
    """Those that the search finds by these words; words that ask for nothing find nothing."""
    if not words:
        return query
    condition = search.matching(words)
    if condition is None:
        return query.where(false())
    return query.where(record_id.in_(select(SearchEntry.record_id).where(condition)))


def is_current(ended_on: Any, day: date) -> Any:
    return or_(ended_on.is_(None), ended_on > day)


def by_end(ended_on: Any, has_ended: bool | None, day: date) -> Iterable[Any]:
    if has_ended:
        yield ended_on <= day
    elif has_ended is False:
        yield is_current(ended_on, day)
