"""What makes the facts about a business function consistent. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.errors import DomainError
from app.core.text import InputError
from app.core.words import N_
from app.register.rules.organisations import check_kana

LONGEST_HOURS = 8_760  # a year
HOURS = ("tolerance_hours", "rto_hours", "rpo_hours")


@dataclass(frozen=True, kw_only=True)
class FunctionFacts:
    """What people say about a function: these columns and no others can be entered or edited."""

    name: str
    name_kana: str = ""
    unit_id: UUID | None = None
    is_important: bool = False
    tolerance_hours: int | None = None
    rto_hours: int | None = None
    rpo_hours: int | None = None
    ended_on: date | None = None
    note: str = ""


FUNCTION_NAME_MISSING = N_("Enter the name of the business function.")
HOURS_SHAPE = N_("Enter whole hours from 0 to %(most)s.")
RTO_TOO_LONG = N_(
    "Recovery in %(rto)s hours is later than the tolerance of %(tolerance)s hours allows. "
    "Correct one of the two, or tick “Recovery takes longer than the tolerance, and this is known” "
    "and save again."
)


def checked(facts: FunctionFacts) -> FunctionFacts:
    """The facts as they are stored; `DomainError` for the first that cannot be."""
    if not facts.name:
        raise DomainError(FUNCTION_NAME_MISSING, "name")
    if facts.name_kana:
        try:
            check_kana(facts.name_kana)
        except InputError as error:
            raise DomainError(error.message, "name_kana", **error.params) from None
    for name in HOURS:
        hours = getattr(facts, name)
        if hours is not None and not 0 <= hours <= LONGEST_HOURS:
            raise DomainError(HOURS_SHAPE, name, most=LONGEST_HOURS)
    return facts


def is_rto_too_long(rto_hours: int | None, tolerance_hours: int | None) -> bool:
    """We would be back later than we can do without it."""
    return rto_hours is not None and tolerance_hours is not None and rto_hours > tolerance_hours
