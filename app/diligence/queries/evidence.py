"""Reads of evidence: one file, all of an assessment, what is handed in already, and what is about to expire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, AssessmentState, Assignment, Evidence
from app.work.models import Task, TaskState


def get_evidence(assignment: Assignment, evidence_id: UUID) -> Evidence:
    """Of a request that was found with the eyes of who asks."""
    return _only(Evidence.assignment_id == assignment.id, evidence_id)


def get_of_assessment(assessment: Assessment, evidence_id: UUID) -> Evidence:
    return _only(Evidence.assessment_id == assessment.id, evidence_id)


def _only(belongs: Any, evidence_id: UUID) -> Evidence:
    found = db.session.scalars(select(Evidence).where(belongs, Evidence.id == evidence_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def of_assessment(assessment: Assessment) -> Sequence[Evidence]:
    query = select(Evidence).where(Evidence.assessment_id == assessment.id)
    return db.session.scalars(query.order_by(Evidence.question, Evidence.id)).all()


def standing_in(assignment: Assignment, question: str) -> list[Evidence]:
    """Handed in for that question and not withdrawn."""
    query = select(Evidence).where(
        Evidence.assignment_id == assignment.id,
        Evidence.question == question,
        Evidence.is_withdrawn.is_(False),
    )
    return list(db.session.scalars(query.order_by(Evidence.id)))


# --- about to expire ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Expiring:
    """`soonest`: the first last day among the files of that assessment which expire or have."""

    assessment: Assessment
    count: int
    soonest: date


def expiring(until: date) -> list[Expiring]:
    rows: Sequence[Any] = db.session.execute(expiring_query(until)).all()
    return [Expiring(*row) for row in rows]


def expiring_query(until: date) -> Select[Assessment, int, date | None]:
    """Of assessments that hold or are under way and that no later one has taken the place of."""
    later = aliased(Assessment)
    is_followed = select(later.id).where(
        later.previous_id == Assessment.id, later.state != AssessmentState.WITHDRAWN
    )
    return (
        select(Assessment, func.count(), func.min(Evidence.expires_on))
        .join(Evidence, Evidence.assessment_id == Assessment.id)
        .where(
            Evidence.expires_on <= until,
            Evidence.is_withdrawn.is_(False),
            Assessment.state != AssessmentState.WITHDRAWN,
            ~is_followed.exists(),
        )
        .group_by(Assessment.id)
        .order_by(Assessment.id)
    )


def open_reminders(message: str) -> dict[UUID, Task]:
    query = select(Task).where(
        Task.source_type == "assessment", Task.state == TaskState.OPEN, Task.message == message
    )
    return {task.source_id: task for task in db.session.scalars(query.order_by(Task.id))}


def titles_of(assessments: Iterable[Assessment]) -> dict[UUID, str]:
    """As the respondents were told; all of an assessment are told the same."""
    ids = [one.id for one in assessments]
    query = select(Assignment.assessment_id, Assignment.title).where(Assignment.assessment_id.in_(ids))
    return {row.assessment_id: row.title for row in db.session.execute(query.order_by(Assignment.id))}
