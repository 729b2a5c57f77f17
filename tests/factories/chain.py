"""Services, edges, engagements and uses, as if they had been there before the test."""

import itertools
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from app.core import audit
from app.core.db import db
from app.core.model import Entity
from app.core.text import sort_key
from app.identity.models import Unit
from app.register.models import (
    Category,
    ConsentState,
    Engagement,
    EngagementSupply,
    Organisation,
    OutsourcingJudgement,
    Service,
    Stage,
    Supply,
)
from tests.factories import register
from tests.factories.identity import Made, context

Kept = TypeVar("Kept", bound=Entity)


def _kept(at: datetime, made: Kept) -> Kept:
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    db.session.commit()
    return made


def service(at: datetime, of: Organisation | str, name: str = "クラウド基盤", **given: Any) -> Service:
    """`of`: an organisation, or the name of a new one."""
    party = register.organisation(at, of) if isinstance(of, str) else of
    made = Service(
        organisation_id=party.id, name=name, sort_key=sort_key("", "", name),
        provider_sort_key=party.sort_key, **{"countries": [], **given},
    )  # fmt: skip
    return _kept(at, made)


def supply(at: datetime, upper: Service, lower: Service, **given: Any) -> Supply:
    values = {"purpose": "基盤の提供", "countries": ["JP"], **given}
    return _kept(at, Supply(service_id=upper.id, base_service_id=lower.id, **values))


def line(at: datetime, *services: Service) -> list[Supply]:
    """Each built on the next."""
    return [supply(at, upper, lower) for upper, lower in itertools.pairwise(services)]


_numbers = iter(range(1, 10**9))


def engagement(at: datetime, unit: Unit, of: Service, **given: Any) -> Engagement:
    """In operation, and judged to be outsourcing."""
    title = given.pop("title", "融資審査システムの利用")
    values = {
        "number": f"T-{next(_numbers):06d}", "vendor_id": of.organisation_id, "category": Category.CLOUD,
        "stage": Stage.OPERATION, "outsourcing": OutsourcingJudgement.OUTSOURCING, "data_classes": [],
        "data_countries": [], **given,
    }  # fmt: skip
    made = Engagement(
        title=title, sort_key=sort_key("", "", title), service_id=of.id, unit_id=unit.id, **values
    )
    return _kept(at, made)


def use(at: datetime, which: Engagement, edge: Supply | UUID, **given: Any) -> EngagementSupply:
    supply_id = edge if isinstance(edge, UUID) else edge.id
    values = {"countries": ["JP"], "data_classes": [], **given}
    made = EngagementSupply(engagement_id=which.id, supply_id=supply_id, unit_id=which.unit_id, **values)
    return _kept(at, made)


def granted(at: datetime, which: Engagement, edge: Supply, **given: Any) -> EngagementSupply:
    values = {"state": ConsentState.GRANTED, "applied_on": date(2024, 4, 1), "decided_on": date(2024, 4, 10)}
    return use(at, which, edge, **{**values, **given})
