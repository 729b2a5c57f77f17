"""開示条件: who may open a file, and what is still wanted of who may not. Nobody reads by rank: whoever keeps
reports names themselves like anybody else."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.assurance.models import AssuranceReport, Disclosure, FileKind, ReportFile
from app.core.errors import DomainError
from app.core.words import N_

# Given out with the name of who takes it on every page.
MARKED = frozenset({Disclosure.LICENSED, Disclosure.NDA, Disclosure.CONFIDENTIAL})
NAMED_ONLY = frozenset({Disclosure.NDA, Disclosure.CONFIDENTIAL})
STRICTNESS = (Disclosure.PUBLIC, Disclosure.LICENSED, Disclosure.CONFIDENTIAL, Disclosure.NDA)
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
    NO_TERMS = "no_terms"  # nobody can agree to what stands nowhere
    TO_AGREE = "to_agree"


@dataclass(frozen=True)
class Reading:
    """What is known of one person and one report: `agreed` are digests of what they agreed to."""

    is_named: bool = False
    agreed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Terms:
    """What readers agree to: words, files that hold them (by their digests), or both."""

    text: str = ""
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.files)


def terms_of(report: AssuranceReport, files: Iterable[ReportFile]) -> Terms:
    """`files`: of the report, whatever else is among them."""
    return Terms(report.terms, tuple(sorted(row.sha256 for row in files if holds_terms(row))))


def holds_terms(row: ReportFile) -> bool:
    return row.kind == FileKind.TERMS and not row.is_withdrawn


def verdict_of(
    disclosure: Disclosure, terms: Terms, reading: Reading, *, is_withdrawn: bool = False
) -> Verdict:
    """To be named comes first: terms are not shown to who could not read after agreeing."""
    if is_withdrawn:
        return Verdict.WITHDRAWN
    if disclosure in NAMED_ONLY and not reading.is_named:
        return Verdict.NOT_NAMED
    if disclosure not in AGREED_ONLY:
        return Verdict.OPEN
    if not terms:
        return Verdict.NO_TERMS
    return Verdict.OPEN if terms_digest(disclosure, terms) in reading.agreed else Verdict.TO_AGREE


def terms_digest(disclosure: Disclosure, terms: Terms) -> str:
    """Other words, other files or other conditions are agreed to anew; how lines are broken does not matter."""
    said = "\n".join((disclosure.value, " ".join(terms.text.split()), *terms.files))
    return hashlib.sha256(said.encode()).hexdigest()


def check_kind(disclosure: Disclosure, media_type: str, field: str = "file") -> None:
    if disclosure in MARKED and media_type != PDF:
        raise DomainError(ONLY_PDF, field)


def is_looser(new: Disclosure, old: Disclosure) -> bool:
    """Whether more people could open a file than before."""
    return STRICTNESS.index(new) < STRICTNESS.index(old)


def is_standing(ended_at: datetime | None, at: datetime) -> bool:
    """A naming holds until the instant of its end."""
    return ended_at is None or ended_at > at
