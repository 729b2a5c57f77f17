"""Assessments go by the name of what is assessed and are found by it, and those of an engagement are its unit's."""

from sqlalchemy import select

from app.core import audit, derived, search
from app.core.context import Context
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment
from app.diligence.queries import following  # noqa: F401 - says what follows a merge
from app.register.events import Refiled
from app.register.models import Engagement, Organisation, Service

COLUMNS = {
    Organisation: Assessment.organisation_id, Service: Assessment.service_id, Engagement: Assessment.engagement_id,
}  # fmt: skip


def follow(ctx: Context, event: Refiled) -> None:
    record = event.record
    is_of_it = COLUMNS[type(record)] == record.id
    derived.copy(Assessment, is_of_it, {Assessment.sort_key: record.sort_key})
    if isinstance(record, Engagement):
        _follow_unit(ctx, record)
    rows = db.session.scalars(select(Assessment).where(is_of_it).order_by(Assessment.id)).all()
    search.refresh(Assessment, rows)


def _follow_unit(ctx: Context, engagement: Engagement) -> None:
    query = select(Assessment).where(
        Assessment.engagement_id == engagement.id, Assessment.unit_id != engagement.unit_id
    )
    rows = db.session.scalars(query.order_by(Assessment.id)).all()
    for row in rows:
        row.unit_id = engagement.unit_id
    if rows:
        audit.record(ctx, Act.ASSESSMENT_EDITED, *rows)
