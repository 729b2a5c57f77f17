"""Everything that points at an organisation which was recorded twice, whoever may see it: a merge keeps all links."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.core.db import db
from app.identity.models import Unit, User
from app.register.models import (
    Contact,
    Engagement,
    EngagementSupply,
    Organisation,
    OrganisationCode,
    PartyJudgement,
    Screening,
    Service,
    Supply,
)
from app.register.rules.merging import EdgePlan, plan_edges
from app.work.models import Approval, Document, Finding, Task

# What simply follows to the organisation that stays: the column that points at it. Packages above add theirs
# with `follow`. A test holds this list beside the schema, so that a later table cannot be forgotten.
FOLLOWING: list[tuple[type[Any], str]] = [
    (Engagement, "vendor_id"),
    (Contact, "organisation_id"),
    (OrganisationCode, "organisation_id"),
    (Screening, "organisation_id"),
    (Organisation, "parent_id"),
    (Organisation, "merged_into_id"),
    (Unit, "organisation_id"),
    (User, "organisation_id"),
]


# The same for services that become one.
FOLLOWING_SERVICES: list[tuple[type[Any], str]] = [(Engagement, "service_id")]
# The same for what is recorded of an edge for an engagement, where two of them become one.
FOLLOWING_USES: list[tuple[type[Any], str]] = []
# What may speak against it in a package above: each raises DomainError.
CHECKS: list[Callable[[Organisation, Organisation], None]] = []


# Of these a record names a service once: a row that would stand there twice goes. By table, the column that tells
# which record.
ONCE_IN: dict[str, str] = {}


def follow_service(model: type[Any], column: str, *, once_in: str = "") -> None:
    if (model, column) not in FOLLOWING_SERVICES:
        FOLLOWING_SERVICES.append((model, column))
    if once_in:
        ONCE_IN[model.__tablename__] = once_in


def follow_use(model: type[Any], column: str) -> None:
    if (model, column) not in FOLLOWING_USES:
        FOLLOWING_USES.append((model, column))


def answered_by(use: EngagementSupply) -> list[tuple[Any, str]]:
    """Rows of packages above that point at it, each with its column."""
    return [
        (row, name) for model, name in FOLLOWING_USES for row in _where(model, getattr(model, name), [use.id])
    ]


def follow(model: type[Any], column: str) -> None:
    """Rows of a package above that point at an organisation."""
    if (model, column) not in FOLLOWING:
        FOLLOWING.append((model, column))


@dataclass
class Plan:
    """What a merge does, known before it is done: the page that asks for it shows the same numbers."""

    loser: Organisation
    winner: Organisation
    services: list[Service] = field(default_factory=list)
    joined: list[tuple[Service, Service]] = field(default_factory=list)
    edges: EdgePlan = field(default_factory=EdgePlan)
    uses_moved: list[tuple[EngagementSupply, Supply]] = field(default_factory=list)
    uses_folded: list[tuple[EngagementSupply, EngagementSupply]] = field(default_factory=list)
    users_of_joined: list[tuple[str, Any]] = field(default_factory=list)  # column and row
    doubles_of_joined: list[Any] = field(default_factory=list)
    following: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    judgements_moved: list[PartyJudgement] = field(default_factory=list)
    judgements_folded: list[tuple[PartyJudgement, PartyJudgement]] = field(default_factory=list)

    @property
    def replaced(self) -> dict[UUID, Service]:
        """By the id of each service that goes, the one that stays."""
        return {gone.id: stays for gone, stays in self.joined}


def plan(loser: Organisation, winner: Organisation) -> Plan:
    made = Plan(loser, winner)
    _plan_services(made)
    if made.joined:
        _plan_edges(made)
        for model, name in FOLLOWING_SERVICES:
            _plan_users(made, model, name)
    for model, name in FOLLOWING:
        rows = _where(model, getattr(model, name), [loser.id])
        made.following[model.__tablename__, name] = [row for row in rows if row.id != winner.id]
    _plan_judgements(made)
    return made


def _where(model: type[Any], column: Any, ids: Iterable[UUID]) -> list[Any]:
    return list(db.session.scalars(select(model).where(column.in_(list(ids))).order_by(model.id)))


def _plan_services(made: Plan) -> None:
    """Those of one name, and the two placeholders, are one service."""
    of_winner = _where(Service, Service.organisation_id, [made.winner.id])
    placeholders = [one for one in of_winner if one.is_placeholder and one.merged_into_id is None]
    by_name = {one.name_key: one for one in reversed(of_winner) if one.merged_into_id is None}
    for service in _where(Service, Service.organisation_id, [made.loser.id]):
        made.services.append(service)
        if service.merged_into_id is not None:
            continue
        same = placeholders[0] if service.is_placeholder and placeholders else by_name.get(service.name_key)
        if same is not None:
            made.joined.append((service, same))


def _plan_users(made: Plan, model: type[Any], name: str) -> None:
    once_in = ONCE_IN.get(model.__tablename__)
    taken: set[Any] = set()
    if once_in:
        staying = _where(model, getattr(model, name), {stays.id for _gone, stays in made.joined})
        taken = {(getattr(row, once_in), getattr(row, name)) for row in staying}
    for row in _where(model, getattr(model, name), made.replaced):
        place = (getattr(row, once_in), made.replaced[getattr(row, name)].id) if once_in else None
        if place is not None and place in taken:
            made.doubles_of_joined.append(row)
        else:
            made.users_of_joined.append((name, row))
            taken.add(place)


def _plan_edges(made: Plan) -> None:
    joined = {gone.id: stays.id for gone, stays in made.joined}
    ends = [*joined, *joined.values()]
    query = select(Supply).where(
        or_(Supply.service_id.in_(ends), Supply.base_service_id.in_(ends)), Supply.merged_into_id.is_(None)
    )
    made.edges = plan_edges(list(db.session.scalars(query.order_by(Supply.id))), joined)
    folded = {gone.id: stays for gone, stays in made.edges.folded}
    if not folded:
        return
    there = _by_place(_where(EngagementSupply, EngagementSupply.supply_id, {s.id for s in folded.values()}))
    for use in _where(EngagementSupply, EngagementSupply.supply_id, folded):
        stays = folded[use.supply_id]
        other = there.get((use.engagement_id, stays.id))
        if other is not None:
            made.uses_folded.append((use, other))
        else:
            there[use.engagement_id, stays.id] = use
            made.uses_moved.append((use, stays))


def _by_place(uses: Collection[EngagementSupply]) -> dict[tuple[UUID, UUID], EngagementSupply]:
    return {(use.engagement_id, use.supply_id): use for use in uses}


def _plan_judgements(made: Plan) -> None:
    column = PartyJudgement.organisation_id
    there = {one.engagement_id: one for one in _where(PartyJudgement, column, [made.winner.id])}
    for judgement in _where(PartyJudgement, column, [made.loser.id]):
        other = there.get(judgement.engagement_id)
        if other is None:
            made.judgements_moved.append(judgement)
        else:
            made.judgements_folded.append((judgement, other))


# What work keeps about any record, by its type and id.
POINTERS: tuple[tuple[type[Any], str, str], ...] = (
    (Approval, "subject_type", "subject_id"),
    (Document, "subject_type", "subject_id"),
    (Finding, "subject_type", "subject_id"),
    (Task, "source_type", "source_id"),
)


def pointing_at(kind: str, record_id: UUID) -> list[tuple[Any, str]]:
    """Rows of work about one record, and the name of the field in which its id stands."""
    return [
        (row, id_name)
        for model, type_name, id_name in POINTERS
        for row in db.session.scalars(
            select(model)
            .where(getattr(model, type_name) == kind, getattr(model, id_name) == record_id)
            .order_by(model.id)
        )
    ]


def merged_before(model: type[Service] | type[Supply], ids: Iterable[UUID]) -> list[Any]:
    """Rows that were joined into these earlier: they lead on to whatever these are joined into now."""
    return _where(model, model.merged_into_id, ids)
