"""Reads of assessments: those of an engagement with the engagement, the others by all staff.

A vendor's person sees none of them; what is addressed to their organisation is read in `assignments.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from app.core import search
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.core.search import SearchEntry
from app.diligence.models import Assessment, AssessmentState, Assignment, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.rules.states import UNDER_WAY
from app.register import numbering
from app.register.indexing.organisations import asked
from app.register.models import Engagement, Organisation, Service
from app.register.queries import engagements
from app.standards.models import ContentVersion


@dataclass(frozen=True)
class Wanted:
    """What a list of assessments is narrowed to. `due_before`: what is under way and should have been done by then."""

    words: str = ""
    state: AssessmentState | None = None
    questionnaire: str = ""
    unit_id: UUID | None = None
    owner_id: UUID | None = None
    round_id: UUID | None = None
    organisation_id: UUID | None = None
    service_id: UUID | None = None
    subject_kind: SubjectKind | None = None
    is_under_way: bool | None = None
    due_before: date | None = None


class Row(NamedTuple):
    """One line of a list: columns instead of whole records, which hold what was sent."""

    id: UUID
    number: str
    subject_kind: SubjectKind
    organisation_id: UUID | None
    service_id: UUID | None
    engagement_id: UUID | None
    unit_id: UUID
    owner_id: UUID | None
    questionnaire: str
    content_id: UUID
    state: AssessmentState
    due_on: date
    started_at: datetime
    round_id: UUID | None
    score_low: int | None
    score_high: int | None


ROW = [getattr(Assessment, name) for name in Row._fields]
PLAIN = (
    "state", "questionnaire", "unit_id", "owner_id", "round_id", "organisation_id", "service_id", "subject_kind",
)  # fmt: skip


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
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return query


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for name in PLAIN:
        value = getattr(wanted, name)
        if value not in (None, ""):
            yield getattr(Assessment, name) == value
    if wanted.is_under_way is not None:
        is_open = Assessment.state.in_(UNDER_WAY)
        yield is_open if wanted.is_under_way else ~is_open
    if wanted.due_before is not None:
        yield Assessment.state.in_(UNDER_WAY)
        yield Assessment.due_on < wanted.due_before
    if wanted.words:
        yield found_by(wanted.words)


def found_by(words: str) -> ColumnElement[bool]:
    """By its number, or by whatever finds its subject."""
    is_numbered = Assessment.number.icontains(words, autoescape=True)
    condition = search.matching(asked(words))
    if condition is None:
        return is_numbered
    found = select(SearchEntry.record_id).where(condition)
    subjects = (Assessment.engagement_id, Assessment.organisation_id, Assessment.service_id)
    return or_(is_numbered, *(column.in_(found) for column in subjects))


def board(ctx: Context, wanted: Wanted, most: int) -> tuple[Sequence[Any], dict[AssessmentState, int]]:
    """The first few under way of each state by their due dates, and how many there are of each: two statements."""
    query = listed(ctx, wanted).where(Assessment.state.in_(UNDER_WAY))
    place = func.row_number().over(partition_by=Assessment.state, order_by=(Assessment.due_on, Assessment.id))
    cards = query.add_columns(place.label("place")).subquery()
    shown = select(*(cards.c[name] for name in Row._fields)).where(cards.c.place <= most)
    rows = db.session.execute(shown.order_by(cards.c.due_on, cards.c.id)).all()
    counted = query.with_only_columns(Assessment.state, func.count()).group_by(Assessment.state)
    return rows, {row[0]: row[1] for row in db.session.execute(counted)}


def of_engagement(ctx: Context, engagement: Engagement) -> Sequence[Assessment]:
    """Its own, and those of its service and its vendor, which stand for it as well; the newest first."""
    subjects = or_(
        Assessment.engagement_id == engagement.id,
        Assessment.service_id == engagement.service_id,
        Assessment.organisation_id == engagement.vendor_id,
    )
    query = visible_to(ctx).where(subjects)
    return db.session.scalars(query.order_by(Assessment.started_at.desc(), Assessment.id.desc())).all()


def of_organisation(ctx: Context, organisation: Organisation, most: int) -> Sequence[Any]:
    """Its own, those of its services, and of engagements with it or its services; the newest first."""
    its_services = select(Service.id).where(Service.organisation_id == organisation.id)
    its_engagements = select(Engagement.id).where(
        or_(Engagement.vendor_id == organisation.id, Engagement.service_id.in_(its_services))
    )
    subjects = or_(
        Assessment.organisation_id == organisation.id,
        Assessment.service_id.in_(its_services),
        Assessment.engagement_id.in_(its_engagements),
    )
    return _newest(ctx, subjects, most)


def of_service(ctx: Context, service: Service, most: int) -> Sequence[Any]:
    """Its own, those of who provides it, and of the engagements that use it; the newest first."""
    its_engagements = select(Engagement.id).where(Engagement.service_id == service.id)
    subjects = or_(
        Assessment.service_id == service.id,
        Assessment.organisation_id == service.organisation_id,
        Assessment.engagement_id.in_(its_engagements),
    )
    return _newest(ctx, subjects, most)


def _newest(ctx: Context, subjects: ColumnElement[bool], most: int) -> Sequence[Any]:
    query = listed(ctx, Wanted()).where(subjects)
    return db.session.execute(
        query.order_by(Assessment.started_at.desc(), Assessment.id.desc()).limit(most)
    ).all()


def running(subject: Iterable[Any], questionnaire: str) -> Assessment | None:
    """The one of that questionnaire about that subject that is not concluded yet."""
    query = select(Assessment).where(
        *subject, Assessment.questionnaire == questionnaire, Assessment.state.in_(UNDER_WAY)
    )
    return db.session.scalars(query.order_by(Assessment.started_at.desc(), Assessment.id)).first()


def standing_of(subject: Iterable[Any]) -> tuple[dict[str, Assessment], dict[str, Assessment]]:
    """By questionnaire: the one about that subject that is not concluded yet, and the last that is."""
    states = [*UNDER_WAY, AssessmentState.CONCLUDED]
    query = select(Assessment).where(*subject, Assessment.state.in_(states))
    rows = db.session.scalars(query.order_by(Assessment.started_at, Assessment.id)).all()
    return (
        {one.questionnaire: one for one in rows if one.state in UNDER_WAY},
        {one.questionnaire: one for one in rows if one.state == AssessmentState.CONCLUDED},
    )


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


def service_of(assessment: Assessment) -> UUID | None:
    """What answers to it are true of, where that is a service: its own, or the one that its engagement uses."""
    if assessment.engagement_id is None:
        return assessment.service_id
    return db.session.get_one(Engagement, assessment.engagement_id).service_id


def next_numbers(series: str, count: int = 1) -> list[str]:
    """The next free ones of a series such as "D-2026-"; the longest are the highest."""
    highest = (
        select(Assessment.number)
        .where(Assessment.number.startswith(series, autoescape=True))
        .order_by(func.length(Assessment.number).desc(), Assessment.number.desc())
        .limit(1000)
    )
    return numbering.following(series, db.session.scalars(highest), count)


def titles_of(rows: Iterable[Any], chosen: Callable[[str, str], str]) -> dict[UUID, str]:
    """Of the versions of the questionnaires; `chosen` takes the Japanese and the English title."""
    ids = {row.content_id for row in rows}
    query = select(ContentVersion.id, ContentVersion.title_ja, ContentVersion.title_en)
    return {
        row.id: chosen(row.title_ja, row.title_en)
        for row in db.session.execute(query.where(ContentVersion.id.in_(ids)))
    }


def number_of(assessment_id: UUID) -> str:
    """For one whose request was found with the eyes of who asks."""
    return db.session.scalars(select(Assessment.number).where(Assessment.id == assessment_id)).one()
