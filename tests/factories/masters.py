"""Services, supplies and screenings through their own services, as if somebody had entered them before the test."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from app.core.db import db
from app.register.models import Organisation, Screening, ScreeningResult, Service, Supply
from app.register.rules.services import ServiceFacts
from app.register.rules.supplies import SupplyFacts
from app.register.services import organisations, services, supplies
from tests.factories import register
from tests.factories.identity import context


def service(at: datetime, of: Organisation | str, name: str = "クラウド基盤", **given: Any) -> Service:
    """`of`: an organisation, or the name of a new one. Committed, so that the log knows it."""
    party = register.organisation(at, of) if isinstance(of, str) else of
    facts = ServiceFacts(organisation_id=party.id, name=name, **given)
    made = services.add_service(context(at), facts, is_confirmed=True)
    db.session.commit()
    return made


def service_edited(at: datetime, which: Service, **changed: Any) -> Service:
    kept = {field.name: getattr(which, field.name) for field in fields(ServiceFacts)}
    services.edit_service(
        context(at), which, ServiceFacts(**{**kept, **changed}), version=which.version, is_confirmed=True
    )
    db.session.commit()
    return which


def placeholder(at: datetime, of: Organisation) -> Service:
    made = services.placeholder_of(context(at), of)
    db.session.commit()
    return made


def supply(at: datetime, upper: Service, lower: Service, **given: Any) -> Supply:
    facts = SupplyFacts(service_id=upper.id, base_service_id=lower.id, **given)
    made = supplies.add_supply(context(at), facts, is_confirmed=True)
    db.session.commit()
    return made


def screening(at: datetime, of: Organisation, on: date, result: ScreeningResult, note: str = "") -> Screening:
    made = organisations.record_screening(context(at), of, checked_on=on, result=result, note=note)
    db.session.commit()
    return made
