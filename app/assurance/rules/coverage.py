"""空白期間: days after the period of a SOC report, up to our fiscal year-end, for which nobody has said anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from app.assurance.models import SOC, ReportKind
from app.assurance.rules.currency import STANDING, Currency
from app.core.dates import FiscalHalf, fiscal_year

DAY = timedelta(days=1)
# What nobody goes by any more leaves no gap: the report in its place does.
WITH_A_GAP = STANDING | {Currency.LAPSED, Currency.NOT_ISSUED}


class OfPeriod(Protocol):
    """A report, or a row with these columns."""

    @property
    def kind(self) -> ReportKind: ...

    @property
    def period_to_on(self) -> date | None: ...


@dataclass(frozen=True, order=True)
class Span:
    """Both days are part of it."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


def year_end(day: date) -> date:
    """The end of the fiscal year that the day lies in."""
    return FiscalHalf(fiscal_year(day), 2).end


def without(wanted: Span, covered: Iterable[Span]) -> list[Span]:
    """What is left of a span, in order."""
    left, begins = [], wanted.from_on
    for span in sorted(covered):
        if span.to_on < begins or span.from_on > wanted.to_on:
            continue
        if span.from_on > begins:
            left.append(Span(begins, span.from_on - DAY))
        begins = span.to_on + DAY
        if begins > wanted.to_on:
            return left
    return [*left, Span(begins, wanted.to_on)]


@dataclass(frozen=True)
class Gap:
    """`spans` are uncovered; none where letters, or the report of the next period, reach the year-end."""

    year_end: date
    spans: tuple[Span, ...]

    @property
    def days(self) -> int:
        return sum(span.days for span in self.spans)


def gap_of(period_to_on: date, covered: Iterable[Span]) -> Gap:
    """`covered`: bridge letters and later reports."""
    end = year_end(period_to_on)
    if period_to_on >= end:
        return Gap(end, ())
    return Gap(end, tuple(without(Span(period_to_on + DAY, end), covered)))


def gap_told(report: OfPeriod, state: Currency, covered: Iterable[Span]) -> Gap | None:
    """None for what has no period, or is not gone by any more. Of a report that is not issued "no gap" is not told:
    it covers nothing yet."""
    if report.kind not in SOC or report.period_to_on is None or state not in WITH_A_GAP:
        return None
    gap = gap_of(report.period_to_on, covered)
    return gap if gap.days or state != Currency.NOT_ISSUED else None
