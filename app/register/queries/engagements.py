"""Reads of engagements: each in the units one may see, or where one's unit was made a reader."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import Engagement, EngagementReader
from app.register.permissions import RegisterPermission as P


def visible_to(ctx: Context) -> Select[Engagement]:
    units = ctx.units(P.ENGAGEMENT_VIEW)
    reading = (
        select(EngagementReader.id)
        .where(EngagementReader.engagement_id == Engagement.id, EngagementReader.unit_id.in_(units))
        .exists()
    )
    return select(Engagement).where(Engagement.unit_id.in_(units) | reading)


def get_engagement(ctx: Context, engagement_id: UUID) -> Engagement:
    found = db.session.scalars(visible_to(ctx).where(Engagement.id == engagement_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def engagements_of(ctx: Context, ids: Sequence[UUID]) -> Sequence[Engagement]:
    """Those of the given ones that the actor may see."""
    return db.session.scalars(visible_to(ctx).where(Engagement.id.in_(ids))).all()
