"""What the columns of several kinds have in common."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from app.exchange import plain
from app.exchange.kinds.labels import labels_of
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.exchange.reading.values import Choice

COUNTRIES = read.list_of(read.country)
LISTED = read.list_of(read.line)
ID = Field("id", ("Sekisho ID", "Sekisho record"), read.code)


def column(
    table: str, key: str, reader: read.Reader = read.line, *synonyms: str, of: str = "", **more: Any
) -> Field:
    """Headed as the page calls the field; `of`: the column that the field is, where its key is another."""
    return Field(key, labels_of(table, of or key), reader, synonyms, **more)


@cache
def choice(enum: type[StrEnum]) -> read.Reader:
    return read.one_of(read.choices_of(enum))


def entries(names: Callable[[str], Mapping[str, str]]) -> tuple[Choice, ...]:
    """What the institution's own list holds today, by its names in both languages and its keys."""
    english = names("en")
    return tuple(Choice(key, (name, english[key], key)) for key, name in names("ja").items())


def given(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Those of the fields in which something stands."""
    return {key: values[key] for key in keys if not plain.is_empty(values.get(key))}


def in_order(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Lists in one fixed order, each entry once, so that the same set is never a change."""
    return {key: sorted(set(values[key])) for key in keys if values.get(key)}
