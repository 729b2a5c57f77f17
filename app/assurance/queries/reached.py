"""How many engagements reach each of many reports: a few statements for a page of a list, however long the chains.

The page of one report tells the same by name (`scope.engagements_reaching`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.assurance.models import ReportService
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import Engagement, EngagementSupply
from app.register.queries import chain
from app.register.queries.dependents import MOST_EDGES
from app.register.queries.engagements import visible_to
from app.register.rules import graphs
from app.register.rules.chain import Link
from app.register.rules.engagements import OVER


def counts_of(ctx: Context, report_ids: Iterable[UUID]) -> dict[UUID, int]:
    """By report the engagements that rest on it and that the actor may see; a report that none reaches has 0."""
    scopes = _scopes(set(report_ids))
    links = _links_above(ctx, {one for scope in scopes.values() for one in scope})
    arrows = _upwards(links)
    above = {key: set(graphs.distances(scope, arrows)) for key, scope in scopes.items()}
    known = _Uses.of(ctx, {one for services in above.values() for one in services})
    return {key: known.count(services, scopes[key], links) for key, services in above.items()}


def _scopes(report_ids: set[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {key: set() for key in report_ids}
    query = select(ReportService.report_id, ReportService.service_id)
    for row in db.session.execute(query.where(ReportService.report_id.in_(report_ids))):
        found[row.report_id].add(row.service_id)
    return found


def _links_above(ctx: Context, targets: set[UUID]) -> list[Link]:
    if not targets:
        return []
    day = day_of(ctx.at)
    links, _is_cut = chain.links_above(chain.above(targets, day), {}, MOST_EDGES)
    return [link for link in links if link.holds(day)]


def _upwards(links: Iterable[Link]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for link in links:
        found.setdefault(link.base_service_id, []).append(link.service_id)
    return found


@dataclass(frozen=True)
class _Uses:
    """Engagements by the service that they use. Those that leave something out of its chain are few, and are walked
    one by one: what they leave out may be their only way."""

    plain: Mapping[UUID, int]
    choosy: Mapping[UUID, tuple[UUID, frozenset[UUID]]]

    @classmethod
    def of(cls, ctx: Context, services: set[UUID]) -> _Uses:
        if not services:
            return cls({}, {})
        mine = visible_to(ctx).where(Engagement.service_id.in_(services), Engagement.stage.not_in(OVER))
        each = db.session.execute(
            mine.with_only_columns(Engagement.service_id, func.count()).group_by(Engagement.service_id)
        )
        plain = Counter({row[0]: row[1] for row in each})
        left_out = mine.with_only_columns(
            Engagement.id, Engagement.service_id, EngagementSupply.supply_id
        ).join(EngagementSupply, EngagementSupply.engagement_id == Engagement.id)
        choosy: dict[UUID, tuple[UUID, frozenset[UUID]]] = {}
        for engagement_id, service_id, supply_id in db.session.execute(
            left_out.where(EngagementSupply.is_unused)
        ):
            _service, before = choosy.get(engagement_id, (service_id, frozenset()))
            choosy[engagement_id] = (service_id, before | {supply_id})
        plain.subtract(service_id for service_id, _supplies in choosy.values())
        return cls(plain, choosy)

    def count(self, services: set[UUID], targets: set[UUID], links: Sequence[Link]) -> int:
        found = sum(self.plain.get(service_id, 0) for service_id in services)
        for service_id, left_out in self.choosy.values():
            if service_id in services:
                used = _upwards(link for link in links if link.id not in left_out)
                found += service_id in graphs.distances(targets, used)
        return found
