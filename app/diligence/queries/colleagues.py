"""Reads of the respondent's own side: who of them may approve, who of a vendor has an account."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries.assignments import open_to
from app.identity.models import User
from app.work import queries as work


def of_organisation(organisation_id: UUID) -> Sequence[User]:
    """Those with an active account; access was judged on what names the organisation."""
    query = select(User).where(User.organisation_id == organisation_id, User.active)
    return db.session.scalars(query.order_by(User.sort_key, User.id)).all()


def may_approve(ctx: Context, part: Assignment) -> list[User]:
    """Everybody else of the same organisation, or of those who answer for the unit."""
    if part.organisation_id is not None:
        found = of_organisation(part.organisation_id)
    else:
        found = work.people_with(P.ANSWER_EDIT, part.unit_id, day_of(ctx.at))
    return [one for one in found if one.id != ctx.actor_id]


def get_colleague(ctx: Context, user_id: UUID) -> User:
    """Of one's own organisation; for a vendor's person only."""
    query = select(User).where(User.id == user_id, User.organisation_id == ctx.organisation_id, User.active)
    found = db.session.scalars(query).one_or_none() if ctx.organisation_id else None
    if found is None:
        raise NotFound
    return found


def leads_open_request(ctx: Context) -> bool:
    query = open_to(ctx).with_only_columns(Assignment.id).where(Assignment.lead_id == ctx.actor_id)
    return ctx.actor_id is not None and db.session.scalar(query.limit(1)) is not None
