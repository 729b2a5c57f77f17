"""Read the log: the history of a record, and the record as it stood at a past instant.

As at = the present row undone by the events after the instant. No second history table: with the index on
(subject, number) one record takes well under a millisecond (model.md §5).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, inspect, select
from sqlalchemy.orm import make_transient

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


def entries_of(subject: Entity, limit: int = 200, before_number: int | None = None) -> list[Entry]:
    """History of a record and its parts, newest first."""
    query = _with_values().where(
        AuditEvent.root_type == subject.__tablename__, AuditEvent.root_id == subject.id
    )
    if before_number is not None:
        query = query.where(AuditEvent.number < before_number)
    rows = db.session.execute(query.order_by(AuditEvent.number.desc()).limit(limit))
    return [opened(row) for row in rows]


def _with_values() -> Select[Any]:
    return select(AuditEvent, AuditValues.content).join(AuditValues, AuditValues.number == AuditEvent.number)


def opened(row: Row[Any]) -> Entry:
    event: AuditEvent = row[0]
    kept = json.loads(row[1])
    changes: dict[str, list[Any] | None] = {}
    for name, value in kept.items():
        try:
            has_value = bool({"v", "c"} & set(value))
            changes[name] = open_pair(value, event.subject_type, event.subject_id, name) if has_value else None
        except KeyProblem:
            changes[name] = None
    reason = changes.pop(REASON, None)
    return Entry(
        event.number, event.act_id, event.at, event.event, event.subject_type, event.subject_id, event.root_type,
        event.root_id, event.actor_id, event.actor_kind, json.loads(event.body)["kind"],
        str(reason[1]) if reason else "", changes,
    )  # fmt: skip


def state_at(present: E, instant: datetime) -> E | None:
    """The record as the log knew it at `instant`, detached and read-only; None if it was not recorded yet."""
    return states_at(type(present), [present], instant).get(present.id)


def states_at(model: type[E], present: Sequence[E], instant: datetime, *, all_rows: bool = False) -> dict[UUID, E]:
    """The same for many rows by one query. `all_rows`: `present` is the whole table, so no ids are sent."""
    query = _with_values().where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
    if not all_rows:
        query = query.where(AuditEvent.subject_id.in_([row.id for row in present]))
    undo: dict[UUID, list[Entry]] = {}
    for row in db.session.execute(query.order_by(AuditEvent.number.desc())):
        entry = opened(row)
        undo.setdefault(entry.subject_id, []).append(entry)
    found = {}
    for row in present:
        state = _undone(model, row, undo.get(row.id, ()))
        if state is not None:
            found[row.id] = state
    return found


def _undone(model: type[E], present: E, entries: Iterable[Entry]) -> E | None:
    values = {name: getattr(present, name) for name in audited_fields(model)}
    columns = inspect(model).column_attrs
    for entry in entries:
        if entry.kind == "new":
            return None
        for name, pair in entry.changes.items():
            for known, value in STEPS.get(model.__tablename__, {}).get(name, _as_is)(name, pair):
                if known in values and columns[known].columns[0].info["data_class"] != DataClass.SECRET:
                    values[known] = from_json(columns[known].columns[0].type, value)
    state = model(**values)
    state.id = present.id
    make_transient(state)
    return state


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
