"""What the gates ask about one engagement, and what is recorded of its way."""

from collections.abc import Sequence
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
    ConsentKind,
    ConsentState,
    Contact,
    Engagement,
    EngagementCheck,
    EngagementSupply,
    Organisation,
    PartyJudgement,
    Screening,
    ScreeningResult,
    StageMove,
    TierOverride,
)
from app.register.queries.engagements import get_engagement
from app.register.rules.engagements import missing
from app.register.rules.stages import CLOSED, MIRRORED, CheckFacts, Evidence
from app.work.models import Approval, ApprovalOrigin, ApprovalState

MOVE_STAGE = "register:engagement:move"
DECIDE = "register:engagement:decide"
HOME = "JP"
SUBJECT = Engagement.__tablename__


def evidence_of(engagement: Engagement, today: date) -> Evidence:
    """Seven small queries, for the page and for the act that relies on it alike."""
    judged = _judgement(engagement)
    checks = checks_of(engagement)
    return Evidence(
        today=today,
        outsourcing=engagement.outsourcing,
        has_personal_data=engagement.has_personal_data,
        vendor_personal_data=judged.personal_data if judged else None,
        vendor_foreign=judged.foreign_basis if judged else None,
        is_abroad=_is_abroad(engagement),
        tier=engagement.tier,
        cleared_on=_cleared_on(engagement.vendor_id),
        screened_since=today - relativedelta(months=own.screening_months()),
        decided_on=decided_on(engagement),
        contract_signed_on=engagement.contract_signed_on,
        contacts=_contacts(engagement, today),
        open_consents=_open_consents(engagement, today),
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
    """Uses of the chain that are neither consented to nor exempt."""
    is_given = (EngagementSupply.state == ConsentState.GRANTED) & or_(
        EngagementSupply.expires_on.is_(None), EngagementSupply.expires_on >= today
    )
    query = select(func.count(EngagementSupply.id)).where(
        EngagementSupply.engagement_id == engagement.id,
        EngagementSupply.is_unused.is_(False),
        or_(EngagementSupply.consent_kind.is_(None), EngagementSupply.consent_kind != ConsentKind.EXEMPT),
        ~is_given,
    )
    return db.session.scalar(query) or 0


# --- what is recorded of the way -----------------------------------------------------------


def checks_of(engagement: Engagement) -> dict[str, EngagementCheck]:
    query = select(EngagementCheck).where(EngagementCheck.engagement_id == engagement.id)
    return {check.item: check for check in db.session.scalars(query.order_by(EngagementCheck.item))}


def moves_of(engagement: Engagement) -> list[StageMove]:
    """Newest first."""
    query = select(StageMove).where(StageMove.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(StageMove.moved_at.desc(), StageMove.id.desc())))


def is_marked(engagement: Engagement) -> bool:
    """事後稟議: whether any of its moves was made before it was decided."""
    query = select(StageMove.id).where(
        StageMove.engagement_id == engagement.id, StageMove.is_after_the_fact.is_(True)
    )
    return db.session.scalar(query.limit(1)) is not None


def decided_on(engagement: Engagement) -> date | None:
    """決裁日: of the first approval since the engagement was last taken up."""
    since = _taken_up(engagement)
    days = [day for day in map(_decision_day, _decisions(engagement.id)) if day is not None]
    counted = [day for day in days if since is None or day >= since]
    return min(counted) if counted else None


def _taken_up(engagement: Engagement) -> date | None:
    query = select(StageMove.moved_at).where(
        StageMove.engagement_id == engagement.id, StageMove.from_stage.in_(CLOSED)
    )
    moved_at = db.session.scalar(query.order_by(StageMove.moved_at.desc()).limit(1))
    return day_of(moved_at) if moved_at is not None else None


def _decisions(engagement_id: UUID) -> Sequence[Approval]:
    """Recorded from 電子稟議 on the engagement, or made here as its decision."""
    query = select(Approval).where(
        Approval.subject_type == SUBJECT,
        Approval.subject_id == engagement_id,
        Approval.state == ApprovalState.APPROVED,
        or_(Approval.origin == ApprovalOrigin.RECORDED, Approval.act == DECIDE),
    )
    return db.session.scalars(query.order_by(Approval.made_at, Approval.id)).all()


def _decision_day(approval: Approval) -> date | None:
    if approval.origin == ApprovalOrigin.RECORDED:
        return approval.decided_on
    return day_of(approval.decided_at) if approval.decided_at else None


def open_request(engagement: Engagement, act: str) -> Approval | None:
    """What was asked for and nobody has decided yet."""
    query = select(Approval).where(
        Approval.subject_type == SUBJECT,
        Approval.subject_id == engagement.id,
        Approval.act == act,
        Approval.state == ApprovalState.REQUESTED,
    )
    return db.session.scalars(query.order_by(Approval.made_at.desc()).limit(1)).first()


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
