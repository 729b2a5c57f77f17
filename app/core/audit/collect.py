"""Collect what changes, at flush and per savepoint; refuse at commit what no act explains.

Read at flush because the old value is gone after an autoflush or an expiry; kept per savepoint because an
inner rollback must not lose what the outer transaction changed before it.
"""

import copy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, Session, SessionTransaction

from app.core.context import Context
from app.core.db import db
from app.core.errors import UnauditedChange
from app.core.model import Entity

PENDING, CLAIMS, MARKS = "audit_pending", "audit_claims", "audit_marks"

Key = tuple[str, UUID]


class Audited:
    """Mixin: a change to this model must be explained by an act in the same transaction.

    `audit_root` names (foreign key attribute, root table) of a part that belongs to a whole: the whole's
    act explains the part's change, and the part shows in the whole's history.
    """

    audit_root: ClassVar[tuple[str, str] | None] = None


@dataclass
class Change:
    """What one transaction did to one record: field → [before, after], as stored in JSON."""

    model: type[Entity]
    key: Key
    root: Key
    fields: dict[str, list[Any]] = field(default_factory=dict)
    is_new: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class Claim:
    """An act that explains the changes of one record."""

    ctx: Context
    event: str
    key: Key
    reason: str
    is_witness: bool = False


def key_of(subject: Entity) -> Key:
    return subject.__tablename__, subject.id


def record(ctx: Context, event_name: StrEnum, *subjects: Entity, reason: str = "") -> None:
    """Explain the changes of `subjects` (and of their parts) by this act."""
    db.session.flush()
    claims: list[Claim] = db.session.info.setdefault(CLAIMS, [])
    claims.extend(Claim(ctx, str(event_name), key_of(subject), reason) for subject in subjects)


def witness(ctx: Context, event_name: StrEnum, subject: Entity, *, reason: str = "") -> None:
    """Note an act that changes no record: an export, a privileged look."""
    claims: list[Claim] = db.session.info.setdefault(CLAIMS, [])
    claims.append(Claim(ctx, str(event_name), key_of(subject), reason, is_witness=True))


def take_explained(session: Session) -> list[tuple[Claim, Change]]:
    """All changes with the act that explains each; raise for the first that none explains."""
    pending: dict[Key, Change] = session.info.pop(PENDING, {})
    claims: list[Claim] = session.info.pop(CLAIMS, [])
    by_key: dict[Key, Claim] = {}
    for claim in claims:
        if not claim.is_witness:
            by_key.setdefault(claim.key, claim)
    explained = []
    for change in pending.values():
        if not (change.fields or change.is_new or change.is_deleted):
            continue
        reason = by_key.get(change.key) or by_key.get(change.root)
        if reason is None:
            raise UnauditedChange(f"{change.key[0]} {change.key[1]} changed and no act explains it: {change.fields}")
        explained.append((reason, change))
    explained += [(c, Change(Entity, c.key, c.key)) for c in claims if c.is_witness]
    return explained


@event.listens_for(Mapper, "mapper_configured")
def _remember_old_values(mapper: Mapper[Any], cls: type) -> None:
    # Without this an edit to an expired attribute would be recorded as "from nothing".
    if issubclass(cls, Audited):
        for prop in mapper.column_attrs:
            getattr(cls, prop.key).impl.active_history = True


@event.listens_for(Session, "after_flush")
def _collect_changes(session: Session, _flush: Any) -> None:
    for obj in session.new:
        if isinstance(obj, Audited):
            change = _change_of(session, obj)
            change.is_new = True
            _note(change, {name: [None, _json(getattr(obj, name))] for name in audited_fields(type(obj))})
    for obj in session.dirty:
        if isinstance(obj, Audited):
            _note(_change_of(session, obj), _differences(obj))
    for obj in session.deleted:
        if isinstance(obj, Audited):
            change = _change_of(session, obj)
            change.is_deleted = True
            _note(change, {name: [_json(getattr(obj, name)), None] for name in audited_fields(type(obj))})


def _change_of(session: Session, obj: Any) -> Change:
    pending: dict[Key, Change] = session.info.setdefault(PENDING, {})
    key = key_of(obj)
    root = key
    if type(obj).audit_root is not None:
        attribute, table = type(obj).audit_root
        root = (table, getattr(obj, attribute))
    return pending.setdefault(key, Change(type(obj), key, root))


def _note(change: Change, fields: dict[str, list[Any]]) -> None:
    """Merge into what the transaction did so far: first before, last after; back to the start is no change."""
    for name, (before, after) in fields.items():
        first = change.fields[name][0] if name in change.fields else before
        if first == after:
            change.fields.pop(name, None)
        else:
            change.fields[name] = [first, after]


def _differences(obj: Any) -> dict[str, list[Any]]:
    found = {}
    state = inspect(obj)
    for name in audited_fields(type(obj)):
        history = state.attrs[name].history
        if history.has_changes():
            before = _json(history.deleted[0]) if history.deleted else None
            found[name] = [before, _json(history.added[0]) if history.added else None]
    return found


_fields: dict[type, tuple[str, ...]] = {}


def audited_fields(model: type) -> tuple[str, ...]:
    """Attribute names whose values the log keeps: all columns but the key and those marked as machinery."""
    if model not in _fields:
        mapper = cast(Mapper[Any], inspect(model))
        _fields[model] = tuple(
            prop.key
            for prop in mapper.column_attrs
            if not prop.columns[0].primary_key and prop.columns[0].info.get("audited", True)
        )
    return _fields[model]


def _json(value: Any) -> Any:
    """JSON value that `reading.from_json` turns back, by the column's type."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return copy.deepcopy(value) if isinstance(value, list | dict) else value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(state: Any) -> None:
    # Bulk statements skip the flush, so nobody would see what they changed.
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(state.statement, "table", None)
    if table is not None and table.name in audited_tables():
        raise UnauditedChange(f"bulk statement on {table.name}")


_tables: set[str] = set()


def audited_tables() -> set[str]:
    """Names of all tables under audit, and of the log's own."""
    if not _tables:
        for mapper in Entity.registry.mappers:
            if issubclass(mapper.class_, Audited):
                _tables.add(mapper.class_.__tablename__)
        _tables.update({"audit_event", "audit_values", "audit_head", "audit_erasure"})
    return _tables


@event.listens_for(Session, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(MARKS, {})
        marks[transaction] = (copy.deepcopy(session.info.get(PENDING, {})), list(session.info.get(CLAIMS, [])))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if previous.nested:
        pending, claims = session.info.get(MARKS, {}).get(previous, ({}, []))
        session.info[PENDING], session.info[CLAIMS] = pending, claims
    else:
        for name in (PENDING, CLAIMS, MARKS):
            session.info.pop(name, None)


@event.listens_for(Session, "after_transaction_end")
def _drop_mark(session: Session, transaction: SessionTransaction) -> None:
    session.info.get(MARKS, {}).pop(transaction, None)
