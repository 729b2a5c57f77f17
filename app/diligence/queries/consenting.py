"""Which application of a vendor became which consent of the register, and where one can be recorded."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, SubcontractRequest
from app.register.models import Engagement, EngagementSupply
from app.register.permissions import RegisterPermission
from app.register.queries import chain as chains
from app.register.queries import dependents, engagements, organisations
from app.register.rules.chain import OVER, Chain

MOST_PLACES = 30


def is_recorded() -> ColumnElement[bool]:
    """For statements on applications: it stands in the register, and was not taken out again."""
    return SubcontractRequest.use_id.is_not(None)


def use_of(row: SubcontractRequest) -> EngagementSupply | None:
    """The consent of the register that answers this application."""
    return db.session.get(EngagementSupply, row.use_id) if row.use_id is not None else None


def requests_of(use: EngagementSupply) -> Sequence[SubcontractRequest]:
    """The applications that it answers, the newest first."""
    query = select(SubcontractRequest).where(SubcontractRequest.use_id == use.id)
    return db.session.scalars(
        query.order_by(SubcontractRequest.asked_at.desc(), SubcontractRequest.id.desc())
    ).all()


# --- where it is recorded ------------------------------------------------------------------


def engagements_for(ctx: Context, assessment: Assessment, row: SubcontractRequest) -> list[Engagement]:
    """Consent is given for one engagement: that of the assessment, else one that depends on who applied."""
    if assessment.engagement_id is not None:
        found = [engagements.get_engagement(ctx, assessment.engagement_id)]
    else:
        found = _depending(ctx, row)
    return [one for one in found if ctx.may(RegisterPermission.CONSENT_APPLY, one.unit_id)]


def _depending(ctx: Context, row: SubcontractRequest) -> list[Engagement]:
    if row.organisation_id is None:
        return []
    try:
        party = organisations.get_organisation(ctx, row.organisation_id)
    except NotFound:
        return []
    upward = dependents.upward_of(ctx, party, _now(ctx))
    ids = list(dict.fromkeys(one.case.id for one in upward.found))[:MOST_PLACES]
    return [one for one in engagements.engagements_of(ctx, ids) if one.stage not in OVER]


def chain_of(ctx: Context, engagement: Engagement) -> Chain | None:
    return chains.chain_of(ctx, engagement, _now(ctx))


def _now(ctx: Context) -> Moment:
    return Moment(None, day_of(ctx.at))
