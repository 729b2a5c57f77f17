"""Reads by which names the organisations and services of a chain are known, and what follows for a matrix."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.core import former
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.identity.models import Unit
from app.register.models import Engagement, Service, ServiceModel
from app.register.queries import chain as chains
from app.register.rules.chain import Chain, Stop
from app.standards.queries.matrices import Around, Entered, Template
from app.standards.rules import likely as rules
from app.standards.rules.likely import PLATFORM, PROVIDER, Called, Likely, Party, Places

if TYPE_CHECKING:
    from app.standards.content.texts import Text

BASES = frozenset({ServiceModel.IAAS, ServiceModel.PAAS})


@dataclass(frozen=True)
class Known:
    """A chain with all that its organisations and services are called."""

    chain: Chain
    parties: dict[UUID, Called]
    services: dict[UUID, Called]

    def stops_of(self, service: Text) -> list[Stop]:
        """Where the service of a template stands in it."""
        return [
            stop
            for stop in self.chain.counted
            if rules.is_service(service, self.services[stop.offer.id], self.parties[stop.party.id])
        ]


def known(chain: Chain) -> Known:
    """Names of now, in other scripts, of before, and of what was merged into a record."""
    parties = chain.parties()
    services = [stop.offer.id for stop in chain.counted]
    before = former.names_of(db.session.connection(), {*parties, *services})
    rows = db.session.execute(
        select(Service.id, Service.name, Service.name_kana, Service.name_latin).where(
            Service.id.in_(services)
        )
    )
    return Known(
        chain,
        {
            one.id: rules.called(one.name, one.name_kana, one.name_latin, before.get(one.id, ()))
            for one in parties.values()
        },
        {row[0]: rules.called(row[1], row[2], row[3], before.get(row[0], ())) for row in rows},
    )


def proposed(ctx: Context, engagement: Engagement, offered: Collection[Template]) -> set[str]:
    """Keys of the templates for a service that the engagement uses, itself or further down its chain."""
    chain = chains.chain_of(ctx, engagement, Moment(None, day_of(ctx.at)), judged=())
    if chain is None:
        return set()
    found = known(chain)
    return {one.version.key for one in offered if found.stops_of(one.content.service)}


@dataclass(frozen=True)
class Proposals:
    """Who the actors that are not named yet may be. `strangers`: those called by a name that nobody has here."""

    found: dict[str, Likely]
    strangers: dict[str, Text]


def proposals(engagement: Engagement, entered: Entered, here: Around) -> Proposals:
    waiting = [actor for actor in entered.content.actors if actor.key not in entered.bindings]
    if not waiting or here.chain is None:
        return Proposals({}, {})
    found = known(here.chain)
    parties = _parties(found)
    rows = [binding.row for binding in entered.bindings.values()]
    taken = {row.organisation_id for row in rows if row.organisation_id is not None}
    places = Places(_places(found, entered.content.service), _institution(here.units, engagement.unit_id))
    return Proposals(rules.likely(waiting, parties, places, taken), rules.strangers(waiting, parties))


def _parties(found: Known) -> list[Party]:
    vendor = found.chain.vendor
    return [
        Party(
            party_id,
            called,
            tuple(found.services[stop.offer.id] for stop in _of(found.chain, party_id)),
            vendor is not None and vendor.id == party_id,
        )
        for party_id, called in found.parties.items()
    ]


def _of(chain: Chain, party_id: UUID) -> list[Stop]:
    return sorted(
        (stop for stop in chain.counted if stop.party.id == party_id),
        key=lambda stop: (stop.level, stop.offer.name),
    )


def _places(found: Known, service: Text) -> dict[str, UUID]:
    """The provider: who provides the template's service; where nobody does, who provides what the engagement
    uses, unless the contract is with somebody else. The platform: who provides what that stands on."""
    chain, stops = found.chain, found.stops_of(service)
    if not stops and chain.root is not None and chain.other_vendor is None:
        stops = [chain.root]
    providers = {stop.party.id for stop in stops}
    here = {stop.offer.id for stop in stops}
    below = {link.base_service_id for link in chain.used_links if link.service_id in here}
    bases = _bases([chain.stops[one] for one in below if one in chain.stops], providers)
    places = {PROVIDER: providers, PLATFORM: bases}
    return {actor: next(iter(ids)) for actor, ids in places.items() if len(ids) == 1}


def _bases(stops: Sequence[Stop], providers: Collection[UUID]) -> set[UUID]:
    """Where several stand below, those who offer a place to run things."""
    others = [stop for stop in stops if stop.party.id not in providers]
    found = {stop.party.id for stop in others}
    return found if len(found) == 1 else {stop.party.id for stop in others if stop.offer.model in BASES}


def _institution(tree: Sequence[Unit], unit_id: UUID) -> UUID | None:
    """The unit that stands for the whole: the group company that the unit belongs to, else the top."""
    units = {unit.id: unit for unit in tree}
    unit = units.get(unit_id)
    while unit is not None and unit.organisation_id is None and unit.parent_id in units:
        unit = units[unit.parent_id]
    return unit.id if unit is not None else None
