"""The history of a record in words: who did what when, and which field went from what to what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from app.core.audit.reading import Entry, from_json
from app.core.context import ActorKind, Context
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Model
from app.core.words import act_label, field_label, value_label

ACTORS = {ActorKind.SYSTEM: _l("Sekisho itself"), ActorKind.OPERATOR: _l("Somebody at the server")}


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What the history macro shows of one event."""

    at: datetime
    actor: str
    act: str
    reason: str
    changes: list[Change]


def ids_in(entries: Iterable[Entry], *fields: str) -> set[UUID]:
    """Ids that stand in these fields, so that their names can be read by one query."""
    pairs = [pair for entry in entries for field in fields if (pair := entry.changes.get(field))]
    return {UUID(value) for pair in pairs for value in pair if value}


def lines(
    ctx: Context,
    entries: Iterable[Entry],
    *,
    actors: Mapping[UUID, str],
    names: Mapping[UUID, str],
    hidden: Collection[str] = (),
) -> list[Line]:
    """`actors`: names of people; `names`: of the records that fields point at; `hidden`: fields derived from
    others, which would only say the same thing twice."""
    show = _Show(DateStyle(ctx.date_style), names)
    return [
        Line(
            entry.at,
            actor_of(entry, actors),
            act_label(entry.event),
            entry.reason,
            [
                change
                for name in _in_order(entry)
                if name not in hidden
                for change in show.change(entry, name)
            ],
        )
        for entry in entries
    ]


def actor_of(entry: Entry, actors: Mapping[UUID, str]) -> str:
    if entry.actor_id is not None:
        return actors.get(entry.actor_id, str(entry.actor_id))
    return str(ACTORS.get(ActorKind(entry.actor_kind), entry.actor_kind))


@dataclass(frozen=True)
class _Show:
    style: DateStyle
    names: Mapping[UUID, str]

    def change(self, entry: Entry, name: str) -> list[Change]:
        """One line for a field; none for one that was empty in a new record."""
        label = field_label(entry.subject_type, name)
        pair = entry.changes[name]
        if pair is None:
            erased = gettext("erased")
            return [Change(label, erased, erased)]
        before, after = (self.value(_type_of(entry.subject_type, name), value) for value in pair)
        return [Change(label, before, after)] if before or after else []

    def value(self, column_type: Any, value: Any) -> str:
        if column_type is not None:
            value = from_json(column_type, value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return str(gettext("Yes") if value else gettext("No"))
        if isinstance(value, datetime):
            return format_datetime(value, self.style)
        if isinstance(value, date):
            return format_date(value, self.style)
        if isinstance(value, UUID):
            return self.names.get(value, str(value))
        return value_label(value)


def _in_order(entry: Entry) -> list[str]:
    """Fields in the order of the record, those of the past at the end."""
    order = [name for table, name in _known_types() if table == entry.subject_type]
    return sorted(entry.changes, key=lambda name: order.index(name) if name in order else len(order))


_types: dict[tuple[str, str], Any] = {}


def _known_types() -> dict[tuple[str, str], Any]:
    if not _types:
        for mapper in Model.registry.mappers:
            for prop in inspect(mapper.class_).column_attrs:
                _types[mapper.class_.__tablename__, prop.key] = prop.columns[0].type
    return _types


def _type_of(table: str, name: str) -> Any:
    """The type of a column by table and attribute; None for a column of the past."""
    return _known_types().get((table, name))
