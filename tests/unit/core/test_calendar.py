"""Business days of a Japanese bank."""

import sys
from datetime import date, timedelta
from importlib.util import find_spec, module_from_spec

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import calendar
from app.core.errors import DomainError

MODEST = settings(max_examples=60, deadline=None, database=None)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Load the tables once, so that no single test pays for them."""
    calendar.is_business_day(date(2026, 11, 20))


@pytest.mark.parametrize("year", range(2019, 2045))
def test_banks_are_closed_from_new_years_eve_to_the_third_and_not_longer(year):
    for closed in (date(year, 12, 31), date(year, 1, 1), date(year, 1, 2), date(year, 1, 3)):
        assert not calendar.is_business_day(closed)
    for open_day in (date(year, 12, 30), date(year, 1, 4)):
        assert calendar.is_business_day(open_day) is (open_day.weekday() < 5)


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 5, 6),  # a Sunday's holiday moved to Wednesday
        date(2026, 9, 22),  # between two holidays
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),
        date(2026, 11, 23),
        date(2019, 5, 1),  # the accession, once only
    ],
)
def test_banks_are_closed_on_holidays_and_weekends(closed):
    assert not calendar.is_business_day(closed)


def test_an_ordinary_day_is_a_business_day():
    assert calendar.is_business_day(date(2026, 11, 20))
    assert calendar.is_business_day(date(2025, 5, 1))


def test_business_days_are_counted_over_weekends_holidays_and_the_turn_of_the_year():
    assert calendar.add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert calendar.add_business_days(date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert calendar.add_business_days(date(2027, 1, 4), -1) == date(2026, 12, 30)
    assert calendar.add_business_days(date(2026, 11, 22), -1) == date(2026, 11, 20)
    assert calendar.add_business_days(date(2026, 11, 22), 0) == date(2026, 11, 22)


def test_rolling_leaves_a_business_day_and_moves_any_other():
    assert calendar.next_business_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert calendar.next_business_day(date(2026, 11, 21)) == date(2026, 11, 24)
    assert calendar.previous_business_day(date(2026, 11, 20)) == date(2026, 11, 20)
    assert calendar.previous_business_day(date(2026, 11, 23)) == date(2026, 11, 20)


def test_days_between_do_not_count_the_start():
    assert calendar.business_days_between(date(2026, 11, 20), date(2026, 11, 25)) == 2
    assert calendar.business_days_between(date(2026, 11, 25), date(2026, 11, 20)) == -2
    assert calendar.business_days_between(date(2026, 11, 20), date(2026, 11, 20)) == 0


@given(days, st.integers(-60, 60))
@MODEST
def test_counting_undoes_adding(day, count):
    moved = calendar.add_business_days(day, count)
    assert calendar.business_days_between(day, moved) == count
    assert count == 0 or calendar.is_business_day(moved)


@given(days)
@MODEST
def test_rolling_ends_on_the_nearest_business_day(day):
    later, earlier = calendar.next_business_day(day), calendar.previous_business_day(day)
    assert earlier <= day <= later
    between = [earlier + timedelta(days=gone) for gone in range((later - earlier).days + 1)]
    assert [each for each in between if calendar.is_business_day(each)] == sorted({earlier, later})


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: calendar.is_business_day(date(2100, 1, 4)), 2100),
        (lambda: calendar.is_business_day(date(1948, 12, 1)), 1948),
        (lambda: calendar.add_business_days(date(2099, 12, 30), 1), 2100),
        (lambda: calendar.previous_business_day(date(1949, 1, 1)), 1948),
        (lambda: calendar.next_business_day(date.max), 9999),
        (lambda: calendar.add_business_days(date.max, 1), 9999),
    ],
)
def test_years_without_known_holidays_are_refused(ask, year):
    with pytest.raises(calendar.CalendarError) as caught:
        ask()
    assert isinstance(caught.value, DomainError)
    assert caught.value.message == calendar.YEAR_UNKNOWN
    assert caught.value.params == {"first": 1949, "last": 2099, "year": year}


def test_the_holiday_tables_are_loaded_by_the_first_question_only(monkeypatch):
    monkeypatch.delitem(sys.modules, "holidays")
    spec = find_spec("app.core.calendar")
    assert spec is not None
    assert spec.loader is not None
    fresh = module_from_spec(spec)
    spec.loader.exec_module(fresh)
    assert "holidays" not in sys.modules
    assert not fresh.is_business_day(date(2026, 12, 31))
    assert "holidays" in sys.modules


def test_the_years_are_those_of_the_library():
    known = holidays.country_holidays("JP")
    assert (known.start_year, known.end_year) == (calendar.FIRST_YEAR, calendar.LAST_YEAR)
