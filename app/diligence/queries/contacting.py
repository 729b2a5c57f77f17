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

# Who is likelier to answer a questionnaire stands first.
ROLES = (ContactRole.SECURITY, ContactRole.BUSINESS, ContactRole.CONTRACT, ContactRole.MANAGEMENT)


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


def accounts(ctx: Context, part: Assignment) -> Sequence[User]:
    """Who may lead: people of the unit that answer for it, or the organisation's accounts."""
    if part.organisation_id is not None:
        return colleagues.of_organisation(part.organisation_id)
    return work.people_with(P.ANSWER_EDIT, part.unit_id, day_of(ctx.at))


def reachable(ctx: Context, organisation_id: UUID, on: date) -> list[Contact]:
    """Contacts of the register with a mail address, the likelier first."""
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
    return next(
        ((None, one.name, one.email) for one in reachable(ctx, organisation_id, on) if _is_free(one)), None
    )


def _is_free(contact: Contact) -> bool:
    """Not of an account that belongs to somebody else."""
    holder = db.session.execute(
        select(User.organisation_id, User.active).where(func.lower(User.email) == contact.email.lower())
    ).first()
    return holder is None or (holder.organisation_id == contact.organisation_id and holder.active)
