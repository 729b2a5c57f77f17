"""Whether a report can be relied upon, and which days it leaves open."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from app.assurance.models import Opinion, ReportKind
from app.assurance.rules import coverage
from app.assurance.rules.coverage import Span
from app.assurance.rules.currency import (
    STANDING,
    Currency,
    Limits,
    currency_of,
    is_issued,
    last_day,
    last_that_ended,
    months_after,
)

TODAY = date(2027, 7, 1)
LIMITS = Limits(TODAY, 90, 12)


@dataclass
class Report:
    kind: ReportKind = ReportKind.ISO27001
    ends_on: date | None = None
    withdrawn_at: datetime | None = None
    issued_on: date | None = None
    opinion: Opinion | None = Opinion.UNQUALIFIED
    period_to_on: date | None = None


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        (None, Currency.CURRENT),
        (date(2027, 9, 30), Currency.CURRENT),
        (date(2027, 9, 29), Currency.ENDS_SOON),
        (TODAY, Currency.ENDS_SOON),
        (date(2027, 6, 30), Currency.LAPSED),
    ],
)
def test_a_certificate_stands_until_its_last_day(ends_on, expected):
    assert currency_of(Report(ends_on=ends_on), LIMITS) == expected


def test_a_soc_report_is_relied_upon_for_months_after_its_period():
    report = Report(ReportKind.SOC2, date(2026, 9, 30))
    assert last_day(report, LIMITS) == date(2027, 9, 30)
    assert currency_of(report, LIMITS) == Currency.CURRENT
    assert currency_of(Report(ReportKind.SOC2, date(2026, 6, 30)), LIMITS) == Currency.LAPSED


def test_a_withdrawn_or_replaced_report_says_that_first():
    lapsed = Report(ends_on=date(2020, 1, 1))
    assert currency_of(lapsed, LIMITS, is_replaced=True) == Currency.REPLACED
    lapsed.withdrawn_at = datetime.now(UTC)
    assert currency_of(lapsed, LIMITS, is_replaced=True) == Currency.WITHDRAWN


ENDED, RUNNING = date(2026, 9, 30), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("ends_on", "issued_on", "opinion", "expected"),
    [
        (ENDED, None, None, False),
        (ENDED, date(2026, 11, 10), None, True),
        (ENDED, None, Opinion.ADVERSE, True),
        (ENDED, TODAY, Opinion.UNQUALIFIED, True),
        (ENDED, RUNNING, Opinion.UNQUALIFIED, False),
        (TODAY, None, Opinion.UNQUALIFIED, True),
        (RUNNING, None, Opinion.UNQUALIFIED, False),
        (RUNNING, TODAY, Opinion.UNQUALIFIED, False),
    ],
)
def test_a_soc_report_is_issued_once_its_period_is_over_and_somebody_has_seen_it(
    ends_on, issued_on, opinion, expected
):
    report = Report(ReportKind.SOC2, ends_on, issued_on=issued_on, opinion=opinion)
    assert is_issued(report, TODAY) is expected
    assert (currency_of(report, LIMITS) == Currency.NOT_ISSUED) is not expected
    assert (last_day(report, LIMITS) is None) is not expected
    assert Currency.NOT_ISSUED not in STANDING


def test_what_nobody_issued_does_not_lapse():
    long_ago = Report(ReportKind.SOC1, date(2020, 3, 31), opinion=None)
    assert currency_of(long_ago, LIMITS) == Currency.NOT_ISSUED
    assert currency_of(long_ago, LIMITS, is_replaced=True) == Currency.REPLACED


def test_a_certificate_is_issued_whatever_is_recorded():
    waiting = Report(ReportKind.ISMAP, RUNNING, issued_on=RUNNING, opinion=None)
    assert is_issued(waiting, TODAY)


def test_of_what_is_not_issued_no_gap_is_not_told():
    covered, open_ = date(2027, 3, 31), date(2026, 9, 30)
    told = [
        coverage.gap_told(Report(ReportKind.SOC2, period_to_on=day), state, ())
        for state in (Currency.CURRENT, Currency.NOT_ISSUED)
        for day in (covered, open_)
    ]
    assert [gap and gap.days for gap in told] == [0, 182, None, 182]
    replaced = coverage.gap_told(Report(ReportKind.SOC2, period_to_on=open_), Currency.REPLACED, ())
    assert replaced is None
    assert coverage.gap_told(Report(period_to_on=open_), Currency.CURRENT, ()) is None


def test_the_end_of_a_month_stays_the_end():
    assert months_after(date(2026, 2, 28), 12) == date(2027, 2, 28)
    assert months_after(date(2027, 2, 28), 12) == date(2028, 2, 29)
    assert months_after(date(2026, 9, 30), 3) == date(2026, 12, 31)


@pytest.mark.parametrize("days", [0, 91])
@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2028, 2, 29), date(2027, 12, 31)])
def test_the_search_in_the_database_ends_where_the_rule_does(today, days):
    limits = Limits(today, 90, 12)
    ended = last_that_ended(limits, days)
    day = today + timedelta(days=days)
    for of_kind, kind in ((ended.of_soc, ReportKind.SOC2), (ended.of_others, ReportKind.PCI_DSS)):
        assert last_day(Report(kind, of_kind), limits) < day
        assert last_day(Report(kind, of_kind + timedelta(days=1)), limits) >= day


def test_the_days_up_to_our_year_end_are_counted():
    gap = coverage.gap_of(date(2026, 9, 30), [])
    assert gap.year_end == date(2027, 3, 31)
    assert gap.spans == (Span(date(2026, 10, 1), date(2027, 3, 31)),)
    assert gap.days == 182


def test_a_bridge_letter_shortens_the_gap():
    gap = coverage.gap_of(date(2026, 9, 30), [Span(date(2026, 10, 1), date(2026, 12, 31))])
    assert gap.days == 90
    two = [Span(date(2027, 2, 1), date(2027, 2, 28)), Span(date(2026, 10, 1), date(2026, 12, 31))]
    spans = coverage.gap_of(date(2026, 9, 30), two).spans
    assert spans == (Span(date(2027, 1, 1), date(2027, 1, 31)), Span(date(2027, 3, 1), date(2027, 3, 31)))
    assert coverage.gap_of(date(2026, 9, 30), [Span(date(2026, 9, 1), date(2027, 6, 30))]).days == 0


def test_letters_that_overlap_are_counted_once():
    two = [Span(date(2026, 10, 1), date(2027, 2, 28)), Span(date(2026, 11, 1), date(2026, 11, 30))]
    assert coverage.gap_of(date(2026, 9, 30), two).days == 31


def test_a_period_that_ends_with_our_year_leaves_no_gap():
    assert coverage.gap_of(date(2027, 3, 31), []).days == 0
