"""Engagements with what the tier rule and the gates read of them."""

from datetime import date, datetime
from typing import Any

from app.core import audit
from app.core.db import db
from app.identity.models import Unit
from app.register.models import (
    Access,
    BusinessFunction,
    Connection,
    Engagement,
    EngagementFunction,
    EngagementSystem,
    Screening,
    ScreeningResult,
    Service,
    Stage,
    Substitutability,
    Supply,
    SystemGrade,
)
from app.register.services import tiering
from app.work.services import Ringi
from tests.factories import ours, register
from tests.factories.identity import Made, context

# Everything recorded, nothing grave: the mildest tier.
PLAIN: dict[str, Any] = {
    "has_personal_data": False, "has_sensitive_data": False, "has_special_care_data": False,
    "data_classes": ["internal"], "data_countries": ["JP"], "access": Access.VIEW, "connection": Connection.INTERNET,
    "substitutability": Substitutability.EASY, "annual_amount": 1_000_000,
}  # fmt: skip


def engagement(at: datetime, unit: Unit, number: str = "E-1", **given: Any) -> Engagement:
    """With an ordinary function and an ordinary system: nothing is unknown. Its tier is computed as an act would."""
    vendor = register.organisation(at, f"株式会社みどり計算 {number}")
    function = ours.function(at, f"業務 {number}")
    made = ours.engagement(at, vendor, unit, number, **{**PLAIN, **given})
    tie(at, made, function)
    system = ours.system(at, f"S-{number}", f"システム {number}", grade=SystemGrade.ORDINARY)
    link = EngagementSystem(engagement_id=made.id, system_id=system.id)
    db.session.add(link)
    audit.record(context(at), Made.FOR_TEST, link)
    tiering.recompute(context(at), made)
    db.session.commit()
    return made


def tie(at: datetime, engagement: Engagement, function: BusinessFunction) -> None:
    link = EngagementFunction(engagement_id=engagement.id, function_id=function.id)
    db.session.add(link)
    audit.record(context(at), Made.FOR_TEST, link)
    db.session.commit()


def changed(at: datetime, engagement: Engagement, **given: Any) -> Engagement:
    """As an edit does it: the facts, then the tier."""
    for name, value in given.items():
        setattr(engagement, name, value)
    audit.record(context(at), Made.FOR_TEST, engagement)
    tiering.recompute(context(at), engagement)
    db.session.commit()
    return engagement


def at_stage(at: datetime, engagement: Engagement, stage: Stage) -> Engagement:
    return changed(at, engagement, stage=stage)


def screening(
    at: datetime, engagement: Engagement, on: date, result: ScreeningResult = ScreeningResult.CLEAR
) -> None:
    made = Screening(organisation_id=engagement.vendor_id, checked_on=on, result=result)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    db.session.commit()


def ringi(on: date, number: str = "稟議-1") -> Ringi:
    return Ringi(number=number, title="委託の件", decider="試験 花子", decider_title="部長", decided_on=on)


def passed_on(at: datetime, engagement: Engagement) -> None:
    """The service is built on one of another organisation."""
    below = register.organisation(at, f"株式会社下請 {engagement.number}")
    base = Service(
        organisation_id=below.id, name="下請の作業", sort_key="シタウケ", provider_sort_key=below.sort_key, countries=[]
    )  # fmt: skip
    edge = Supply(service_id=engagement.service_id, base_service_id=base.id, countries=[])
    for row in (base, edge):
        db.session.add(row)
        audit.record(context(at), Made.FOR_TEST, row)
        db.session.flush()
    db.session.commit()
