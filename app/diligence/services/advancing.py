"""回答中 → 評価中 once everybody has answered or was released; and the score that lists show, kept up to date.

A vendor's transaction may not touch the assessment, so after theirs the job `advance_assessments` does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.core import audit, jobs
from app.core.calendar import add_business_days
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Assignment, Judgement, Verdict
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers, assessments, proposals, scores
from app.diligence.rules import states
from app.diligence.rules.arithmetic import as_told
from app.work.services import tasks

REFRESH = "refresh_scores"  # the job that does it
DAYS = 5
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
        unit_id=assessment.unit_id, due_on=task_due(ctx, assessment),
    )  # fmt: skip
    return True


def task_due(ctx: Context, assessment: Assessment) -> date:
    """By when our side does its next step: the assessment's own day, and five business days where that is over."""
    today = day_of(ctx.at)
    return assessment.due_on if assessment.due_on >= today else add_business_days(today, DAYS)


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


def has_expired(ctx: Context) -> bool:
    """Has any substitute measure ended since the scores were last looked at?"""
    return db.session.scalar(select(Judgement.id).where(_expired(ctx)).limit(1)) is not None


def refresh_scores(ctx: Context) -> int:
    """Nobody acts when 代替措置 ends, and the score falls all the same: the copies of lists follow it the day after."""
    over = select(Judgement.assessment_id).where(_expired(ctx))
    query = select(Assessment).where(Assessment.id.in_(over), Assessment.state != AssessmentState.WITHDRAWN)
    found = db.session.scalars(query.order_by(Assessment.id)).all()
    for assessment in found:
        keep_score(ctx, assessment)
    return len(found)


def _expired(ctx: Context) -> ColumnElement[bool]:
    """From the day of the last run on, whose own day was not over then; all of them where none is known."""
    since = jobs.last_done(REFRESH)
    is_over = and_(Judgement.verdict == Verdict.COMPENSATED, Judgement.until_on < day_of(ctx.at))
    return is_over if since is None else and_(is_over, Judgement.until_on >= day_of(since))
