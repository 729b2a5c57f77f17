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

LAYERS = "audit_layers"

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
    root: Key
    reason: str
    is_witness: bool = False


@dataclass
class Layer:
    """What the transaction, or one savepoint in it, did so far; a savepoint's joins the one below or is dropped."""

    savepoint: SessionTransaction | None = None
    changes: dict[Key, Change] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


def _layers(session: Session) -> list[Layer]:
    layers: list[Layer] = session.info.setdefault(LAYERS, [Layer()])
    return layers


def key_of(subject: Entity) -> Key:
    return subject.__tablename__, subject.id


def root_of(subject: Any) -> Key:
    """The whole that `subject` is a part of, or itself."""
    belongs = getattr(type(subject), "audit_root", None)
    return key_of(subject) if belongs is None else (belongs[1], getattr(subject, belongs[0]))


def record(ctx: Context, event_name: StrEnum, *subjects: Entity, reason: str = "") -> None:
    """Explain the changes of `subjects` (and of their parts) by this act."""
    db.session.flush()
    claims = _layers(db.session)[-1].claims
    claims.extend(Claim(ctx, str(event_name), key_of(s), root_of(s), reason) for s in subjects)


def witness(ctx: Context, event_name: StrEnum, subject: Entity, *, reason: str = "") -> None:
    """Note an act that changes no record: an export, a privileged look."""
    claim = Claim(ctx, str(event_name), key_of(subject), root_of(subject), reason, is_witness=True)
    _layers(db.session)[-1].claims.append(claim)


def explained(session: Session) -> list[tuple[Claim, Change]]:
    """All changes with the act that explains each; raise for the first that none explains."""
    layer = _layers(session)[0]
    by_key: dict[Key, Claim] = {}
    for claim in layer.claims:
        if not claim.is_witness:
            by_key.setdefault(claim.key, claim)
    found = []
    for change in layer.changes.values():
        if not (change.fields or change.is_new or change.is_deleted):
            continue
        reason = by_key.get(change.key) or by_key.get(change.root)
        if reason is None:
            # Names only: the values may be personal, and this text goes into the log of the server.
            names = ", ".join(sorted(change.fields))
            raise UnauditedChange(f"{change.key[0]} {change.key[1]} changed and no act explains it: {names}")
        found.append((reason, change))
    return found + [(c, Change(Entity, c.key, c.root)) for c in layer.claims if c.is_witness]


def forget(session: Session) -> None:
    """The transaction is written or gone; the next one starts from nothing."""
    session.info.pop(LAYERS, None)


@event.listens_for(Mapper, "mapper_configured")
def _remember_old_values(mapper: Mapper[Any], cls: type) -> None:
    # Without this an edit to an expired attribute would be recorded as "from nothing".
    if issubclass(cls, Audited):
        for prop in mapper.column_attrs:
            getattr(cls, prop.key).impl.active_history = True


@event.listens_for(Session, "after_flush")
def _collect_changes(session: Session, _flush: Any) -> None:
    changes = _layers(session)[-1].changes
    for obj in session.new:
        if isinstance(obj, Audited):
            fields = {name: [None, _json(getattr(obj, name))] for name in audited_fields(type(obj))}
            _add(changes, _change_of(obj, fields, is_new=True))
    for obj in session.dirty:
        if isinstance(obj, Audited):
            _add(changes, _change_of(obj, _differences(obj)))
    for obj in session.deleted:
        if isinstance(obj, Audited):
            _add(changes, _change_of(obj, _last_values(obj), is_deleted=True))


def _change_of(obj: Any, fields: dict[str, list[Any]], **kind: bool) -> Change:
    return Change(type(obj), key_of(obj), root_of(obj), fields, **kind)


def _add(changes: dict[Key, Change], change: Change) -> None:
    """Join a later change of a record to what is known; made and deleted in one transaction is nothing."""
    known = changes.setdefault(change.key, Change(change.model, change.key, change.root))
    if change.is_new:
        known.is_new, known.is_deleted = not known.is_deleted, False
    elif change.is_deleted:
        known.is_new, known.is_deleted = False, not known.is_new
    _note(known, change.fields)


def _note(change: Change, fields: dict[str, list[Any]]) -> None:
    """Merge into what the transaction did so far: first before, last after; back to the start is no change."""
    for name, (before, after) in fields.items():
        first = change.fields[name][0] if name in change.fields else before
        if first == after:
            change.fields.pop(name, None)
        else:
            change.fields[name] = [first, after]


def _last_values(obj: Any) -> dict[str, list[Any]]:
    """What a deleted row held: an edit that was never flushed did not happen."""
    before = inspect(obj).committed_state
    names = audited_fields(type(obj))
    return {name: [_json(before[name] if name in before else getattr(obj, name)), None] for name in names}


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


def audited_tables() -> set[str]:
    """Names of all tables under audit, and of the log's own."""
    audited = {str(m.local_table) for m in Entity.registry.mappers if issubclass(m.class_, Audited)}
    return audited | {"audit_event", "audit_values", "audit_head", "audit_erasure"}


@event.listens_for(Session, "after_transaction_create")
def _open_layer(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        _layers(session).append(Layer(transaction))


@event.listens_for(Session, "after_commit")
def _keep_layer(session: Session) -> None:
    """A savepoint was released: what it did now belongs to the transaction around it."""
    savepoint = session.get_nested_transaction()
    layers = _layers(session)
    if savepoint is not None and layers[-1].savepoint is savepoint:
        done = layers.pop()
        for change in done.changes.values():
            _add(layers[-1].changes, change)
        layers[-1].claims.extend(done.claims)


@event.listens_for(Session, "after_transaction_end")
def _drop_layer(session: Session, transaction: SessionTransaction) -> None:
    """Called before the events of a rollback, and for a mere `close` alone: the one place that sees both."""
    if transaction.nested:
        layers = _layers(session)
        if layers[-1].savepoint is transaction:
            layers.pop()
    elif transaction.parent is None:
        forget(session)
