"""Reports over the months, from the fiscal year before to the second one ahead: a drawing and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.assurance.models import SOC
from app.assurance.rules import currency as rules
from app.assurance.sheets.report_rows import Names
from app.core.dates import FiscalHalf, fiscal_year
from app.core.words import value_label

YEARS_BEFORE, YEARS_AHEAD = 1, 2


@dataclass(frozen=True)
class Window:
    first: date
    last: date

    def at(self, day: date) -> float:
        """How far along the beginning of a day lies, in percent; what lies outside stands at its edge."""
        whole = (self.last - self.first).days + 1
        return round(100 * min(max((day - self.first).days, 0), whole) / whole, 2)


def window_of(today: date) -> Window:
    year = fiscal_year(today)
    return Window(FiscalHalf(year - YEARS_BEFORE, 1).start, FiscalHalf(year + YEARS_AHEAD, 2).end)


@dataclass(frozen=True)
class Mark:
    """`is_year`: the beginning of a fiscal year."""

    x: float
    day: date
    is_year: bool = False


@dataclass(frozen=True)
class Bar:
    """In percent of the days shown. `tail`: of a SOC report the months for which it is relied upon after its period.
    `has_begin`, `has_end`: false where no day is recorded, so that the bar is open on that side."""

    id: UUID
    number: str
    kind: str
    name: str
    x: float
    width: float
    tail: float
    tone: str
    state: str
    has_begin: bool
    has_end: bool


@dataclass(frozen=True)
class Drawing:
    bars: Sequence[Bar]
    year_ends: Sequence[Mark]
    halves: Sequence[Mark]
    today: float


def drawing_of(rows: Sequence[Any], names: Names, states: Any, window: Window) -> Drawing:
    years = range(fiscal_year(window.first), fiscal_year(window.last) + 1)
    ends = [FiscalHalf(year, 2).end for year in years]
    starts = [(FiscalHalf(year, half).start, half == 1) for year in years for half in (1, 2)]
    return Drawing(
        [_bar(row, names, states, window) for row in rows],
        [Mark(window.at(day + timedelta(days=1)), day) for day in ends],
        [Mark(window.at(day), day, is_year) for day, is_year in starts], window.at(names.limits.today),
    )  # fmt: skip


def _bar(row: Any, names: Names, states: Any, window: Window) -> Bar:
    state, tone = states[names.currency(row)]
    first, relied = begin_of(row), rules.last_day(row, names.limits)
    begins = window.at(first) if first else 0.0
    ends = window.at(row.ends_on + timedelta(days=1)) if row.ends_on else 100.0
    tail = window.at(relied + timedelta(days=1)) - ends if relied else 0.0
    return Bar(
        row.id, row.number, value_label(row.kind), names.providers.get(row.organisation_id, ""), begins,
        round(max(ends - begins, 0.3), 2), round(max(tail, 0.0), 2), tone, state, first is not None,
        row.ends_on is not None,
    )  # fmt: skip


def begin_of(row: Any) -> date | None:
    """The first day that it speaks of; of a certificate the day of issue. None where that is not recorded."""
    first: date | None = row.period_from_on or row.period_to_on if row.kind in SOC else row.issued_on
    return first
