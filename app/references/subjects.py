"""How tasks and notices name and open references and self-checks."""

from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.references.models import SecurityReference, SelfCheck
from app.references.queries import checking, references
from app.register.models import Engagement
from app.work import subjects
from app.work.subjects import Found


def _reference(ctx: Context, reference_id: UUID) -> Found:
    found = references.get_reference(ctx, reference_id)
    return Found(found.title, "references.reference", {"reference_id": reference_id})


def _check(ctx: Context, check_id: UUID) -> Found:
    found = checking.find_check(ctx, check_id)
    engagement = db.session.get_one(Engagement, found.engagement_id)
    reference = db.session.get_one(SecurityReference, found.reference_id)
    here = {"engagement_id": engagement.id, "check_id": check_id}
    return Found(f"{engagement.title} – {reference.title}", "references.self_check", here, engagement.unit_id)


subjects.register(SecurityReference.__tablename__, _reference)
subjects.register(SelfCheck.__tablename__, _check)
