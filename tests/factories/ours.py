"""Contacts, information systems and business functions, as if somebody had entered them before the test."""

from datetime import datetime
from typing import Any

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.identity.models import Unit
from app.register.models import (
    BusinessFunction,
    Category,
    Contact,
    ContactRole,
    Engagement,
    InformationSystem,
    Organisation,
    Service,
    Stage,
)
from app.register.rules.contacts import ContactFacts
from app.register.rules.functions import FunctionFacts
from app.register.rules.systems import SystemFacts
from app.register.services import contacts, functions, systems
from tests.factories.identity import Made, context


def contact(
    at: datetime, of: Organisation, name: str = "青木 一郎", *, ctx: Context | None = None, **given: Any
) -> Contact:
    """Committed, so that the log knows it."""
    facts = {"role": ContactRole.INCIDENT, "phone": "06-9999-0000", **given}
    made = contacts.add_contact(ctx or context(at), ContactFacts(organisation_id=of.id, name=name, **facts))
    db.session.commit()
    return made


def system(
    at: datetime, number: str = "S-001", name: str = "勘定系システム", **given: Any
) -> InformationSystem:
    made = systems.add_system(context(at), SystemFacts(ledger_number=number, name=name, **given))
    db.session.commit()
    return made


def function(at: datetime, name: str = "振込", **given: Any) -> BusinessFunction:
    made = functions.add_function(context(at), FunctionFacts(name=name, **given), is_confirmed=True)
    db.session.commit()
    return made


def engagement(
    at: datetime, vendor: Organisation, unit: Unit, number: str = "E-1", **given: Any
) -> Engagement:
    """Of a service of the vendor, as its own unit would have recorded it."""
    service = Service(
        organisation_id=vendor.id, name=f"{number} のサービス", sort_key=number, provider_sort_key=vendor.sort_key,
        countries=[],
    )  # fmt: skip
    made = Engagement(
        number=number, title=f"{number} の案件", sort_key=number, service_id=service.id, vendor_id=vendor.id,
        vendor_sort_key=vendor.sort_key, unit_id=unit.id,
        **{"category": Category.CLOUD, "stage": Stage.OPERATION, "data_classes": [], "data_countries": [], **given},
    )  # fmt: skip
    for row in (service, made):
        db.session.add(row)
        audit.record(context(at), Made.FOR_TEST, row)
        db.session.flush()
    db.session.commit()
    return made
