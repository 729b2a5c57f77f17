"""Reads of the respondent's own side: who of them may approve, who of a vendor has an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEvent, AuditValues
from app.core.audit.reading import Entry, opened
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries.assignments import open_to
from app.diligence.rules.colleagues import is_elsewhere
from app.identity.events import IdentityAct
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


# --- as our side sees them ---------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """`invited`, `ended`: the events, where there was one; `is_elsewhere`: a colleague invited them at an address of
    another mail domain than their own."""

    user: User
    invited: Entry | None
    ended: Entry | None
    inviter: str
    ender: str
    is_elsewhere: bool


def accounts_of(organisation_ids: Collection[UUID]) -> dict[UUID, list[Account]]:
    """Everybody who has or had one, by their organisation; access was judged on what names the organisations."""
    query = select(User).where(User.organisation_id.in_(organisation_ids))
    users = db.session.scalars(query.order_by(User.sort_key, User.id)).all()
    told = _told({user.id for user in users})
    acting = {entry.actor_id for entry in told.values() if entry.actor_id is not None}
    actors = {one.id: one for one in db.session.scalars(select(User).where(User.id.in_(acting)))}
    found: dict[UUID, list[Account]] = {one: [] for one in organisation_ids}
    for user in users:
        if user.organisation_id is not None:
            found[user.organisation_id].append(_account(user, told, actors))
    return found


def _told(user_ids: Collection[UUID]) -> dict[tuple[UUID, str], Entry]:
    """The last of each act on each person."""
    query = (
        select(AuditEvent, AuditValues.content)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(
            AuditEvent.subject_type == User.__tablename__,
            AuditEvent.subject_id.in_(user_ids),
            AuditEvent.event.in_([IdentityAct.USER_INVITED, IdentityAct.USER_DEACTIVATED]),
        )
        .order_by(AuditEvent.number)
    )
    entries = [opened(row) for row in db.session.execute(query)]
    return {(one.subject_id, one.event): one for one in entries}


def _account(user: User, told: Mapping[tuple[UUID, str], Entry], actors: Mapping[UUID, User]) -> Account:
    invited = told.get((user.id, IdentityAct.USER_INVITED))
    ended = None if user.active else told.get((user.id, IdentityAct.USER_DEACTIVATED))
    inviter, ender = _actor(invited, actors), _actor(ended, actors)
    is_theirs = inviter is not None and inviter.organisation_id is not None
    return Account(
        user, invited, ended, inviter.name if inviter else "", ender.name if ender else "",
        is_theirs and inviter is not None and is_elsewhere(user.email, inviter.email),
    )  # fmt: skip


def _actor(entry: Entry | None, actors: Mapping[UUID, User]) -> User | None:
    return actors.get(entry.actor_id) if entry is not None and entry.actor_id is not None else None
