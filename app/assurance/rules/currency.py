"""Whether a report can be relied upon today: shown wherever it is used."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.assurance.models import SOC, Opinion, ReportKind
from app.core.dates import months_before


class Currency(StrEnum):
    NOT_ISSUED = "not_issued"  # planned, still running, or waited for
    CURRENT = "current"
    ENDS_SOON = "ends_soon"
    LAPSED = "lapsed"
    REPLACED = "replaced"  # by the report of the next period
    WITHDRAWN = "withdrawn"


# What still stands for the services in its scope.
STANDING = frozenset({Currency.CURRENT, Currency.ENDS_SOON})


class Dated(Protocol):
    """A report, or a row with these columns."""

    @property
    def kind(self) -> ReportKind: ...

    @property
    def ends_on(self) -> date | None: ...

    @property
    def issued_on(self) -> date | None: ...

    @property
    def opinion(self) -> Opinion | None: ...

    @property
    def withdrawn_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Limits:
    """`soc_months`: for how long a SOC report is relied upon after its period; `soon_days`: what is near."""

    today: date
    soon_days: int
    soc_months: int


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def is_ahead(report: Dated, today: date) -> bool:
    """Its period ends, or it is issued, on a day to come."""
    return any(day is not None and day > today for day in (report.ends_on, report.issued_on))


def is_issued(report: Dated, today: date) -> bool:
    """A SOC report is there once its period is over and somebody has recorded the day of issue or the opinion.
    Whatever else is recorded was issued before."""
    if report.kind not in SOC:
        return True
    return not is_ahead(report, today) and (report.issued_on is not None or report.opinion is not None)


def last_day(report: Dated, limits: Limits) -> date | None:
    """Until when it is relied upon. A SOC report covers a period and does not expire: the months of the setting
    stand in for a last day. None for what has no end, or is not issued."""
    if not is_issued(report, limits.today):
        return None
    if report.ends_on is None or report.kind not in SOC:
        return report.ends_on
    return months_after(report.ends_on, limits.soc_months)


def currency_of(report: Dated, limits: Limits, *, is_replaced: bool = False) -> Currency:
    """`is_replaced`: the report of the next period is issued and was not withdrawn."""
    if report.withdrawn_at is not None:
        return Currency.WITHDRAWN
    if is_replaced:
        return Currency.REPLACED
    if not is_issued(report, limits.today):
        return Currency.NOT_ISSUED
    last = last_day(report, limits)
    if last is None:
        return Currency.CURRENT
    days = (last - limits.today).days
    if days < 0:
        return Currency.LAPSED
    return Currency.ENDS_SOON if days <= limits.soon_days else Currency.CURRENT


@dataclass(frozen=True)
class Ended:
    of_soc: date
    of_others: date


def last_that_ended(limits: Limits, days: int) -> Ended:
    """The latest `ends_on` of what is not relied upon any more so many days from today, for a search in the
    database: what ended on that day or before is over then."""
    day = limits.today + timedelta(days=days)
    others = day - timedelta(days=1)
    soc = months_before(day, limits.soc_months) + timedelta(days=3)
    while months_after(soc, limits.soc_months) >= day:
        soc -= timedelta(days=1)
    return Ended(soc, others)
