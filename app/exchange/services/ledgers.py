"""The columns of an exported ledger: which fields, under which headings, and what stands in their cells.

A cell holds the words of the page. Each word is tried on the field's own reader first: what the import would
take for something else goes out as the plain value instead.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.errors import DomainError
from app.core.translating import in_language
from app.core.words import value_label
from app.exchange import plain
from app.exchange.kinds import Kind
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.register.words.countries import country_names
from app.reports.workbook import NO, YES, ColumnKind, ColumnSpec, Value

ID = "id"
JOINT = "、"
WIDE, ID_WIDTH = 34, 38
_TEARS = re.compile("[、，,;；／\n]")
_KINDS: dict[read.Reader, ColumnKind] = {
    read.day: ColumnKind.DATE,
    read.flag: ColumnKind.BOOL,
    read.integer: ColumnKind.INT,
    read.number: ColumnKind.DECIMAL,
    read.yen: ColumnKind.YEN,
}


@dataclass(frozen=True)
class Layout:
    """A column layout apart from its row: [field, heading] in order, an empty heading for the usual one."""

    name: str
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """`say` is None where a value stands in the cell as it is."""

    field: Field
    spec: ColumnSpec
    say: Callable[[Any], Value] | None


def columns_of(kind: Kind, layout: Layout | None, language: str) -> list[Column]:
    """The columns of a layout, or all; the id comes last, because rows are known again by it."""
    fields = {field.key: field for field in kind.fields()}
    with in_language(language):
        choices = kind.choices()
    if layout is None:
        chosen = [(field, heading_of(field, language)) for field in fields.values()]
    else:
        chosen = [(fields[key], text or heading_of(fields[key], language)) for key, text in layout.columns
                  if key in fields]  # fmt: skip
        chosen.append((fields[ID], heading_of(fields[ID], language)))
    return [_column(field, text, language, choices, is_hidden=layout is not None and field.key == ID)
            for field, text in chosen]  # fmt: skip


def heading_of(field: Field, language: str) -> str:
    return field.labels[0 if language == "ja" else 1]


def _column(
    field: Field, heading: str, language: str, choices: Mapping[str, Sequence[str]], *, is_hidden: bool
) -> Column:
    words = _Words(field.reader, language)
    kind = ColumnKind.YEN if field.is_money else _kind_of(field.reader)
    spec = ColumnSpec(
        heading,
        kind,
        width=_width(field, kind),
        choices=() if kind is ColumnKind.BOOL else tuple(choices.get(field.key) or words.offered()),
        is_list=isinstance(field.reader, read.ManyOf | read.ListOf),
        is_hidden=is_hidden,
    )
    return Column(field, spec, None if kind in _AS_IT_IS else words.of)


_AS_IT_IS = frozenset({ColumnKind.DATE, ColumnKind.INT, ColumnKind.DECIMAL, ColumnKind.YEN})


def _kind_of(reader: read.Reader) -> ColumnKind:
    return _KINDS.get(reader, ColumnKind.TEXT)


def _width(field: Field, kind: ColumnKind) -> int | None:
    if field.key == ID:
        return ID_WIDTH
    return WIDE if field.is_required and kind is ColumnKind.TEXT else None


class _Words:
    """What the values of one field read like in one language; each is looked up once."""

    def __init__(self, reader: read.Reader, language: str) -> None:
        self.reader, self.language = reader, language
        self.part = reader.reader if isinstance(reader, read.ListOf) else reader
        self.labels = self._labels()
        self._said: dict[tuple[Any, bool], str] = {}

    def _labels(self) -> dict[Any, str]:
        if isinstance(self.part, read.OneOf):
            at = 0 if self.language == "ja" else 1
            return {choice.value: choice.spellings[at] for choice in self.part.choices}
        return country_names(self.language) if self.part is read.country else {}

    def offered(self) -> list[str]:
        return [self._word(value, in_list=False) for value in self.labels]

    def of(self, value: Any) -> Value:
        if type(value) is str and not self.labels:
            return value
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, list | tuple):
            return JOINT.join(self._word(part, in_list=True) for part in value) or None
        return self._word(value, in_list=False)

    def _word(self, value: Any, *, in_list: bool) -> str:
        known = self._said.get((value, in_list))
        if known is None:
            known = self._said[value, in_list] = self._sure(value, in_list=in_list)
        return known

    def _sure(self, value: Any, *, in_list: bool) -> str:
        bare = str(plain.of_value(value))
        if value not in self.labels and not isinstance(value, StrEnum):
            return bare
        word = self.labels.get(value) or self._label(value)
        is_torn = in_list and _TEARS.search(word)
        return bare if is_torn or not self._comes_back(word, value) else word

    def _label(self, value: Any) -> str:
        with in_language(self.language):
            return value_label(value)

    def _comes_back(self, word: str, value: Any) -> bool:
        try:
            found = self.part(word)
        except DomainError:
            return False
        return bool(found == ([value] if isinstance(self.part, read.ManyOf) else value))
