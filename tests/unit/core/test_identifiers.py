"""Corporate numbers, LEIs, invoice numbers and country codes."""

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import identifiers
from app.core.errors import DomainError

VALID_CORPORATE = [
    "4011001098993",
    "7123456789012",
    "7000012050002",
    "2120901007402",
    "8700110005901",
    "7010001064648",
    "5010001008846",
    "1010001008825",
]
VALID_LEI = ["INR2EJN1ERAN0W5ZP974", "5493001KJTIIGC8Y1R12", "353800V2V8PUY9TK3E06"]
MODEST = settings(max_examples=100, deadline=None, database=None)


def refusal(check, typed):
    with pytest.raises(identifiers.IdentifierError) as caught:
        check(typed)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, DomainError)
    return caught.value


@pytest.mark.parametrize("number", VALID_CORPORATE)
def test_true_corporate_numbers_are_taken(number):
    assert identifiers.check_corporate_number(number) == number


@pytest.mark.parametrize(
    "typed", [" 7010-0010-64648\n", "７０１０００１０６４６４８", "7010 0010‐64648", "7010ー001064648"]
)
def test_corporate_numbers_may_be_typed_in_groups_and_full_width(typed):
    assert identifiers.check_corporate_number(typed) == "7010001064648"


def test_a_mistyped_corporate_number_is_told_its_check_digit():
    error = refusal(identifiers.check_corporate_number, "1234567890123")
    assert error.message == identifiers.CORPORATE_WRONG_CHECK
    assert error.params == {"expected": 9}
    assert "9" in str(error)


@pytest.mark.parametrize("typed", ["701000106464", "70100010646480", "1"])
def test_a_corporate_number_of_another_length_is_told_so(typed):
    error = refusal(identifiers.check_corporate_number, typed)
    assert (error.message, error.params) == (identifiers.CORPORATE_WRONG_LENGTH, {"count": len(typed)})


@pytest.mark.parametrize("typed", ["", "T7010001064648", "七〇一", "٧٠١٠٠٠١٠٦٤٦٤٨", "701000106464x"])
def test_a_corporate_number_has_digits_only(typed):
    assert refusal(identifiers.check_corporate_number, typed).message == identifiers.CORPORATE_DIGITS_ONLY


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
@MODEST
def test_one_wrong_digit_is_noticed_unless_nine_and_nought_are_swapped(base, place, shift):
    number = f"{identifiers.corporate_check_digit(base)}{base}"
    assert identifiers.check_corporate_number(number) == number
    digit = (int(number[place]) + shift) % 10
    if {digit, int(number[place])} == {0, 9}:
        return  # the remainder by nine cannot tell these two apart
    refusal(identifiers.check_corporate_number, f"{number[:place]}{digit}{number[place + 1 :]}")


@pytest.mark.parametrize("lei", VALID_LEI)
def test_true_leis_are_taken(lei):
    assert identifiers.check_lei(lei) == lei
    assert identifiers.check_lei(f" {lei.lower()[:4]}-{lei[4:]} ") == lei


def test_a_mistyped_lei_is_told_its_check_digits():
    error = refusal(identifiers.check_lei, "INR2EJN1ERAN0W5ZP947")
    assert (error.message, error.params) == (identifiers.LEI_WRONG_CHECK, {"expected": "74"})


@pytest.mark.parametrize(
    "typed", ["", "INR2EJN1ERAN0W5ZP97", "INR2EJN1ERAN0W5ZP9744", "INR2EJN1ERAN0W5ZP9AB", "銀" * 20]
)
def test_an_lei_has_twenty_characters_and_ends_in_digits(typed):
    assert refusal(identifiers.check_lei, typed).message == identifiers.LEI_WRONG_SHAPE


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18))
@MODEST
def test_exactly_one_pair_of_check_digits_fits_an_lei(base):
    fitting = []
    for number in range(100):
        try:
            fitting.append(identifiers.check_lei(f"{base}{number:02}"))
        except identifiers.IdentifierError as error:
            expected = error.params["expected"]
    assert fitting == [base + expected]
    assert int("".join(str(int(char, 36)) for char in fitting[0])) % 97 == 1


@pytest.mark.parametrize("typed", ["T7010001064648", "t7010-0010-64648", "Ｔ７０１０００１０６４６４８"])
def test_invoice_numbers_are_t_and_thirteen_digits(typed):
    assert identifiers.check_invoice_number(typed) == "T7010001064648"


@pytest.mark.parametrize("typed", ["", "7010001064648", "T701000106464", "TT010001064648", "T70100010646488"])
def test_other_invoice_numbers_are_refused(typed):
    assert refusal(identifiers.check_invoice_number, typed).message == identifiers.INVOICE_WRONG_SHAPE


def test_the_countries_are_those_of_the_time_zone_database():
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    listed = {line[:2] for line in table.splitlines() if line and not line.startswith("#")}
    assert listed == identifiers.COUNTRIES
    assert len(listed) == 249


@pytest.mark.parametrize(("typed", "code"), [("jp", "JP"), (" ＵＳ ", "US")])
def test_country_codes_are_stored_in_capitals(typed, code):
    assert identifiers.check_country(typed) == code


@pytest.mark.parametrize("typed", ["", "UK", "EU", "JPN", "日本", "XX"])
def test_what_is_no_country_is_refused(typed):
    assert refusal(identifiers.check_country, typed).message == identifiers.COUNTRY_UNKNOWN
