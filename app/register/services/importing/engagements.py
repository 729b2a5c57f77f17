"""Engagements as a ledger brings them: facts, links, judgements, how far they had come, what happened before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register import numbering, readings
from app.register.events import RegisterAct as Act
from app.register.models import (
    Engagement,
    EngagementMemo,
    Organisation,
    OutsourcingJudgement,
    PartyJudgement,
    Stage,
    StageMove,
)
from app.register.queries import engagements as queries
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementFacts, EngagementLinks
from app.register.services import checking, tiering
from app.register.services import engagements as acts
from app.register.services.importing.batches import batches
from app.register.services.judging import HALVES, PartyFacts, check_half


@dataclass(frozen=True, kw_only=True)
class OutsourcingFacts:
    """外部委託該当性の判定 as the ledger has it; the log says who brought it here."""

    outsourcing: OutsourcingJudgement = OutsourcingJudgement.NOT_JUDGED
    reason: str = ""
    judged_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EngagementRow:
    """`judged`, `party`: None leaves what is there. Stage and end are of new engagements only."""

    engagement: Engagement
    facts: EngagementFacts
    vendor: Organisation
    links: EngagementLinks = acts.NOTHING_LINKED
    stage: Stage = Stage.PLANNING
    ended_on: date | None = None
    end_reason: str = ""
    judged: OutsourcingFacts | None = None
    party: PartyFacts | None = None
    memo: str = ""


def check_outsourcing(ctx: Context, judged: OutsourcingFacts, before: OutsourcingJudgement) -> None:
    """None was made yet, or one with its reason; a judgement is not taken back."""
    is_silent = judged == OutsourcingFacts() and before == OutsourcingJudgement.NOT_JUDGED
    if not is_silent:
        rules.check_judgement(judged.outsourcing, judged.reason, judged.judged_on, day_of(ctx.at))


def store_engagements(
    ctx: Context, rows: Sequence[EngagementRow], *, new: Collection[UUID], reason: str
) -> None:
    rows = _numbered(ctx, rows)
    for batch in batches(rows):
        moved = [row.engagement for row in batch if _fill(row, is_new=row.engagement.id in new)]
        db.session.flush()
        for row in batch:
            _add_parts(ctx, row, is_new=row.engagement.id in new)
        engagements = [row.engagement for row in batch]
        audit.record(ctx, Act.IMPORTED, *engagements, reason=reason)
        for engagement in moved:
            acts.follow_unit(engagement)
        ids = [engagement.id for engagement in engagements]
        tiering.recompute_ids(ctx, ids)
        checking.refresh(ctx, ids)


def _numbered(ctx: Context, rows: Sequence[EngagementRow]) -> Sequence[EngagementRow]:
    """The next free numbers for those that have none, in the order of the file."""
    given = {row.facts.number for row in rows if row.facts.number}
    wanted = sum(not row.facts.number for row in rows)
    free = queries.next_numbers(numbering.series(day_of(ctx.at)), wanted + len(given)) if wanted else []
    numbers = iter([number for number in free if number not in given])
    return [
        row if row.facts.number else replace(row, facts=replace(row.facts, number=next(numbers)))
        for row in rows
    ]


def _fill(row: EngagementRow, *, is_new: bool) -> bool:
    """Whether a recorded engagement goes to another unit."""
    engagement = row.engagement
    is_moved = not is_new and engagement.unit_id != row.facts.unit_id
    acts.fill(engagement, rules.checked(row.facts), row.vendor)
    if is_new:
        engagement.stage, engagement.ended_on, engagement.end_reason = row.stage, row.ended_on, row.end_reason
        db.session.add(engagement)
    return is_moved


def _add_parts(ctx: Context, row: EngagementRow, *, is_new: bool) -> None:
    engagement = row.engagement
    if is_new and row.stage != Stage.PLANNING:
        step = StageMove(
            engagement_id=engagement.id, from_stage=Stage.PLANNING, to_stage=row.stage, moved_at=ctx.at,
            moved_by_id=ctx.actor_id, reason=readings.TAKEN_OVER,
        )  # fmt: skip
        db.session.add(step)
    acts.link(ctx, engagement, row.links)
    if row.judged is not None:
        _judge(engagement, row.judged)
    if row.party is not None:
        _judge_party(ctx, engagement, row.party, is_new=is_new)
    if row.memo:
        memo = EngagementMemo(
            engagement_id=engagement.id, on=day_of(ctx.at), body=row.memo, author_id=ctx.actor_id,
            written_at=ctx.at,
        )  # fmt: skip
        db.session.add(memo)


def _judge(engagement: Engagement, judged: OutsourcingFacts) -> None:
    engagement.outsourcing, engagement.outsourcing_reason = judged.outsourcing, judged.reason
    engagement.outsourcing_on, engagement.outsourcing_by_id = judged.judged_on, None


def _judge_party(ctx: Context, engagement: Engagement, facts: PartyFacts, *, is_new: bool) -> None:
    """What the law makes of the contract party; who judged stands in the reason, as the ledger says it."""
    judgement = None if is_new else queries.judgement_of(engagement, engagement.vendor_id)
    if judgement is None:
        judgement = PartyJudgement(engagement_id=engagement.id, organisation_id=engagement.vendor_id)
        db.session.add(judgement)
    for half in HALVES:
        value, said, on = check_half(ctx, facts, half)
        if (value, said, on) == tuple(getattr(judgement, n) for n in (half, f"{half}_reason", f"{half}_on")):
            continue
        setattr(judgement, half, value)
        setattr(judgement, f"{half}_reason", said)
        setattr(judgement, f"{half}_on", on)
        setattr(judgement, f"{half}_by_id", None)
    engagement.updated_at = ctx.at  # a part changed, so the whole has a new version
