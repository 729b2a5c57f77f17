"""Assurance reports through their own services, as if somebody had recorded them before the test."""

from datetime import date, datetime
from typing import Any

from app.assurance.models import AssuranceReport, Opinion, ReportKind, SocType
from app.assurance.rules.reports import ReportFacts
from app.assurance.services import reports as services
from app.core.context import Context
from app.core.db import db
from app.register.models import Organisation, Service
from tests.factories import masters
from tests.factories import register as parties


def soc2(provider: Organisation, **given: Any) -> ReportFacts:
    values = {
        "kind": ReportKind.SOC2, "title": "Azure SOC 2 Type 2", "soc_type": SocType.TYPE2,
        "period_from_on": date(2025, 10, 1), "period_to_on": date(2026, 9, 30), "criteria": ("security",),
        "issued_on": date(2026, 11, 10), "opinion": Opinion.UNQUALIFIED, "auditor": "監査法人いろは", **given,
    }  # fmt: skip
    return ReportFacts(organisation_id=provider.id, **values)


def certificate(provider: Organisation, **given: Any) -> ReportFacts:
    values = {
        "kind": ReportKind.ISO27001, "title": "ISO/IEC 27001 認証", "registration": "IS 123456",
        "issued_on": date(2024, 4, 1), "expires_on": date(2027, 3, 31), **given,
    }  # fmt: skip
    return ReportFacts(organisation_id=provider.id, **values)


def recorded(ctx: Context, facts: ReportFacts, *scope: Service, **given: Any) -> AssuranceReport:
    """Committed, so that the log knows it."""
    made = services.add_report(ctx, facts, [service.id for service in scope], **given)
    db.session.commit()
    return made


def cloud(
    at: datetime, provider: str = "日本マイクロソフト株式会社", name: str = "Microsoft Azure"
) -> Service:
    party = parties.organisation(at, provider)
    return masters.service(at, party, name)
