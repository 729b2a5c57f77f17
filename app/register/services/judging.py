"""What people make of an engagement: outsourcing or not, the law for each party, and what happened (経緯)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.models import (
    Engagement,
    EngagementMemo,
    ForeignBasis,
    OutsourcingJudgement,
    PartyJudgement,
    PersonalDataBasis,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import judging
from app.register.rules import engagements as rules
from app.register.rules.stages import check_open
from app.register.services import tiering
from app.register.services.reach import may

NOT_OF_CHAIN = N_("This organisation is no longer part of the engagement. Look at the page again.")


@dataclass(frozen=True, kw_only=True)
class PartyFacts:
    """Both halves of what the law makes of a party; a half without a judgement is not judged yet."""

    personal_data: PersonalDataBasis | None = None
    personal_data_reason: str = ""
    personal_data_on: date | None = None
    foreign_basis: ForeignBasis | None = None
    foreign_basis_reason: str = ""
    foreign_basis_on: date | None = None


HALVES = ("personal_data", "foreign_basis")
CHOOSE_FIRST = N_("Choose a judgement, or delete what belongs to it.")


def judge_outsourcing(
    ctx: Context,
    engagement: Engagement,
    *,
    outsourcing: OutsourcingJudgement | None,
    reason: str,
    judged_on: date | None,
    version: int,
) -> Engagement:
    """外部委託該当性の判定: the first act on every engagement. Judged again, it replaces the judgement before."""
    _check(ctx, engagement, version)
    day = day_of(ctx.at)
    rules.check_judgement(outsourcing, reason, judged_on, day)
    engagement.outsourcing = outsourcing or OutsourcingJudgement.NOT_JUDGED
    engagement.outsourcing_reason = reason
    engagement.outsourcing_by_id = ctx.actor_id
    engagement.outsourcing_on = judged_on or day
    audit.record(ctx, Act.ENGAGEMENT_OUTSOURCING_JUDGED, engagement)
    tiering.recompute(ctx, engagement)
    return engagement


def judge_party(
    ctx: Context, engagement: Engagement, organisation_id: UUID, facts: PartyFacts, *, version: int
) -> PartyJudgement:
    """個人データ and 28条 of one organisation. A half that changed carries who judged it now."""
    _check(ctx, engagement, version)
    judgement = queries.judgement_of(engagement, organisation_id)
    if judgement is None:
        if organisation_id not in judging.party_ids(ctx, engagement):
            raise DomainError(NOT_OF_CHAIN)
        judgement = PartyJudgement(engagement_id=engagement.id, organisation_id=organisation_id)
        db.session.add(judgement)
    for half in HALVES:
        _judge_half(ctx, judgement, facts, half)
    engagement.updated_at = ctx.at  # a part changed, so the whole has a new version
    audit.record(ctx, Act.ENGAGEMENT_PARTY_JUDGED, engagement)
    tiering.recompute(ctx, engagement)
    return judgement


def check_half(ctx: Context, facts: PartyFacts, half: str) -> tuple[Any, str, date | None]:
    value, reason, on = (getattr(facts, name) for name in (half, f"{half}_reason", f"{half}_on"))
    if value is None and (reason or on):
        raise DomainError(CHOOSE_FIRST, half)
    if value is not None and not reason:
        raise DomainError(rules.REASON_MISSING, f"{half}_reason")
    rules.check_day(on, day_of(ctx.at), f"{half}_on", rules.JUDGED_IN_FUTURE)
    return value, reason, on


def _judge_half(ctx: Context, judgement: PartyJudgement, facts: PartyFacts, half: str) -> None:
    said = value, reason, on = check_half(ctx, facts, half)
    if said == tuple(getattr(judgement, name) for name in (half, f"{half}_reason", f"{half}_on")):
        return
    setattr(judgement, half, value)
    setattr(judgement, f"{half}_reason", reason)
    setattr(judgement, f"{half}_on", None if value is None else on or day_of(ctx.at))
    setattr(judgement, f"{half}_by_id", None if value is None else ctx.actor_id)


def _check(ctx: Context, engagement: Engagement, version: int) -> None:
    if not may(ctx, P.ENGAGEMENT_JUDGE, engagement.unit_id):
        raise NotAllowed
    check_open(engagement.stage)
    if engagement.version != version:
        raise StaleVersion(engagement)


def write_memo(ctx: Context, engagement: Engagement, *, body: str, on: date | None = None) -> EngagementMemo:
    """Only added, so it conflicts with nothing: the engagement keeps its version."""
    if not may(ctx, P.ENGAGEMENT_MEMO, engagement.unit_id):
        raise NotAllowed
    day = day_of(ctx.at)
    if not body:
        raise DomainError(rules.MEMO_MISSING, "body")
    rules.check_day(on, day, "on", rules.MEMO_IN_FUTURE)
    memo = EngagementMemo(
        engagement_id=engagement.id, on=on or day, body=body, author_id=ctx.actor_id, written_at=ctx.at
    )
    db.session.add(memo)
    audit.record(ctx, Act.ENGAGEMENT_MEMO_WRITTEN, engagement)
    return memo
