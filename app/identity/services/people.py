"""Accounts: invited, enrolled, edited, deactivated. One person, one account; nothing is ever deleted."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.core import audit, events, outbox
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import sort_key
from app.core.translating import in_language
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.identity import queries, rules
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState, Invitation, StandIn, User
from app.identity.permissions import IdentityPermission as P
from app.identity.sessions import end_session, end_sessions

FACTOR_RESET = "identity:factor:reset"

LINK_SUBJECT = N_("Sekisho: your personal link")
LINK_GREETING = N_("%(name)s, an account in Sekisho is ready for you.")
LINK_ADVICE = N_("Open this link to choose a password. It works once, until %(until)s, and is for you alone:")
LINK_WARNING = N_("If you did not expect this mail, tell your administrator and do not open the link.")


def invite_user(
    ctx: Context,
    *,
    email: str,
    name: str,
    name_kana: str = "",
    title: str = "",
    organisation_id: UUID | None = None,
    language: str = "ja",
) -> User:
    """Make the account. It can do nothing until its person has used the link and holds a grant."""
    email = email.strip().lower()
    if queries.find_user_by_email(email) is not None:
        raise DomainError(
            N_("There is an account with this address already. Search for it in the list."), "email"
        )
    user = User(
        email=email, name=name, name_kana=name_kana, title=title, organisation_id=organisation_id,
        sort_key=sort_key(name_kana, "", name), fs_uniquifier=uuid4().hex, active=True, language=language,
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


def send_link(ctx: Context, user: User, url: str) -> None:
    """The link by mail, in the language of who gets it."""
    until = format_datetime(ctx.at + rules.LINK_VALID, DateStyle(user.date_style))
    with in_language(user.language) as translate:
        parts = (
            translate(LINK_GREETING, name=user.name), translate(LINK_ADVICE, until=until), url,
            translate(LINK_WARNING),
        )  # fmt: skip
        subject = translate(LINK_SUBJECT)
    outbox.send(ctx, user_id=user.id, address=user.email, subject=subject, body="\n\n".join(parts) + "\n")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str, at: datetime) -> tuple[Invitation, User] | None:
    """The open invitation of a token, or None whether it is wrong, used or too old."""
    row = db.session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(Invitation.token_hash == _hash(token), Invitation.used_at.is_(None), User.active)
    ).first()
    if row is None or row[0].expires_at < at:
        return None
    return row[0], row[1]


def enrol(ctx: Context, invitation: Invitation, user: User, *, password_hash: str) -> None:
    """The invited person chose a password; the second factor comes next and is forced by the sign-in.

    A factor that is set up stays: else one administrator with a link could enter any account, and taking a
    factor away needs two.
    """
    claim = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    if db.affect(claim.values(used_at=ctx.at)) != 1:
        raise DomainError(N_("This link was already used. Ask an administrator for a new one."))
    user.password = password_hash
    user.fs_uniquifier = uuid4().hex
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
    """The person leaves: signed out everywhere at once, holds nothing any more, kept for ever."""
    if user.id == ctx.actor_id:
        raise DomainError(N_("You cannot deactivate yourself. Ask another administrator."))
    if not user.active:
        raise DomainError(N_("This account is already deactivated."))
    user.active, user.deactivated_at = False, ctx.at
    end_sessions(user.id)
    audit.record(ctx, Act.USER_DEACTIVATED, user, *_end_rights(ctx, user), reason=reason)


def _end_rights(ctx: Context, user: User) -> list[Grant | StandIn]:
    """Roles and deputyships end with the account: who comes back asks for them anew, and two people agree."""
    ended = {GrantState.ACTIVE: GrantState.ENDED, GrantState.REQUESTED: GrantState.REFUSED}
    rights: list[Grant | StandIn] = [*queries.grants_of(user.id), *queries.stand_ins_of(user.id)]
    changed = [right for right in rights if right.state in ended]
    for right in changed:
        right.state = ended[right.state]
        if isinstance(right, Grant) and right.state == GrantState.ENDED:
            right.until_on = max(right.from_on, day_of(ctx.at))
        if isinstance(right, StandIn):
            end_sessions(right.deputy_id)
    return changed


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


def end_own_session(ctx: Context, user: User, session_id: UUID) -> None:
    """Sign one other browser of one's own out."""
    if end_session(user.id, session_id) == 0:
        raise DomainError(N_("This browser is signed out already."))
    audit.witness(ctx, Act.SESSIONS_ENDED, user)


def end_other_sessions(ctx: Context, user: User) -> int:
    """All browsers of one's own but the one in use."""
    audit.witness(ctx, Act.SESSIONS_ENDED, user)
    return end_sessions(user.id, except_id=ctx.session_id)


def unlock_user(ctx: Context, user: User, *, reason: str) -> None:
    """After too many failed sign-ins, before the wait is over: the person showed who they are."""
    state = queries.sign_in_state(user.id)
    if state is None or not rules.is_locked(state.locked_until, ctx.at):
        raise DomainError(N_("This account is not locked any more."))
    state.failures, state.first_failure_at, state.locked_until = 0, None, None
    audit.witness(ctx, Act.USER_UNLOCKED, user, reason=reason)


def end_user_sessions(ctx: Context, user: User, *, reason: str) -> int:
    """An administrator signs somebody out everywhere."""
    audit.witness(ctx, Act.SESSIONS_ENDED, user, reason=reason)
    return end_sessions(user.id)
