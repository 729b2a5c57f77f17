"""Reading and showing dates, fiscal periods, days as instants."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import dates
from app.core.dates import DateStyle, FiscalHalf, FiscalQuarter
from app.core.errors import DomainError

MODEST = settings(max_examples=200, deadline=None, database=None)
any_day = st.dates(date(1873, 1, 1), date(2100, 12, 31))


def refusal(typed, parse=dates.parse_date):
    with pytest.raises(dates.DateError) as caught:
        parse(typed)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, DomainError)
    assert str(caught.value) == caught.value.message % caught.value.params
    return caught.value


# --- reading -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "20261120",
        "2026 11 20",
        "2026年11月20日",
        "2026年11月20",
        "令和8年11月20日",
        "令和8.11.20",
        "R8.11.20",
        "r08/11/20",
        "R8-11-20",
        "R8年11月20日",
        "Ｒ８．１１．２０",
        "２０２６年１１月２０日",
        "２０２６／１１／２０",
        "２０２６－１１－２０",
        "２０２６ー１１ー２０",
        "2026。11。20",
        "2026・11・20",
        "２０２６１１２０",
        " 令和 8 年 11 月 20 日 ",
        "令和　８年１１月２０日",
        "2026 / 11 / 20",
        "㋿8年11月20日",
        "\u200b2026‐11‐20\ufeff",
    ],
)
def test_a_day_may_be_written_in_many_ways(typed):
    assert dates.parse_date(typed) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令和 8年 1月 2日", date(2026, 1, 2)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S64.1.7", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("T1.7.30", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("M6.1.1", date(1873, 1, 1)),
        ("R6.2.29", date(2024, 2, 29)),
        ("9999-12-31", date(9999, 12, 31)),
    ],
)
def test_each_era_is_read_up_to_its_edges(typed, day):
    assert dates.parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "message", "params"),
    [
        ("平成40年1月1日", dates.ERA_ENDED, {"era": "平成", "end": "2019-04-30"}),
        ("H31.5.1", dates.ERA_ENDED, {"era": "平成", "end": "2019-04-30"}),
        ("昭和64年1月8日", dates.ERA_ENDED, {"era": "昭和", "end": "1989-01-07"}),
        ("T15.12.25", dates.ERA_ENDED, {"era": "大正", "end": "1926-12-24"}),
        ("明治45年7月30日", dates.ERA_ENDED, {"era": "明治", "end": "1912-07-29"}),
        ("令和元年4月30日", dates.ERA_BEGAN, {"era": "令和", "start": "2019-05-01"}),
        ("H1.1.7", dates.ERA_BEGAN, {"era": "平成", "start": "1989-01-08"}),
        ("S1.12.24", dates.ERA_BEGAN, {"era": "昭和", "start": "1926-12-25"}),
        ("大正元年7月29日", dates.ERA_BEGAN, {"era": "大正", "start": "1912-07-30"}),
        ("明治5年12月31日", dates.TOO_EARLY, {}),
        ("1872-12-31", dates.TOO_EARLY, {}),
        ("0026-11-20", dates.TOO_EARLY, {}),
    ],
)
def test_a_day_outside_its_era_is_refused(typed, message, params):
    error = refusal(typed)
    assert (error.message, error.params) == (message, params)


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "2025-2-29", "20261301", "令和7年2月29日", "R0.1.1", "R8.11.0", "0000-01-01"]
)
def test_a_day_that_does_not_exist_is_refused(typed):
    error = refusal(typed)
    assert (error.message, error.params) == (dates.NO_SUCH_DAY, {"text": typed})


@pytest.mark.parametrize(
    "typed", ["1/2/26", "8.11.20", "20/11/2026", "11/20", "11月20日", "26年11月20日", "261120", "2026112"]
)
def test_a_date_that_can_be_read_in_several_ways_is_refused(typed):
    assert refusal(f" {typed}").message == dates.UNCLEAR
    assert refusal(typed).params == {"text": typed}


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow",
        "2026-11",
        "2026/11-20",
        "2026-1 2-3",
        "X8.11.20",
        "令和2026年1月1日",
        "令8",
        "٢٠٢٦-١١-٢٠",
        "2026-11-20 14:05",
        "2026-11-20-1",
        "100%(x)s",
    ],
)
def test_what_is_no_date_is_refused(typed):
    assert refusal(typed).message == dates.NOT_A_DATE


def test_nothing_and_too_much_are_refused():
    assert refusal("").message == refusal(" 　\u200b").message == dates.MISSING
    error = refusal("9" * 5000)
    assert error.message == dates.NOT_A_DATE
    assert len(error.params["text"]) < 100


@given(any_day, st.sampled_from(DateStyle))
@MODEST
def test_what_is_shown_can_be_read_again(day, style):
    assert dates.parse_date(dates.format_date(day, style)) == day


@given(st.text("0123456789RHSTM令和平成元年月日-/. :０８\u3000", max_size=20))
@MODEST
def test_any_text_is_read_or_refused_and_nothing_else(typed):
    try:
        day = dates.parse_date(typed)
    except dates.DateError:
        return
    assert dates.parse_date(day.isoformat()) == day


# --- showing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 20), "令和8年11月20日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1872, 12, 31), "1872-12-31"),
        (date(9999, 12, 31), "9999-12-31"),
    ],
)
def test_a_day_is_shown_in_its_era(day, shown):
    assert dates.format_date(day, DateStyle.WAREKI) == shown


def test_a_day_is_shown_in_iso():
    assert dates.format_date(date(2026, 1, 2), DateStyle("iso")) == "2026-01-02"


def test_an_instant_is_shown_in_japanese_time():
    instant = datetime(2026, 11, 19, 20, 5, 59, tzinfo=UTC)
    assert dates.format_datetime(instant, DateStyle.ISO) == "2026-11-20 05:05"
    assert dates.format_datetime(instant, DateStyle("wareki")) == "令和8年11月20日 05:05"
    assert dates.format_datetime(instant, DateStyle.ISO, UTC) == "2026-11-19 20:05"
    assert dates.day_of(instant) == date(2026, 11, 20)
    assert dates.day_of(instant, UTC) == date(2026, 11, 19)


def test_an_instant_without_zone_is_a_mistake_of_the_program():
    naive = datetime(2026, 11, 20, 14, 5)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="time zone"):
        dates.format_datetime(naive, DateStyle.ISO)
    with pytest.raises(ValueError, match="time zone"):
        dates.day_of(naive)


def test_days_from_today_are_counted():
    today = date(2026, 11, 20)
    assert [dates.relative_days(today + timedelta(days=n), today) for n in (12, 0, -1)] == [12, 0, -1]


# --- as at ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2026-11-20", "令和8年11月20日", "２０２６／１１／２０"])
def test_a_day_means_its_end_in_japan(typed):
    instant = dates.parse_instant_or_day(typed)
    assert instant == datetime(2026, 11, 20, 14, 59, 59, 999999, tzinfo=UTC)
    assert instant.tzinfo is UTC


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20t05:05z",
        "2026-11-19T22:05-07:00",
        "2026-11-20 14:05",
        "令和8年11月20日 14:05",
        "R8.11.20 14:05",
        "２０２６－１１－２０　１４：０５",
        "2026-11-20 10:35 +05:30",
    ],
)
def test_a_minute_means_its_end(typed):
    assert dates.parse_instant_or_day(typed) == datetime(2026, 11, 20, 5, 5, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["2026-11-20T05:05:00Z", "2026-11-20T14:05:00+09:00", "2026-11-20T14:05:00 09:00", "2026-11-20 14:05:00"],
)
def test_a_second_means_its_end(typed):
    assert dates.parse_instant_or_day(typed) == datetime(2026, 11, 20, 5, 5, 0, 999999, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["2026-11-20T14:05:00.000+0900", "2026-11-20T14:05:00.000000000"])
def test_a_fraction_means_itself(typed):
    assert dates.parse_instant_or_day(typed) == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_an_early_hour_may_have_one_digit():
    early = datetime(2026, 11, 20, 0, 5, 59, 999999, tzinfo=UTC)
    assert dates.parse_instant_or_day("2026-11-20 9:05") == early


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20 24:00",
        "2026-11-20 14:60",
        "2026-11-20T14:05:61Z",
        "2026-11-20T14:05+25:00",
        "2026-11-20T14:05+09:60",
        "9999-12-31T23:59-12:00",
    ],
)
def test_a_time_that_does_not_exist_is_refused(typed):
    error = refusal(typed, dates.parse_instant_or_day)
    assert (error.message, error.params) == (dates.NOT_AN_INSTANT, {"text": typed})


def test_what_is_neither_day_nor_time_is_refused():
    assert refusal("yesterday", dates.parse_instant_or_day).message == dates.NOT_A_DATE
    assert refusal("1/2/26 14:05", dates.parse_instant_or_day).message == dates.UNCLEAR
    assert refusal("2026-11-20 14:050900", dates.parse_instant_or_day).message == dates.NOT_A_DATE
    assert refusal("x" * 99, dates.parse_instant_or_day).message == dates.NOT_AN_INSTANT
    assert refusal(" ", dates.parse_instant_or_day).message == dates.MISSING


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
@MODEST
def test_an_iso_instant_is_read_exactly(clock, offset):
    instant = clock.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert dates.parse_instant_or_day(instant.isoformat(timespec="microseconds")) == instant


@given(st.datetimes(datetime(1952, 1, 1), datetime(2100, 1, 1)), st.sampled_from(DateStyle))  # noqa: DTZ001
@MODEST
def test_a_shown_time_can_be_asked_for(clock, style):
    minute = clock.replace(second=0, microsecond=0, tzinfo=UTC)
    asked = dates.parse_instant_or_day(dates.format_datetime(minute, style))
    assert asked == minute.replace(second=59, microsecond=999999)


# --- fiscal periods ------------------------------------------------------------------------


def test_the_fiscal_year_begins_in_april_and_the_agencys_in_july():
    assert [dates.fiscal_year(date(2026, *day)) for day in ((3, 31), (4, 1), (12, 31))] == [2025, 2026, 2026]
    assert [dates.fsa_year(date(2026, *day)) for day in ((6, 30), (7, 1), (12, 31))] == [2025, 2026, 2026]


def test_halves_have_edges():
    first, second = FiscalHalf(2026, 1), FiscalHalf(2026, 2)
    assert (first.start, first.end) == (date(2026, 4, 1), date(2026, 9, 30))
    assert (second.start, second.end) == (date(2026, 10, 1), date(2027, 3, 31))
    assert first < second < FiscalHalf(2027, 1)


@pytest.mark.parametrize(
    ("half", "wareki"),
    [
        (FiscalHalf(2026, 1), "令和8年度上期"),
        (FiscalHalf(2026, 2), "令和8年度下期"),
        (FiscalHalf(2019, 1), "令和元年度上期"),
        (FiscalHalf(2018, 2), "平成30年度下期"),
        (FiscalHalf(1988, 2), "昭和63年度下期"),
    ],
)
def test_halves_are_named_by_era(half, wareki):
    assert half.label("ja", DateStyle.WAREKI) == wareki


def test_halves_are_named_in_both_languages():
    half = FiscalHalf(2026, 1)
    assert half.label("ja", DateStyle.ISO) == "2026年度上期"
    assert half.label("en", DateStyle.ISO) == half.label("en", DateStyle.WAREKI) == "FY2026 H1"


@given(any_day)
@MODEST
def test_every_day_lies_in_its_periods(day):
    half, quarter = dates.fiscal_half(day), dates.fiscal_quarter(day)
    assert half.start <= day <= half.end
    assert quarter.start <= day <= quarter.end
    assert half.start <= quarter.start
    assert quarter.end <= half.end
    assert half.year == quarter.year == dates.fiscal_year(day)
    assert dates.fiscal_half(half.end + timedelta(days=1)) > half


def test_there_is_no_third_half_and_no_fifth_quarter():
    with pytest.raises(ValueError, match="halves"):
        FiscalHalf(2026, 3)
    with pytest.raises(ValueError, match="quarters"):
        FiscalQuarter(2026, 5)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 20)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), -2, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert dates.months_before(day, months) == before
