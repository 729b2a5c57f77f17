"""Reports over the months, from the fiscal year before to the second one ahead: a drawing and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.assurance.models import SOC
from app.assurance.rules import currency as rules
from app.assurance.rules.currency import Limits
from app.assurance.sheets.report_rows import Names
from app.core.dates import FiscalHalf, fiscal_year

YEARS_BEFORE, YEARS_AHEAD = 1, 2
# Of the drawing, in its own units: a row, the bar in it, and the whole width of the days.
ROW, BAR, WIDTH, TOP, LABELS = 26, 12, 1000, 24, 230


@dataclass(frozen=True)
class Window:
    first: date
    last: date

    def at(self, day: date) -> float:
        """How far along the drawing the beginning of a day lies; what lies outside stands at its edge."""
        whole = (self.last - self.first).days + 1
        return round(WIDTH * min(max((day - self.first).days, 0), whole) / whole, 1)


def window_of(today: date) -> Window:
    year = fiscal_year(today)
    return Window(FiscalHalf(year - YEARS_BEFORE, 1).start, FiscalHalf(year + YEARS_AHEAD, 2).end)


@dataclass(frozen=True)
class Mark:
    x: float
    day: date


@dataclass(frozen=True)
class Bar:
    """`tail`: of a SOC report the months for which it is relied upon after its period."""

    id: UUID
    number: str
    name: str
    y: int
    x: float
    width: float
    tail: float
    tone: str
    state: str


@dataclass(frozen=True)
class Drawing:
    bars: Sequence[Bar]
    year_ends: Sequence[Mark]
    quarters: Sequence[Mark]
    today: float
    height: int
    width: int = WIDTH + LABELS


def drawing_of(rows: Sequence[Any], names: Names, states: Any, window: Window) -> Drawing:
    bars = [_bar(row, names, states, window, TOP + at * ROW) for at, row in enumerate(rows)]
    years = range(fiscal_year(window.first), fiscal_year(window.last) + 1)
    ends = [FiscalHalf(year, 2).end for year in years]
    starts = [FiscalHalf(year, half).start for year in years for half in (1, 2)]
    return Drawing(
        bars, [Mark(LABELS + window.at(day + timedelta(days=1)), day) for day in ends],
        [Mark(LABELS + window.at(day), day) for day in starts], LABELS + window.at(names.limits.today),
        TOP + len(bars) * ROW + 8,
    )  # fmt: skip


def _bar(row: Any, names: Names, states: Any, window: Window, y: int) -> Bar:
    state, tone = states[names.currency(row)]
    begins, ends = window.at(begin_of(row)), window.at(row.ends_on + timedelta(days=1))
    relied = _relied_until(row, names.limits)
    return Bar(
        row.id, row.number, names.providers.get(row.organisation_id, ""), y, LABELS + begins,
        max(ends - begins, 3), max(window.at(relied + timedelta(days=1)) - ends, 0), tone, state,
    )  # fmt: skip


def begin_of(row: Any) -> date:
    """The first day that it speaks of; of a certificate the day of issue."""
    found: date = (
        row.period_from_on or row.period_to_on if row.kind in SOC else row.issued_on
    ) or row.ends_on
    return found


def _relied_until(row: Any, limits: Limits) -> date:
    return rules.last_day(row, limits) or row.ends_on
