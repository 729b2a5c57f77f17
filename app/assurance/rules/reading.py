"""開示条件: who may open a file, and what is still wanted of who may not. Nobody reads by rank: whoever keeps
reports names themselves like anybody else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.assurance.models import Disclosure
from app.core.errors import DomainError
from app.core.words import N_

# Given out with the name of who takes it on every page.
MARKED = frozenset({Disclosure.LICENSED, Disclosure.NDA, Disclosure.CONFIDENTIAL})
NAMED_ONLY = frozenset({Disclosure.NDA, Disclosure.CONFIDENTIAL})
AGREED_ONLY = frozenset({Disclosure.LICENSED, Disclosure.NDA})
PDF = "application/pdf"
ONLY_PDF = N_(
    "Under these terms only PDF files are taken: each page carries the name of who takes it. Save it as a PDF, "
    "or choose “Public” if everybody may have it."
)


class Verdict(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    NOT_NAMED = "not_named"
    TO_AGREE = "to_agree"


@dataclass(frozen=True)
class Reading:
    """What is known of one person and one report: `agreed` are digests of what they agreed to."""

    is_named: bool = False
    agreed: frozenset[str] = frozenset()


def verdict_of(
    disclosure: Disclosure, terms: str, reading: Reading, *, is_withdrawn: bool = False
) -> Verdict:
    """To be named comes first: terms are not shown to who could not read after agreeing."""
    if is_withdrawn:
        return Verdict.WITHDRAWN
    if disclosure in NAMED_ONLY and not reading.is_named:
        return Verdict.NOT_NAMED
    if disclosure in AGREED_ONLY and terms_digest(disclosure, terms) not in reading.agreed:
        return Verdict.TO_AGREE
    return Verdict.OPEN


def terms_digest(disclosure: Disclosure, terms: str) -> str:
    """Other words, or other conditions, are agreed to anew; how lines are broken does not matter."""
    said = " ".join(terms.split())
    return hashlib.sha256(f"{disclosure.value}\n{said}".encode()).hexdigest()


def check_kind(disclosure: Disclosure, media_type: str, field: str = "file") -> None:
    if disclosure in MARKED and media_type != PDF:
        raise DomainError(ONLY_PDF, field)


def is_standing(ended_at: datetime | None, at: datetime) -> bool:
    """A naming holds until the instant of its end."""
    return ended_at is None or ended_at > at
