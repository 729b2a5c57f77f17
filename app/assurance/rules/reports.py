"""What is entered of a report, checked: a SOC report says other things than a certificate."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.assurance.models import SOC, Disclosure, Opinion, ReportKind, SocType
from app.assurance.rules.reading import AGREED_ONLY
from app.core.errors import DomainError
from app.core.words import N_

# A provider shows conformity under its own procedure for as long as it is authorised: there is no fixed last day.
ENDLESS = frozenset({ReportKind.FEDRAMP, ReportKind.OTHER})

TITLE = N_("Enter what the report is called.")
SOC_TYPE = N_("Choose whether the report is of type 1 or type 2.")
PERIOD_FROM = N_("A report of type 2 covers a period. Enter its first day.")
PERIOD_TO = N_("Enter the last day of the period; for type 1 the day as of which it speaks.")
PERIOD_ORDER = N_("The period ends before it begins. Check both days.")
ISSUED_EARLY = N_("The report cannot be issued before its period ends. Check both days.")
ISSUED_BEFORE = N_(
    "A report of type 1 cannot be issued before the day as of which it speaks. Check both days."
)
ISSUED_AHEAD = N_(
    "The day of issue lies in the future. Enter the day that stands in the report, or leave it empty as long as it "
    "is not issued."
)
OPINION = N_(
    "An issued report carries an opinion. Choose it, or leave the day of issue empty as long as it is a draft."
)
NOTE_OPINION = N_(
    "Say what the auditor qualified or declined, so that readers can judge what it means for us."
)
EXPIRES = N_("Enter the last day on which it is valid.")
EXPIRES_ORDER = N_("It ends before it was issued. Check both days.")
TERMS = N_(
    "Enter what readers have to agree to, as the provider words it. If a file holds it, choose “Company "
    "confidential” for now, add that file as “Terms of use or NDA”, and choose these terms afterwards."
)


@dataclass(frozen=True)
class ReportFacts:
    kind: ReportKind
    title: str
    organisation_id: UUID
    owner_id: UUID | None = None
    auditor: str = ""
    soc_type: SocType | None = None
    criteria: tuple[str, ...] = ()
    period_from_on: date | None = None
    period_to_on: date | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    registration: str = ""
    opinion: Opinion | None = None
    opinion_note: str = ""
    disclosure: Disclosure = Disclosure.CONFIDENTIAL
    terms: str = ""
    source: str = ""
    note: str = ""


def checked(facts: ReportFacts, today: date, *, has_terms_file: bool = False) -> ReportFacts:
    """Without what its kind does not have; refuses what cannot be."""
    for problem in problems(facts, today, has_terms_file=has_terms_file):
        raise problem
    return fitting(facts)


def problems(facts: ReportFacts, today: date, *, has_terms_file: bool = False) -> Iterable[DomainError]:
    """All that is wrong, each at its field, so that a form tells it at once. Nobody agrees to terms that stand
    nowhere."""
    facts = fitting(facts)
    if not facts.title:
        yield DomainError(TITLE, "title")
    yield from _of_soc(facts, today) if facts.kind in SOC else _of_certificate(facts)
    if facts.disclosure in AGREED_ONLY and not facts.terms and not has_terms_file:
        yield DomainError(TERMS, "terms")


def fitting(facts: ReportFacts) -> ReportFacts:
    """A field that the kind does not have is empty, whatever the form still held of it."""
    if facts.kind not in SOC:
        return replace(
            facts, soc_type=None, criteria=(), period_from_on=None, period_to_on=None, opinion=None, opinion_note=""
        )  # fmt: skip
    facts = replace(facts, expires_on=None, registration="")
    if facts.soc_type == SocType.TYPE1:
        facts = replace(facts, period_from_on=None)
    return facts if facts.kind != ReportKind.SOC1 else replace(facts, criteria=())


def _of_soc(facts: ReportFacts, today: date) -> Iterable[DomainError]:
    if facts.soc_type is None:
        yield DomainError(SOC_TYPE, "soc_type")
    if facts.soc_type == SocType.TYPE2 and facts.period_from_on is None:
        yield DomainError(PERIOD_FROM, "period_from_on")
    yield from _of_period(facts)
    yield from _of_issue(facts, today)
    if facts.issued_on is not None and facts.opinion is None:
        yield DomainError(OPINION, "opinion")
    if facts.opinion not in (None, Opinion.UNQUALIFIED) and not facts.opinion_note:
        yield DomainError(NOTE_OPINION, "opinion_note")


def _of_period(facts: ReportFacts) -> Iterable[DomainError]:
    if facts.period_to_on is None:
        yield DomainError(PERIOD_TO, "period_to_on")
        return
    if facts.period_from_on is not None and facts.period_from_on > facts.period_to_on:
        yield DomainError(PERIOD_ORDER, "period_to_on")


def _of_issue(facts: ReportFacts, today: date) -> Iterable[DomainError]:
    """At most one, as both blame the same day."""
    if facts.issued_on is None:
        return
    if facts.issued_on > today:
        yield DomainError(ISSUED_AHEAD, "issued_on")
    elif facts.period_to_on is not None and facts.issued_on < facts.period_to_on:
        is_of_one_day = facts.soc_type == SocType.TYPE1
        yield DomainError(ISSUED_BEFORE if is_of_one_day else ISSUED_EARLY, "issued_on")


def _of_certificate(facts: ReportFacts) -> Iterable[DomainError]:
    if facts.expires_on is None:
        if facts.kind not in ENDLESS:
            yield DomainError(EXPIRES, "expires_on")
    elif facts.issued_on is not None and facts.expires_on <= facts.issued_on:
        yield DomainError(EXPIRES_ORDER, "expires_on")


def ends_on(facts: ReportFacts) -> date | None:
    """The end of the period or of the validity: what lists are ordered by."""
    return facts.period_to_on if facts.kind in SOC else facts.expires_on


def next_period(facts: ReportFacts) -> ReportFacts:
    """What is known of the report of the next period already; its days and its opinion are not."""
    return replace(
        facts, period_from_on=None, period_to_on=None, issued_on=None, expires_on=None, opinion=None, opinion_note="",
    )  # fmt: skip


def is_same(one: ReportFacts, other: Any) -> bool:
    """Perhaps the same paper, recorded twice; both of one group and one kind. `other`: a row with these columns."""
    if one.kind in SOC:
        return (
            one.period_to_on == other.period_to_on
            and _agree(one.period_from_on, other.period_from_on)
            and _agree(one.soc_type, other.soc_type)
        )
    # Without a last day and a number nothing but its name tells one from another.
    is_told = one.expires_on is not None or bool(one.registration and other.registration)
    are_alike = one.expires_on == other.expires_on and _agree(one.registration, other.registration)
    return are_alike and (is_told or one.title == other.title)


def _agree(one: Any, other: Any) -> bool:
    """What is not known may be the same."""
    return not one or not other or one == other


def is_other_family(one: ReportKind, other: ReportKind) -> bool:
    """A SOC report has a period and an opinion, a certificate a number and a last day."""
    return (one in SOC) != (other in SOC)
