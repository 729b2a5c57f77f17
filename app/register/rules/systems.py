"""What makes the facts about an information system consistent. Pure: no database, no clock."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core.errors import DomainError
from app.core.text import InputError
from app.core.words import N_
from app.register.models import SystemGrade, SystemGround
from app.register.rules.organisations import check_kana

MOST_ASSETS, LONGEST_ASSET = 200, 60


@dataclass(frozen=True, kw_only=True)
class SystemFacts:
    """What people say about a system: these columns and no others can be entered or edited."""

    ledger_number: str
    name: str
    name_kana: str = ""
    grade: SystemGrade = SystemGrade.NOT_JUDGED
    ground: SystemGround | None = None
    unit_id: UUID | None = None
    owner_id: UUID | None = None
    version_name: str = ""
    support_ends_on: date | None = None
    asset_numbers: tuple[str, ...] = ()
    ended_on: date | None = None
    note: str = ""


NUMBER_MISSING = N_("Enter the number that the system has in the ledger of systems.")
SYSTEM_NAME_MISSING = N_("Enter the name of the system.")
GROUND_MISSING = N_("Say why this is a designated system.")
GROUND_WITHOUT_GRADE = N_("Only a designated system has a ground. Delete it, or correct the grade.")
TOO_MANY_ASSETS = N_("Enter at most %(most)s data asset numbers; these are %(count)s.")
ASSET_TOO_LONG = N_("The data asset number “%(number)s” is too long: at most %(most)s characters.")


def checked(facts: SystemFacts) -> SystemFacts:
    """The facts in the spelling that is stored; `DomainError` for the first that cannot be."""
    if not facts.ledger_number:
        raise DomainError(NUMBER_MISSING, "ledger_number")
    if not facts.name:
        raise DomainError(SYSTEM_NAME_MISSING, "name")
    if facts.name_kana:
        try:
            check_kana(facts.name_kana)
        except InputError as error:
            raise DomainError(error.message, "name_kana", **error.params) from None
    check_ground(facts.grade, facts.ground)
    return replace(facts, asset_numbers=checked_assets(facts.asset_numbers))


def check_ground(grade: SystemGrade, ground: SystemGround | None) -> None:
    if grade == SystemGrade.DESIGNATED and ground is None:
        raise DomainError(GROUND_MISSING, "ground")
    if grade != SystemGrade.DESIGNATED and ground is not None:
        raise DomainError(GROUND_WITHOUT_GRADE, "ground")


def checked_assets(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, in the order in which they were entered."""
    once = tuple(dict.fromkeys(" ".join(number.split()) for number in numbers if number.strip()))
    if len(once) > MOST_ASSETS:
        raise DomainError(TOO_MANY_ASSETS, "asset_numbers", most=MOST_ASSETS, count=len(once))
    for number in once:
        if len(number) > LONGEST_ASSET:
            raise DomainError(ASSET_TOO_LONG, "asset_numbers", number=number, most=LONGEST_ASSET)
    return once
