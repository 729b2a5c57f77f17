"""What makes the facts about a contact usable when one has to call at night. Pure: no database, no clock."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core.dates import months_before
from app.core.errors import DomainError
from app.core.phones import check_phone
from app.core.text import InputError
from app.core.words import N_
from app.register.models import ContactRole, ContactTestResult
from app.register.rules.organisations import check_kana


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What people say about a contact; tests of it are recorded by an act of their own."""

    organisation_id: UUID | None
    engagement_id: UUID | None = None
    role: ContactRole
    name: str
    name_kana: str = ""
    department: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    hours: str = ""
    night_phone: str = ""
    ended_on: date | None = None
    note: str = ""


NAME_MISSING = N_("Enter the name of the person, or of the desk that answers.")
NO_WAY_TO_REACH = N_("Enter a telephone number or an e-mail address: a contact is there to be reached.")
EMAIL_SHAPE = N_("“%(text)s” is no e-mail address. Write it like name@example.com.")
TEST_IN_FUTURE = N_("A test that has not taken place cannot be recorded. Enter today or a day before.")
TEST_IS_OLDER = N_("A later test is recorded already (%(on)s). Enter the newer one, or leave it as it is.")

LONGEST_EMAIL = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


def checked(facts: ContactFacts) -> ContactFacts:
    """The facts in the spelling that is stored; `DomainError` for the first that cannot be."""
    if not facts.name:
        raise DomainError(NAME_MISSING, "name")
    facts = replace(
        facts,
        name_kana=_spelt("name_kana", check_kana, facts.name_kana),
        email=_spelt("email", check_email, facts.email),
        phone=_spelt("phone", check_phone, facts.phone),
        night_phone=_spelt("night_phone", check_phone, facts.night_phone),
    )
    check_reachable(facts.phone, facts.night_phone, facts.email)
    return facts


def check_reachable(phone: str, night_phone: str, email: str) -> None:
    if not (phone or night_phone or email):
        raise DomainError(NO_WAY_TO_REACH, "phone")


def _spelt(field: str, check: Callable[[str], str], value: str) -> str:
    try:
        return check(value) if value else ""
    except DomainError as error:
        raise DomainError(error.message, field, **error.params) from None


def check_email(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > LONGEST_EMAIL or not _EMAIL.fullmatch(plain):
        raise InputError(EMAIL_SHAPE, text=text)
    return plain


def check_test(tested_on: date, today: date, last_tested_on: date | None) -> None:
    if tested_on > today:
        raise DomainError(TEST_IN_FUTURE, "tested_on")
    if last_tested_on is not None and tested_on < last_tested_on:
        raise DomainError(TEST_IS_OLDER, "tested_on", on=last_tested_on.isoformat())


def next_test_on(last_tested_on: date | None, result: ContactTestResult | None, months: int) -> date | None:
    """The day by which the next test is due: at once where nobody answered, none where no test was ever made."""
    if last_tested_on is None or result == ContactTestResult.NOT_REACHED:
        return last_tested_on
    return months_before(last_tested_on, -months)
