"""Which services a report covers, who of us reaches them, and who stands beneath them in the recorded chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.assurance.models import AssuranceReport, ReportService
from app.assurance.queries import reports
from app.assurance.queries.reports import Standing
from app.assurance.rules.subservices import Beneath
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import Organisation, Service
from app.register.queries import chain, dependents
from app.register.queries.dependents import Upward
from app.register.rules.chain import Offer, Party


def scope_rows(report: AssuranceReport) -> Sequence[ReportService]:
    query = select(ReportService).where(ReportService.report_id == report.id)
    return db.session.scalars(query.order_by(ReportService.id)).all()


def service_ids(report: AssuranceReport) -> list[UUID]:
    return [row.service_id for row in scope_rows(report)]


def services_of(report: AssuranceReport) -> Sequence[Any]:
    """id, name, provider, provider_id and note of each service in scope."""
    query = (
        select(
            Service.id, Service.name, Organisation.id.label("provider_id"), Organisation.name.label("provider"),
            ReportService.note,
        )
        .join(ReportService, ReportService.service_id == Service.id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(ReportService.report_id == report.id)
    )  # fmt: skip
    return db.session.execute(query.order_by(Service.sort_key, Service.id)).all()


def engagements_reaching(ctx: Context, services: Iterable[UUID]) -> Upward:
    """Every engagement that rests on one of them by what it uses; those the actor may not see are counted."""
    return dependents.upward_of_services(ctx, services, Moment(None, day_of(ctx.at)))


def providers_of(service_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    query = select(Service.id, Service.organisation_id).where(Service.id.in_(set(service_ids)))
    return {row.id: row.organisation_id for row in db.session.execute(query)}


# --- what stands beneath -------------------------------------------------------------------------


@dataclass(frozen=True)
class Below:
    """`groups`: organisation → root of its group; `reports`: by the id of an organisation those of its services."""

    beneath: list[Beneath]
    offers: Mapping[UUID, Offer]
    parties: Mapping[UUID, Party]
    groups: Mapping[UUID, UUID]
    reports: Mapping[UUID, list[Standing]]


def below(ctx: Context, report: AssuranceReport, named: Iterable[UUID], services: Iterable[UUID]) -> Below:
    """Whoever provides a service beneath one in scope and belongs to another group than whom the report is about."""
    known = chain.known_below(services, None, day_of(ctx.at))
    held = {link.base_service_id for link in known.links if link.holds(day_of(ctx.at))}
    by_party: dict[UUID, list[UUID]] = {}
    for service_id in sorted(held & known.offers.keys(), key=lambda one: known.offers[one].name):
        by_party.setdefault(known.offers[service_id].organisation_id, []).append(service_id)
    named_ids = set(named)
    groups = roots_of({report.organisation_id, *by_party, *named_ids})
    own = groups.get(report.organisation_id)
    found = [
        Beneath(organisation_id, tuple(ids))
        for organisation_id, ids in by_party.items()
        if groups.get(organisation_id, organisation_id) != own
    ]
    found.sort(key=lambda one: known.parties[one.organisation_id].name)
    return Below(found, known.offers, known.parties, groups, _own_reports(ctx, found, named_ids))


def _own_reports(ctx: Context, found: Iterable[Beneath], named: set[UUID]) -> dict[UUID, list[Standing]]:
    """What they have themselves: about a service that stands in the chain, or about them by name."""
    beneath = list(found)
    of_services = reports.reports_of_services(ctx, {one for row in beneath for one in row.service_ids})
    held: dict[UUID, list[Standing]] = {}
    for row in beneath:
        mine = [one for one in of_services if set(one.service_ids) & set(row.service_ids)]
        held[row.organisation_id] = mine
    for standing in reports.reports_of_organisations(ctx, named - held.keys()):
        held.setdefault(standing.report.organisation_id, []).append(standing)
    return held


def roots_of(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """By the id of each organisation the root of its group, for any number of them by one statement."""
    start = select(
        Organisation.id.label("start"), Organisation.id.label("id"), Organisation.parent_id.label("parent_id")
    ).where(Organisation.id.in_(set(ids)))
    up = start.cte("up", recursive=True)
    higher = select(up.c.start, Organisation.id, Organisation.parent_id).join(
        up, Organisation.id == up.c.parent_id
    )
    up = up.union(higher)
    rows = db.session.execute(select(up.c.start, up.c.id).where(up.c.parent_id.is_(None)))
    return {row.start: row.id for row in rows}
