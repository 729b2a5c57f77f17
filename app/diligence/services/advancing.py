"""回答中 → 評価中 once everybody has answered or was released; and the score that lists show, kept up to date.

A vendor's transaction may not touch the assessment, so after theirs the job `advance_assessments` does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers, assessments, proposals, scores
from app.diligence.rules import states
from app.diligence.rules.arithmetic import as_told
from app.work.services import tasks

REVIEW_TASK = N_("Review the answers to “%(title)s” (%(number)s)")


def advance(ctx: Context, assessment: Assessment) -> bool:
    """Was there anything to move on?"""
    parts = assessments.assignments_of(assessment)
    is_due = assessment.state == AssessmentState.ANSWERING and states.all_answered(
        [one.state for one in parts]
    )
    if not is_due:
        return False
    assessment.state = AssessmentState.REVIEWING
    keep_score(ctx, assessment)
    audit.record(ctx, Act.ASSESSMENT_MOVED, assessment)
    tasks.open_task(
        ctx, source_type="assessment", source_id=assessment.id, message=REVIEW_TASK,
        params={"title": parts[0].title, "number": assessment.number}, permission=P.ANSWER_JUDGE,
        unit_id=assessment.unit_id, due_on=None,
    )  # fmt: skip
    return True


def keep_score(ctx: Context, assessment: Assessment) -> None:
    """The copy that lists sort by, in hundredths."""
    heard = answers.heard(assessment)
    score = scores.standing(heard, proposals.content_read(assessment.content_id), day_of(ctx.at)).score
    assessment.score_low, assessment.score_high = as_told(score)


def all_submitted() -> list[UUID]:
    """Assessments that wait for nobody any more and have not moved on yet."""
    waits = select(Assignment.assessment_id).where(Assignment.state.not_in(states.DONE))
    query = select(Assessment.id).where(
        Assessment.state == AssessmentState.ANSWERING, Assessment.id.not_in(waits)
    )
    return list(db.session.scalars(query.order_by(Assessment.id)))


def advance_all(ctx: Context, ids: Iterable[UUID]) -> int:
    return sum(advance(ctx, db.session.get_one(Assessment, one)) for one in ids)
