"""How tasks name and open a user control of an engagement."""

from uuid import UUID

from app.assurance.models import ControlDuty
from app.assurance.queries import duties
from app.core.context import Context
from app.work import subjects
from app.work.subjects import Found


def _duty(ctx: Context, duty_id: UUID) -> Found:
    placed, engagement = duties.seen_duty(ctx, duty_id)
    values = {"engagement_id": engagement.id, "duty_id": duty_id}
    return Found(f"{placed.control.ref} {engagement.title}", "assurance.duty", values, engagement.unit_id)


subjects.register(ControlDuty.__tablename__, _duty)
