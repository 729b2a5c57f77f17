"""What the gates ask about one engagement, and what is recorded of its way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, func, or_, select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.register import settings as own
from app.register.models import (
    ConsentState,
    Contact,
    Engagement,
    EngagementCheck,
    EngagementSupply,
    EngagementTier,
    ForeignBasis,
    Organisation,
    PartyJudgement,
    PersonalDataBasis,
    Screening,
    ScreeningResult,
    StageMove,
    TierOverride,
)
from app.register.queries.chain import chains_of, plain
from app.register.queries.engagements import get_engagement
from app.register.rules import chain_checks
from app.register.rules.chain import Case
from app.register.rules.engagements import missing
from app.register.rules.stages import CHECKS, CLOSED, MIRRORED, OWN, CheckFacts, Evidence, Item
from app.work.models import Approval, ApprovalOrigin, ApprovalState
from app.work.queries import approvals_of

MOVE_STAGE = "register:engagement:move"
DECIDE = "register:engagement:decide"
HOME = "JP"
SUBJECT = Engagement.__tablename__


EVERYTHING = frozenset(item.value for item in Item)


def evidence_of(
    engagement: Engagement, today: date, wanted: Collection[str] = EVERYTHING, so_far: SoFar | None = None
) -> Evidence:
    """For the page and for the act that relies on it alike. What no gate asks for (`wanted`) is not read."""
    so_far = so_far or so_far_of(engagement)
    is_checked = any(key in CHECKS or key.startswith(OWN) for key in wanted)
    if ASKED & set(wanted):
        known, checks = _known_of(engagement, today)
    else:
        known, checks = Facts(), checks_of(engagement) if is_checked else {}
    return Evidence(
        today=today,
        outsourcing=engagement.outsourcing,
        has_personal_data=engagement.has_personal_data,
        vendor_personal_data=known.personal_data,
        vendor_foreign=known.foreign_basis,
        is_abroad=any(where != HOME for where in [known.country, *engagement.data_countries]),
        tier=engagement.tier,
        cleared_on=known.cleared_on,
        screened_since=today - relativedelta(months=own.screening_months()),
        decided_on=so_far.decided_on,
        contract_signed_on=engagement.contract_signed_on,
        contacts=known.contacts,
        open_consents=_open_consents(engagement, today) if Item.CONSENTS in wanted else 0,
        missing_fields=missing(engagement),
        checks={**{key: _facts(check) for key, check in checks.items()}, **_mirrored(engagement, checks)},
    )


def _facts(check: EngagementCheck) -> CheckFacts:
    return CheckFacts(check.done_on, check.is_not_applicable)


def _mirrored(engagement: Engagement, checks: dict[str, EngagementCheck]) -> dict[str, CheckFacts]:
    """Where the ledger has a field for the day, the field is what counts."""
    found = {}
    for item, field in MIRRORED.items():
        check = checks.get(item.value)
        found[item.value] = CheckFacts(
            getattr(engagement, field), check is not None and check.is_not_applicable
        )
    return found


@dataclass(frozen=True)
class Facts:
    """What other tables know of the vendor, for the items that ask."""

    country: str = HOME
    personal_data: PersonalDataBasis | None = None
    foreign_basis: ForeignBasis | None = None
    checked_on: date | None = None
    result: ScreeningResult | None = None
    contacts: int = 0

    @property
    def cleared_on(self) -> date | None:
        """The day of the last screening, if it found nothing. Why another does not count only compliance reads."""
        return self.checked_on if self.result == ScreeningResult.CLEAR else None


ASKED = {Item.PERSONAL_DATA_JUDGED, Item.FOREIGN_JUDGED, Item.SCREENED, Item.CONTACTS}


def _known_of(engagement: Engagement, today: date) -> tuple[Facts, dict[str, EngagementCheck]]:
    """With what was checked off by hand, by one statement: the page of every engagement on its way asks."""
    last = select(Screening.id).where(Screening.organisation_id == engagement.vendor_id)
    last = last.order_by(Screening.checked_on.desc(), Screening.id.desc()).limit(1)
    contacts = select(func.count(Contact.id)).where(
        or_(Contact.engagement_id == engagement.id, _of_vendor(engagement)),
        or_(Contact.ended_on.is_(None), Contact.ended_on > today),
    )
    is_judged = (PartyJudgement.organisation_id == Organisation.id) & (
        PartyJudgement.engagement_id == engagement.id
    )
    query = (
        select(
            Organisation.country,
            PartyJudgement.personal_data,
            PartyJudgement.foreign_basis,
            Screening.checked_on,
            Screening.result,
            contacts.scalar_subquery(),
            EngagementCheck,
        )
        .select_from(Organisation)
        .outerjoin(EngagementCheck, EngagementCheck.engagement_id == engagement.id)
        .outerjoin(PartyJudgement, is_judged)
        .outerjoin(Screening, Screening.id == last.scalar_subquery())
        .where(Organisation.id == engagement.vendor_id)
    )
    rows = [tuple(row) for row in db.session.execute(query)]
    return Facts(*rows[0][:-1]), {check.item: check for *_, check in rows if check is not None}


def _of_vendor(engagement: Engagement) -> ColumnElement[bool]:
    return (Contact.organisation_id == engagement.vendor_id) & Contact.engagement_id.is_(None)


def _open_consents(engagement: Engagement, today: date) -> int:
    """Edges of its chain on which consent is due and not given, as the checks of the chain see it."""
    (chain,) = chains_of([plain(Case, engagement)], today)
    return sum(1 for _result in chain_checks.consent(chain))


# --- what is recorded of the way -----------------------------------------------------------


def checks_of(engagement: Engagement) -> dict[str, EngagementCheck]:
    query = select(EngagementCheck).where(EngagementCheck.engagement_id == engagement.id)
    return {check.item: check for check in db.session.scalars(query.order_by(EngagementCheck.item))}


def moves_of(engagement: Engagement) -> list[StageMove]:
    """Newest first."""
    query = select(StageMove).where(StageMove.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(StageMove.moved_at.desc(), StageMove.id.desc())))


@dataclass(frozen=True)
class SoFar:
    """What was decided and moved, read once for everything that is said of it."""

    moves: Sequence[StageMove]
    approvals: Sequence[Approval]

    @property
    def is_marked(self) -> bool:
        """事後稟議: whether any of its moves was made before it was decided."""
        return any(move.is_after_the_fact for move in self.moves)

    @property
    def decided_on(self) -> date | None:
        """決裁日: of the first approval since the engagement was last taken up."""
        taken_up = [day_of(move.moved_at) for move in self.moves if move.from_stage in CLOSED]
        days = [day for day in map(_decision_day, self.approvals) if day is not None]
        counted = [day for day in days if not taken_up or day >= max(taken_up)]
        return min(counted) if counted else None

    def waiting(self, act: str) -> Approval | None:
        """What was asked for and nobody has decided yet."""
        is_open = ApprovalState.REQUESTED
        return next((one for one in self.approvals if one.act == act and one.state == is_open), None)


@dataclass(frozen=True)
class Decided:
    """What was computed, set against it, and moved: rows of three tables that hang on one engagement."""

    tier: EngagementTier | None
    overrides: Sequence[TierOverride]
    moves: Sequence[StageMove]
    # Of its consents in use the one that ends first: for which edge, and when.
    consent: tuple[UUID, date] | None = None


def decided_of(engagement: Engagement) -> Decided:
    """By one statement, as every page of the file says something of each; of each there are a handful."""
    granted = ConsentState.GRANTED
    ending = (
        select(EngagementSupply.id)
        .where(EngagementSupply.engagement_id == engagement.id, EngagementSupply.state == granted)
        .where(EngagementSupply.is_unused.is_(False), EngagementSupply.expires_on.is_not(None))
        .order_by(EngagementSupply.expires_on, EngagementSupply.id)
        .limit(1)
    )
    query = (
        select(
            EngagementTier, TierOverride, StageMove, EngagementSupply.supply_id, EngagementSupply.expires_on
        )
        .select_from(Engagement)
        .outerjoin(EngagementTier, EngagementTier.engagement_id == Engagement.id)
        .outerjoin(TierOverride, TierOverride.engagement_id == Engagement.id)
        .outerjoin(StageMove, StageMove.engagement_id == Engagement.id)
        .outerjoin(EngagementSupply, EngagementSupply.id == ending.scalar_subquery())
        .where(Engagement.id == engagement.id)
    )
    *parts, supply_ids, ends = zip(*db.session.execute(query), strict=True)
    tiers, overrides, moves = ({part.id: part for part in column if part is not None} for column in parts)
    return Decided(
        next(iter(tiers.values()), None),
        sorted(overrides.values(), key=lambda row: (row.made_at, row.id), reverse=True),
        sorted(moves.values(), key=lambda row: (row.moved_at, row.id), reverse=True),
        (supply_ids[0], ends[0]) if supply_ids[0] is not None else None,
    )


def so_far_of(engagement: Engagement) -> SoFar:
    return SoFar(moves_of(engagement), approvals_of(SUBJECT, engagement.id))


def is_marked(engagement: Engagement) -> bool:
    return so_far_of(engagement).is_marked


def decided_on(engagement: Engagement) -> date | None:
    return so_far_of(engagement).decided_on


def _decision_day(approval: Approval) -> date | None:
    """Recorded from 電子稟議 on the engagement, or made here as its decision; any other approval is none."""
    if approval.state != ApprovalState.APPROVED:
        return None
    if approval.origin == ApprovalOrigin.RECORDED:
        return approval.decided_on
    is_decision = approval.act == DECIDE and approval.decided_at is not None
    return day_of(approval.decided_at) if is_decision and approval.decided_at else None


def open_request(engagement: Engagement, act: str) -> Approval | None:
    return so_far_of(engagement).waiting(act)


def approval_given(ctx: Context, act: str, engagement_id: UUID) -> Approval:
    """The one that this very act gives: its executor is told the subject only."""
    query = select(Approval).where(
        Approval.subject_type == SUBJECT,
        Approval.subject_id == engagement_id,
        Approval.act == act,
        Approval.state == ApprovalState.APPROVED,
        Approval.approver_id == ctx.actor_id,
        Approval.decided_at == ctx.at,
    )
    return db.session.scalars(query.order_by(Approval.made_at.desc()).limit(1)).one()


def get_override(ctx: Context, override_id: UUID) -> tuple[TierOverride, Engagement]:
    """Seen by who sees its engagement."""
    override = db.session.get(TierOverride, override_id)
    if override is None:
        raise NotFound
    return override, get_engagement(ctx, override.engagement_id)


def vendor_name(engagement: Engagement) -> str:
    found: Any = db.session.scalar(select(Organisation.name).where(Organisation.id == engagement.vendor_id))
    return str(found or "")
