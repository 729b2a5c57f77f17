"""Reads the chain below an engagement or a service, now or as the log knew it, by a fixed number of statements.

Edges are master data and seen by all staff; whose engagement it is was judged before. The database walks the
edges once (a recursion over ids that ends at circles by itself); levels and ways are made of them in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Row, Select, String, and_, cast, false, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import InstrumentedAttribute

from app.core import past
from app.core.asat import Moment
from app.core.audit import reading
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.model import Entity
from app.register.models import (
    Engagement,
    EngagementSupply,
    Organisation,
    PartyJudgement,
    Service,
    Supply,
)
from app.register.queries.consents_then import uses_of_day, uses_on
from app.register.rules import chain as rules
from app.register.rules.chain import Case, Chain, Judged, Link, Offer, Party, Use

MOST_EDGES = 5_000
# A service below which nothing is recorded takes a row of its own: at most one more than there are edges.
MOST_ROWS = 2 * MOST_EDGES + 2

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


def columns(model: type[Entity], kind: type[Any]) -> list[Any]:
    return [getattr(model, name) for name in rules.names_of(kind)]


LINK, OFFER, PARTY = columns(Supply, Link), columns(Service, Offer), columns(Organisation, Party)
CASE, USE, JUDGED = columns(Engagement, Case), columns(EngagementSupply, Use), columns(PartyJudgement, Judged)


def plain(kind: type[T], record: Any) -> T:
    """A record of the log, or one that is loaded, as the chain knows it."""
    return kind(*(getattr(record, name) for name in rules.names_of(kind)))


@dataclass(frozen=True)
class Known:
    """What may belong to a chain, more than does: edges, what stands at their ends, and whether it was cut."""

    links: list[Link]
    offers: dict[UUID, Offer]
    parties: dict[UUID, Party]
    is_cut: bool


def chain_of(
    ctx: Context,
    engagement: Engagement,
    moment: Moment,
    judged: Iterable[PartyJudgement] | None = None,
    used: Sequence[Use] | None = None,
) -> Chain | None:
    """The chain below an engagement that the actor may see; None if it was not recorded at that moment.
    `judged`, `used`: what was judged of its parties and recorded of its edges by then, where the caller has
    read it already."""
    then = engagement if moment.instant is None else reading.state_at(engagement, moment.instant)
    if then is None:
        return None
    case = plain(Case, then)
    if moment.instant is None:
        known, uses = _known_with_uses(case, moment.on)
    else:
        known = known_below([case.service_id], moment.instant, moment.on, {case.vendor_id})
        uses = _parts(EngagementSupply, Use, USE, engagement, moment.instant) if used is None else []
    if used is None:
        used = _judged_on_day(ctx, engagement, uses, moment)
    judgements = (
        _parts(PartyJudgement, Judged, JUDGED, engagement, moment.instant)
        if judged is None
        else [plain(Judged, row) for row in judged]
    )
    return _of(case, known, used, judgements, moment.on)


def uses_of(ctx: Context, engagement: Engagement, moment: Moment) -> list[Use]:
    """What was recorded of the edges for the engagement, as its chain has it, without the chain."""
    if moment.instant is None and moment.on < day_of(ctx.at):
        return uses_of_day(engagement.id, moment.on)
    uses = _parts(EngagementSupply, Use, USE, engagement, moment.instant)
    return _judged_on_day(ctx, engagement, uses, moment)


def _judged_on_day(ctx: Context, engagement: Engagement, uses: list[Use], moment: Moment) -> list[Use]:
    """What is entered with a day to come counts today."""
    is_over = moment.on < day_of(ctx.at)
    return uses_on(engagement.id, uses, moment.on, moment.instant) if is_over and uses else uses


def _known_with_uses(case: Case, on: date) -> tuple[Known, list[Use]]:
    """Of now: each service reached, who provides it, each edge below it and what is recorded of that edge
    for this engagement, by one statement."""
    reach = _below({case.service_id}, on)
    is_below = (Supply.service_id == reach.c.id) & Supply.merged_into_id.is_(None)
    is_ours = (EngagementSupply.supply_id == Supply.id) & (EngagementSupply.engagement_id == case.id)
    query = (
        select(*OFFER, *PARTY, *LINK, *USE)
        .select_from(reach)
        .join(Service, Service.id == reach.c.id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .outerjoin(Supply, is_below)
        .outerjoin(EngagementSupply, is_ours)
        .limit(MOST_ROWS)
    )
    rows = [_split(row, OFFER, PARTY, LINK, USE) for row in db.session.execute(query)]
    links = sorted((Link(*link) for _, _, link, _ in rows if link), key=lambda link: link.id)
    is_cut = len(links) > MOST_EDGES or len(rows) == MOST_ROWS
    links = links[:MOST_EDGES]
    services = {case.service_id} | {end for link in links for end in (link.service_id, link.base_service_id)}
    offers, parties = _offered_by(rows)
    # The end of an edge that does not hold that day is not reached, yet it is drawn.
    rest = _offered(services - offers.keys(), {case.vendor_id} - parties.keys())
    known = Known(links, {**offers, **rest[0]}, {**parties, **rest[1]}, is_cut)
    return known, [Use(*use) for *_, use in rows if use]


def _split(row: Row[Any], *parts: list[Any]) -> list[tuple[Any, ...] | None]:
    """The parts of a joined row; an outer one that is not there is None."""
    ends = list(accumulate(map(len, parts)))
    found = [tuple(row[end - len(part) : end]) for part, end in zip(parts, ends, strict=True)]
    return [values if values[0] is not None else None for values in found]


def _offered_by(rows: Iterable[Sequence[Any]]) -> tuple[dict[UUID, Offer], dict[UUID, Party]]:
    offers = {offer[0]: Offer(*offer) for offer, *_ in rows}
    return offers, {party[0]: Party(*party) for _, party, *_ in rows}


def _of(case: Case, known: Known, uses: Iterable[Use], judgements: Iterable[Judged], on: date) -> Chain:
    by_supply = {use.supply_id: use for use in uses}
    bare = rules.put_together(case.service_id, known.links, known.offers, known.parties, by_supply, on)
    return replace(
        bare,
        case=case,
        vendor=known.parties.get(case.vendor_id),
        judgements={judged.organisation_id: judged for judged in judgements},
        is_cut=known.is_cut,
    )


def service_chain(ctx: Context, service: Service, moment: Moment) -> Chain | None:
    """The same below a service, for every customer alike."""
    known = known_below([service.id], moment.instant, moment.on)
    if service.id not in known.offers:
        return None
    bare = rules.put_together(service.id, known.links, known.offers, known.parties, {}, moment.on)
    return replace(bare, is_cut=known.is_cut)


def chains_of(cases: Sequence[Case], on: date) -> Iterator[Chain]:
    """The chains of many engagements, read together."""
    vendors = {case.vendor_id for case in cases}
    known = known_below({case.service_id for case in cases}, None, on, vendors, most=None)
    ids = [case.id for case in cases]
    uses = _by_engagement(Use, select(*USE).where(EngagementSupply.engagement_id.in_(ids)))
    judged = _by_engagement(Judged, select(*JUDGED).where(PartyJudgement.engagement_id.in_(ids)))
    below: dict[UUID, list[Link]] = {}
    for link in known.links:
        below.setdefault(link.service_id, []).append(link)
    for case in cases:
        mine = replace(known, links=_reached(case.service_id, below))
        yield _of(case, mine, uses.get(case.id, ()), judged.get(case.id, ()), on)


def _reached(start: UUID, below: dict[UUID, list[Link]]) -> list[Link]:
    found, waiting, seen = [], [start], {start}
    while waiting:
        for link in below.get(waiting.pop(), ()):
            found.append(link)
            if link.base_service_id not in seen:
                seen.add(link.base_service_id)
                waiting.append(link.base_service_id)
    return found


def _by_engagement(kind: type[Any], query: Select[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in db.session.execute(query):
        found.setdefault(row.engagement_id, []).append(kind(*row))
    return found


def _parts(
    model: type[E], kind: type[T], selected: list[Any], engagement: Engagement, instant: datetime | None
) -> list[T]:
    """What was recorded of the engagement's own, those parts among it that went since."""
    mine: Any = getattr(model, "engagement_id") == engagement.id  # noqa: B009 - both models have it
    if instant is None:
        return [kind(*row) for row in db.session.execute(select(*selected).where(mine))]
    present = db.session.scalars(select(model).where(mine)).all()
    then = past.parts_at(model, engagement, present, instant, lambda part_id: model(id=part_id))
    return [plain(kind, part) for part in then]


# --- edges and their ends ------------------------------------------------------------------


def known_below(
    starts: Iterable[UUID],
    instant: datetime | None,
    on: date,
    others: Iterable[UUID] = (),
    most: int | None = MOST_EDGES,
) -> Known:
    """Every edge below some services; `others` are organisations that belong to it without an edge."""
    changed = changed_links(instant) if instant is not None else {}
    began = set(starts)
    extra = {link.base_service_id for link in changed.values() if link is not None}
    links, is_cut = _links(_below(began | extra, on), Supply.service_id, changed, most)
    services = began | {end for link in links for end in (link.service_id, link.base_service_id)}
    if instant is None:
        return Known(links, *_offered(services, set(others)), is_cut)
    offers = _named(Service, Offer, OFFER, services, instant)
    parties = {offer.organisation_id for offer in offers.values()} | set(others)
    return Known(links, offers, _named(Organisation, Party, PARTY, parties, instant), is_cut)


def _offered(services: set[UUID], others: set[UUID]) -> tuple[dict[UUID, Offer], dict[UUID, Party]]:
    """Services with those who provide them by one statement; another only for who provides none of them."""
    offers: dict[UUID, Offer] = {}
    parties: dict[UUID, Party] = {}
    if services:
        both = select(*OFFER, *PARTY).join(Organisation, Organisation.id == Service.organisation_id)
        rows = db.session.execute(both.where(Service.id.in_(services)))
        offers, parties = _offered_by([_split(row, OFFER, PARTY) for row in rows])
    left = others - parties.keys()
    return offers, {**parties, **(_named(Organisation, Party, PARTY, left, None) if left else {})}


def _below(starts: set[UUID], on: date) -> CTE:
    return reach_of(starts, Supply.service_id, Supply.base_service_id, holding(on))


def above(starts: Iterable[UUID] | Select[UUID], on: date) -> CTE:
    return reach_of(starts, Supply.base_service_id, Supply.service_id, holding(on))


def reach_of(
    starts: Iterable[UUID] | Select[UUID],
    here: InstrumentedAttribute[UUID],
    there: InstrumentedAttribute[UUID],
    conditions: Iterable[ColumnElement[bool]],
) -> CTE:
    """Ids of the services reached from `here` to `there`. UNION drops what is known already: that is what
    ends a circle. SQLite reads every edge there is to build a filter where a condition stands on the edge
    alone; bound to the row it came from, it looks up those of that service (0.2 ms instead of 90)."""
    wanted = starts if isinstance(starts, Select) else set(starts)
    start = select(Service.id.label("id")).where(Service.id.in_(wanted))
    reach = start.cte("reach", recursive=True)
    holds = when((reach.c.id.is_not(None), and_(*conditions)), else_=false())
    return reach.union(select(there).join(reach, here == reach.c.id).where(holds))


def holding(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Supply.merged_into_id.is_(None),
        or_(Supply.from_on.is_(None), Supply.from_on <= on),
        or_(Supply.to_on.is_(None), Supply.to_on >= on),
    )


def _links(
    reach: CTE, end: Any, changed: dict[UUID, Link | None], most: int | None
) -> tuple[list[Link], bool]:
    query = (
        select(*LINK)
        .where(end.in_(select(reach.c.id)), Supply.merged_into_id.is_(None))
        .limit(most + 1 if most else None)
    )
    rows = [Link(*row) for row in db.session.execute(query)]
    is_cut = most is not None and len(rows) > most
    same = [link for link in rows[:most] if link.id not in changed]
    then = [link for link in changed.values() if link is not None]
    # Most edges have lain as they lie since they were entered; in one order whatever the database does.
    return sorted([*same, *then], key=lambda link: link.id), is_cut


def links_above(reach: CTE, changed: dict[UUID, Link | None], most: int) -> tuple[list[Link], bool]:
    return _links(reach, Supply.base_service_id, changed, most)


class Edge(NamedTuple):
    """What a walk needs of a supply; ids as `bare` gives them."""

    id: str
    service: str
    base: str


def bare(column: InstrumentedAttribute[UUID]) -> ColumnElement[str]:
    """An id as the database writes it: to wrap thousands of them costs more than to read and to walk them (25 of
    70 ms for 4,000 edges). Each database has its own writing: such ids are compared among themselves alone."""
    return cast(column, String)


def edges_above(reach: CTE, on: date, most: int) -> list[Edge]:
    """Those that hold on that day and lead to what is reached, in no order: for who counts along them."""
    columns = (bare(column) for column in (Supply.id, Supply.service_id, Supply.base_service_id))
    query = select(*columns).where(Supply.base_service_id.in_(select(reach.c.id)), *holding(on)).limit(most)
    return [Edge._make(row) for row in db.session.execute(query)]


def changed_links(instant: datetime) -> dict[UUID, Link | None]:
    """Edges that changed after the instant as they were at it; None for those not recorded yet."""
    present = db.session.scalars(select(Supply).where(past.changed_since(Supply, instant))).all()
    then = reading.states_at(Supply, present, instant, all_rows=True) if present else {}
    then = {row_id: state for row_id, state in then.items() if state.merged_into_id is None}
    return {row.id: plain(Link, then[row.id]) if row.id in then else None for row in present}


def _named(
    model: type[E], kind: type[T], selected: list[Any], ids: Iterable[UUID], instant: datetime | None
) -> dict[UUID, T]:
    wanted = set(ids)
    if instant is None:
        rows = db.session.execute(select(*selected).where(model.id.in_(wanted)))
        return {row.id: kind(*row) for row in rows}
    present = db.session.scalars(select(model).where(model.id.in_(wanted))).all()
    then = reading.states_at(model, present, instant) if present else {}
    return {row_id: plain(kind, state) for row_id, state in then.items()}


def offers_of(ids: Iterable[UUID], instant: datetime | None) -> dict[UUID, Offer]:
    return _named(Service, Offer, OFFER, ids, instant)


def parties_of(ids: Iterable[UUID], instant: datetime | None) -> dict[UUID, Party]:
    return _named(Organisation, Party, PARTY, ids, instant)
