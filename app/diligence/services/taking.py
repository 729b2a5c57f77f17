"""What is taken out of an assessment leaves its trace before it leaves the house."""

from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment


def witness_taken(ctx: Context, assessment_id: UUID, *, name: str) -> None:
    """`name`: of the file."""
    assessment = db.session.get_one(Assessment, assessment_id)
    audit.witness(ctx, Act.WORKBOOK_TAKEN, assessment, reason=name)
