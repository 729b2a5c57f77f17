"""Whom a version of a reference touches: engagements that use its service, and self-checks against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.references.models import ReferenceVersion, SecurityReference, SelfCheck
from app.register.models import Engagement, EngagementSupply, Stage
from app.register.queries import chain as chains
from app.register.queries import engagements
from app.register.rules.chain import OVER, Case

MOST = 500


@dataclass(frozen=True)
class Touched:
    """An engagement that uses the service of a reference, or holds a self-check against it."""

    id: UUID
    number: str
    title: str
    unit_id: UUID
    owner_id: UUID | None
    stage: Stage
    is_reached: bool
    check_id: UUID | None = None
    version_id: UUID | None = None


def touched(ctx: Context, reference: SecurityReference) -> list[Touched]:
    """Of those the actor may see; what has ended is left out unless it is still checked."""
    reaching = _reaching(ctx, reference)
    of = (SelfCheck.engagement_id == Engagement.id) & (SelfCheck.reference_id == reference.id)
    query: Any = (
        engagements.visible_to(ctx)
        .outerjoin(SelfCheck, of)
        .where(or_(Engagement.id.in_(reaching), SelfCheck.id.is_not(None)))
        .order_by(Engagement.sort_key, Engagement.id)
        .limit(MOST)
        .add_columns(SelfCheck.id, SelfCheck.version_id)
    )
    return [
        Touched(
            one.id, one.number, one.title, one.unit_id, one.owner_id, one.stage, one.id in reaching, check_id,
            version_id,
        )
        for one, check_id, version_id in db.session.execute(query)
    ]  # fmt: skip


def _reaching(ctx: Context, reference: SecurityReference) -> set[UUID]:
    """Visible engagements that use the service, not over; an edge that one of them says is unused leads nowhere."""
    above = chains.above({reference.service_id}, day_of(ctx.at))
    columns = chains.columns(Engagement, Case)
    query: Any = engagements.visible_to(ctx).with_only_columns(
        *columns,
        exists().where(EngagementSupply.engagement_id == Engagement.id, EngagementSupply.is_unused),
    )
    query = query.where(Engagement.service_id.in_(select(above.c.id)), Engagement.stage.not_in(OVER))
    found = [(Case(*case), leaves_out) for *case, leaves_out in db.session.execute(query.limit(MOST))]
    doubtful = [case for case, leaves_out in found if leaves_out]
    lost = {
        chain.case.id
        for chain in (chains.chains_of(doubtful, day_of(ctx.at)) if doubtful else ())
        if chain.case is not None and reference.service_id not in {stop.offer.id for stop in chain.counted}
    }
    return {case.id for case, _leaves_out in found} - lost


@dataclass(frozen=True)
class Kept:
    """A self-check of an engagement that is not over; `version`: what it is held against."""

    check: SelfCheck
    engagement: Engagement
    version: ReferenceVersion


def kept(reference_id: UUID) -> list[Kept]:
    query = (
        select(SelfCheck, Engagement, ReferenceVersion)
        .join(Engagement, Engagement.id == SelfCheck.engagement_id)
        .join(ReferenceVersion, ReferenceVersion.id == SelfCheck.version_id)
        .where(SelfCheck.reference_id == reference_id, Engagement.stage.not_in(OVER))
        .order_by(Engagement.sort_key, Engagement.id)
    )
    found: list[Any] = list(db.session.execute(query))
    return [Kept(*row) for row in found]
