"""The audit log of one record as its history tab shows it: names for ids, words for values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Enum, Uuid

from app.core.audit.reading import Entry, from_json
from app.core.columns import DataClass
from app.core.context import ActorKind
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Entity
from app.core.web import current_context
from app.core.words import act_label, field_label, value_label
from app.identity import queries

# Machinery that says nothing to a reader: the order of names, the path in the tree, the mark of a sign-in.
HIDDEN = frozenset({"sort_key", "path", "fs_uniquifier"})


@dataclass(frozen=True)
class Change:
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Line:
    """One event, as the `history` macro wants it."""

    at: datetime
    actor: str
    act: str
    reason: str
    changes: list[Change]


def shown(entries: Sequence[Entry], names: Mapping[UUID, str] | None = None) -> list[Line]:
    """`names` adds what identity does not know: organisations, and whatever else an id may point to."""
    known = {**_names(entries), **(names or {})}
    return [
        Line(
            entry.at,
            _actor(entry, known),
            act_label(entry.event),
            entry.reason,
            [_change(entry, name, pair, known) for name, pair in entry.changes.items() if name not in HIDDEN],
        )
        for entry in entries
    ]


def _names(entries: Sequence[Entry]) -> dict[UUID, str]:
    """People and units behind the ids, by two queries for the whole page."""
    ids = {entry.actor_id for entry in entries if entry.actor_id}
    for entry in entries:
        for name, pair in entry.changes.items():
            if name.endswith("_id") and pair is not None:
                ids |= {UUID(value) for value in pair if isinstance(value, str) and value}
    return {**queries.unit_names(ids), **queries.names_of(ids)}


def _actor(entry: Entry, known: Mapping[UUID, str]) -> str:
    if entry.actor_id is not None:
        return known.get(entry.actor_id, str(entry.actor_id))
    is_operator = entry.actor_kind == ActorKind.OPERATOR
    return str(_("Operator at the server") if is_operator else _("Sekisho itself"))


def _change(entry: Entry, name: str, pair: list[Any] | None, known: Mapping[UUID, str]) -> Change:
    label = field_label(entry.subject_type, name)
    if pair is None:
        is_secret = _is_secret(entry.subject_type, name)
        return Change(label, None, _("(changed, not shown)") if is_secret else _("(erased)"))
    before, after = (_value(entry.subject_type, name, value, known) for value in pair)
    return Change(label, before, after)


def _column(table: str, name: str) -> Any:
    model = next((m for m in Entity.registry.mappers if m.class_.__tablename__ == table), None)
    return model.column_attrs[name].columns[0] if model is not None and name in model.column_attrs else None


def _is_secret(table: str, name: str) -> bool:
    column = _column(table, name)
    return column is not None and column.info.get("data_class") == DataClass.SECRET


def _value(table: str, name: str, raw: Any, known: Mapping[UUID, str]) -> Any:
    column = _column(table, name)
    if raw is None or column is None:
        return raw
    if isinstance(column.type, Uuid):
        return known.get(UUID(raw), raw)
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    value = from_json(column.type, raw)
    if isinstance(column.type, Enum):
        return value_label(value)
    return _text(value)


def _text(value: Any) -> Any:
    style = DateStyle(current_context().date_style)
    if isinstance(value, datetime):
        return format_datetime(value, style)
    if isinstance(value, date):
        return format_date(value, style)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {count}" for key, count in value.items())
    return value
