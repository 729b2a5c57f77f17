"""Contacts: numbers and addresses that can be used at night, and when the next test is due."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from app.core import phones
from app.core.errors import DomainError
from app.register.models import ContactRole, ContactTestResult
from app.register.rules import contacts as rules
from app.register.rules.contacts import ContactFacts

SOMEBODY = ContactFacts(
    organisation_id=uuid4(), role=ContactRole.INCIDENT, name="青木 一郎", phone="03-1234-5678"
)


def refusal(facts: ContactFacts) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        rules.checked(facts)
    return caught.value.message, caught.value.field


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("03-1234-5678", "03-1234-5678"),
        ("０３－１２３４－５６７８", "03-1234-5678"),
        ("(03)1234-5678", "03-1234-5678"),
        ("03（1234）5678", "03-1234-5678"),
        ("03ー1234ー5678", "03-1234-5678"),
        ("0312345678", "0312345678"),
        ("090 1234 5678", "090-1234-5678"),
        ("0120-444-113", "0120-444-113"),
        ("+81 3-1234-5678", "+81-3-1234-5678"),
        ("+81(0)3-1234-5678", "+81-3-1234-5678"),
        ("+1 (206) 555-0100", "+1-206-555-0100"),
        ("03-1234-5678 内線12", "03-1234-5678 内線 12"),
        ("03-1234-5678（内線：１２３）", "03-1234-5678 内線 123"),
        ("03-1234-5678、内線 7", "03-1234-5678 内線 7"),
        ("03-1234-5678 ext. 45", "03-1234-5678 ext. 45"),
        ("03-1234-5678 x45", "03-1234-5678 ext. 45"),
        ("内線 7001", "内線 7001"),
    ],
)
def test_a_number_is_stored_in_one_spelling(typed, stored):
    assert phones.check_phone(typed) == stored
    assert phones.check_phone(stored) == stored


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("03-1234-567", phones.PHONE_LENGTH),
        ("03-1234-56789-0", phones.PHONE_LENGTH),
        ("1234-5678", phones.PHONE_SHAPE),
        ("+81 3-12", phones.PHONE_LENGTH_ABROAD),
        ("+1234567890123456", phones.PHONE_LENGTH_ABROAD),
        ("担当者に電話", phones.PHONE_SHAPE),
        ("03-1234-5678 / 03-1234-5679", phones.PHONE_SHAPE),
        ("03-1234-5678;drop", phones.PHONE_SHAPE),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed, message):
    assert refusal(replace(SOMEBODY, night_phone=typed)) == (message, "night_phone")


@pytest.mark.parametrize(
    "typed", ["support@minato.example", "a.b+c@mail.sub.example", "ｎｏｃ＠minato.example"]
)
def test_an_address_is_taken_in_any_width(typed):
    stored = rules.checked(replace(SOMEBODY, email=typed)).email
    assert stored.isascii()
    assert stored.count("@") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "minato.example",
        "a@b",
        "a b@minato.example",
        "a@@minato.example",
        "x@minato..example",
        "a" * 250 + "@minato.example",
    ],
)
def test_what_is_no_address_is_refused(typed):
    assert refusal(replace(SOMEBODY, email=typed)) == (rules.EMAIL_SHAPE, "email")


def test_a_contact_nobody_can_reach_is_no_contact():
    assert refusal(replace(SOMEBODY, phone="")) == (rules.NO_WAY_TO_REACH, "phone")
    at_night = replace(SOMEBODY, phone="", night_phone="03-1234-5678")
    assert isinstance(rules.checked(at_night), ContactFacts)
    by_mail = replace(SOMEBODY, phone="", email="noc@minato.example")
    assert isinstance(rules.checked(by_mail), ContactFacts)


def test_a_name_is_needed_and_its_reading_is_kana():
    assert refusal(replace(SOMEBODY, name="")) == (rules.NAME_MISSING, "name")
    assert refusal(replace(SOMEBODY, name_kana="青木"))[1] == "name_kana"


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("03-1234-5678 内線 12", ["0312345678"]),
        ("+81-3-1234-5678", ["81312345678", "0312345678"]),
        ("+1-206-555-0100", ["12065550100"]),
        ("内線 7001", []),
        ("", []),
    ],
)
def test_a_number_is_looked_for_by_its_digits(phone, digits):
    assert phones.digits_of(phone) == digits


def test_a_test_is_neither_of_tomorrow_nor_older_than_the_last():
    today = date(2026, 11, 20)
    rules.check_test(today, today, today)
    for tested_on, message in (
        (date(2026, 11, 21), rules.TEST_IN_FUTURE),
        (date(2026, 11, 1), rules.TEST_IS_OLDER),
    ):
        with pytest.raises(DomainError) as caught:
            rules.check_test(tested_on, today, date(2026, 11, 2))
        assert (caught.value.message, caught.value.field) == (message, "tested_on")


def test_the_next_test_is_due_a_year_after_one_that_was_answered():
    last = date(2026, 1, 31)
    assert rules.next_test_on(last, ContactTestResult.REACHED, 12) == date(2027, 1, 31)
    assert rules.next_test_on(last, ContactTestResult.NOT_REACHED, 12) == last
    assert rules.next_test_on(None, None, 12) is None
