"""Words that live beside the model: labels of tables, fields and values, one source for page, Excel and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # parsers in a process of their own mark messages, too, and do without the web framework
    from flask_babel import LazyString


def N_(message: str) -> str:
    """Mark a message of a rule or service; the edge translates it."""
    return message


_tables: dict[str, LazyString] = {}
_fields: dict[tuple[str, str], LazyString] = {}
_values: dict[type[StrEnum], Mapping[Any, LazyString]] = {}
_field_values: dict[tuple[str, str], Mapping[Any, Any]] = {}
_acts: dict[str, LazyString] = {}


def table(name: str, label: LazyString, fields: Mapping[str, LazyString]) -> None:
    """Words of one table, registered once by its package's `words.py`."""
    _tables[name] = label
    _fields.update({(name, field): text for field, text in fields.items()})


def values(labels: Mapping[Any, LazyString]) -> None:
    """Words of one enum's members."""
    (enum,) = {type(member) for member in labels}  # two enums in one call would hide each other's words
    _values[enum] = labels


def field_values(table_name: str, field: str, labels: Mapping[Any, Any]) -> None:
    """Words of what one field holds, alone or in a list, that is plain text or yes and no, and no enum."""
    _field_values[table_name, field] = labels


def field_value_label(table_name: str, field: str, value: Any) -> str | None:
    """None where the field's values have no words of their own."""
    known = _field_values.get((table_name, field), {})
    return str(known[value]) if isinstance(value, str | bool) and value in known else None


def acts(labels: Mapping[Any, LazyString]) -> None:
    """Words of what the audit log calls acts."""
    _acts.update({str(act): text for act, text in labels.items()})


def table_label(name: str) -> str:
    return str(_tables.get(name, name))


def field_label(table_name: str, field: str) -> str:
    return str(_fields.get((table_name, field), field))


def value_label(value: Any) -> str:
    if isinstance(value, StrEnum):
        return str(_values.get(type(value), {}).get(value, value.value))
    return str(value)


def act_label(act: str) -> str:
    return str(_acts.get(act, act))


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Value and words of each member, in the order of the enum."""
    return [(member.value, value_label(member)) for member in enum]


def known_acts() -> frozenset[str]:
    return frozenset(_acts)


def known_fields() -> frozenset[tuple[str, str]]:
    return frozenset(_fields)
