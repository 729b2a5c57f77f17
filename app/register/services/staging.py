"""An engagement goes its way: each step by a person, over its gate, and kept with what it rested on."""

from datetime import date
from typing import Any
from uuid import UUID

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.core.two_person import ApprovalNeeded
from app.core.words import N_, value_label
from app.register import settings as own
from app.register.events import RegisterAct as Act
from app.register.models import Engagement, EngagementCheck, Stage, StageMove
from app.register.permissions import RegisterPermission as P
from app.register.queries import deciding as queries
from app.register.queries.deciding import DECIDE, MOVE_STAGE
from app.register.rules import stages
from app.register.rules.stages import Gate, Item, Requirement, Way
from app.work import rules as work_rules
from app.work.models import Approval

WAITS = N_("This move waits for the decision of a second person already.")
DECISION_WAITS = N_("This engagement waits for a decision already.")
NOT_NOW = N_("An engagement is put to the decision when its selection is finished. Move it there first.")
DAY_FUTURE = N_("This day has not come yet. Enter a day that has.")
DAY_OR_REASON = N_("Enter the day on which it was done, or say that it does not apply here.")
WHY_NOT_APPLICABLE = N_("Say why it does not apply here.")
ONE_OF_TWO = N_("It was done, or it does not apply. Choose one of the two.")
END_DAY = N_("Enter the day on which it ended.")
DECIDABLE = frozenset(stages.MAIN_WAY[2:-1])


def move(
    ctx: Context,
    engagement: Engagement,
    to_stage: Stage,
    *,
    version: int,
    reason: str = "",
    ended_on: date | None = None,
) -> StageMove | None:
    """One step. None: a second person was asked, and nothing has moved yet."""
    if engagement.version != version:
        raise StaleVersion(engagement)
    way = stages.way_of(engagement.stage, to_stage)
    needed = P.ENGAGEMENT_MOVE_APPROVE if way == Way.REOPEN else P.ENGAGEMENT_MOVE
    if not ctx.may(needed, engagement.unit_id):
        raise NotAllowed
    gate = gate_of(engagement.stage, to_stage)
    found = _pass(ctx, engagement, gate)
    reason = reason.strip()
    if stages.needs_reason(way, found, to_stage) and not reason:
        raise DomainError(stages.REASON_NEEDED, "why")
    check_end(ctx, to_stage, ended_on)
    if gate.is_two_person:
        _ask(ctx, engagement, to_stage, reason, ended_on)
        return None
    return _carry_out(ctx, engagement, to_stage, reason, ended_on, found)


def gate_of(come: Stage, to: Stage) -> Gate:
    return own.gates().get((come, to), Gate())


def _pass(ctx: Context, engagement: Engagement, gate: Gate) -> list[Requirement]:
    if not gate.items:
        return []
    found = stages.requirements(gate, queries.evidence_of(engagement, day_of(ctx.at), gate.items))
    missing = [one.item for one in found if one.blocks]
    if missing:
        raise DomainError(stages.SOMETHING_MISSING, items=" / ".join(map(item_name, missing)))
    return found


def item_name(key: str) -> str:
    """In the words of the reader; the institution's own check by its own name."""
    if key.startswith(stages.OWN):
        names = {entry.key: entry.ja for entry in own.own_checks()}
        return names.get(key.removeprefix(stages.OWN), key)
    return value_label(Item(key))


def check_end(ctx: Context, to_stage: Stage, ended_on: date | None, field: str = "last_day") -> None:
    if to_stage != Stage.ENDED:
        return
    if ended_on is None:
        raise DomainError(END_DAY, field)
    if ended_on > day_of(ctx.at):
        raise DomainError(DAY_FUTURE, field)


def _carry_out(
    ctx: Context,
    engagement: Engagement,
    to_stage: Stage,
    reason: str,
    ended_on: date | None,
    found: list[Requirement],
    approval: Approval | None = None,
) -> StageMove:
    step = StageMove(
        engagement_id=engagement.id, from_stage=engagement.stage, to_stage=to_stage, moved_at=ctx.at,
        moved_by_id=approval.maker_id if approval else ctx.actor_id, approval_id=approval.id if approval else None,
        is_after_the_fact=stages.is_after_the_fact(found), reason=reason,
    )  # fmt: skip
    db.session.add(step)
    if to_stage == Stage.ENDED:
        engagement.ended_on, engagement.end_reason = ended_on, reason
    elif engagement.stage == Stage.ENDED:
        engagement.ended_on, engagement.end_reason = None, ""
    engagement.stage = to_stage
    audit.record(ctx, Act.ENGAGEMENT_MOVED, engagement, reason=reason)
    return step


def _ask(ctx: Context, engagement: Engagement, to: Stage, reason: str, ended_on: date | None) -> None:
    if queries.open_request(engagement, MOVE_STAGE) is not None:
        raise DomainError(WAITS)
    arguments = {
        "from_stage": engagement.stage.value, "to_stage": to.value, "reason": reason,
        "ended_on": ended_on.isoformat() if ended_on else "",
    }  # fmt: skip
    _publish(ctx, engagement, MOVE_STAGE, arguments)


def _publish(ctx: Context, engagement: Engagement, act: str, arguments: dict[str, Any]) -> None:
    events.publish(
        ctx,
        ApprovalNeeded(
            act=act, subject_type=queries.SUBJECT, subject_id=engagement.id,
            title=f"{engagement.number} {engagement.title}", permission=P.ENGAGEMENT_MOVE_APPROVE,
            unit_id=engagement.unit_id, arguments=arguments,
        ),
    )  # fmt: skip


def execute_move(ctx: Context, engagement_id: UUID) -> None:
    """Executed on approval: the gate is asked again, for days may have gone by."""
    engagement = db.session.get_one(Engagement, engagement_id)
    approval = queries.approval_given(ctx, MOVE_STAGE, engagement_id)
    asked = approval.arguments
    if engagement.stage != asked["from_stage"]:
        raise DomainError(work_rules.CHANGED)
    to_stage = Stage(asked["to_stage"])
    found = _pass(ctx, engagement, gate_of(engagement.stage, to_stage))
    ended_on = date.fromisoformat(asked["ended_on"]) if asked["ended_on"] else None
    _carry_out(ctx, engagement, to_stage, asked["reason"], ended_on, found, approval)


# --- 決裁 made here ------------------------------------------------------------------------


def request_decision(ctx: Context, engagement: Engagement, *, comment: str) -> None:
    """Put the engagement to the decision of a second person; that day is its 決裁日."""
    if not ctx.may(P.ENGAGEMENT_MOVE, engagement.unit_id):
        raise NotAllowed
    if engagement.stage not in DECIDABLE:
        raise DomainError(NOT_NOW)
    if queries.open_request(engagement, DECIDE) is not None:
        raise DomainError(DECISION_WAITS)
    _publish(ctx, engagement, DECIDE, {**decided_facts(engagement), "comment": comment.strip()})


def decided_facts(engagement: Engagement) -> dict[str, Any]:
    """What the decision is about: if any of it changes meanwhile, the request is no longer the same."""
    return {
        "vendor": queries.vendor_name(engagement),
        "annual_amount": engagement.annual_amount,
        "tier": engagement.tier,
        "started_on": engagement.started_on.isoformat() if engagement.started_on else "",
        "ends_on": engagement.ends_on.isoformat() if engagement.ends_on else "",
    }


def execute_decision(ctx: Context, engagement_id: UUID) -> None:
    """Executed on approval. The approval itself is the record; here it is seen that it fits what stands there."""
    engagement = db.session.get_one(Engagement, engagement_id)
    asked = queries.approval_given(ctx, DECIDE, engagement_id).arguments
    if any(asked.get(name) != value for name, value in decided_facts(engagement).items()):
        raise DomainError(work_rules.CHANGED)


# --- checklists ----------------------------------------------------------------------------


def record_check(
    ctx: Context,
    engagement: Engagement,
    item: str,
    *,
    version: int,
    done_on: date | None = None,
    is_not_applicable: bool = False,
    note: str = "",
) -> EngagementCheck:
    """Confirmed, does not apply, or (with neither, once it is there) taken back."""
    if engagement.version != version:
        raise StaleVersion(engagement)
    if item not in known_checks():
        raise NotFound
    if not ctx.may(P.ENGAGEMENT_CHECK, engagement.unit_id):
        raise NotAllowed
    stages.check_open(engagement.stage)
    check = queries.checks_of(engagement).get(item)
    _check_entry(ctx, done_on, is_not_applicable, note, is_there=check is not None)
    if check is None:
        check = EngagementCheck(engagement_id=engagement.id, item=item)
        db.session.add(check)
    check.done_on, check.is_not_applicable, check.note = done_on, is_not_applicable, note.strip()
    check.done_by_id = ctx.actor_id if done_on or is_not_applicable else None
    if item in stages.MIRRORED:
        setattr(engagement, stages.MIRRORED[Item(item)], done_on)
    engagement.updated_at = ctx.at  # a part changed, so the whole has a new version
    audit.record(ctx, Act.ENGAGEMENT_CHECKED, engagement, check)
    return check


def known_checks() -> list[str]:
    mine = [f"{stages.OWN}{entry.key}" for entry in own.own_checks() if not entry.is_retired]
    return [*(item.value for item in Item if item in stages.CHECKS), *mine]


def _check_entry(
    ctx: Context, done_on: date | None, is_not_applicable: bool, note: str, *, is_there: bool
) -> None:
    if done_on is not None and is_not_applicable:
        raise DomainError(ONE_OF_TWO, "confirmed_on")
    if done_on is not None and done_on > day_of(ctx.at):
        raise DomainError(DAY_FUTURE, "confirmed_on")
    if is_not_applicable and not note.strip():
        raise DomainError(WHY_NOT_APPLICABLE, "remark")
    if done_on is None and not is_not_applicable and not is_there:
        raise DomainError(DAY_OR_REASON, "confirmed_on")
