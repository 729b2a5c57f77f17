"""The timeline of ends: where periods, letters and the days that nothing covers stand, and what has a gap at all."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.assurance.models import Opinion, ReportKind
from app.assurance.rules.coverage import Span
from app.assurance.rules.currency import Currency, Limits
from app.assurance.sheets import timeline
from app.assurance.sheets.report_rows import Names
from app.core.dates import DateStyle

TODAY = date(2026, 11, 22)
WINDOW = timeline.window_of(TODAY)
STATES = {one: (one.value, "neutral") for one in Currency}
YEAR_END = date(2027, 3, 31)
LETTER = Span(date(2026, 10, 1), date(2026, 12, 31))


@dataclass
class Report:
    kind: ReportKind = ReportKind.SOC2
    period_from_on: date | None = date(2025, 10, 1)
    period_to_on: date | None = date(2026, 9, 30)
    issued_on: date | None = date(2026, 11, 10)
    ends_on: date | None = date(2026, 9, 30)
    opinion: Opinion | None = Opinion.UNQUALIFIED
    withdrawn_at: datetime | None = None
    number: str = "R-2026-0001"
    id: UUID = field(default_factory=uuid4)
    organisation_id: UUID = field(default_factory=uuid4)


def names_with(*replaced: Report, letters=None) -> Names:
    later = {one.id: uuid4() for one in replaced}
    return Names(Limits(TODAY, 90, 12), DateStyle.ISO, {}, {}, later, {}, {}, letters or {})


def line_of(report, *letters, replaced=()):
    names = names_with(*replaced, letters={report.id: letters} if letters else {})
    (line,) = timeline.lines_of([report], names)
    return line


def bar_of(report, *letters):
    drawing = timeline.drawing_of([line_of(report, *letters)], names_with(), STATES, WINDOW)
    return drawing, drawing.bars[0]


def after(day):
    return WINDOW.at(day + timedelta(days=1))


def test_what_no_letter_covers_is_a_gap_up_to_the_year_end():
    assert line_of(Report()).gap.days == 182
    one = line_of(Report(), LETTER)
    assert (one.letters, one.gap.days, one.gap.year_end) == ((LETTER,), 90, YEAR_END)
    assert one.gap.spans == (Span(date(2027, 1, 1), YEAR_END),)
    assert line_of(Report(), Span(date(2026, 10, 1), date(2027, 6, 30))).gap.days == 0


def test_a_certificate_has_no_period_and_no_gap():
    one = line_of(Report(ReportKind.ISO27001, None, None, ends_on=YEAR_END - timedelta(days=9)))
    assert (one.has_period, one.gap) == (False, None)
    assert line_of(Report()).has_period


def test_what_nobody_goes_by_any_more_has_no_gap_and_keeps_its_letters():
    report = Report()
    one = line_of(report, LETTER, replaced=[report])
    assert (one.letters, one.gap) == ((LETTER,), None)
    assert line_of(Report(withdrawn_at=datetime.now(UTC))).gap is None
    lapsed = Report(period_to_on=date(2025, 6, 30), ends_on=date(2025, 6, 30))
    assert names_with().currency(lapsed) == Currency.LAPSED
    assert line_of(lapsed).gap.days == 274


def test_the_gap_begins_where_the_period_ends_and_reaches_our_year_end():
    drawing, bar = bar_of(Report())
    (gap,) = bar.uncovered
    assert (gap.x, gap.end, bar.gap) == (bar.end, after(YEAR_END), 182)
    assert gap.end in {mark.x for mark in drawing.year_ends}
    assert bar.letters == []


def test_letters_stand_between_the_days_that_nothing_covers():
    first, second = Span(date(2026, 11, 1), date(2026, 11, 30)), Span(date(2027, 1, 1), date(2027, 1, 31))
    _drawing, bar = bar_of(Report(), first, second)
    drawn = sorted([*bar.letters, *bar.uncovered], key=lambda one: one.x)
    assert [one in bar.letters for one in drawn] == [False, True, False, True, False]
    assert [one.x for one in drawn] == [WINDOW.at(one.span.from_on) for one in drawn]
    edges = [bar.end, *(one.end for one in drawn)]
    assert [one.x for one in drawn] == pytest.approx(edges[:-1], abs=0.02)
    assert bar.gap == sum(one.span.days for one in bar.uncovered) == 182 - 30 - 31


def test_a_letter_is_drawn_beyond_the_year_end_too():
    _drawing, bar = bar_of(Report(), Span(date(2026, 10, 1), date(2027, 6, 30)))
    assert (bar.gap, bar.uncovered) == (0, [])
    assert bar.letters[0].end == after(date(2027, 6, 30))


def test_only_what_lies_within_the_window_is_drawn():
    day = timedelta(days=1)
    inside = [Span(WINDOW.first, WINDOW.first), Span(WINDOW.last, WINDOW.last)]
    outside = [Span(WINDOW.first - day, WINDOW.first - day), Span(WINDOW.last + day, WINDOW.last + day)]
    assert [one.span for one in WINDOW.stretches([*inside, *outside])] == inside
    across = Span(WINDOW.first - 30 * day, WINDOW.last + 30 * day)
    assert [(one.x, one.width) for one in WINDOW.stretches([across])] == [(0.0, 100.0)]


def test_a_single_day_is_seen():
    (one,) = WINDOW.stretches([Span(TODAY, TODAY)])
    assert one.width == timeline.LEAST
    assert WINDOW.at(TODAY + timedelta(days=1)) - WINDOW.at(TODAY) < one.width


def test_the_legend_tells_every_state_that_is_drawn():
    drawing, _bar = bar_of(Report())
    assert [words for words, _tone in drawing.kinds] == [
        "not_issued",
        "current",
        "ends_soon",
        "lapsed",
        "replaced",
    ]
    assert dict(drawing.kinds)["not_issued"] == timeline.DOTTED


def test_what_is_not_issued_is_drawn_dotted_and_without_the_months_after_it():
    _drawing, bar = bar_of(Report(issued_on=None, opinion=None))
    assert (bar.tone, bar.tail, bar.gap) == (timeline.DOTTED, 0.0, 182)
    assert bar_of(Report())[1].tail > 0
