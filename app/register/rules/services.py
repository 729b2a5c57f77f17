"""What makes the facts about a service consistent. Pure: no database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core import identifiers
from app.core.errors import DomainError
from app.core.text import InputError, fold
from app.core.words import N_
from app.register.models import ServiceModel
from app.register.rules.organisations import WEB, WEBSITE_SHAPE, check_kana

NAME_MISSING = N_("Enter the name of the service.")
KIND_UNKNOWN = N_("Choose a kind of service from the list.")
PLACEHOLDER_KEEPS_NAME = N_(
    "This service stands for services in general. Add a service of its own instead of renaming this one."
)


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What people say about a service: these columns and no others can be entered or edited."""

    organisation_id: UUID
    name: str
    name_kana: str = ""
    name_latin: str = ""
    kind: str = ""
    model: ServiceModel = ServiceModel.UNKNOWN
    countries: tuple[str, ...] = ()
    regions: str = ""
    website: str = ""
    description: str = ""
    ended_on: date | None = None
    note: str = ""


def checked(facts: ServiceFacts, kinds: Collection[str]) -> ServiceFacts:
    """The facts in the spelling that is stored; `kinds`: the keys of the institution's list, and none."""
    if not facts.name:
        raise DomainError(NAME_MISSING, "name")
    if facts.kind and facts.kind not in kinds:
        raise DomainError(KIND_UNKNOWN, "kind")
    if facts.website and not facts.website.lower().startswith(WEB):
        raise DomainError(WEBSITE_SHAPE, "website")
    try:
        kana = check_kana(facts.name_kana)
    except InputError as error:
        raise DomainError(error.message, "name_kana", **error.params) from None
    return replace(facts, name_kana=kana, countries=checked_countries(facts.countries))


def checked_countries(codes: Collection[str]) -> tuple[str, ...]:
    """Each country once, in a fixed order, so that the same set is never a change."""
    try:
        return tuple(sorted({identifiers.check_country(code) for code in codes if code}))
    except InputError as error:
        raise DomainError(error.message, "countries", **error.params) from None


def check_placeholder(name: str, facts: ServiceFacts) -> None:
    """`name`: of the service while it stands for services in general, else nothing."""
    if name and facts.name != name:
        raise DomainError(PLACEHOLDER_KEEPS_NAME, "name")


def name_key(name: str) -> str:
    """Equal for names that differ in spelling only."""
    return fold(name)
