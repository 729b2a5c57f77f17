"""Filters that the lists of the register share, and how what they ask is read back."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from flask_babel import LazyString

from app.core import words
from app.core.listing import Filter, ListDefinition, ListState


def worded(key: str, label: LazyString, choices: Mapping[str, LazyString]) -> Filter:
    """One of a few words that only this list knows."""
    return Filter(key, label, choices.__contains__, lambda value: str(choices[value]))


def valued(key: str, label: LazyString, values: type[StrEnum]) -> Filter:
    """One of the values of a field, under the label that it has everywhere."""
    known = frozenset(values)
    return Filter(key, label, known.__contains__, lambda value: words.value_label(values(value)))


def yes_or_no(state: ListState, key: str) -> bool | None:
    asked = state.value(key)
    return (asked == "yes") if asked else None


def id_asked(state: ListState, key: str) -> UUID | None:
    asked = state.value(key)
    return UUID(asked) if asked else None


def unordered(definition: ListDefinition, key: str) -> ListDefinition:
    """For the past, which holds no copy to order this column by."""
    columns = (replace(column, sort=()) if column.key == key else column for column in definition.columns)
    return replace(definition, columns=tuple(columns))
