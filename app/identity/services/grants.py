"""Roles are asked for by one person and given by another; a 代行 likewise."""

from datetime import date
from uuid import UUID

from app.core import audit, events, notices
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.core.errors import DomainError
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.identity import queries, rules
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState, StandIn, Unit, User
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import Role
from app.identity.sessions import end_sessions

GIVE_GRANT = "identity:grant:give"
GIVE_STAND_IN = "identity:stand_in:give"

DEPUTY_NOW = N_("From %(from)s until %(until)s you are the deputy of %(name)s.")


def request_grant(
    ctx: Context, user: User, *, role: Role, unit: Unit, from_on: date, until_on: date | None, reason: str
) -> Grant:
    """Ask for a role in a unit. Nothing is held until a second person agrees."""
    _check_period(from_on, until_on)
    _check_fits(user, role)
    grant = Grant(
        user_id=user.id, role=role, unit_id=unit.id, from_on=from_on, until_on=until_on,
        state=GrantState.REQUESTED, requested_by_id=ctx.actor_id,
    )  # fmt: skip
    db.session.add(grant)
    audit.record(ctx, Act.GRANT_REQUESTED, grant, reason=reason)
    events.publish(
        ctx,
        ApprovalNeeded(
            act=GIVE_GRANT,
            subject_type="role_grant",
            subject_id=grant.id,
            title=f"{user.name} / {unit.name}",
            permission=P.GRANT_APPROVE_PRIVILEGED if rules.needs_administrator(role) else P.GRANT_APPROVE,
            unit_id=unit.id,
            arguments={
                "role": role.value,
                "unit": unit.name,
                "user": user.name,
                "from_on": from_on.isoformat(),
                "until_on": until_on.isoformat() if until_on else "",
                "reason": reason,
            },
        ),
    )
    return grant


def _check_period(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise DomainError(N_("The last day lies before the first. Correct one of them."), "until_on")


def _check_fits(user: User, role: Role, but: UUID | None = None) -> None:
    if not user.active:
        raise DomainError(N_("This account is deactivated. Reactivate it first."))
    if user.is_vendor != (role == Role.VENDOR):
        raise DomainError(
            N_("The role of a vendor's person is for a vendor's people, and the only one for them."), "role"
        )
    alive = (GrantState.ACTIVE, GrantState.REQUESTED)
    held = [g.role for g in queries.grants_of(user.id) if g.state in alive and g.id != but]
    if rules.excludes(role, held) is not None:
        raise DomainError(
            N_("Internal audit holds no other role: end the other grants first, or choose another person."),
            "role",
        )


def activate_grant(ctx: Context, grant_id: UUID) -> None:
    """Executed on approval. Running sessions end, so that the role holds from the next sign-in."""
    grant = db.session.get_one(Grant, grant_id)
    if grant.state != GrantState.REQUESTED:
        raise DomainError(N_("This request is no longer open."))
    _check_fits(db.session.get_one(User, grant.user_id), grant.role, grant.id)
    grant.state, grant.decided_by_id = GrantState.ACTIVE, ctx.actor_id
    end_sessions(grant.user_id)
    audit.record(ctx, Act.GRANT_GIVEN, grant)


def refuse_grant(ctx: Context, grant_id: UUID) -> None:
    grant = db.session.get_one(Grant, grant_id)
    if grant.state == GrantState.REQUESTED:
        grant.state, grant.decided_by_id = GrantState.REFUSED, ctx.actor_id
        audit.record(ctx, Act.GRANT_REFUSED, grant)


def end_grant(ctx: Context, grant: Grant, *, reason: str) -> None:
    """Taking a right away needs one person only. The last administrator stays."""
    if grant.state != GrantState.ACTIVE:
        raise DomainError(N_("This grant is not in force."))
    today = day_of(ctx.at)
    if grant.role == Role.ADMINISTRATOR:
        others = [u for u in queries.holders_of(Role.ADMINISTRATOR, today) if u.id != grant.user_id]
        if not others:
            raise DomainError(N_("This is the last administrator. Give the role to somebody else first."))
    grant.state, grant.until_on = GrantState.ENDED, max(grant.from_on, today)
    end_sessions(grant.user_id)
    audit.record(ctx, Act.GRANT_ENDED, grant, reason=reason)


def request_stand_in(
    ctx: Context, user: User, *, deputy: User, from_on: date, until_on: date, reason: str
) -> StandIn:
    """For oneself, or by an administrator for somebody who fell ill."""
    _check_period(from_on, until_on)
    if deputy.id == user.id:
        raise DomainError(N_("Choose somebody else as the deputy."), "deputy_id")
    if not deputy.active or deputy.is_vendor or user.is_vendor:
        raise DomainError(N_("The deputy must be an active member of staff."), "deputy_id")
    if any(g.role == Role.AUDITOR and g.state == GrantState.ACTIVE for g in queries.grants_of(deputy.id)):
        raise DomainError(N_("Internal audit holds no other role: choose another deputy."), "deputy_id")
    if user.id != ctx.actor_id and not ctx.may(P.USER_MANAGE):
        raise DomainError(N_("You can name a deputy for yourself only."))
    stand_in = StandIn(
        user_id=user.id, deputy_id=deputy.id, from_on=from_on, until_on=until_on, reason=reason,
        state=GrantState.REQUESTED, requested_by_id=ctx.actor_id,
    )  # fmt: skip
    db.session.add(stand_in)
    audit.record(ctx, Act.STAND_IN_REQUESTED, stand_in, reason=reason)
    unit_id = next((g.unit_id for g in queries.grants_of(user.id) if g.state == GrantState.ACTIVE), None)
    events.publish(
        ctx,
        ApprovalNeeded(
            act=GIVE_STAND_IN, subject_type="stand_in", subject_id=stand_in.id,
            title=f"{user.name} → {deputy.name}", permission=P.GRANT_APPROVE, unit_id=unit_id,
            arguments={
                "user": user.name, "deputy": deputy.name, "from_on": from_on.isoformat(),
                "until_on": until_on.isoformat(), "reason": reason,
            },
        ),
    )  # fmt: skip
    return stand_in


def activate_stand_in(ctx: Context, stand_in_id: UUID) -> None:
    stand_in = db.session.get_one(StandIn, stand_in_id)
    if stand_in.state != GrantState.REQUESTED:
        raise DomainError(N_("This request is no longer open."))
    deputy = db.session.get_one(User, stand_in.deputy_id)
    if not deputy.active:
        raise DomainError(N_("The deputy must be an active member of staff."))
    stand_in.state, stand_in.decided_by_id = GrantState.ACTIVE, ctx.actor_id
    end_sessions(stand_in.deputy_id)
    audit.record(ctx, Act.STAND_IN_GIVEN, stand_in)
    absent, style = db.session.get_one(User, stand_in.user_id), DateStyle(deputy.date_style)
    period = {
        "from": format_date(stand_in.from_on, style), "until": format_date(stand_in.until_on, style),
    }  # fmt: skip
    notices.post(ctx, deputy.id, DEPUTY_NOW, name=absent.name, **period)


def refuse_stand_in(ctx: Context, stand_in_id: UUID) -> None:
    stand_in = db.session.get_one(StandIn, stand_in_id)
    if stand_in.state == GrantState.REQUESTED:
        stand_in.state, stand_in.decided_by_id = GrantState.REFUSED, ctx.actor_id
        audit.record(ctx, Act.STAND_IN_REFUSED, stand_in)


def end_stand_in(ctx: Context, stand_in: StandIn, *, reason: str) -> None:
    """Back earlier than planned; the absent person or an administrator says so."""
    if ctx.actor_id not in (stand_in.user_id, stand_in.deputy_id) and not ctx.may(P.USER_MANAGE):
        raise DomainError(N_("Only the two people concerned or an administrator can end this."))
    if stand_in.state != GrantState.ACTIVE:
        raise DomainError(N_("This grant is not in force."))
    stand_in.state = GrantState.ENDED
    end_sessions(stand_in.deputy_id)
    audit.record(ctx, Act.STAND_IN_ENDED, stand_in, reason=reason)
