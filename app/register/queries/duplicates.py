"""Reads of what may be recorded twice, and of what was merged."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, tuple_

from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement, KeyKind, Organisation, OrganisationKey, Service
from app.register.queries.distinctions import still_apart
from app.register.queries.organisations import visible_to
from app.register.rules import likeness
from app.register.rules.likeness import Key, Suspicion

FEW = 20
MOST_KEYS = 2_000
MOST_SHOWN = 200


def recognised(
    ctx: Context, keys: Collection[Key], own_id: UUID, parent_id: UUID | None
) -> Sequence[Organisation]:
    """Others that have one of these keys; a shared site says nothing between parent and child."""
    if ctx.is_vendor:
        return []
    asked = sorted(likeness.asked_of(keys))
    rows = db.session.execute(
        select(OrganisationKey.organisation_id, OrganisationKey.kind)
        .where(
            tuple_(OrganisationKey.key, OrganisationKey.kind).in_(
                [(key, KeyKind(kind)) for kind, key in asked]
            )
        )
        .limit(MOST_SHOWN)
    )
    ids = {
        row.organisation_id for row in rows if row.kind != KeyKind.SITE or row.organisation_id != parent_id
    } - {own_id}
    query = select(Organisation).where(Organisation.id.in_(ids), Organisation.merged_into_id.is_(None))
    return db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id).limit(FEW)).all()


def suspected(ctx: Context) -> list[Suspicion]:
    """Pairs that may be one organisation: those with most reasons first."""
    if ctx.is_vendor:
        return []
    shared = (
        select(OrganisationKey.key)
        .group_by(OrganisationKey.key)
        .having(func.count(OrganisationKey.organisation_id.distinct()) > 1)
        .limit(MOST_KEYS)
    )
    rows = db.session.execute(
        select(OrganisationKey.organisation_id, OrganisationKey.kind, OrganisationKey.key).where(
            OrganisationKey.key.in_(shared)
        )
    ).all()
    ids = {row.organisation_id for row in rows}
    parents = {
        row.id: row.parent_id
        for row in db.session.execute(
            select(Organisation.id, Organisation.parent_id).where(Organisation.id.in_(ids))
        )
    }
    found = [(row.organisation_id, str(row.kind.value), row.key) for row in rows]
    apart = still_apart(parents.keys())
    return likeness.suspicions(found, parents, apart)[:MOST_SHOWN]


class Brief(NamedTuple):
    """An organisation on the page of suspected pairs, with how much hangs on it."""

    id: UUID
    name: str
    country: str
    corporate_number: str | None
    services: int
    engagements: int


def briefs(ctx: Context, ids: Collection[UUID]) -> dict[UUID, Brief]:
    services = _count(Service, Service.organisation_id)
    engagements = _count(Engagement, Engagement.vendor_id)
    query = visible_to(ctx).with_only_columns(
        Organisation.id,
        Organisation.name,
        Organisation.country,
        Organisation.corporate_number,
        services,
        engagements,
    )
    return {row[0]: Brief(*row) for row in db.session.execute(query.where(Organisation.id.in_(ids)))}


def _count(model: type[Service] | type[Engagement], column: Any) -> Any:
    return select(func.count()).where(column == Organisation.id).correlate(Organisation).scalar_subquery()
