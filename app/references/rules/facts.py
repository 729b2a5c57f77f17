"""What may be said in a reference: its head, its versions, its records, its papers; and in which spelling."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from app.assurance.models import Disclosure
from app.assurance.rules.reading import AGREED_ONLY
from app.core.errors import DomainError
from app.core.words import N_
from app.references.models import Acts, Conformity, Layout, PaperKind
from app.references.rules import numbers
from app.register.models import ServiceModel

NO_TERMS = N_("Enter the terms: readers agree to them before they take it as a file.")
NO_TITLE = N_("Enter the title of the reference.")
NO_EDITION = N_("Choose the edition of the standard from the list.")
NO_NUMBER = N_("Enter the number of the paper.")
ONE_NUMBER = N_("Enter one number without blanks or commas.")
MISSING_SAYS_NOTHING = N_(
    "A number that is not used has neither title nor address. Empty them, or untick it."
)
NO_PAPER_TITLE = N_("Enter the title of the paper, or tick that the number is not used.")
ADDRESS_SHAPE = N_("Write the address with https:// or http:// at its beginning, without blanks.")
MODEL_UNKNOWN = N_("Choose service models from the list.")
NOT_YET = N_("That day has not come yet. Enter the day on which it was checked.")
AHEAD = N_("That day has not come yet. Enter the day whose state the version describes.")
NOTHING_SAID = N_("Enter something for this item, or remove its record.")
PLAIN_WITH_NOTE = N_(
    "A condition or note goes with “Can conform on conditions” or with “Out of scope”. Choose one of them, or empty it."
)
UNKNOWN_NUMBERS = N_("Not in the list of papers: %(numbers)s. List the paper first, or correct the number.")

WEB = ("https", "http")
# What a note may be said of: of what conforms without a condition there is nothing to add.
NOTED = frozenset({Conformity.CONDITIONAL, Conformity.OUT_OF_SCOPE})
# Columns of a record in the order of the two publications.
COLUMNS = {
    Layout.AZURE: (
        "provider_view", "conformity", "conformity_note", "confirmed", "documents", "certified", "certificates",
        "interview", "needed",
    ),
    Layout.AWS: ("provider_acts", "customer_acts", "documents", "information", "confirmed", "simple", "strict"),
    Layout.WHOLE: (
        "provider_view", "conformity", "conformity_note", "provider_acts", "customer_acts", "confirmed",
        "documents", "information", "certified", "certificates", "interview", "needed", "simple", "strict",
    ),
}  # fmt: skip


def other_columns(layout: Layout) -> tuple[str, ...]:
    """Those a layout does without: still there to be filled in, after its own."""
    return tuple(one for one in COLUMNS[Layout.WHOLE] if one not in COLUMNS[layout])


@dataclass(frozen=True, kw_only=True)
class ReferenceFacts:
    title: str
    service_id: UUID
    edition: str
    layout: Layout = Layout.WHOLE
    is_shared: bool = False
    disclosure: Disclosure = Disclosure.PUBLIC
    terms: str = ""
    source: str = ""
    owner_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """The head of a version, with its premises."""

    label: str = ""
    authors: tuple[str, ...] = ()
    premise_models: tuple[str, ...] = ()
    premise: str = ""
    as_of_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordFacts:
    """What a version says to one item; `documents` and `certificates` are numbers of listed papers."""

    provider_view: str = ""
    conformity: Conformity | None = None
    conformity_note: str = ""
    confirmed: str = ""
    certified: str = ""
    interview: str = ""
    needed: str = ""
    provider_acts: Acts | None = None
    customer_acts: Acts | None = None
    information: str = ""
    simple: str = ""
    strict: str = ""
    documents: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    kind: PaperKind
    number: str
    title: str = ""
    url: str = ""
    is_missing: bool = False
    checked_on: date | None = None
    disclosure: Disclosure = Disclosure.PUBLIC

    @property
    def key(self) -> tuple[PaperKind, str]:
        return self.kind, self.number


RECORD_FIELDS = tuple(one.name for one in fields(RecordFacts))
PAPER_FIELDS = tuple(one.name for one in fields(PaperFacts))
VERSION_FIELDS = tuple(one.name for one in fields(VersionFacts))
NUMBERED = {"documents": PaperKind.DOCUMENT, "certificates": PaperKind.CERTIFICATE}


def digest(facts: RecordFacts | None) -> str:
    """Of what a record says: whether it still says what somebody saw. "" of none."""
    if facts is None:
        return ""
    return hashlib.sha256(json.dumps(stored(facts), ensure_ascii=True).encode()).hexdigest()


def _of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}


def record_facts(row: Any) -> RecordFacts:
    return RecordFacts(**_of(row, RECORD_FIELDS))


def paper_facts(row: Any) -> PaperFacts:
    return PaperFacts(**_of(row, PAPER_FIELDS))


def version_facts(row: Any) -> VersionFacts:
    return VersionFacts(**_of(row, VERSION_FIELDS))


def stored(facts: Any) -> dict[str, Any]:
    """Column → value, as a row keeps it: a row of JSON takes lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(facts).items()}


# --- in the spelling that is stored ---------------------------------------------------------------


def checked_reference(facts: ReferenceFacts, editions: Collection[str]) -> ReferenceFacts:
    if not facts.title:
        raise DomainError(NO_TITLE, "title")
    if facts.edition not in editions:
        raise DomainError(NO_EDITION, "edition")
    if facts.disclosure in AGREED_ONLY and not facts.terms.strip():
        raise DomainError(NO_TERMS, "terms")
    return facts


def checked_version(facts: VersionFacts, today: date) -> VersionFacts:
    """Authors once each in their order; models in the order of the register's list."""
    if facts.as_of_on is not None and facts.as_of_on > today:
        raise DomainError(AHEAD, "as_of_on")
    known = {model.value for model in ServiceModel}
    if not known.issuperset(facts.premise_models):
        raise DomainError(MODEL_UNKNOWN, "premise_models")
    return replace(
        facts,
        authors=tuple(dict.fromkeys(name for name in (one.strip() for one in facts.authors) if name)),
        premise_models=tuple(model.value for model in ServiceModel if model.value in facts.premise_models),
    )


def checked_record(facts: RecordFacts, listed: Collection[tuple[PaperKind, str]]) -> RecordFacts:
    """`listed`: kind and number of each paper of the version. Numbers are taken in the spelling of the list."""
    _refuse(record_faults(facts, listed))
    found: dict[str, Any] = {name: _resolved(facts, name, listed)[0] for name in NUMBERED}
    return replace(facts, **found)


def record_faults(facts: RecordFacts, listed: Collection[tuple[PaperKind, str]]) -> Iterator[DomainError]:
    """All that keeps it from being stored, each by its field."""
    if facts.is_empty:
        yield DomainError(NOTHING_SAID)
    if facts.conformity_note and facts.conformity not in NOTED:
        yield DomainError(PLAIN_WITH_NOTE, "conformity_note")
    for name in NUMBERED:
        unknown = _resolved(facts, name, listed)[1]
        if unknown:
            yield DomainError(UNKNOWN_NUMBERS, name, numbers=numbers.written(unknown))


def _resolved(
    facts: RecordFacts, name: str, listed: Collection[tuple[PaperKind, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = [number for of, number in listed if of == NUMBERED[name]]
    return numbers.resolve(getattr(facts, name), known)


def checked_paper(facts: PaperFacts, today: date) -> PaperFacts:
    _refuse(paper_faults(facts, today))
    return replace(facts, number=numbers.parse(facts.number)[0])


def paper_faults(facts: PaperFacts, today: date) -> Iterator[DomainError]:
    """All that keeps it from being stored, each by its field."""
    given = numbers.parse(facts.number)
    if not given:
        yield DomainError(NO_NUMBER, "number")
    if len(given) > 1:
        yield DomainError(ONE_NUMBER, "number")
    if facts.is_missing and (facts.title or facts.url):
        yield DomainError(MISSING_SAYS_NOTHING, "is_missing")
    if not facts.is_missing and not facts.title:
        yield DomainError(NO_PAPER_TITLE, "title")
    if facts.url and not is_web_address(facts.url):
        yield DomainError(ADDRESS_SHAPE, "url")
    if facts.checked_on is not None and facts.checked_on > today:
        yield DomainError(NOT_YET, "checked_on")


def _refuse(faults: Iterator[DomainError]) -> None:
    """A form is told the first."""
    found = next(faults, None)
    if found is not None:
        raise found


def is_web_address(text: str) -> bool:
    """Of the web and whole: what is printed as a link is never a script, a file or a half address."""
    if any(char.isspace() or ord(char) < 32 for char in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() in WEB and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
