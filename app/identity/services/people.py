"""Accounts: invited, enrolled, edited, deactivated. One person, one account; nothing is ever deleted."""

import hashlib
import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from app.core import audit, events
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import sort_key
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.identity import queries, rules
from app.identity.events import IdentityAct as Act
from app.identity.models import Invitation, User
from app.identity.permissions import IdentityPermission as P
from app.identity.sessions import end_sessions

FACTOR_RESET = "identity:factor:reset"


def invite_user(
    ctx: Context, *, email: str, name: str, name_kana: str = "", title: str = "", organisation_id: UUID | None = None
) -> User:
    """Make the account. It can do nothing until its person has used the link and holds a grant."""
    email = email.strip().lower()
    if queries.find_user_by_email(email) is not None:
        raise DomainError(N_("There is an account with this address already. Search for it in the list."), "email")
    user = User(
        email=email, name=name, name_kana=name_kana, title=title, organisation_id=organisation_id,
        sort_key=sort_key(name_kana, "", name), fs_uniquifier=uuid4().hex, active=True,
    )  # fmt: skip
    db.session.add(user)
    audit.record(ctx, Act.USER_INVITED, user)
    return user


def issue_link(ctx: Context, user: User) -> str:
    """A new one-time token; earlier ones stop working. Only its hash is stored."""
    if not user.active:
        raise DomainError(N_("This account is deactivated. Reactivate it first."))
    for earlier in db.session.scalars(select(Invitation).where(Invitation.user_id == user.id)):
        if earlier.used_at is None:
            earlier.used_at = ctx.at
    token = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            user_id=user.id, token_hash=_hash(token), created_at=ctx.at, expires_at=ctx.at + rules.LINK_VALID
        )
    )
    audit.witness(ctx, Act.LINK_SENT, user)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> tuple[Invitation, User] | None:
    """The open invitation of a token, or None whether it is wrong, used or too old."""
    row = db.session.execute(
        select(Invitation, User).join(User, User.id == Invitation.user_id).where(
            Invitation.token_hash == _hash(token), Invitation.used_at.is_(None), User.active
        )
    ).first()
    if row is None or row[0].expires_at < datetime.now(UTC):
        return None
    return row[0], row[1]


def enrol(ctx: Context, invitation: Invitation, user: User, *, password_hash: str) -> None:
    """The invited person chose a password; the second factor comes next and is forced by the sign-in."""
    if invitation.used_at is not None:
        raise DomainError(N_("This link was already used. Ask an administrator for a new one."))
    invitation.used_at = ctx.at
    user.password = password_hash
    user.fs_uniquifier = uuid4().hex
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    end_sessions(user.id)
    own = Context(at=ctx.at, actor_id=user.id, actor_name=user.name, act_id=ctx.act_id)
    audit.record(own, Act.USER_ENROLLED, user)


def edit_user(ctx: Context, user: User, *, name: str, name_kana: str, title: str, email: str) -> None:
    email = email.strip().lower()
    other = queries.find_user_by_email(email)
    if other is not None and other.id != user.id:
        raise DomainError(N_("Another account has this address."), "email")
    user.name, user.name_kana, user.title, user.email = name, name_kana, title, email
    user.sort_key = sort_key(name_kana, "", name)
    audit.record(ctx, Act.USER_EDITED, user)


def edit_profile(ctx: Context, user: User, *, language: str, date_style: str) -> None:
    """What people may change of themselves."""
    user.language, user.date_style = language, date_style
    audit.record(ctx, Act.PROFILE_EDITED, user)


def change_language(ctx: Context, user: User, language: str) -> None:
    edit_profile(ctx, user, language=language, date_style=user.date_style)


def deactivate_user(ctx: Context, user: User, *, reason: str) -> None:
    """The person leaves: signed out everywhere at once, kept for ever."""
    if user.id == ctx.actor_id:
        raise DomainError(N_("You cannot deactivate yourself. Ask another administrator."))
    if not user.active:
        raise DomainError(N_("This account is already deactivated."))
    user.active, user.deactivated_at = False, ctx.at
    end_sessions(user.id)
    audit.record(ctx, Act.USER_DEACTIVATED, user, reason=reason)


def reactivate_user(ctx: Context, user: User, *, reason: str) -> None:
    """Back again: the old password and factor are not; a new link is needed."""
    if user.active:
        raise DomainError(N_("This account is active."))
    user.active, user.deactivated_at = True, None
    user.password = user.tf_totp_secret = user.tf_primary_method = user.mf_recovery_codes = None
    audit.record(ctx, Act.USER_REACTIVATED, user, reason=reason)


def request_factor_reset(ctx: Context, user: User, *, reason: str) -> None:
    """Taking away a second factor opens an account, so it needs two people."""
    events.publish(
        ctx,
        ApprovalNeeded(
            act=FACTOR_RESET, subject_type="user", subject_id=user.id, title=user.name,
            permission=P.GRANT_APPROVE_PRIVILEGED, arguments={"reason": reason}, days=2,
        ),
    )  # fmt: skip


def reset_factor(ctx: Context, user_id: UUID) -> None:
    """Executed on approval: the person enrols again by a new link."""
    user = db.session.get_one(User, user_id)
    user.password = user.tf_totp_secret = user.tf_primary_method = user.mf_recovery_codes = None
    user.fs_uniquifier = uuid4().hex
    end_sessions(user.id)
    audit.record(ctx, Act.FACTOR_RESET, user)
