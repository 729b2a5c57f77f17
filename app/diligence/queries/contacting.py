"""Reads for naming respondents: whom one may ask about a subject, and who can lead the answering there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Assessment, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import colleagues
from app.diligence.rules.respondents import Party
from app.identity import queries as identity
from app.identity.models import User
from app.register.models import Contact, ContactRole
from app.register.queries import chain as chains
from app.register.queries import contacts, engagements, services
from app.register.queries import organisations as register
from app.work import queries as work

# Who leads the answering hands questions out among colleagues, has the answers approved and stands for them: that is
# whoever deals with us in business. Behind the contact for security there is often a box for incidents only.
ROLES = (ContactRole.BUSINESS, ContactRole.SECURITY, ContactRole.CONTRACT, ContactRole.MANAGEMENT)


@dataclass(frozen=True)
class Offered:
    party: Party
    name: str


def organisations_below(ctx: Context, assessment: Assessment) -> dict[UUID, int]:
    """Those of the chain of an engagement, with their levels; else the subject itself."""
    if assessment.engagement_id is not None:
        engagement = engagements.get_engagement(ctx, assessment.engagement_id)
        chain = chains.chain_of(ctx, engagement, Moment(None, day_of(ctx.at)), judged=())
        levels = chain.levels() if chain is not None else {}
        return {engagement.vendor_id: 1, **levels}
    if assessment.service_id is not None:
        return {services.get_service(ctx, assessment.service_id).organisation_id: 1}
    return {assessment.organisation_id: 1} if assessment.organisation_id else {}


def organisations(ctx: Context, assessment: Assessment) -> list[Offered]:
    levels = organisations_below(ctx, assessment)
    names = register.names_of(ctx, levels)
    found = [
        Offered(Party(one, level=max(level, 1)), names[one]) for one, level in levels.items() if one in names
    ]
    return sorted(found, key=lambda one: (one.party.level, one.name))


def units(ctx: Context) -> list[Offered]:
    return [Offered(Party(unit_id=one.id), one.name) for one in identity.list_units(ctx)]


def not_asked(
    ctx: Context, assessment: Assessment, parts: Sequence[Assignment]
) -> tuple[list[Offered], list[Offered]]:
    """Organisations and units that can still be asked."""
    asked = {one.organisation_id or one.unit_id for one in parts}
    return (
        [one for one in organisations(ctx, assessment) if one.party.organisation_id not in asked],
        [one for one in units(ctx) if one.party.unit_id not in asked],
    )


def accounts(ctx: Context, part: Assignment) -> Sequence[User]:
    """Who may lead: people of the unit that answer for it, or the organisation's accounts."""
    if part.organisation_id is not None:
        return colleagues.of_organisation(part.organisation_id)
    return work.people_with(P.ANSWER_EDIT, part.unit_id, day_of(ctx.at))


def reachable(ctx: Context, organisation_id: UUID, on: date) -> list[Contact]:
    """Contacts of the register with a mail address, the likelier to lead first."""
    found = [one for one in contacts.contacts_of(ctx, organisation_id, on) if one.email]
    order = {role: at for at, role in enumerate(ROLES)}
    return sorted(found, key=lambda one: order.get(one.role, len(order)))


def proposed(ctx: Context, organisation_id: UUID, on: date) -> tuple[UUID | None, str, str] | None:
    """Account, name and address: of who led there last, else of a contact."""
    last = select(Assignment.lead_id).where(
        Assignment.organisation_id == organisation_id, Assignment.lead_id.is_not(None)
    )
    user_id = db.session.scalars(
        last.order_by(Assignment.sent_at.desc(), Assignment.id.desc()).limit(1)
    ).first()
    user = db.session.get(User, user_id) if user_id else None
    if user is not None and user.active and user.organisation_id == organisation_id:
        return user.id, "", ""
    known = next(
        (one for one in reachable(ctx, organisation_id, on) if _is_free(one.email, organisation_id)), None
    )
    if known is not None:
        return None, known.name, known.email
    return _typed(organisation_id)


def _typed(organisation_id: UUID) -> tuple[UUID | None, str, str] | None:
    """Whom somebody named at the last request, where the register knows nobody."""
    query = select(Assignment.contact_name, Assignment.contact_email).where(
        Assignment.organisation_id == organisation_id, Assignment.contact_email != ""
    )
    row = db.session.execute(query.order_by(Assignment.id.desc()).limit(1)).first()
    if row is None or not _is_free(row.contact_email, organisation_id):
        return None
    return None, row.contact_name, row.contact_email


def _is_free(email: str, organisation_id: UUID) -> bool:
    """Not of an account that belongs to somebody else."""
    holder = db.session.execute(
        select(User.organisation_id, User.active).where(func.lower(User.email) == email.lower())
    ).first()
    return holder is None or (holder.organisation_id == organisation_id and holder.active)
