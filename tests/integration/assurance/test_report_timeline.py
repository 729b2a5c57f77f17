"""The timeline of ends: bridge letters and the gap up to our fiscal year-end, in the picture and in its table."""

from datetime import date, timedelta

import pytest

from app.assurance.models import ReportKind
from app.assurance.queries import reports as queries
from app.assurance.rules.coverage import Span
from app.assurance.rules.letters import LetterFacts
from app.assurance.services import parts, reports
from app.core.dates import FiscalHalf, day_of, fiscal_year
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from tests.factories import chain
from tests.factories import reports as make
from tests.pages import words

KEEPER = Role.VENDOR_MANAGER
DAY = timedelta(days=1)
GAP = "年度末までの空白期間"
# Columns of the table, counted without the number.
LETTERS, UNCOVERED = 4, 5


@pytest.fixture
def year(at):
    """The fiscal year before this one, whatever the day: over, and drawn."""
    return fiscal_year(day_of(at)) - 1


@pytest.fixture
def ends(year):
    return FiscalHalf(year, 1).end


@pytest.fixture
def year_end(year):
    return FiscalHalf(year, 2).end


@pytest.fixture
def facts(provider, year, ends):
    return make.soc2(
        provider, period_from_on=FiscalHalf(year - 1, 2).start, period_to_on=ends, issued_on=ends + 40 * DAY
    )


@pytest.fixture
def report(ctx, facts, azure):
    return make.recorded(ctx, facts, azure)


def letter(ctx, report, from_on, to_on):
    parts.set_letter(ctx, report, LetterFacts(from_on, to_on, to_on + DAY))
    db.session.commit()


def shown(page, report):
    """Of a report: its row in the picture, and the cells of its letters and of its gap."""
    (drawn,) = [row for row in page.select(".timeline li") if report.number in words(row.select_one("a"))]
    (told,) = [
        row for row in page.select("#timeline-table tbody tr") if words(row.select_one("th")) == report.number
    ]
    cells = told.select("td")
    return drawn, cells[LETTERS], cells[UNCOVERED]


def days(first, last):
    return f"{first.isoformat()}～{last.isoformat()}"


def test_a_gap_is_drawn_up_to_the_year_end_and_told_in_days(pages_as, report, ends, year_end):
    page = pages_as(KEEPER).get("/assurance/timeline")
    drawn, letters, uncovered = shown(page, report)
    gap = (year_end - ends).days
    assert words(drawn.select_one(".tl-gap-days")) == f"{GAP} {gap}日"
    (picture,) = drawn.select(".tl-gap")
    assert days(ends + DAY, year_end) in picture.get_text()
    marks = {line["x1"] for line in drawn.select(".tl-year-end")}
    assert picture.select_one("line")["x2"] in marks
    assert drawn.select(".tl-letter") == []
    assert letters.select_one(".nothing")
    assert words(uncovered) == f"{gap}日 （{year_end}まで） {days(ends + DAY, year_end)}"


def test_letters_are_bars_of_their_own_and_shorten_the_gap(pages_as, ctx, report, ends, year_end):
    first, second = (ends + 11 * DAY, ends + 40 * DAY), (ends + 61 * DAY, year_end)
    for from_on, to_on in (second, first):
        letter(ctx, report, from_on, to_on)
    drawn, letters, uncovered = shown(pages_as(KEEPER).get("/assurance/timeline"), report)
    assert words(drawn.select_one(".tl-gap-days")) == f"{GAP} 30日"
    bars = drawn.select("rect.tl-letter")
    assert [days(*each) in bar.get_text() for each, bar in zip((first, second), bars, strict=True)] == [
        True,
        True,
    ]
    # Told apart by their pattern, which the page holds once.
    assert {bar["fill"] for bar in bars} == {"url(#tl-hatch)"}
    assert len(drawn.select(".tl-gap")) == 2
    assert words(letters) == f"{days(*first)}、 {days(*second)}"
    left = (ends + DAY, ends + 10 * DAY), (ends + 41 * DAY, ends + 60 * DAY)
    assert words(uncovered) == f"30日 （{year_end}まで） {days(*left[0])}、 {days(*left[1])}"


def test_where_letters_reach_the_year_end_nothing_is_marked(pages_as, ctx, report, ends, year_end):
    letter(ctx, report, ends + DAY, year_end)
    drawn, _letters, uncovered = shown(pages_as(KEEPER).get("/assurance/timeline"), report)
    assert len(drawn.select(".tl-letter")) == 1
    assert drawn.select(".tl-gap, .tl-gap-days") == []
    assert words(uncovered) == f"空白期間なし （{year_end}まで）"


def test_the_gap_is_that_of_the_engagement(pages_as, ctx, report, azure, at, root, ends, year_end):
    letter(ctx, report, ends + DAY, ends + 50 * DAY)
    mine = chain.engagement(at, root, azure, title="勘定系の基盤")
    pages = pages_as(KEEPER)
    _drawn, _letters, uncovered = shown(pages.get("/assurance/timeline"), report)
    told = pages.get(f"/engagements/{mine.id}/assurance").select_one(f"td[data-label='{GAP}'] .gap")
    assert (
        words(uncovered.select_one(".gap"))
        == words(told)
        == f"{(year_end - ends).days - 50}日 （{year_end}まで）"
    )


def test_a_replaced_report_shows_its_letters_and_no_gap(pages_as, ctx, facts, report, azure, ends, year_end):
    letter(ctx, report, ends + DAY, ends + 30 * DAY)
    later = make.soc2(
        db.session.get_one(Organisation, report.organisation_id), period_from_on=ends + DAY, period_to_on=year_end,
        issued_on=year_end + DAY,
    )  # fmt: skip
    following = make.recorded(ctx, later, azure, previous=report)
    page = pages_as(KEEPER).get("/assurance/timeline")
    drawn, letters, uncovered = shown(page, report)
    assert len(drawn.select(".tl-letter")) == 1
    assert words(letters) == days(ends + DAY, ends + 30 * DAY)
    assert drawn.select(".tl-gap, .tl-gap-days") == []
    assert "該当なし" in words(uncovered)
    # The one in its place ends with our fiscal year.
    assert words(shown(page, following)[2]) == f"空白期間なし （{year_end}まで）"


def test_a_report_that_is_not_issued_yet_closes_no_gap(
    pages_as, ctx, provider, report, azure, ends, year_end
):
    begun = make.soc2(
        provider,
        period_from_on=ends + DAY,
        period_to_on=year_end,
        issued_on=None,
        opinion=None,
        title="次の期",
    )
    make.recorded(ctx, begun, azure, previous=report)
    drawn, _letters, _uncovered = shown(pages_as(KEEPER).get("/assurance/timeline"), report)
    assert words(drawn.select_one(".tl-gap-days")) == f"{GAP} {(year_end - ends).days}日"


def test_a_withdrawn_report_is_not_drawn(pages_as, ctx, report):
    reports.withdraw_report(ctx, report, reason="誤って登録した", version=report.version)
    db.session.commit()
    assert report.number not in words(pages_as(KEEPER).get("/assurance/timeline").select_one("main"))


def test_a_certificate_has_neither(pages_as, ctx, provider, at):
    today = day_of(at)
    made = make.recorded(
        ctx, make.certificate(provider, issued_on=today - 300 * DAY, expires_on=today + 100 * DAY)
    )
    drawn, letters, uncovered = shown(pages_as(KEEPER).get("/assurance/timeline"), made)
    assert drawn.select(".tl-letter, .tl-gap, .tl-gap-days") == []
    assert "該当なし" in words(letters)
    assert "該当なし" in words(uncovered)


def test_the_legend_names_what_is_drawn_in_both_languages(pages_as, report):
    pages = pages_as(KEEPER)
    page = pages.get("/assurance/timeline")
    named = [words(one) for one in page.select(".tl-legend li")]
    assert {"ブリッジレター", GAP, "SOC報告書に依拠できる期間", "年度末", "今日", "期限切れ"} < set(named)
    token = page.select_one("input[name=csrf_token]")["value"]
    pages.post("/language", csrf_token=token, language="en", next="/assurance/timeline")
    abroad = pages.get("/assurance/timeline")
    named = [words(one) for one in abroad.select(".tl-legend li")]
    assert {"Bridge letter", "Gap to our fiscal year-end", "Our fiscal year-end", "Today", "Lapsed"} < set(
        named
    )
    assert words(shown(abroad, report)[0].select_one(".tl-gap-days")).endswith("days")


def test_letters_of_many_reports_come_in_order_by_one_statement(
    ctx, provider, azure, report, ends, count_queries
):
    other = make.recorded(ctx, make.certificate(provider, expires_on=date(2099, 1, 1)), azure)
    late, early = Span(ends + 60 * DAY, ends + 90 * DAY), Span(ends + DAY, ends + 30 * DAY)
    for span in (late, early):
        letter(ctx, report, span.from_on, span.to_on)
    count_queries.sent.clear()
    assert queries.letters_of_reports([report.id, other.id]) == {report.id: [early, late]}
    assert sum("bridge_letter" in statement for statement in count_queries.sent) == 1


def test_thirty_reports_with_letters_cost_what_one_does(pages_as, ctx, facts, azure, ends, count_queries):
    pages, sent = pages_as(KEEPER), []
    for number in (1, 29):
        for _ in range(number):
            made = reports.add_report(ctx, facts, [azure.id], is_another=True)
            parts.set_letter(ctx, made, LetterFacts(ends + DAY, ends + 30 * DAY, ends + 30 * DAY))
            parts.set_letter(ctx, made, LetterFacts(ends + 50 * DAY, ends + 70 * DAY, ends + 71 * DAY))
        db.session.commit()
        pages.get("/assurance/timeline")
        count_queries.sent.clear()
        page = pages.get("/assurance/timeline")
        sent.append(list(count_queries.sent))
    assert len(page.select(".timeline li .tl-letter")) == 60
    assert len(sent[0]) == len(sent[1]) <= 12, sent[1]
    assert sum("bridge_letter" in statement for statement in sent[1]) == 1


def test_of_a_kind_without_auditor_nothing_is_said(pages_as, ctx, provider, at):
    """A FedRAMP authorisation without a last day runs on: no period ends, and none is open."""
    made = make.recorded(
        ctx,
        make.certificate(provider, kind=ReportKind.FEDRAMP, expires_on=None, issued_on=day_of(at) - 30 * DAY),
    )
    drawn, _letters, uncovered = shown(pages_as(KEEPER).get("/assurance/timeline"), made)
    assert drawn.select(".tl-gap") == []
    assert "該当なし" in words(uncovered)
