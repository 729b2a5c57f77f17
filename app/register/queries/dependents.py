"""Who of us depends on an organisation, and by which way: the chain read upwards.

Engagements of units that the actor may not see are counted and not named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.core import past
from app.core.asat import Moment
from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement, EngagementSupply, Organisation, Service
from app.register.queries import chain as queries
from app.register.queries import engagements as engagement_queries
from app.register.rules import chain as rules
from app.register.rules import dependents
from app.register.rules.chain import Case, Link, Offer, Party
from app.register.rules.dependents import Dependent

MOST_EDGES = 20_000
DEEPEST_GROUP = 50


@dataclass(frozen=True)
class Upward:
    """`targets` are the services of the organisation (or of its group) that the ways end at."""

    organisations: frozenset[UUID]
    targets: frozenset[UUID]
    links: Sequence[Link]
    offers: Mapping[UUID, Offer]
    parties: Mapping[UUID, Party]
    found: Sequence[Dependent] = ()
    hidden: int = 0
    is_cut: bool = False
    own: Mapping[UUID, list[Offer]] = field(default_factory=dict)


def upward_of(
    ctx: Context, organisation: Organisation, moment: Moment, *, with_group: bool = False
) -> Upward:
    members = group_of(organisation) if with_group else frozenset({organisation.id})
    return _upward(ctx, members, _services_of(members, moment.instant), moment)


def upward_of_services(ctx: Context, service_ids: Iterable[UUID], moment: Moment) -> Upward:
    """The same for some services, whoever provides them: a contract with the provider alone is no way to them."""
    return _upward(ctx, frozenset(), set(service_ids), moment)


def _upward(ctx: Context, members: frozenset[UUID], targets: set[UUID], moment: Moment) -> Upward:
    changed = queries.changed_links(moment.instant) if moment.instant is not None else {}
    starts = targets | {link.service_id for link in changed.values() if link is not None}
    reach = queries.above(starts, moment.on)
    links, is_cut = queries.links_above(reach, changed, MOST_EDGES)
    held = [link for link in links if link.holds(moment.on)]
    lines = dependents.above(targets, held)
    services = targets | {link.service_id for link in lines}
    cases = _cases(services, members, moment.instant)
    uses = _unused(cases, moment.instant)
    all_found = dependents.of(cases, lines, targets, members, uses)
    visible = _visible(ctx, [dependent.case.id for dependent in all_found])
    found = [dependent for dependent in all_found if dependent.case.id in visible]
    offers = queries.offers_of(services, moment.instant)
    wanted = {offer.organisation_id for offer in offers.values()} | {d.case.vendor_id for d in found}
    parties = queries.parties_of(wanted | members, moment.instant)
    hidden = len(all_found) - len(found)
    return Upward(members, frozenset(targets), lines, offers, parties, found, hidden, is_cut)


def group_of(organisation: Organisation) -> frozenset[UUID]:
    """Every member of its group: up to the root, and all below that."""
    up = select(Organisation.id, Organisation.parent_id).where(Organisation.id == organisation.id)
    above = up.cte("above", recursive=True)
    higher = select(Organisation.id, Organisation.parent_id).join(above, Organisation.id == above.c.parent_id)
    above = above.union(higher)
    members = select(above.c.id).where(above.c.parent_id.is_(None)).cte("members", recursive=True)
    lower = select(Organisation.id).join(members, Organisation.parent_id == members.c.id)
    found = db.session.scalars(select(members.union(lower).c.id)).all()
    return frozenset({organisation.id, *found})


def _services_of(organisations: Iterable[UUID], instant: datetime | None) -> set[UUID]:
    mine = Service.organisation_id.in_(organisations)
    if instant is None:
        return set(db.session.scalars(select(Service.id).where(mine)))
    present = db.session.scalars(select(Service).where(mine | past.changed_since(Service, instant))).all()
    then = reading.states_at(Service, present, instant) if present else {}
    return {row_id for row_id, state in then.items() if state.organisation_id in organisations}


def _cases(services: set[UUID], vendors: Iterable[UUID], instant: datetime | None) -> list[Case]:
    mine = or_(Engagement.service_id.in_(services), Engagement.vendor_id.in_(vendors))
    if instant is None:
        rows = db.session.execute(select(*queries.CASE).where(mine, Engagement.stage.not_in(rules.OVER)))
        return [Case(*row) for row in rows]
    present = db.session.scalars(
        select(Engagement).where(mine | past.changed_since(Engagement, instant))
    ).all()
    then = reading.states_at(Engagement, present, instant) if present else {}
    found = [queries.plain(Case, state) for state in then.values()]
    return [
        case
        for case in found
        if not case.is_over and (case.service_id in services or case.vendor_id in vendors)
    ]


def _unused(cases: Sequence[Case], instant: datetime | None) -> dict[UUID, set[UUID]]:
    """Engagement → supplies that it does not use."""
    ids = {case.id for case in cases}
    if instant is None:
        query = select(EngagementSupply.engagement_id, EngagementSupply.supply_id)
        rows: Iterable[Any] = db.session.execute(
            query.where(EngagementSupply.is_unused, EngagementSupply.engagement_id.in_(ids))
        )
    else:
        present = db.session.scalars(
            select(EngagementSupply).where(EngagementSupply.engagement_id.in_(ids))
        ).all()
        then = reading.states_at(EngagementSupply, present, instant) if present else {}
        rows = [(use.engagement_id, use.supply_id) for use in then.values() if use.is_unused]
    found: dict[UUID, set[UUID]] = {}
    for engagement_id, supply_id in rows:
        found.setdefault(engagement_id, set()).add(supply_id)
    return found


def _visible(ctx: Context, ids: list[UUID]) -> set[UUID]:
    """Access is judged on the present row, whatever moment is shown."""
    query = engagement_queries.visible_to(ctx).with_only_columns(Engagement.id)
    return set(db.session.scalars(query.where(Engagement.id.in_(ids)))) if ids else set()
