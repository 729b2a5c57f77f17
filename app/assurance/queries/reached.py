"""How many engagements reach each of many reports: a few statements for a page of a list, however long the chains.

The page of one report tells the same by name (`scope.engagements_reaching`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CTE, Select, and_, case, func, select

from app.assurance.models import ReportService
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import Engagement, EngagementSupply
from app.register.queries import chain
from app.register.queries.chain import Edge
from app.register.queries.dependents import MOST_EDGES
from app.register.queries.engagements import visible_to
from app.register.rules import graphs
from app.register.rules.engagements import OVER


def counts_of(ctx: Context, report_ids: Iterable[UUID]) -> dict[UUID, int]:
    """By report the engagements that rest on it and that the actor may see; a report that none reaches has 0. What
    has no service in its scope is left out: it cannot be reached."""
    wanted = set(report_ids)
    scopes = _scopes(wanted)
    reach = chain.above(_services_of(wanted), day_of(ctx.at))
    edges = chain.edges_above(reach, day_of(ctx.at), MOST_EDGES)
    upwards = graphs.arrows_from((edge.base, edge.service) for edge in edges)
    above = {scope: [*graphs.distances(scope, upwards)] for scope in {*scopes.values()}}
    uses = _uses_of(ctx, reach)
    bases = [{*reached} for reached in _walked(uses.choosy, edges)]
    return {
        key: sum(uses.plain.get(one, 0) for one in above[scope])
        + sum(not scope.isdisjoint(reached) for reached in bases)
        for key, scope in scopes.items()
        if scope
    }


def _scopes(report_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = {key: set() for key in report_ids}
    query = select(ReportService.report_id, chain.bare(ReportService.service_id))
    for report_id, service in db.session.execute(query.where(ReportService.report_id.in_(report_ids))):
        found[report_id].add(service)
    return {key: frozenset(services) for key, services in found.items()}


def _services_of(report_ids: Collection[UUID]) -> Select[UUID]:
    return select(ReportService.service_id).where(ReportService.report_id.in_(report_ids))


@dataclass(frozen=True)
class _Choosy:
    """An engagement that leaves something out of its chain, which may have been its only way to a report."""

    service: str
    left_out: Collection[str]


@dataclass(frozen=True)
class _Uses:
    """How many engagements use a service with all of its chain; and those that do not use all, one by one."""

    plain: Mapping[str, int]
    choosy: Sequence[_Choosy]


def _uses_of(ctx: Context, reach: CTE) -> _Uses:
    """By one statement: a row for each service with the engagements that leave nothing out, and one for each edge
    that one of the others leaves out."""
    unused = EngagementSupply.supply_id
    choosy = case((unused.is_not(None), chain.bare(Engagement.id)), else_="")
    columns = (chain.bare(Engagement.service_id), choosy, chain.bare(unused))
    is_left_out = and_(EngagementSupply.engagement_id == Engagement.id, EngagementSupply.is_unused)
    query = (
        visible_to(ctx)
        .with_only_columns(*columns, func.count())
        .outerjoin(EngagementSupply, is_left_out)
        .where(Engagement.service_id.in_(select(reach.c.id)), Engagement.stage.not_in(OVER))
        .group_by(*columns)
    )
    plain: dict[str, int] = {}
    left_out: dict[tuple[str, str], set[str]] = {}
    for service, engagement, edge, count in db.session.execute(query):
        if edge is None:
            plain[service] = count
        else:
            left_out.setdefault((engagement, service), set()).add(edge)
    return _Uses(plain, [_Choosy(service, edges) for (_, service), edges in left_out.items()])


def _walked(choosy: Sequence[_Choosy], edges: Sequence[Edge]) -> Iterable[Collection[str]]:
    """What each of them reaches in its own way; walked once for all reports."""
    if not choosy:
        return
    below: dict[str, list[Edge]] = {}
    for edge in edges:
        below.setdefault(edge.service, []).append(edge)
    arrows = {service: [edge.base for edge in lower] for service, lower in below.items()}
    starts = {edge.id: edge.service for edge in edges}
    for one in choosy:
        touched = {starts[edge] for edge in one.left_out if edge in starts}
        own = {
            service: [edge.base for edge in below[service] if edge.id not in one.left_out]
            for service in touched
        }
        yield graphs.distances([one.service], arrows | own)
