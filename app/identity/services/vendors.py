"""Accounts of a vendor's own people: made where somebody asks their organisation something, or by a colleague."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.identity import queries
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState, Invitation, User
from app.identity.roles import Role
from app.identity.services.people import invite_user

HELPS_FOR = timedelta(days=1)
# One answer for every reason: whose account has the address is nobody's business outside.
ADDRESS_REFUSED = N_("No account can be made for this address. Check it, or ask who sent you the questions.")
IN_USE = N_("The address %(address)s belongs to an account of somebody else. Correct the contact.")


def welcome_vendor_person(
    ctx: Context, *, organisation_id: UUID, email: str, name: str, title: str = "", language: str = "ja"
) -> tuple[User, bool]:
    """The account of one person of an organisation with the one role that a vendor's person can have; and whether
    it is new. The caller judged that this person may ask that organisation.

    No second person agrees to this grant: two have agreed already that the organisation is asked, or its own
    people name a colleague; and the role opens nothing but what is addressed to that organisation.
    """
    if ctx.is_vendor and ctx.organisation_id != organisation_id:
        raise NotAllowed
    known = queries.find_user_by_email(email)
    if known is not None:
        return _known(ctx, known, organisation_id), False
    user = invite_user(
        ctx, email=email, name=name, title=title, organisation_id=organisation_id, language=language
    )
    _give(ctx, user)
    return user, True


def _known(ctx: Context, user: User, organisation_id: UUID) -> User:
    if user.organisation_id != organisation_id or not user.active:
        if ctx.is_vendor:
            raise DomainError(ADDRESS_REFUSED, "email")
        raise DomainError(IN_USE, "email", address=user.email)
    if not any(one.state == GrantState.ACTIVE for one in queries.grants_of(user.id)):
        _give(ctx, user)
    return user


def _give(ctx: Context, user: User) -> None:
    root = queries.root_unit()
    if root is None:
        raise LookupError("there is no unit")
    grant = Grant(
        user_id=user.id, role=Role.VENDOR, unit_id=root.id, from_on=day_of(ctx.at), state=GrantState.ACTIVE,
        requested_by_id=ctx.actor_id, decided_by_id=ctx.actor_id,
    )  # fmt: skip
    db.session.add(grant)
    audit.record(ctx, Act.GRANT_GIVEN, grant)


def link_holds_until(ctx: Context, user: User) -> datetime | None:
    """Of a link that went out and was not used: another one would make it stop working. One that is about to
    expire helps nobody who reads the mail tomorrow."""
    query = select(Invitation.expires_at).where(
        Invitation.user_id == user.id,
        Invitation.used_at.is_(None),
        Invitation.expires_at > ctx.at + HELPS_FOR,
    )
    return db.session.scalars(query.order_by(Invitation.expires_at.desc()).limit(1)).first()


def is_enrolled(user: User) -> bool:
    """Used the link: has a password."""
    return user.password is not None
