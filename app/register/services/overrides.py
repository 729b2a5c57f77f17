"""管理区分の例外: another tier than the rule's, asked for by one person, given by another, until a day."""

from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.register import settings as own
from app.register.events import RegisterAct as Act
from app.register.models import Engagement, OverrideState, TierOverride
from app.register.permissions import RegisterPermission as P
from app.register.queries import tiering as queries
from app.register.rules.stages import CLOSED, check_open
from app.register.services.tiering import follow
from app.work import services as work

OVERRIDE_TIER = "register:tier:override"
SUBJECT = TierOverride.__tablename__
DECIDE_WITHIN = timedelta(days=14)

DECIDE_AGAIN = N_("The override of the tier has expired. Decide again: %(number)s %(title)s")
TIER_UNKNOWN = N_("Choose a tier of the list that is in use.")
SAME_TIER = N_("The rule gives this tier already. Choose another one.")
ONE_AT_A_TIME = N_("There is an override already. End it, or wait for the decision on it.")
REASON_NEEDED = N_("Say why the rule does not fit here.")
DAY_PAST = N_("This day is over. Choose a later one.")
DAY_LATE = N_("An override holds for %(months)s months at most. Choose an earlier day.")
NOT_ASKED = N_("This request is no longer open.")
NOT_IN_FORCE = N_("This override is not in force.")
END_REASON = N_("Say why it ends.")


def request_override(
    ctx: Context, engagement: Engagement, *, tier: str, reason: str, expires_on: date
) -> TierOverride:
    """Ask for it. Nothing changes until a second person agrees."""
    if not ctx.may(P.TIER_OVERRIDE, engagement.unit_id):
        raise NotAllowed
    check_open(engagement.stage)
    computed = queries.computed(engagement)
    by_rule = computed.tier if computed is not None else ""
    _check(ctx, tier=tier, by_rule=by_rule, reason=reason, expires_on=expires_on)
    if queries.open_override(engagement) is not None:
        raise DomainError(ONE_AT_A_TIME)
    override = TierOverride(
        engagement_id=engagement.id, tier=tier, reason=reason.strip(), expires_on=expires_on,
        state=OverrideState.REQUESTED, maker_id=ctx.actor_id, made_at=ctx.at,
    )  # fmt: skip
    db.session.add(override)
    audit.record(ctx, Act.TIER_OVERRIDE_REQUESTED, override, reason=reason)
    _close_tasks(ctx, engagement)
    arguments = {"tier": tier, "by_rule": by_rule, "until_on": expires_on.isoformat(), "reason": reason}
    events.publish(
        ctx,
        ApprovalNeeded(
            act=OVERRIDE_TIER, subject_type=SUBJECT, subject_id=override.id,
            title=f"{engagement.number} {engagement.title}", permission=P.TIER_OVERRIDE_APPROVE,
            unit_id=engagement.unit_id, arguments=arguments,
        ),
    )  # fmt: skip
    return override


def _check(ctx: Context, *, tier: str, by_rule: str, reason: str, expires_on: date) -> None:
    if tier not in own.scale().tiers:
        raise DomainError(TIER_UNKNOWN, "tier")
    if tier == by_rule:
        raise DomainError(SAME_TIER, "tier")
    if not reason.strip():
        raise DomainError(REASON_NEEDED, "reason")
    months = own.override_months()
    if expires_on < day_of(ctx.at):
        raise DomainError(DAY_PAST, "expires_on")
    if expires_on > day_of(ctx.at) + relativedelta(months=months):
        raise DomainError(DAY_LATE, "expires_on", months=months)


def activate_override(ctx: Context, override_id: UUID) -> None:
    """Executed on approval."""
    override = db.session.get_one(TierOverride, override_id)
    engagement = db.session.get_one(Engagement, override.engagement_id)
    if override.state != OverrideState.REQUESTED:
        raise DomainError(NOT_ASKED)
    check_open(engagement.stage)
    if override.expires_on < day_of(ctx.at):
        raise DomainError(DAY_PAST)
    override.state, override.approver_id, override.decided_at = OverrideState.ACTIVE, ctx.actor_id, ctx.at
    audit.record(ctx, Act.TIER_OVERRIDE_GIVEN, override)
    follow(ctx, [engagement.id])


def refuse_override(ctx: Context, override_id: UUID) -> None:
    """Refused, taken back or not decided in time."""
    override = db.session.get_one(TierOverride, override_id)
    if override.state == OverrideState.REQUESTED:
        override.state, override.decided_at = OverrideState.REFUSED, ctx.at
        if ctx.actor_id != override.maker_id:
            override.approver_id = ctx.actor_id
        audit.record(ctx, Act.TIER_OVERRIDE_REFUSED, override)


def end_override(ctx: Context, engagement: Engagement, override: TierOverride, *, reason: str) -> None:
    """Earlier than planned: back to the rule needs one person only."""
    if not ctx.may(P.TIER_OVERRIDE, engagement.unit_id):
        raise NotAllowed
    if override.state != OverrideState.ACTIVE:
        raise DomainError(NOT_IN_FORCE)
    if not reason.strip():
        raise DomainError(END_REASON, "reason")
    override.state, override.decided_at = OverrideState.ENDED, ctx.at
    audit.record(ctx, Act.TIER_OVERRIDE_ENDED, override, reason=reason)
    follow(ctx, [engagement.id])


def expire_overrides(ctx: Context) -> int:
    """A job: the rule holds again, and somebody has to decide again."""
    due = queries.due_overrides(day_of(ctx.at))
    for override in due:
        override.state = OverrideState.EXPIRED
        audit.record(ctx, Act.TIER_OVERRIDE_EXPIRED, override)
        engagement = db.session.get_one(Engagement, override.engagement_id)
        if engagement.stage not in CLOSED:
            _open_task(ctx, engagement, override)
    follow(ctx, [override.engagement_id for override in due])
    return len(due)


def _open_task(ctx: Context, engagement: Engagement, override: TierOverride) -> None:
    for_owner = {"owner_id": engagement.owner_id}
    for_pool = {"permission": P.TIER_OVERRIDE.value, "unit_id": engagement.unit_id}
    work.open_task(
        ctx, source_type=SUBJECT, source_id=override.id, message=DECIDE_AGAIN,
        params={"number": engagement.number, "title": engagement.title},
        due_on=day_of(ctx.at) + DECIDE_WITHIN, **(for_owner if engagement.owner_id else for_pool),
    )  # fmt: skip


def leave_to_rule(ctx: Context, engagement: Engagement) -> int:
    """What had expired was decided: no further override."""
    if not ctx.may(P.TIER_OVERRIDE, engagement.unit_id):
        raise NotAllowed
    return _close_tasks(ctx, engagement)


def _close_tasks(ctx: Context, engagement: Engagement) -> int:
    return sum(work.close_tasks_of(ctx, SUBJECT, row.id) for row in queries.overrides_of(engagement))
