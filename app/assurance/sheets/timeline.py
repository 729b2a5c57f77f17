"""Reports over the months, from the fiscal year before to the second one ahead: a drawing and its table, with what
bridge letters speak of and the days up to our fiscal year-end that nothing covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.assurance.models import SOC
from app.assurance.rules import currency as rules
from app.assurance.rules.coverage import Gap, Span
from app.assurance.rules.currency import Currency
from app.assurance.sheets.report_rows import Names
from app.core.dates import FiscalHalf, fiscal_year
from app.core.words import value_label

YEARS_BEFORE, YEARS_AHEAD = 1, 2
# In percent of the drawing, so that a single day is seen.
LEAST = 0.3
DOTTED = "dotted"


@dataclass(frozen=True)
class Line:
    """`gap`: None for what has no period, and for what another report stands in the place of."""

    row: Any
    letters: Sequence[Span]
    gap: Gap | None

    @property
    def has_period(self) -> bool:
        return self.row.kind in SOC


def lines_of(rows: Iterable[Any], names: Names) -> list[Line]:
    return [Line(row, names.letters.get(row.id, ()), names.gap(row)) for row in rows]


@dataclass(frozen=True)
class Window:
    first: date
    last: date

    def at(self, day: date) -> float:
        """How far along the beginning of a day lies, in percent; what lies outside stands at its edge."""
        whole = (self.last - self.first).days + 1
        return round(100 * min(max((day - self.first).days, 0), whole) / whole, 2)

    def stretches(self, spans: Iterable[Span]) -> list[Stretch]:
        """As far as they lie within."""
        found = []
        for span in spans:
            if span.to_on >= self.first and span.from_on <= self.last:
                x = self.at(span.from_on)
                width = max(self.at(span.to_on + timedelta(days=1)) - x, LEAST)
                found.append(Stretch(x, round(width, 2), span))
        return found


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
class Stretch:
    """Days beside a period, in percent of the days shown."""

    x: float
    width: float
    span: Span

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Bar:
    """In percent of the days shown. `tail`: of a SOC report the months for which it is relied upon after its period.
    `has_begin`, `has_end`: false where no day is recorded, so that the bar is open on that side. `gap`: days up to our
    fiscal year-end that neither period nor letter covers, drawn as `uncovered`."""

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
    letters: Sequence[Stretch]
    gap: int
    uncovered: Sequence[Stretch]

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Drawing:
    """`kinds`: words and tone of each state that is drawn, for the legend."""

    bars: Sequence[Bar]
    year_ends: Sequence[Mark]
    halves: Sequence[Mark]
    today: float
    kinds: Sequence[tuple[str, str]]


def drawing_of(lines: Iterable[Line], names: Names, states: Any, window: Window) -> Drawing:
    years = range(fiscal_year(window.first), fiscal_year(window.last) + 1)
    ends = [FiscalHalf(year, 2).end for year in years]
    starts = [(FiscalHalf(year, half).start, half == 1) for year in years for half in (1, 2)]
    return Drawing(
        [_bar(line, names, states, window) for line in lines],
        [Mark(window.at(day + timedelta(days=1)), day) for day in ends],
        [Mark(window.at(day), day, is_year) for day, is_year in starts], window.at(names.limits.today),
        [drawn(one, states) for one in Currency if one != Currency.WITHDRAWN],
    )  # fmt: skip


def drawn(state: Currency, states: Any) -> tuple[str, str]:
    """Words and tone; what is not issued is drawn dotted."""
    label, tone = states[state]
    return label, DOTTED if state == Currency.NOT_ISSUED else tone


def _bar(line: Line, names: Names, states: Any, window: Window) -> Bar:
    row, spans = line.row, line.gap.spans if line.gap else ()
    state, tone = drawn(names.currency(row), states)
    first, relied = begin_of(row), rules.last_day(row, names.limits)
    begins = window.at(first) if first else 0.0
    ends = window.at(row.ends_on + timedelta(days=1)) if row.ends_on else 100.0
    tail = window.at(relied + timedelta(days=1)) - ends if relied else 0.0
    return Bar(
        row.id, row.number, value_label(row.kind), names.providers.get(row.organisation_id, ""), begins,
        round(max(ends - begins, LEAST), 2), round(max(tail, 0.0), 2), tone, state, first is not None,
        row.ends_on is not None, window.stretches(line.letters), line.gap.days if line.gap else 0,
        window.stretches(spans),
    )  # fmt: skip


def begin_of(row: Any) -> date | None:
    """The first day that it speaks of; of a certificate the day of issue. None where that is not recorded."""
    first: date | None = row.period_from_on or row.period_to_on if row.kind in SOC else row.issued_on
    return first
