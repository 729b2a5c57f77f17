"""A vendor's lead brings colleagues in and ends their access: all in the vendor's own rows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assignments
from app.diligence.queries import colleagues as queries
from app.diligence.rules.colleagues import domain_of, is_elsewhere
from app.diligence.services import reaching
from app.identity.events import IdentityAct
from app.identity.models import Invitation, User
from app.identity.services import people, vendors

NOT_LEADING = N_("Whoever leads the answering of a request that is open invites colleagues.")
THERE_ALREADY = N_("This colleague has an account already.")
ENROLLED = N_("This colleague has used the link already.")
ELSEWHERE = N_(
    "This address is of another mail domain (%(theirs)s) than yours (%(own)s). Check it, and say that it is meant."
)
NOT_YOURSELF = N_("You cannot end your own access. Ask a colleague.")
NO_REASON = N_("Say why, so that a later reader knows what happened.")


def invite_colleague(ctx: Context, *, email: str, name: str, title: str = "", is_meant: bool = False) -> User:
    """`is_meant`: somebody has looked at an address that is not of their own mail domain."""
    _may(ctx)
    if ctx.organisation_id is None:
        raise NotAllowed
    own = own_address(ctx)
    if is_elsewhere(email, own) and not is_meant:
        raise DomainError(ELSEWHERE, "is_meant", theirs=domain_of(email), own=domain_of(own))
    back = _invited_before(ctx, email)
    if back is not None:
        people.reactivate_user(ctx, back, reason="")
        people.edit_user(ctx, back, name=name, name_kana="", title=title, email=back.email)
    try:
        with db.session.begin_nested():
            user, is_new = vendors.welcome_vendor_person(
                ctx, organisation_id=ctx.organisation_id, email=email, name=name, title=title,
                language=ctx.language,
            )  # fmt: skip
            db.session.flush()
    except IntegrityError:
        # Row security hides accounts of others; that the address is taken is all that the database says.
        raise DomainError(vendors.ADDRESS_REFUSED, "email") from None
    if not is_new and back is None:
        raise DomainError(THERE_ALREADY, "email")
    reaching.invite(ctx, user)
    return user


def own_address(ctx: Context) -> str:
    return db.session.get_one(User, ctx.actor_id).email


def _invited_before(ctx: Context, email: str) -> User | None:
    """Whose invitation was withdrawn before they used it may be invited again."""
    query = select(User).where(
        User.email == email.strip().lower(), User.organisation_id == ctx.organisation_id,
        User.active.is_(False), User.password.is_(None),
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


def send_link_again(ctx: Context, user: User) -> None:
    """To who has not enrolled; the link before stops working."""
    _may(ctx)
    if user.organisation_id != ctx.organisation_id:
        raise NotAllowed
    if vendors.is_enrolled(user):
        raise DomainError(ENROLLED)
    reaching.invite(ctx, user)


def end_access(ctx: Context, user: User, *, reason: str) -> None:
    """Of who left, or was invited by mistake. Their sessions and roles are not ours to touch here: an account that
    is not active opens nothing, whatever is left of it."""
    _may(ctx)
    if user.organisation_id != ctx.organisation_id:
        raise NotAllowed
    if user.id == ctx.actor_id:
        raise DomainError(NOT_YOURSELF)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    user.active, user.deactivated_at = False, ctx.at
    for link in db.session.scalars(select(Invitation).where(Invitation.user_id == user.id)):
        link.used_at = link.used_at or ctx.at
    audit.record(ctx, IdentityAct.USER_DEACTIVATED, user, reason=reason)
    taken = _take_over(ctx, user)
    if taken:
        audit.record(ctx, Act.ASSIGNMENT_DELEGATED, *taken, reason=reason)


def _take_over(ctx: Context, user: User) -> list[Assignment]:
    """Nobody is left to lead what they led: who ends their access does."""
    query = assignments.open_to(ctx).where(Assignment.lead_id == user.id).order_by(Assignment.id)
    taken = list(db.session.scalars(query))
    for part in taken:
        part.lead_id = ctx.actor_id
    return taken


def may_invite(ctx: Context) -> bool:
    return ctx.may(P.COLLEAGUE_INVITE) and queries.leads_open_request(ctx)


def _may(ctx: Context) -> None:
    if not ctx.may(P.COLLEAGUE_INVITE):
        raise NotAllowed
    if not queries.leads_open_request(ctx):
        raise DomainError(NOT_LEADING)
