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
    Contact,
    Engagement,
    EngagementCheck,
    Organisation,
    PartyJudgement,
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
    is_judged = {Item.PERSONAL_DATA_JUDGED, Item.FOREIGN_JUDGED} & set(wanted)
    judged = _judgement(engagement) if is_judged else None
    is_checked = any(key in CHECKS or key.startswith(OWN) for key in wanted)
    checks = checks_of(engagement) if is_checked else {}
    return Evidence(
        today=today,
        outsourcing=engagement.outsourcing,
        has_personal_data=engagement.has_personal_data,
        vendor_personal_data=judged.personal_data if judged else None,
        vendor_foreign=judged.foreign_basis if judged else None,
        is_abroad=Item.FOREIGN_JUDGED in wanted and _is_abroad(engagement),
        tier=engagement.tier,
        cleared_on=_cleared_on(engagement.vendor_id) if Item.SCREENED in wanted else None,
        screened_since=today - relativedelta(months=own.screening_months()),
        decided_on=so_far.decided_on,
        contract_signed_on=engagement.contract_signed_on,
        contacts=_contacts(engagement, today) if Item.CONTACTS in wanted else 0,
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


def _judgement(engagement: Engagement) -> PartyJudgement | None:
    query = select(PartyJudgement).where(
        PartyJudgement.engagement_id == engagement.id, PartyJudgement.organisation_id == engagement.vendor_id
    )
    return db.session.scalars(query).first()


def _is_abroad(engagement: Engagement) -> bool:
    country = db.session.scalar(select(Organisation.country).where(Organisation.id == engagement.vendor_id))
    return any(where != HOME for where in [country, *engagement.data_countries])


def _cleared_on(vendor_id: UUID) -> date | None:
    """The day of the last screening, if it found nothing. Why another one does not count only compliance reads."""
    query = select(Screening.checked_on, Screening.result).where(Screening.organisation_id == vendor_id)
    last = db.session.execute(
        query.order_by(Screening.checked_on.desc(), Screening.id.desc()).limit(1)
    ).first()
    return last.checked_on if last is not None and last.result == ScreeningResult.CLEAR else None


def _contacts(engagement: Engagement, today: date) -> int:
    query = select(func.count(Contact.id)).where(
        or_(Contact.engagement_id == engagement.id, _of_vendor(engagement)),
        or_(Contact.ended_on.is_(None), Contact.ended_on > today),
    )
    return db.session.scalar(query) or 0


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
