"""引継ぎ: on a day, what one person owns becomes another's."""

from datetime import date

from app.core import audit, events, notices
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.identity import queries
from app.identity.events import HandedOver
from app.identity.events import IdentityAct as Act
from app.identity.models import HandOver, HandOverState, User
from app.identity.permissions import IdentityPermission as P

PLANNED = N_("On %(on)s the work of %(giver)s passes to %(taker)s.")
DONE = N_("The work of %(giver)s has passed to %(taker)s.")


def plan_hand_over(ctx: Context, from_user: User, *, to_user: User, on: date, reason: str) -> HandOver:
    """Today or earlier: at once. Later: a job does it in the morning of that day."""
    if from_user.id == to_user.id:
        raise DomainError(N_("Choose somebody else to take over."), "to_user_id")
    if not to_user.active or to_user.is_vendor:
        raise DomainError(N_("The person who takes over must be an active member of staff."), "to_user_id")
    _check_reach(ctx, from_user)
    hand_over = HandOver(
        from_user_id=from_user.id, to_user_id=to_user.id, on=on, reason=reason, state=HandOverState.PLANNED,
        planned_by_id=ctx.actor_id,
    )  # fmt: skip
    db.session.add(hand_over)
    audit.record(ctx, Act.HAND_OVER_PLANNED, hand_over, reason=reason)
    if on <= day_of(ctx.at):
        _run(ctx, hand_over)
    else:
        _tell(ctx, hand_over, PLANNED)
    return hand_over


def _tell(ctx: Context, hand_over: HandOver, message: str) -> None:
    """Both people, each with the day as they read it; who does it themselves knows."""
    giver, taker = (db.session.get_one(User, i) for i in (hand_over.from_user_id, hand_over.to_user_id))
    for person in (giver, taker):
        if person.id != ctx.actor_id:
            on = format_date(hand_over.on, DateStyle(person.date_style))
            notices.post(ctx, person.id, message, giver=giver.name, taker=taker.name, on=on)


def _check_reach(ctx: Context, from_user: User) -> None:
    """Who is no administrator moves the work of the people of their own units."""
    if ctx.actor_id is None or ctx.may(P.USER_MANAGE) or from_user.id == ctx.actor_id:
        return
    reach = ctx.units(P.HAND_OVER)
    if not any(grant.unit_id in reach for grant in queries.grants_of(from_user.id)):
        raise DomainError(N_("Choose somebody of your own units."), "from_user_id")


def preview_hand_over(ctx: Context, from_user: User, to_user: User) -> dict[str, int]:
    """What would move today: it is done and undone again, so that nothing can be forgotten."""
    _check_reach(ctx, from_user)
    happening = HandedOver(from_user.id, to_user.id)
    attempt = db.session.begin_nested()
    try:
        events.publish(ctx, happening)
        db.session.flush()
    finally:
        attempt.rollback()
    return happening.moved


def _run(ctx: Context, hand_over: HandOver) -> None:
    happening = HandedOver(hand_over.from_user_id, hand_over.to_user_id)
    events.publish(ctx, happening)
    hand_over.state, hand_over.moved = HandOverState.DONE, happening.moved
    audit.record(ctx, Act.HAND_OVER_DONE, hand_over)
    _tell(ctx, hand_over, DONE)


def run_due_hand_overs(ctx: Context) -> int:
    due = queries.hand_overs(state=HandOverState.PLANNED, due_by=day_of(ctx.at))
    for hand_over in due:
        _run(ctx, hand_over)
    return len(due)


def cancel_hand_over(ctx: Context, hand_over: HandOver, *, reason: str) -> None:
    if hand_over.state != HandOverState.PLANNED:
        raise DomainError(N_("This hand-over is no longer planned."))
    hand_over.state = HandOverState.CANCELLED
    audit.record(ctx, Act.HAND_OVER_CANCELLED, hand_over, reason=reason)
