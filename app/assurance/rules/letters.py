"""What a bridge letter may say: of days after the period, and none later than the letter itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.errors import DomainError
from app.core.words import N_

ORDER = N_("The letter ends before it begins. Check both days.")
EARLY = N_("A bridge letter speaks of days after the period. Enter a first day after %(day)s.")
NO_ISSUE = N_("Enter the day on which the letter was issued.")
AHEAD = N_("The day of issue lies in the future. Enter the day that stands in the letter.")
PROMISE = N_(
    "A letter cannot vouch for days after it was written. It speaks of days up to %(day)s: check that day and the day "
    "of issue."
)


@dataclass(frozen=True)
class LetterFacts:
    from_on: date
    to_on: date
    issued_on: date | None = None
    note: str = ""


def problems(facts: LetterFacts, period_to_on: date, today: date) -> Iterable[DomainError]:
    """All that is wrong, each at its field, so that a form tells it at once."""
    if facts.from_on <= period_to_on:
        yield DomainError(EARLY, "from_on", day=period_to_on.isoformat())
    if facts.to_on < facts.from_on:
        yield DomainError(ORDER, "to_on")
    if facts.issued_on is None:
        yield DomainError(NO_ISSUE, "issued_on")
    elif facts.issued_on > today:
        yield DomainError(AHEAD, "issued_on")
    elif facts.issued_on < facts.to_on:
        yield DomainError(PROMISE, "issued_on", day=facts.to_on.isoformat())
