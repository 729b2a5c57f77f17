"""What makes the facts about an organisation consistent. Pure: no database, no clock."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core import identifiers
from app.core.errors import DomainError
from app.core.text import InputError, fold_company
from app.core.words import N_
from app.register.models import NoNumberReason, OrganisationKind, SubcontractAct

HOME = "JP"
# A list that somebody brought did not say it; a page shows it as missing.
UNKNOWN = ""
WEB = ("https://", "http://")


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What people say about an organisation: these columns and no others can be entered or edited."""

    name: str
    name_kana: str = ""
    name_latin: str = ""
    kind: OrganisationKind
    country: str = HOME
    corporate_number: str | None = None
    no_number_reason: NoNumberReason | None = None
    no_number_note: str = ""
    lei: str | None = None
    invoice_number: str | None = None
    parent_id: UUID | None = None
    address: str = ""
    representative: str = ""
    website: str = ""
    fiscal_year_end: date | None = None
    net_assets: int | None = None
    subcontract_act: SubcontractAct | None = None
    ended_on: date | None = None
    note: str = ""


NAME_MISSING = N_("Enter the name as it is registered.")
NOT_KANA = N_("“%(char)s” cannot stand here. Write the name in kana or in Latin letters.")
NUMBER_AND_REASON = N_("There is a corporate number, so there is no reason for none. Delete one of the two.")
NUMBER_OR_REASON = N_("Enter the corporate number, or say why there is none.")
REASON_NOTE = N_("Say in a few words why there is no corporate number.")
PERSON_HAS_NO_NUMBER = N_(
    "A private person has no corporate number. Delete it, and never enter an individual number (My Number)."
)
REASON_NEEDS_PERSON = N_(
    "This reason fits a private person only. Choose another reason, or correct the kind."
)
REASON_NEEDS_ABROAD = N_(
    "This reason fits an organisation abroad only. Choose another reason, or correct the country."
)
INVOICE_DIFFERS = N_(
    "The invoice registration number of a corporation is T and its corporate number. Correct one of the two."
)
WEBSITE_SHAPE = N_("Write the address of the site with https:// at its beginning.")
_NOT_KANA = re.compile(
    r"[^\u3041-\u3096\u3099-\u30ffA-Za-z\u00c0-\u024f0-9 &'.,()/+\u2010-\u2015\u2018\u2019\u2212-]"
)
YEAR_MISSING = N_("Enter the day on which the accounts were closed that the net assets are from.")
OWN_PARENT = N_("An organisation cannot be its own parent. Choose another one.")
CYCLE = N_("%(name)s belongs to this organisation, so it cannot be its parent. Choose another one.")


def checked(facts: OrganisationFacts) -> OrganisationFacts:
    """The facts in the spelling that is stored; `DomainError` for the first that cannot be."""
    if not facts.name:
        raise DomainError(NAME_MISSING, "name")
    facts = replace(
        facts,
        name_kana=_spelt("name_kana", check_kana, facts.name_kana) or "",
        country=_spelt("country", identifiers.check_country, facts.country) or UNKNOWN,
        corporate_number=_spelt(
            "corporate_number", identifiers.check_corporate_number, facts.corporate_number
        ),
        lei=_spelt("lei", identifiers.check_lei, facts.lei),
        invoice_number=_spelt("invoice_number", identifiers.check_invoice_number, facts.invoice_number),
    )
    if facts.website and not facts.website.lower().startswith(WEB):
        raise DomainError(WEBSITE_SHAPE, "website")
    if facts.net_assets is not None and facts.fiscal_year_end is None:
        raise DomainError(YEAR_MISSING, "fiscal_year_end")
    check_number_or_reason(facts.corporate_number, facts.no_number_reason)
    if facts.corporate_number is None:
        _check_reason(facts)
        return facts
    _check_number(facts)
    # A note on a missing number is pointless beside the number.
    return replace(facts, no_number_note="")


def check_kana(text: str) -> str:
    """The text as it was typed, if it can be read aloud: lists are ordered by it."""
    found = _NOT_KANA.search(unicodedata.normalize("NFKC", text))
    if found:
        raise InputError(NOT_KANA, char=found[0])
    return text


def check_number_or_reason(number: str | None, reason: NoNumberReason | None) -> None:
    """One of the two, and not both: otherwise nobody knows which is out of date."""
    if number and reason:
        raise DomainError(NUMBER_AND_REASON, "no_number_reason")
    if not number and not reason:
        raise DomainError(NUMBER_OR_REASON, "corporate_number")


def _spelt(field: str, check: Callable[[str], str], value: str | None) -> str | None:
    if not value:
        return None
    try:
        return check(value)
    except DomainError as error:
        raise DomainError(error.message, field, **error.params) from None


def _check_reason(facts: OrganisationFacts) -> None:
    reason = facts.no_number_reason
    if reason == NoNumberReason.INDIVIDUAL and facts.kind != OrganisationKind.INDIVIDUAL:
        raise DomainError(REASON_NEEDS_PERSON, "no_number_reason")
    if reason == NoNumberReason.FOREIGN and facts.country == HOME:
        raise DomainError(REASON_NEEDS_ABROAD, "no_number_reason")
    if reason == NoNumberReason.OTHER and not facts.no_number_note:
        raise DomainError(REASON_NOTE, "no_number_note")


def _check_number(facts: OrganisationFacts) -> None:
    if facts.kind == OrganisationKind.INDIVIDUAL:
        raise DomainError(PERSON_HAS_NO_NUMBER, "corporate_number")
    if facts.invoice_number and facts.invoice_number[1:] != facts.corporate_number:
        raise DomainError(INVOICE_DIFFERS, "invoice_number")


def check_parent(own_id: UUID, parent_id: UUID, parent_name: str, above_parent: Collection[UUID]) -> None:
    """`above_parent`: the parent's own parents, up to the root of the group."""
    if parent_id == own_id:
        raise DomainError(OWN_PARENT, "parent_id")
    if own_id in above_parent:
        raise DomainError(CYCLE, "parent_id", name=parent_name)


def name_key(name: str) -> str:
    """Equal for names that differ only in spelling and legal form: 株式会社ABC, ＡＢＣ㈱."""
    return fold_company(name)


def has_ended(ended_on: date | None, day: date) -> bool:
    return ended_on is not None and ended_on <= day
