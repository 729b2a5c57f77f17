"""Reads of assessments: those of an engagement with the engagement, the others by all staff.

A vendor's person sees none of them; what is addressed to their organisation is read in `assignments.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, AssessmentState, Assignment, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.rules.states import UNDER_WAY
from app.register import numbering
from app.register.models import Engagement
from app.register.queries import engagements
from app.standards.models import ContentVersion


@dataclass(frozen=True)
class Wanted:
    """What a list of assessments is narrowed to."""

    words: str = ""
    state: AssessmentState | None = None
    questionnaire: str = ""
    unit_id: UUID | None = None
    subject_kind: SubjectKind | None = None
    is_under_way: bool | None = None


def visible_to(ctx: Context) -> Select[Assessment]:
    query = select(Assessment)
    if ctx.is_vendor or not ctx.may(P.ASSESSMENT_VIEW):
        return query.where(false())
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    return query.where(or_(Assessment.engagement_id.is_(None), Assessment.engagement_id.in_(seen)))


def get_assessment(ctx: Context, assessment_id: UUID) -> Assessment:
    found = db.session.scalars(visible_to(ctx).where(Assessment.id == assessment_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    query = visible_to(ctx)
    if wanted.state is not None:
        query = query.where(Assessment.state == wanted.state)
    if wanted.questionnaire:
        query = query.where(Assessment.questionnaire == wanted.questionnaire)
    if wanted.unit_id is not None:
        query = query.where(Assessment.unit_id == wanted.unit_id)
    if wanted.subject_kind is not None:
        query = query.where(Assessment.subject_kind == wanted.subject_kind)
    if wanted.is_under_way is not None:
        is_open = Assessment.state.in_(UNDER_WAY)
        query = query.where(is_open if wanted.is_under_way else ~is_open)
    return query


def of_engagement(ctx: Context, engagement: Engagement) -> Sequence[Assessment]:
    """Its own, and those of its service and its vendor, which stand for it as well; the newest first."""
    subjects = or_(
        Assessment.engagement_id == engagement.id,
        Assessment.service_id == engagement.service_id,
        Assessment.organisation_id == engagement.vendor_id,
    )
    query = visible_to(ctx).where(subjects)
    return db.session.scalars(query.order_by(Assessment.started_at.desc(), Assessment.id.desc())).all()


def running(subject: Iterable[Any], questionnaire: str) -> Assessment | None:
    """The one of that questionnaire about that subject that is not concluded yet."""
    query = select(Assessment).where(
        *subject, Assessment.questionnaire == questionnaire, Assessment.state.in_(UNDER_WAY)
    )
    return db.session.scalars(query.order_by(Assessment.started_at.desc(), Assessment.id)).first()


def latest_concluded(subject: Iterable[Any], questionnaire: str) -> Assessment | None:
    """前回の評価: what the next one starts from."""
    query = select(Assessment).where(
        *subject,
        Assessment.questionnaire == questionnaire,
        Assessment.state == AssessmentState.CONCLUDED,
    )
    return db.session.scalars(query.order_by(Assessment.started_at.desc(), Assessment.id.desc())).first()


def assignments_of(assessment: Assessment) -> Sequence[Assignment]:
    """In the order of the chain."""
    query = select(Assignment).where(Assignment.assessment_id == assessment.id)
    return db.session.scalars(query.order_by(Assignment.level, Assignment.id)).all()


def next_number(series: str) -> str:
    taken = db.session.scalars(select(Assessment.number).where(Assessment.number.startswith(series)))
    return numbering.following(series, taken)[0]


def titles_of(rows: Iterable[Assessment], chosen: Callable[[str, str], str]) -> dict[UUID, str]:
    """Of the versions of the questionnaires; `chosen` takes the Japanese and the English title."""
    ids = {row.content_id for row in rows}
    query = select(ContentVersion.id, ContentVersion.title_ja, ContentVersion.title_en)
    return {
        row.id: chosen(row.title_ja, row.title_en)
        for row in db.session.execute(query.where(ContentVersion.id.in_(ids)))
    }
