"""Business days of a Japanese bank (銀行法施行令 第5条: weekends, holidays, 31 December to 3 January).

The holiday tables cost 0.4 s and some megabytes, so they are loaded by the first question.
"""

from datetime import date, timedelta
from functools import lru_cache

from app.core.text import InputError

FIRST_YEAR = 1949
LAST_YEAR = 2099
SATURDAY = 5
DAY = timedelta(days=1)


class CalendarError(InputError):
    """A day outside the years for which the holidays are known."""


YEAR_UNKNOWN = "Business days are known from %(first)s to %(last)s only; %(year)s lies outside."


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _closed(year: int) -> frozenset[date]:
    # A finished set for each year instead of the library's own object: that one fills itself
    # while it is asked, and a second thread would see a year half filled.
    from holidays import country_holidays

    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(YEAR_UNKNOWN, first=FIRST_YEAR, last=LAST_YEAR, year=year)
    return frozenset(country_holidays("JP", years=year, categories=("public", "bank")))


def is_business_day(day: date) -> bool:
    """Whether banks are open."""
    closed = _closed(day.year)
    return day.weekday() < SATURDAY and day not in closed


def add_business_days(day: date, count: int) -> date:
    """The count-th business day after the day (before it, when negative); the day itself for 0."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day = _roll(_moved(day, step), step)
    return day


def next_business_day(day: date) -> date:
    """The day, or when banks are closed the next on which they open (翌営業日)."""
    return _roll(day, DAY)


def previous_business_day(day: date) -> date:
    """The day, or when banks are closed the last on which they were open (前営業日)."""
    return _roll(day, -DAY)


def business_days_between(start: date, end: date) -> int:
    """How many business days lead from start to end; the inverse of ``add_business_days``.

    The start does not count, the end does; negative when the end comes first.
    """
    if end < start:
        return -sum(is_business_day(start - DAY * gone) for gone in range(1, (start - end).days + 1))
    return sum(is_business_day(start + DAY * gone) for gone in range(1, (end - start).days + 1))


def _roll(day: date, step: timedelta) -> date:
    while not is_business_day(day):
        day = _moved(day, step)
    return day


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise CalendarError(YEAR_UNKNOWN, first=FIRST_YEAR, last=LAST_YEAR, year=day.year) from None
