"""証跡: what may be said of a file, how long it stands, and which question a packed file is for."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.assurance.models import Disclosure
from app.assurance.rules.reading import AGREED_ONLY, MARKED, Terms, terms_digest
from app.core.errors import DomainError
from app.core.words import N_

PERIOD_TURNED = N_("The period ends before it begins.")
NO_TERMS = N_("Enter the terms: readers agree to them before they open the file.")
EXPIRES_EARLY = N_("It cannot expire before the period that it speaks of has ended.")


@dataclass(frozen=True)
class EvidenceFacts:
    """What a respondent says of a file; none of it is read out of the file."""

    period_from_on: date | None = None
    period_to_on: date | None = None
    expires_on: date | None = None
    disclosure: Disclosure = Disclosure.CONFIDENTIAL
    note: str = ""
    terms: str = ""


def check(facts: EvidenceFacts) -> None:
    begins, ends, expires = facts.period_from_on, facts.period_to_on, facts.expires_on
    if begins is not None and ends is not None and ends < begins:
        raise DomainError(PERIOD_TURNED, "period_to_on")
    latest = ends or begins
    if latest is not None and expires is not None and expires < latest:
        raise DomainError(EXPIRES_EARLY, "expires_on")
    check_terms(facts.disclosure, facts.terms)


def check_terms(disclosure: Disclosure, terms: str) -> None:
    """Nobody can agree to what stands nowhere."""
    if is_agreed_to(disclosure) and not terms.strip():
        raise DomainError(NO_TERMS, "terms")


def is_agreed_to(disclosure: Disclosure) -> bool:
    return disclosure in AGREED_ONLY


def is_marked(disclosure: Disclosure) -> bool:
    """Each page of a PDF carries the name of who opened it."""
    return disclosure in MARKED


def digest_of(disclosure: Disclosure, terms: str) -> str:
    """Other words or other conditions are agreed to anew."""
    return terms_digest(disclosure, Terms(terms))


class Standing(StrEnum):
    """`expires_on` is the last day on which it counts."""

    GOOD = "good"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def standing(expires_on: date | None, today: date, warning_days: int) -> Standing:
    if expires_on is None or expires_on > today + timedelta(days=warning_days):
        return Standing.GOOD
    return Standing.EXPIRED if expires_on < today else Standing.EXPIRING


def question_for(path: str, questions: Iterable[str]) -> str:
    """The question whose id the name of the file begins with, or else that of a folder it lies in; "" for none.

    The longest id wins, and it must end where a word ends: 24-1 is not meant by 24-10.pdf.
    """
    known = sorted(questions, key=len, reverse=True)
    steps = unicodedata.normalize("NFKC", path).casefold().split("/")
    for step in reversed(steps):
        found = next((ref for ref in known if _begins(step.strip(), ref)), "")
        if found:
            return found
    return ""


def _begins(name: str, ref: str) -> bool:
    after = name[len(ref) : len(ref) + 1]
    return name.startswith(ref) and not (after.isascii() and after.isalnum())
