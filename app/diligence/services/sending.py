"""送付: conditions are freed of facts, the paper is laid down, and everybody who is asked is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Assignment, AssignmentState, QuestionPaper
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.rules import states
from app.diligence.rules.sheets import sendable
from app.work.services import tasks

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire

SENT = N_("This assessment was sent already.")
NOTHING_ASKED = N_(
    "None of the questions applies to what is recorded of it. Check the record, or withdraw the assessment."
)
ANSWER_TASK = N_("Answer “%(title)s”")


def send(
    ctx: Context, assessment: Assessment, content: Questionnaire, facts: Mapping[str, Any], *, version: int
) -> None:
    """One respondent of whom nothing is asked after all is released at once."""
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed
    if assessment.version != version:
        raise StaleVersion(assessment)
    if not states.may_move(assessment.state, AssessmentState.ANSWERING) or assessment.sent_at is not None:
        raise DomainError(SENT)
    parts = list(queries.assignments_of(assessment))
    _lay_down(assessment, content)
    asked = [one for one in parts if _prepare(ctx, one, content, facts)]
    if not asked:
        raise DomainError(NOTHING_ASKED)
    assessment.facts, assessment.sent_at = dict(facts), ctx.at
    assessment.state = AssessmentState.ANSWERING
    audit.record(ctx, Act.ASSESSMENT_SENT, assessment, *parts)
    for one in asked:
        _tell(ctx, one)


def _lay_down(assessment: Assessment, content: Questionnaire) -> None:
    there = select(QuestionPaper.id).where(QuestionPaper.content_id == assessment.content_id)
    if db.session.scalar(there) is None:
        from app.diligence.rules import papers

        text = papers.written(papers.paper_of(content))
        db.session.add(QuestionPaper(content_id=assessment.content_id, content=text))


def _prepare(ctx: Context, part: Assignment, content: Questionnaire, facts: Mapping[str, Any]) -> bool:
    left = sendable(content.questions(), part.questions, facts)
    part.questions, part.conditions = list(left.questions), dict(left.conditions)
    part.asked_count = len(left.questions)
    part.state = AssignmentState.SENT if left.questions else AssignmentState.CLOSED
    part.sent_at = ctx.at if left.questions else None
    return bool(left.questions)


def _tell(ctx: Context, part: Assignment) -> None:
    """Our own units find it among what waits for them."""
    if part.unit_id is not None:
        tasks.open_task(
            ctx, source_type="assignment", source_id=part.id, message=ANSWER_TASK,
            params={"title": part.title}, owner_id=part.lead_id,
            permission="" if part.lead_id else P.ANSWER_EDIT, unit_id=part.unit_id, due_on=part.due_on,
        )  # fmt: skip
