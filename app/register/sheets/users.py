"""Engagements as the pages of master data show them: those one may see, with unit, tier and stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.identity import queries as identity
from app.identity.models import Unit
from app.register.models import Engagement, Organisation, Service, Stage
from app.register.past import services as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements, organisations, services

SHOWN = 50


class User(NamedTuple):
    """One line: the engagement, with the names of what it points at."""

    id: UUID
    number: str
    title: str
    vendor_id: UUID
    vendor: str
    service: str
    unit: str
    tier: str
    stage: Stage
    ends_on: date | None


@dataclass(frozen=True)
class Users:
    rows: Sequence[User] = ()

    @property
    def shown(self) -> Sequence[User]:
        return self.rows[:SHOWN]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > SHOWN


def users_of(ctx: Context, field_name: str, record_id: UUID, instant: datetime | None) -> Users:
    """Engagements whose `field_name` (service or contract party) is this record, now or then."""
    if not ctx.may(P.ENGAGEMENT_VIEW):
        return Users()
    if instant is not None:
        return Users(_named(ctx, past.engagements_at(ctx, field_name, record_id, instant)))
    query: Any = engagements.visible_to(ctx).with_only_columns(
        Engagement.id, Engagement.number, Engagement.title, Engagement.vendor_id, Organisation.name, Service.name,
        Unit.name, Engagement.tier, Engagement.stage, Engagement.ends_on,
    )  # fmt: skip
    query = (
        query.join(Organisation, Organisation.id == Engagement.vendor_id)
        .join(Service, Service.id == Engagement.service_id)
        .join(Unit, Unit.id == Engagement.unit_id)
        .where(getattr(Engagement, field_name) == record_id)
        .order_by(Engagement.vendor_sort_key, Engagement.id)
        .limit(SHOWN + 1)
    )
    return Users([User(*row) for row in db.session.execute(query)])


def _named(ctx: Context, rows: Sequence[Engagement]) -> list[User]:
    """As they were then, under the names of now; the tier, which is a copy, is not known of then."""
    vendors = organisations.names_of(ctx, (row.vendor_id for row in rows))
    offered = services.names_of(ctx, (row.service_id for row in rows))
    units = identity.unit_names({row.unit_id for row in rows})
    return [
        User(
            row.id, row.number, row.title, row.vendor_id, vendors.get(row.vendor_id, ""),
            offered.get(row.service_id, ""), units.get(row.unit_id, ""), "", row.stage, row.ends_on,
        )
        for row in rows
    ]  # fmt: skip
