"""One contact, system or function as the log knew it at a past instant, and what a system or function was tied to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.audit import AuditEvent, AuditValues, reading
from app.core.context import Context
from app.core.db import db
from app.core.model import Entity
from app.register.models import Engagement
from app.register.queries import engagements, tied


def began(record: Entity) -> datetime | None:
    """When the log first knew it."""
    query = select(func.min(AuditEvent.at)).where(
        AuditEvent.subject_type == record.__tablename__, AuditEvent.subject_id == record.id
    )
    return db.session.scalar(query)


def tied_at(
    ctx: Context, column: InstrumentedAttribute[UUID], record_id: UUID, instant: datetime
) -> Sequence[Engagement]:
    """Engagements whose link named it then, what was taken off since among them; one may see them now.

    In their order of today, for the log holds no copy of a name; one more than are shown says that there are more.
    """
    ids = _linked_at(column, record_id, instant)
    query = engagements.visible_to(ctx).where(Engagement.id.in_(ids))
    query = query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(tied.SHOWN + 1)
    present = db.session.scalars(query).all()
    then = reading.states_at(Engagement, present, instant)
    return [then[row.id] for row in present if row.id in then]


def _linked_at(column: InstrumentedAttribute[UUID], record_id: UUID, instant: datetime) -> set[UUID]:
    model: Any = column.class_
    present = db.session.scalars(select(model).where(column == record_id)).all()
    known = {row.id for row in present}
    removed = (
        select(AuditEvent.subject_id, AuditEvent.root_id)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
        .where(AuditValues.content.contains(str(record_id), autoescape=True))
        .distinct()
    )
    # A link belongs to its engagement for good, so the event of its removal names whose it was.
    shells = [
        model(id=row.subject_id, engagement_id=row.root_id)
        for row in db.session.execute(removed)
        if row.subject_id not in known
    ]
    states = reading.states_at(model, [*present, *shells], instant).values()
    return {state.engagement_id for state in states if getattr(state, column.key) == record_id}
