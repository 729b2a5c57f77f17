"""What changed lately: the last change of each record, and one line for an act that changed many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select

from app.core.audit import AuditEvent, AuditHead
from app.core.db import db

LOOKED_AT = 5000
# Kind of record → the ids that the reader may see; None where who sees the kind sees all of it.
Kinds = Mapping[str, Select[UUID] | None]
# An act that changed more records of one kind than this is told by their number.
FEW = 5


@dataclass(frozen=True)
class Lately:
    """One line of what changed: no values, so that everybody who sees the record may read it.

    `count`: so many records of this kind, of which `root_id` is one, were changed by the one act.
    """

    number: int
    at: datetime
    event: str
    act_id: UUID
    root_type: str
    root_id: UUID
    actor_id: UUID | None
    actor_kind: str
    count: int = 1


def changed_lately(kinds: Kinds, limit: int = 10) -> list[Lately]:
    """The newest first; only the end of the log is looked at, however long it is."""
    if not kinds:
        return []
    newest = _newest(kinds, limit)
    query = (
        select(
            AuditEvent.number, AuditEvent.at, AuditEvent.event, AuditEvent.act_id, AuditEvent.root_type,
            AuditEvent.root_id, AuditEvent.actor_id, AuditEvent.actor_kind, newest.c.many, newest.c.is_cut,
        )
        .join(newest, newest.c.number == AuditEvent.number)
        .order_by(AuditEvent.number.desc())
    )  # fmt: skip
    rows = db.session.execute(query).all()
    counts = _counts([(row.at, row.act_id) for row in rows if row.is_cut], kinds)
    return [
        Lately(
            row.number, row.at, row.event, row.act_id, row.root_type, row.root_id, row.actor_id, row.actor_kind,
            counts.get((row.act_id, row.root_type), row.many or 1),
        )
        for row in rows
    ]  # fmt: skip


def _seen(kinds: Kinds) -> ColumnElement[bool]:
    """A number of records tells how many there are, too: those that are not seen are not counted."""
    free = [kind for kind, ids in kinds.items() if ids is None]
    return or_(
        AuditEvent.root_type.in_(free),
        *(
            and_(AuditEvent.root_type == kind, AuditEvent.root_id.in_(ids))
            for kind, ids in kinds.items()
            if ids is not None
        ),
    )


def _newest(kinds: Kinds, limit: int) -> Subquery:
    last = select(AuditHead.number).where(AuditHead.id == 1).scalar_subquery()
    is_late = (AuditEvent.number > last - LOOKED_AT) & _seen(kinds)
    # The events of an act stand together: one that began earlier has the last event that is not looked at.
    before = select(AuditEvent.act_id).where(AuditEvent.number == last - LOOKED_AT).scalar_subquery()
    many = func.count(AuditEvent.root_id.distinct())
    large = (
        select(
            AuditEvent.act_id, AuditEvent.root_type, many.label("many"),
            (AuditEvent.act_id == before).label("is_cut"),
        )
        .where(is_late)
        .group_by(AuditEvent.act_id, AuditEvent.root_type)
        .having(many > FEW)
        .subquery()
    )  # fmt: skip
    line = func.coalesce(large.c.act_id, AuditEvent.root_id)
    return (
        select(func.max(AuditEvent.number).label("number"), large.c.many, large.c.is_cut)
        .join(
            large,
            (large.c.act_id == AuditEvent.act_id) & (large.c.root_type == AuditEvent.root_type),
            isouter=True,
        )
        .where(is_late)
        .group_by(AuditEvent.root_type, line, large.c.many, large.c.is_cut)
        .order_by(func.max(AuditEvent.number).desc())
        .limit(limit)
        .subquery()
    )


def _counts(acts: Collection[tuple[datetime, UUID]], kinds: Kinds) -> Mapping[tuple[UUID, str], int]:
    """All that each act changed; found by its time, for no index knows the act of an event."""
    if not acts:
        return {}
    query = (
        select(AuditEvent.act_id, AuditEvent.root_type, func.count(AuditEvent.root_id.distinct()))
        .where(
            AuditEvent.at.in_({at for at, _ in acts}),
            AuditEvent.act_id.in_({act for _, act in acts}),
            _seen(kinds),
        )
        .group_by(AuditEvent.act_id, AuditEvent.root_type)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(query)}
