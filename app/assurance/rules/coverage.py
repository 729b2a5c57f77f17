"""空白期間: days after the period of a SOC report, up to our fiscal year-end, for which nobody has said anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.dates import FiscalHalf, fiscal_year

DAY = timedelta(days=1)


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
