"""What makes the facts about an organisation consistent."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from app.core.errors import DomainError
from app.register.models import NoNumberReason, OrganisationKind
from app.register.rules import organisations as rules
from app.register.rules.organisations import OrganisationFacts
from app.register.words.countries import country_names

NUMBER = "4011001098993"
COMPANY = OrganisationFacts(name="株式会社みどり計算", kind=OrganisationKind.COMPANY, corporate_number=NUMBER)
NUMBERLESS = replace(COMPANY, corporate_number=None, no_number_reason=NoNumberReason.NOT_YET_CHECKED)


def refusal(facts: OrganisationFacts) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        rules.checked(facts)
    return caught.value.message, caught.value.field


def test_a_number_is_stored_in_one_spelling():
    typed = replace(COMPANY, corporate_number="４０１１－００１０－９８９９３")
    assert rules.checked(typed).corporate_number == NUMBER


def test_a_mistyped_number_is_blamed_on_its_field():
    assert refusal(replace(COMPANY, corporate_number="5011001098993"))[1] == "corporate_number"


def test_either_a_number_or_a_reason_is_needed():
    assert refusal(replace(COMPANY, corporate_number=None)) == (rules.NUMBER_OR_REASON, "corporate_number")
    assert rules.checked(NUMBERLESS) == NUMBERLESS


def test_a_number_and_a_reason_for_none_contradict_each_other():
    both = replace(COMPANY, no_number_reason=NoNumberReason.OTHER, no_number_note="登記を確認中")
    assert refusal(both) == (rules.NUMBER_AND_REASON, "no_number_reason")
    assert rules.checked(replace(both, no_number_reason=None)).no_number_note == ""


@pytest.mark.parametrize(
    "written",
    [
        "ミドリケイサン",
        "みどりけいさん",
        "ﾐﾄﾞﾘ　ｹｲｻﾝ",
        "エー・ビー・シー",
        "ABC（カブ）",
        "ﾋﾞﾙ-1",
        "ヴァーミリヨン",
        "Café",
    ],
)
def test_what_can_be_read_aloud_is_kana(written):
    assert rules.checked(replace(COMPANY, name_kana=written)).name_kana == written


@pytest.mark.parametrize(
    ("written", "char"), [("緑ケイサン", "緑"), ("ミドリ計算", "計"), ("ア\nイ", "\n"), ("＠ミドリ", "@")]
)
def test_what_cannot_be_read_aloud_is_refused_as_kana(written, char):
    with pytest.raises(DomainError) as caught:
        rules.checked(replace(COMPANY, name_kana=written))
    assert (caught.value.message, caught.value.field) == (rules.NOT_KANA, "name_kana")
    assert caught.value.params == {"char": char}


def test_countries_stand_in_the_order_of_their_reading():
    names = list(country_names("ja"))
    assert names[0] == "JP"
    assert names.index("GB") < names.index("GR") < names.index("TW") < names.index("CN") < names.index("MY")
    english = list(country_names("en"))
    assert english.index("AX") < english.index("AL") < english.index("CR") < english.index("CI")


def test_another_reason_says_which():
    other = replace(NUMBERLESS, no_number_reason=NoNumberReason.OTHER)
    assert refusal(other) == (rules.REASON_NOTE, "no_number_note")
    assert rules.checked(replace(other, no_number_note="任意団体")).no_number_note == "任意団体"


def test_established_abroad_is_no_reason_in_japan():
    abroad = replace(NUMBERLESS, no_number_reason=NoNumberReason.FOREIGN)
    assert refusal(abroad) == (rules.REASON_NEEDS_ABROAD, "no_number_reason")
    assert rules.checked(replace(abroad, country="us")).country == "US"


def test_a_private_person_has_no_corporate_number():
    person = replace(COMPANY, kind=OrganisationKind.INDIVIDUAL)
    assert refusal(person) == (rules.PERSON_HAS_NO_NUMBER, "corporate_number")


def test_the_reason_of_a_private_person_fits_a_private_person_only():
    reason = replace(NUMBERLESS, no_number_reason=NoNumberReason.INDIVIDUAL)
    assert refusal(reason) == (rules.REASON_NEEDS_PERSON, "no_number_reason")
    person = replace(reason, kind=OrganisationKind.INDIVIDUAL)
    assert rules.checked(person) == person


def test_the_invoice_number_of_a_corporation_is_its_own():
    assert refusal(replace(COMPANY, invoice_number="T7010001064648")) == (
        rules.INVOICE_DIFFERS,
        "invoice_number",
    )
    assert rules.checked(replace(COMPANY, invoice_number=f"t{NUMBER}")).invoice_number == f"T{NUMBER}"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "www.example.jp", "ftp://example.jp"])
def test_a_website_is_an_address_of_the_web(address):
    assert refusal(replace(COMPANY, website=address)) == (rules.WEBSITE_SHAPE, "website")


def test_a_name_is_needed():
    assert refusal(replace(COMPANY, name="")) == (rules.NAME_MISSING, "name")


def test_nobody_is_their_own_parent():
    own = uuid4()
    with pytest.raises(DomainError, match="own parent"):
        rules.check_parent(own, own, "株式会社みどり計算", [])


def test_a_group_has_no_circle():
    own, middle, parent = uuid4(), uuid4(), uuid4()
    with pytest.raises(DomainError) as caught:
        rules.check_parent(own, parent, "株式会社みどり計算", [middle, own])
    assert caught.value.params == {"name": "株式会社みどり計算"}
    rules.check_parent(own, parent, "株式会社みどり計算", [middle])


@pytest.mark.parametrize("other", ["ミドリ計算株式会社", "㈱ミドリ計算", "（株）みどり計算", "みどり 計算"])
def test_spelling_and_legal_form_make_no_other_name(other):
    assert rules.name_key(other) == rules.name_key("株式会社みどり計算")


def test_the_last_day_counts_as_ended():
    last = date(2026, 3, 31)
    assert rules.has_ended(last, last)
    assert not rules.has_ended(last, date(2026, 3, 30))
    assert not rules.has_ended(None, last)
