"""What the tier rule reads, for one engagement or for all of them in a few queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.core.context import Context
from app.core.db import db
from app.register.models import (
    BusinessFunction,
    Engagement,
    EngagementFunction,
    EngagementSystem,
    EngagementTier,
    InformationSystem,
    OverrideState,
    SystemGrade,
    TierOverride,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries.engagements import visible_to
from app.register.rules.tiering import Recorded

OWN = (
    "has_personal_data", "data_volume", "has_sensitive_data", "has_special_care_data", "data_classes",
    "data_countries", "access", "connection", "substitutability", "annual_amount", "is_important_third_party",
    "is_designated_equipment", "category",
)  # fmt: skip
BATCH = 500


def recorded_of(ids: Sequence[UUID], on: date) -> dict[UUID, Recorded]:
    """Four queries whatever the number; ids in batches, so that no statement grows without end."""
    found: dict[UUID, Recorded] = {}
    for begin in range(0, len(ids), BATCH):
        found.update(_recorded(ids[begin : begin + BATCH], on))
    return found


def _recorded(ids: Sequence[UUID], on: date) -> dict[UUID, Recorded]:
    functions: dict[UUID, list[tuple[bool, int | None]]] = defaultdict(list)
    for engagement_id, is_important, tolerance in db.session.execute(_functions(ids, on)):
        functions[engagement_id].append((is_important, tolerance))
    systems: dict[UUID, list[Any]] = defaultdict(list)
    for engagement_id, grade in db.session.execute(_systems(ids, on)):
        systems[engagement_id].append(grade)
    own = select(Engagement.id, *(getattr(Engagement, name) for name in OWN)).where(Engagement.id.in_(ids))
    return {
        row[0]: Recorded(
            functions=functions[row[0]], systems=systems[row[0]], **dict(zip(OWN, row[1:], strict=True))
        )
        for row in db.session.execute(own)
    }


def _functions(ids: Sequence[UUID], on: date) -> Select[UUID, bool, int | None]:
    link, other = EngagementFunction, BusinessFunction
    query = select(link.engagement_id, other.is_important, other.tolerance_hours)
    query = query.join(other, other.id == link.function_id).where(link.engagement_id.in_(ids))
    return query.where(or_(other.ended_on.is_(None), other.ended_on > on)).order_by(link.id)


def _systems(ids: Sequence[UUID], on: date) -> Select[UUID, SystemGrade]:
    link, other = EngagementSystem, InformationSystem
    query = select(link.engagement_id, other.grade).join(other, other.id == link.system_id)
    query = query.where(link.engagement_id.in_(ids))
    return query.where(or_(other.ended_on.is_(None), other.ended_on > on)).order_by(link.id)


def all_ids() -> Iterator[list[UUID]]:
    """Every engagement in batches, whoever may see it: a rule holds for all of them."""
    after: UUID | None = None
    while True:
        query = select(Engagement.id).order_by(Engagement.id).limit(BATCH)
        ids = list(db.session.scalars(query.where(Engagement.id > after) if after else query))
        if not ids:
            return
        yield ids
        after = ids[-1]


def is_more_than(count: int) -> bool:
    """Whether there are more engagements than that."""
    return db.session.scalar(select(Engagement.id).order_by(Engagement.id).offset(count).limit(1)) is not None


def computed_of(ids: Sequence[UUID]) -> dict[UUID, EngagementTier]:
    query = select(EngagementTier).where(EngagementTier.engagement_id.in_(ids))
    return {row.engagement_id: row for row in db.session.scalars(query)}


def tiers_computed(ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(EngagementTier.engagement_id, EngagementTier.tier)
    return {row[0]: row[1] for row in db.session.execute(query.where(EngagementTier.engagement_id.in_(ids)))}


def computed(engagement: Engagement) -> EngagementTier | None:
    return computed_of([engagement.id]).get(engagement.id)


def active_overrides(ids: Sequence[UUID], on: date) -> dict[UUID, TierOverride]:
    query = select(TierOverride).where(
        TierOverride.engagement_id.in_(ids), TierOverride.state == OverrideState.ACTIVE, TierOverride.expires_on >= on
    )  # fmt: skip
    return {row.engagement_id: row for row in db.session.scalars(query.order_by(TierOverride.made_at))}


def tiers_held(ids: Sequence[UUID]) -> dict[UUID, str]:
    """The copies on the engagements as they stand."""
    rows = db.session.execute(select(Engagement.id, Engagement.tier).where(Engagement.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def overrides_of(engagement: Engagement) -> list[TierOverride]:
    """Newest first."""
    query = select(TierOverride).where(TierOverride.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(TierOverride.made_at.desc(), TierOverride.id.desc())))


def open_override(engagement: Engagement) -> TierOverride | None:
    """The one that is asked for or in force."""
    alive = (OverrideState.REQUESTED, OverrideState.ACTIVE)
    return next((row for row in overrides_of(engagement) if row.state in alive), None)


def due_overrides(on: date, limit: int = 500) -> list[TierOverride]:
    query = select(TierOverride).where(
        TierOverride.state == OverrideState.ACTIVE, TierOverride.expires_on < on
    )
    return list(db.session.scalars(query.order_by(TierOverride.expires_on, TierOverride.id).limit(limit)))


def expiring_overrides(ctx: Context, until: date) -> Select[UUID, date, str, str]:
    """Those in force whose last day comes by then, of engagements on which this person may ask for another."""
    query = select(TierOverride.engagement_id, TierOverride.expires_on, Engagement.number, Engagement.title)
    query = query.join(Engagement, Engagement.id == TierOverride.engagement_id)
    return query.where(
        TierOverride.state == OverrideState.ACTIVE,
        TierOverride.expires_on <= until,
        Engagement.unit_id.in_(sorted(ctx.units(P.TIER_OVERRIDE))),
    )


def named(ctx: Context, ids: Sequence[UUID]) -> list[Any]:
    """Number and title of those that the reader may see."""
    query = visible_to(ctx).with_only_columns(Engagement.id, Engagement.number, Engagement.title)
    return list(db.session.execute(query.where(Engagement.id.in_(ids)).order_by(Engagement.number)))
