"""Reads of supplies, the edges of the chain: all staff see every one, a vendor's person none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import aliased

from app.core.audit import AuditEvent, reading
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import (
    Engagement,
    EngagementSupply,
    Organisation,
    Service,
    Substitutability,
    Supply,
)
from app.register.queries import engagements
from app.register.queries.chain import reach_of
from app.register.queries.services import is_empty, matching

HISTORY_SHOWN = 100
SHOWN = 100


@dataclass(frozen=True)
class Wanted:
    """What a list of supplies is narrowed to."""

    on: date
    words: str = ""
    service_id: UUID | None = None
    base_service_id: UUID | None = None
    substitutability: Substitutability | None = None
    has_ended: bool | None = None
    is_countryless: bool = False
    is_self_loop: bool = False


class Row(NamedTuple):
    id: UUID
    service_id: UUID
    base_service_id: UUID
    purpose: str
    countries: list[str]
    regions: str
    substitutability: Substitutability
    from_on: date | None
    to_on: date | None
    service_sort_key: str
    base_sort_key: str
    updated_at: datetime | None


ROW = [getattr(Supply, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[Supply]:
    query = select(Supply)
    return query.where(false()) if ctx.is_vendor else query


def get_supply(ctx: Context, supply_id: UUID) -> Supply:
    found = db.session.scalars(visible_to(ctx).where(Supply.id == supply_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW).where(Supply.merged_into_id.is_(None))
    for condition in _conditions(wanted):
        query = query.where(condition)
    if not wanted.words:
        return query
    found = matching(wanted.words)
    if found is None:
        return query.where(Supply.id.is_(None))
    return query.where(or_(Supply.service_id.in_(found), Supply.base_service_id.in_(found)))


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.service_id is not None:
        yield Supply.service_id == wanted.service_id
    if wanted.base_service_id is not None:
        yield Supply.base_service_id == wanted.base_service_id
    if wanted.substitutability is not None:
        yield Supply.substitutability == wanted.substitutability
    if wanted.is_countryless:
        yield is_empty(Supply.countries)
    if wanted.is_self_loop:
        yield Supply.service_id == Supply.base_service_id
    if wanted.has_ended:
        yield Supply.to_on < wanted.on
    elif wanted.has_ended is False:
        yield Supply.to_on.is_(None) | (Supply.to_on >= wanted.on)


def between(service_id: UUID, base_service_id: UUID, except_id: UUID | None = None) -> Supply | None:
    """The edge from one to the other, if it is recorded."""
    query = select(Supply).where(Supply.service_id == service_id, Supply.base_service_id == base_service_id)
    if except_id is not None:
        query = query.where(Supply.id != except_id)
    return db.session.scalars(query).first()


def below(service_id: UUID, except_id: UUID | None = None) -> set[UUID]:
    """All that a service is built on, directly or through others; without one edge that is being changed."""
    conditions: list[ColumnElement[bool]] = [Supply.merged_into_id.is_(None)]
    if except_id is not None:
        conditions.append(Supply.id != except_id)
    reach = reach_of([service_id], Supply.service_id, Supply.base_service_id, conditions)
    return set(db.session.scalars(select(reach.c.id)))


class Neighbour(NamedTuple):
    """A supply as the page of one of its two services shows it."""

    supply_id: UUID
    service_id: UUID
    service_name: str
    organisation_id: UUID
    organisation_name: str
    purpose: str
    countries: list[str]
    substitutability: Substitutability
    from_on: date | None
    to_on: date | None


def bases_of(ctx: Context, service_id: UUID) -> list[Neighbour]:
    """What a service is built on."""
    return _neighbours(ctx, Supply.service_id == service_id, Supply.base_service_id)


def built_on(ctx: Context, service_id: UUID) -> list[Neighbour]:
    """Who builds on a service."""
    return _neighbours(ctx, Supply.base_service_id == service_id, Supply.service_id)


def _neighbours(ctx: Context, own_end: Any, other_end: Any) -> list[Neighbour]:
    other = aliased(Service)
    query: Any = (
        visible_to(ctx)
        .with_only_columns(
            Supply.id, other.id, other.name, other.organisation_id, Organisation.name, Supply.purpose,
            Supply.countries, Supply.substitutability, Supply.from_on, Supply.to_on,
        )
        .join(other, other.id == other_end)
        .join(Organisation, Organisation.id == other.organisation_id)
        .where(own_end, Supply.merged_into_id.is_(None))
        .order_by(other.provider_sort_key, other.sort_key, Supply.id)
        .limit(SHOWN + 1)
    )  # fmt: skip
    return [Neighbour(*row) for row in db.session.execute(query)]


def used_by(ctx: Context, supply_id: UUID) -> Sequence[Any]:
    """Engagements one may see for which something is recorded about this edge, with what of the consent."""
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    query = (
        select(EngagementSupply, Engagement)
        .join(Engagement, Engagement.id == EngagementSupply.engagement_id)
        .where(EngagementSupply.supply_id == supply_id, Engagement.id.in_(seen))
    )
    return db.session.execute(
        query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(SHOWN + 1)
    ).all()


def is_used(supply: Supply) -> bool:
    """Whether any engagement says something about it, whoever may see that."""
    query = select(EngagementSupply.id).where(EngagementSupply.supply_id == supply.id).limit(1)
    return db.session.scalars(query).first() is not None


def used_ids() -> Sequence[UUID]:
    """All edges of which any engagement says something."""
    return db.session.scalars(select(EngagementSupply.supply_id).distinct()).all()


def merged_into(supply: Supply) -> Sequence[Supply]:
    return db.session.scalars(select(Supply).where(Supply.merged_into_id == supply.id)).all()


def history_of(supply: Supply, before_number: int | None = None) -> list[Entry]:
    return reading.entries_of(supply, limit=HISTORY_SHOWN + 1, before_number=before_number)


def history_began(supply: Supply) -> datetime | None:
    query = select(func.min(AuditEvent.at)).where(
        AuditEvent.subject_type == Supply.__tablename__, AuditEvent.subject_id == supply.id
    )
    return db.session.scalar(query)
