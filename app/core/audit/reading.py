"""Read the log: the history of a record, and the record as it stood at a past instant.

As at = the present row undone by the events after the instant. No second history table: with the index on
(subject, number) one record takes well under a millisecond (model.md §5).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Select, inspect, select, type_coerce
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.types import NullType

from app.core.audit.chain import REASON
from app.core.audit.collect import audited_fields
from app.core.audit.models import AuditEvent, AuditValues
from app.core.audit.steps import STEPS
from app.core.audit.verify import open_pair
from app.core.columns import DataClass
from app.core.db import db
from app.core.keys import KeyProblem
from app.core.model import Entity

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Entry:
    """One event with its values opened: field → [before, after]; None where the value was erased."""

    number: int
    act_id: UUID
    at: datetime
    event: str
    subject_type: str
    subject_id: UUID
    root_type: str
    root_id: UUID
    actor_id: UUID | None
    actor_kind: str
    kind: str
    reason: str
    changes: dict[str, list[Any] | None]


def entries_of(
    subject: Entity, limit: int = 200, before_number: int | None = None, until: datetime | None = None
) -> list[Entry]:
    """History of a record and its parts, newest first; `until`: as far as it was recorded by then."""
    query = _with_values().where(
        AuditEvent.root_type == subject.__tablename__, AuditEvent.root_id == subject.id
    )
    if before_number is not None:
        query = query.where(AuditEvent.number < before_number)
    if until is not None:
        query = query.where(AuditEvent.at <= until)
    rows = db.session.execute(query.order_by(AuditEvent.number.desc()).limit(limit))
    return [opened(row) for row in rows]


def entries_about(subject: Entity, limit: int = 200) -> list[Entry]:
    """The same of one record only, which may be a part of another; newest first."""
    query = _with_values().where(
        AuditEvent.subject_type == subject.__tablename__, AuditEvent.subject_id == subject.id
    )
    rows = db.session.execute(query.order_by(AuditEvent.number.desc()).limit(limit))
    return [opened(row) for row in rows]


def _with_values() -> Select[AuditEvent, str]:
    return select(AuditEvent, AuditValues.content).join(AuditValues, AuditValues.number == AuditEvent.number)


def opened(row: Any) -> Entry:
    event: AuditEvent = row[0]
    kept = json.loads(row[1])
    changes: dict[str, list[Any] | None] = {}
    for name, value in kept.items():
        changes[name] = _open_or_none(value, event.subject_type, event.subject_id, name)
    reason = changes.pop(REASON, None)
    return Entry(
        event.number, event.act_id, event.at, event.event, event.subject_type, event.subject_id, event.root_type,
        event.root_id, event.actor_id, event.actor_kind, json.loads(event.body)["kind"],
        str(reason[1]) if reason else "", changes,
    )  # fmt: skip


def _open_or_none(kept: dict[str, Any], subject_type: str, subject_id: UUID, name: str) -> list[Any] | None:
    """None for what was erased, or does not open; `flask audit verify` tells the two apart."""
    try:
        return open_pair(kept, subject_type, subject_id, name) if "v" in kept or "c" in kept else None
    except KeyProblem:
        return None


def state_at(present: E, instant: datetime) -> E | None:
    """The record as the log knew it at `instant`, detached and read-only; None if it was not recorded yet."""
    return states_at(type(present), [present], instant).get(present.id)


def states_at(
    model: type[E], present: Sequence[E], instant: datetime, *, all_rows: bool = False
) -> dict[UUID, E]:
    """The same for many rows by one query. `all_rows`: `present` is the whole table, so no ids are sent.

    A record that was deleted since is found by any object with its id: the deletion holds all its values.
    """
    query = (
        select(_RAW_ID, _IS_NEW, AuditValues.content)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
        .order_by(AuditEvent.number)
    )
    if not all_rows:
        query = query.where(AuditEvent.subject_id.in_([row.id for row in present]))
    first = _first_after(db.session.execute(query))
    columns = {name: inspect(model).column_attrs[name].columns[0] for name in audited_fields(model)}
    shown = {name: c.type for name, c in columns.items() if c.info["data_class"] != DataClass.SECRET}
    found = {}
    for record in present:
        kept = first.get(record.id.hex if db.is_sqlite else record.id, _NOTHING)
        if kept is not None:
            found[record.id] = _undone(model, record, shown, kept)
    return found


# The text is canonical and its quotes cannot come from a value: digests are all that it holds of values.
_IS_NEW = AuditEvent.body.contains('"kind":"new"')
# As the driver gives it, text on SQLite: making an object of each took a third of the time.
_RAW_ID = type_coerce(AuditEvent.subject_id, NullType())
_NOTHING: dict[str, Any] = {}


def _first_after(rows: Iterable[Any]) -> dict[Any, dict[str, Any] | None]:
    """What lay in each field before its first change; None for a record that was not there yet."""
    first: dict[Any, dict[str, Any] | None] = {}
    for subject_id, is_new, content in rows:
        if subject_id not in first:
            first[subject_id] = None if is_new else json.loads(content)
            continue
        kept = first[subject_id]
        if kept is not None:
            for name, value in json.loads(content).items():
                kept.setdefault(name, value)
    return first


def _undone(model: type[E], present: E, shown: dict[str, Any], kept: dict[str, Any]) -> E:
    values = {name: getattr(present, name) for name in shown}
    is_known: set[str] = set()
    steps = STEPS.get(model.__tablename__, {})
    for name, value in kept.items():
        if name == REASON or (name not in shown and name not in steps):
            continue
        pair = _open_or_none(value, model.__tablename__, present.id, name)
        for field, before in steps.get(name, _as_is)(name, pair):
            if field in shown and field not in is_known:
                values[field] = from_json(shown[field], before)
                is_known.add(field)
    # Made without its constructor, which takes ten times as long; it belongs to no session.
    state = inspect(model).class_manager.new_instance()
    instance_dict(state).update(values, id=present.id)
    return cast(E, state)


def _as_is(name: str, pair: list[Any] | None) -> list[tuple[str, Any]]:
    return [(name, pair[0] if pair else None)]


def from_json(column_type: Any, value: Any) -> Any:
    """The Python value of a logged one, by the column's type."""
    if value is None:
        return None
    enum_class = getattr(column_type, "enum_class", None)
    if enum_class is not None:
        return enum_class(value)
    python_type = column_type.python_type
    if hasattr(python_type, "fromisoformat") and isinstance(value, str):
        return python_type.fromisoformat(value)
    return value if isinstance(value, python_type) or python_type in (dict, list) else python_type(value)
