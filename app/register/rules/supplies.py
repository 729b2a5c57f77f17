"""What makes the facts about a supply consistent. Pure: no database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import Substitutability
from app.register.rules.services import checked_countries

TO_BEFORE_FROM = N_("The end lies before the beginning. Correct one of the two dates.")
SELF_LOOP = N_(
    "The service would be built on itself. "
    "If that is really so, tick “The chain really comes back to itself” and save again."
)
CLOSES_CYCLE = N_(
    "The chain would come back to %(name)s: it is built on what you are adding, directly or through others. "
    "If that is really so, tick “The chain really comes back to itself” and save again."
)


@dataclass(frozen=True, kw_only=True)
class SupplyFacts:
    """What people say about an edge of the chain, for every customer alike."""

    service_id: UUID
    base_service_id: UUID
    purpose: str = ""
    countries: tuple[str, ...] = ()
    regions: str = ""
    substitutability: Substitutability = Substitutability.UNKNOWN
    from_on: date | None = None
    to_on: date | None = None
    noticed_on: date | None = None
    note: str = ""


def checked(facts: SupplyFacts) -> SupplyFacts:
    if facts.from_on and facts.to_on and facts.to_on < facts.from_on:
        raise DomainError(TO_BEFORE_FROM, "to_on")
    return replace(facts, countries=checked_countries(facts.countries))


def check_loop(facts: SupplyFacts, below_base: Collection[UUID], name: str) -> None:
    """A loop is allowed, for the world has some, and told. `below_base`: all that the base is built on."""
    if facts.service_id == facts.base_service_id:
        raise DomainError(SELF_LOOP, "is_confirmed")
    if facts.service_id in below_base:
        raise DomainError(CLOSES_CYCLE, "is_confirmed", name=name)


def is_in_force(from_on: date | None, to_on: date | None, day: date) -> bool:
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def has_ended(to_on: date | None, day: date) -> bool:
    """The last day still counts."""
    return to_on is not None and to_on < day
