"""Reads of requests to answer: what a unit is asked, and all that a vendor's person sees of an assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, cast, false, func, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, Assignment, AssignmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments
from app.diligence.rules import states
from app.identity import queries as identity


def addressed_to(ctx: Context) -> Select[Assignment]:
    """What this person may answer: what their unit or organisation is asked, and what they lead themselves. Before
    it was sent nobody sees it."""
    query = select(Assignment).where(Assignment.state != AssignmentState.PREPARED)
    if not ctx.may(P.ANSWER_EDIT):
        return query.where(false())
    if ctx.is_vendor:
        return query.where(Assignment.organisation_id == ctx.organisation_id)
    is_own = Assignment.unit_id.in_(ctx.units(P.ANSWER_UNIT))
    leads = and_(Assignment.unit_id.in_(ctx.units(P.ANSWER_EDIT)), Assignment.lead_id == ctx.actor_id)
    return query.where(or_(is_own, leads))


def get_addressed(ctx: Context, assignment_id: UUID) -> Assignment:
    found = db.session.scalars(addressed_to(ctx).where(Assignment.id == assignment_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_asked(ctx: Context, assignment_id: UUID) -> Assignment:
    """For our side: of an assessment that this person may see."""
    seen = assessments.visible_to(ctx).with_only_columns(Assessment.id)
    query = select(Assignment).where(Assignment.id == assignment_id, Assignment.assessment_id.in_(seen))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_to(ctx: Context) -> Select[Assignment]:
    """What still waits for an answer, or for a superior."""
    waits = {*states.OPEN, AssignmentState.OWN_APPROVAL}
    return addressed_to(ctx).where(Assignment.state.in_(waits))


MOST_WAITING = 200


def waiting_for(ctx: Context) -> Sequence[Assignment]:
    """The first of what waits for an answer, by the day it is due."""
    query = open_to(ctx).order_by(Assignment.due_on, Assignment.id).limit(MOST_WAITING)
    return db.session.scalars(query).all()


def done_by(ctx: Context, limit: int) -> Sequence[Assignment]:
    """The last that were submitted, or were not wanted any more."""
    query = addressed_to(ctx).where(Assignment.state.in_(states.DONE))
    return db.session.scalars(query.order_by(Assignment.due_on.desc(), Assignment.id).limit(limit)).all()


def units_named(rows: Iterable[Assignment]) -> dict[UUID, str]:
    return identity.unit_names({one.unit_id for one in rows if one.unit_id is not None})


@dataclass(frozen=True)
class Counted:
    """Of all respondents of an assessment together."""

    asked: int = 0
    answered: int = 0
    respondents: int = 0
    done: int = 0


def counted(assessment_ids: Iterable[UUID]) -> dict[UUID, Counted]:
    """One statement for a page of a list."""
    is_done = func.sum(cast(Assignment.state.in_(states.DONE), Integer))
    query = (
        select(
            Assignment.assessment_id, func.sum(Assignment.asked_count), func.sum(Assignment.answered_count),
            func.count(), is_done,
        )
        .where(Assignment.assessment_id.in_(list(assessment_ids)))
        .group_by(Assignment.assessment_id)
    )  # fmt: skip
    rows: Sequence[Any] = db.session.execute(query).all()
    return {row[0]: Counted(*(int(one or 0) for one in row[1:])) for row in rows}
