"""The chain of an engagement サプライチェーン: what it is made of, and how it is put together from its edges.

Level 階層 is the shortest distance from us: the direct vendor is 1. A service stands in a chain once, however
many ways lead to it. What the engagement does not use is drawn, not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from app.register.models import (
    Access,
    Category,
    ConsentKind,
    ConsentState,
    ForeignBasis,
    NoNumberReason,
    OrganisationKind,
    OutsourcingJudgement,
    PersonalDataBasis,
    ServiceModel,
    Stage,
    Substitutability,
)
from app.register.rules import graphs

MOST_WAYS = 20
OVER = frozenset({Stage.ENDED, Stage.DROPPED, Stage.CANCELLED})


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as far as a chain needs it. Each field is a column of the same name."""

    id: UUID
    name: str
    kind: OrganisationKind
    country: str
    corporate_number: str | None
    no_number_reason: NoNumberReason | None
    no_number_note: str
    lei: str | None
    name_kana: str
    name_latin: str
    website: str
    invoice_number: str | None
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A service."""

    id: UUID
    organisation_id: UUID
    name: str
    kind: str
    model: ServiceModel
    is_placeholder: bool
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A supply."""

    id: UUID
    service_id: UUID
    base_service_id: UUID
    purpose: str
    countries: list[str]
    regions: str
    substitutability: Substitutability
    from_on: date | None
    to_on: date | None
    noticed_on: date | None
    # Recorded twice: the other edge stands for both.
    merged_into_id: UUID | None = None

    def holds(self, on: date) -> bool:
        """Both days are part of the time."""
        if self.merged_into_id is not None:
            return False
        return (self.from_on is None or self.from_on <= on) and (self.to_on is None or self.to_on >= on)


@dataclass(frozen=True, slots=True)
class Use:
    """利用内容・再委託承諾 of one supply for the engagement."""

    id: UUID
    engagement_id: UUID
    supply_id: UUID
    is_unused: bool
    countries: list[str]
    regions: str
    data_classes: list[str]
    access: Access
    consent_kind: ConsentKind | None
    exempt_reason: str
    state: ConsentState
    applied_on: date | None
    objection_until_on: date | None
    decided_on: date | None
    conditions: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged of one organisation in the engagement."""

    engagement_id: UUID
    organisation_id: UUID
    personal_data: PersonalDataBasis | None
    foreign_basis: ForeignBasis | None


@dataclass(frozen=True, slots=True)
class Case:
    """An engagement."""

    id: UUID
    number: str
    title: str
    service_id: UUID
    vendor_id: UUID
    unit_id: UUID
    owner_id: UUID | None
    category: Category
    stage: Stage
    outsourcing: OutsourcingJudgement
    has_personal_data: bool | None
    data_classes: list[str]
    data_countries: list[str]
    data_regions: str
    started_on: date | None
    ends_on: date | None

    @property
    def is_over(self) -> bool:
        return self.stage in OVER


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The columns that the fields are read from."""
    return tuple(field.name for field in fields(kind))


@dataclass(frozen=True, slots=True)
class Stop:
    """A service in its place of the chain."""

    offer: Offer
    party: Party
    level: int
    # Each from the engagement's own service down to this one, by the ids of the services.
    ways: tuple[tuple[UUID, ...], ...] = ()
    has_more_ways: bool = False
    is_counted: bool = True


@dataclass(frozen=True)
class Chain:
    """`links` are all edges between the stops, the unused among them; circles are ids of services."""

    root_id: UUID
    on: date
    stops: Mapping[UUID, Stop]
    links: Sequence[Link]
    circles: Sequence[tuple[UUID, ...]] = ()
    uses: Mapping[UUID, Use] = field(default_factory=dict)
    judgements: Mapping[UUID, Judged] = field(default_factory=dict)
    case: Case | None = None
    # 契約の相手方, who need not be the provider of the service.
    vendor: Party | None = None
    is_cut: bool = False

    @property
    def root(self) -> Stop | None:
        """None where the service was not recorded yet."""
        return self.stops.get(self.root_id)

    @property
    def counted(self) -> list[Stop]:
        return [stop for stop in self.stops.values() if stop.is_counted]

    @property
    def deepest(self) -> int:
        return max((stop.level for stop in self.counted), default=0)

    def is_used(self, link: Link) -> bool:
        """Not said to be unused, and what it starts from is used."""
        use = self.uses.get(link.id)
        return self.stops[link.service_id].is_counted and not (use is not None and use.is_unused)

    @property
    def used_links(self) -> list[Link]:
        return [link for link in self.links if self.is_used(link)]

    @property
    def other_vendor(self) -> Party | None:
        """The contract party where it is not the provider: both are shown then."""
        root = self.root
        is_other = self.vendor is not None and root is not None and self.vendor.id != root.party.id
        return self.vendor if is_other else None

    def levels(self) -> dict[UUID, int]:
        """階層 of each organisation by its nearest service; a contract party that provides none is direct."""
        found = {} if self.vendor is None else {self.vendor.id: 1}
        nearest = sorted(self.counted, key=lambda stop: stop.level, reverse=True)
        return found | {stop.party.id: stop.level for stop in nearest}

    def parties(self) -> dict[UUID, Party]:
        found = {stop.party.id: stop.party for stop in self.counted}
        return {self.vendor.id: self.vendor, **found} if self.vendor is not None else found


def arrows_of(links: Iterable[Link]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for link in links:
        found.setdefault(link.service_id, []).append(link.base_service_id)
        found.setdefault(link.base_service_id, [])
    return found


def put_together(
    root_id: UUID,
    links: Sequence[Link],
    offers: Mapping[UUID, Offer],
    parties: Mapping[UUID, Party],
    uses: Mapping[UUID, Use],
    on: date,
) -> Chain:
    """From all edges that may belong to it, the chain below one service on a day."""
    held = [link for link in links if link.holds(on) and _is_known(link, offers, parties)]
    reached = graphs.distances([root_id], arrows_of(held))
    mine = [link for link in held if link.service_id in reached]
    unused = {use.supply_id for use in uses.values() if use.is_unused}
    used = arrows_of(link for link in mine if link.id not in unused)
    counted = graphs.distances([root_id], used)
    shown, more = graphs.ways(root_id, arrows_of(mine) if unused else used, MOST_WAYS)
    if unused:
        by_use, more_by_use = graphs.ways(root_id, used, MOST_WAYS)
        shown, more = {**shown, **by_use}, (more - by_use.keys()) | more_by_use
    stops = {
        service_id: Stop(
            offers[service_id],
            parties[offers[service_id].organisation_id],
            counted.get(service_id, distance) + 1,
            tuple(shown[service_id]),
            service_id in more,
            service_id in counted,
        )
        for service_id, distance in reached.items()
        if service_id in offers and offers[service_id].organisation_id in parties
    }
    kept = {link.id: uses[link.id] for link in mine if link.id in uses}
    return Chain(root_id, on, stops, mine, graphs.circles(arrows_of(mine)), kept)


def _is_known(link: Link, offers: Mapping[UUID, Offer], parties: Mapping[UUID, Party]) -> bool:
    """What stands at both ends was recorded at that moment."""
    ends = (offers.get(link.service_id), offers.get(link.base_service_id))
    return all(offer is not None and offer.organisation_id in parties for offer in ends)
