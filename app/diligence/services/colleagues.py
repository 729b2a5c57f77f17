"""A vendor's lead brings colleagues in: their account, their one role, their link; all in the vendor's own rows."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import colleagues as queries
from app.diligence.services import reaching
from app.identity.models import User
from app.identity.services import vendors

NOT_LEADING = N_("Whoever leads the answering of a request that is open invites colleagues.")
THERE_ALREADY = N_("This colleague has an account already.")
ENROLLED = N_("This colleague has used the link already.")


def invite_colleague(ctx: Context, *, email: str, name: str, title: str = "") -> User:
    _may(ctx)
    if ctx.organisation_id is None:
        raise NotAllowed
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
    if not is_new:
        raise DomainError(THERE_ALREADY, "email")
    reaching.invite(ctx, user)
    return user


def send_link_again(ctx: Context, user: User) -> None:
    """To who has not enrolled; the link before stops working."""
    _may(ctx)
    if user.organisation_id != ctx.organisation_id:
        raise NotAllowed
    if vendors.is_enrolled(user):
        raise DomainError(ENROLLED)
    reaching.invite(ctx, user)


def may_invite(ctx: Context) -> bool:
    return ctx.may(P.COLLEAGUE_INVITE) and queries.leads_open_request(ctx)


def _may(ctx: Context) -> None:
    if not ctx.may(P.COLLEAGUE_INVITE):
        raise NotAllowed
    if not queries.leads_open_request(ctx):
        raise DomainError(NOT_LEADING)
