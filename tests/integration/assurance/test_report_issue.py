"""A SOC report that nobody has issued stands for nothing, wherever it is shown; and gaps in lists and tables."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from app.assurance.lists.reports import REPORTS
from app.assurance.models import AssuranceReport, Opinion, ReportKind
from app.assurance.queries import reports as queries
from app.assurance.queries import standing
from app.assurance.rules.currency import Currency, currency_of, is_issued
from app.assurance.rules.letters import LetterFacts
from app.assurance.services import parts, reports
from app.assurance.services.reminding import remind_of_reports
from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.diligence.queries.relying import OVER
from app.identity.roles import Role
from app.work.models import Task
from tests.factories import chain
from tests.factories import readings as stored
from tests.factories import reports as make
from tests.factories.identity import Made, context
from tests.pages import words

KEEPER = Role.VENDOR_MANAGER
DAY = timedelta(days=1)
WAITING = "未発行"
GAP = "年度末までの空白期間"


@pytest.fixture
def today(at):
    return day_of(at)


@pytest.fixture
def running(provider, today):
    """Its period began and is not over; nobody has seen an opinion."""
    return make.soc2(
        provider, title="次の期間", period_from_on=today - 50 * DAY, period_to_on=today + 300 * DAY, issued_on=None,
        opinion=None,
    )  # fmt: skip


@pytest.fixture
def waiting(ctx, running, azure):
    return make.recorded(ctx, running, azure)


def row_of(page, report, table="main tbody tr"):
    (row,) = [one for one in page.select(table) if words(one.select_one("th")) == report.number]
    return row


def numbers(page):
    return {words(row.select_one("th")) for row in page.select("main tbody tr")}


def state_on(row):
    return words(row.select_one("td .tag"))


def wrong(page):
    return [field["name"] for field in page.select("[aria-invalid=true]")]


def test_the_database_and_the_rule_agree_on_every_state(at, azure, today, ctx):
    """Each kind of end, of issue and of opinion, with and without an issued or a waited-for one after it."""
    ends = (today - 800 * DAY, today - 300 * DAY, today, today + DAY)
    issues, opinions = (None, today - DAY, today + DAY), (None, Opinion.QUALIFIED)
    for end, issued, opinion in product(ends, issues, opinions):
        made = stored.report(at, azure, ends_on=end, period_to_on=end, issued_on=issued, opinion=opinion)
        stored.report(at, azure, previous_id=made.id, issued_on=issued, opinion=opinion, ends_on=end)
        stored.report(at, azure, kind=ReportKind.ISMAP, ends_on=end, issued_on=issued)
    stored.report(at, azure, withdrawn_at=at)
    limits = queries.limits(ctx)
    rows = db.session.scalars(select(AssuranceReport)).all()
    after = {row.previous_id: row for row in rows if row.previous_id}
    expected: dict[Currency, set[str]] = {one: set() for one in Currency}
    for row in rows:
        later = after.get(row.id)
        is_replaced = later is not None and is_issued(later, today)
        expected[currency_of(row, limits, is_replaced=is_replaced)].add(row.number)
    assert all(expected.values()), {one for one, found in expected.items() if not found}
    for state, there in expected.items():
        query = select(AssuranceReport.number).where(standing.stands_at(state, limits))
        assert set(db.session.scalars(query)) == there, state


def test_it_is_shown_with_its_state_wherever_it_will_be_used(
    pages_as, waiting, azure, provider, at, root, ctx
):
    mine = chain.engagement(at, root, azure, title="勘定系の基盤")
    pages = pages_as(KEEPER)
    tables = [
        f"/engagements/{mine.id}/assurance", f"/services/{azure.id}/reports",
        f"/organisations/{provider.id}/reports", "/assurance", "/assurance?state=not_issued",
    ]  # fmt: skip
    for url in tables:
        row = pages.get(url).select_one("main tbody tr")
        assert waiting.number in words(row), url
        assert WAITING in words(row), url
        assert "有効" not in words(row), url
    row = row_of(pages.get("/assurance/timeline"), waiting, "#timeline-table tbody tr")
    assert WAITING in words(row)
    head = words(pages.get(f"/assurance/{waiting.id}").select_one(".file-head"))
    assert WAITING in head
    assert "未登録" in head.split("依拠できる期限")[1]
    assert "依拠できません" in words(pages.get(f"/assurance/{waiting.id}").select_one("main"))
    for state in ("current", "ends_soon", "lapsed", "replaced"):
        assert not pages.get(f"/assurance?state={state}").select("main tbody tr")
    (found,) = queries.reports_of_services(ctx, [azure.id])
    assert (found.still_stands, found.last_day) == (False, None)
    assert "次の期間" in words(pages.get("/search?q=次の期間").select_one("main"))


def test_it_neither_replaces_the_one_before_nor_covers_its_days(pages_as, ctx, provider, running, azure):
    report = make.recorded(ctx, make.soc2(provider), azure)
    begun = replace(running, opinion=Opinion.UNQUALIFIED, period_from_on=date(2026, 10, 1))
    later = make.recorded(ctx, begun, azure, previous=report)
    assert queries.replaced([report.id], day_of(ctx.at)) == {}
    assert later.ends_on is not None
    assert queries.replaced([report.id], later.ends_on) == {report.id: later.id}
    page = pages_as(KEEPER).get(f"/assurance/{report.id}")
    assert words(page.select_one(".file-head .tag")) == "有効"
    assert "182日" in words(page.select_one("#gap"))
    states = {one.report.id: one.currency for one in queries.reports_of_services(ctx, [azure.id])}
    assert states == {report.id: Currency.CURRENT, later.id: Currency.NOT_ISSUED}


def test_of_a_period_that_will_end_with_our_year_nothing_is_called_covered(
    pages_as, ctx, provider, azure, at, root
):
    facts = make.soc2(
        provider, period_from_on=date(2025, 4, 1), period_to_on=date(2026, 3, 31), issued_on=None, opinion=None
    )  # fmt: skip
    made = make.recorded(ctx, facts, azure)
    mine = chain.engagement(at, root, azure, title="勘定系の基盤")
    pages = pages_as(KEEPER)
    for url in (
        f"/engagements/{mine.id}/assurance",
        f"/assurance/{made.id}",
        f"/services/{azure.id}/reports",
    ):
        assert "空白期間なし" not in words(pages.get(url).select_one("main")), url
    assert "発行後に示します" in words(pages.get(f"/assurance/{made.id}").select_one("#gap"))
    form = f"/assurance/{made.id}/edit"
    pages.submit(form, issued_on="2026-05-10", opinion="unqualified")
    told = pages.get(f"/engagements/{mine.id}/assurance").select_one(f"td[data-label='{GAP}']")
    assert words(told) == "空白期間なし （2026-03-31まで）"


def test_nobody_is_reminded_of_its_end_until_it_is_issued(session, at, azure):
    report = stored.report(at, azure, issued_on=None)

    def reminded(days):
        given = remind_of_reports(replace(context(at), at=at + timedelta(days=days)))
        session.commit()
        return given

    assert [reminded(days) for days in (0, 400)] == [0, 0]
    assert session.scalars(select(Task)).all() == []
    report.opinion = Opinion.UNQUALIFIED
    audit.record(context(at), Made.FOR_TEST, report)
    session.commit()
    assert reminded(401) == 1


def test_no_judgement_rests_on_it():
    assert Currency.NOT_ISSUED in OVER


def test_time_makes_it_issued(pages_as, ctx, running, azure, today, monkeypatch):
    made = make.recorded(ctx, replace(running, opinion=Opinion.UNQUALIFIED), azure)
    pages = pages_as(KEEPER)
    assert state_on(row_of(pages.get(f"/services/{azure.id}/reports"), made)) == WAITING

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=301)

    monkeypatch.setattr("app.identity.guard.datetime", Later)
    assert state_on(row_of(pages.get(f"/services/{azure.id}/reports"), made)) == "有効"


@pytest.mark.parametrize(
    ("kind", "period_to", "issued", "told"),
    [
        ("type2", "2028-03-31", "2031-01-01", "先の日付"),
        ("type2", "2026-09-30", "2026-09-29", "対象期間の終了日より前"),
        ("type1", "2026-09-30", "2026-09-29", "基準日"),
    ],
)
def test_a_day_of_issue_that_cannot_be_is_refused_at_its_field(
    pages_as, provider, kind, period_to, issued, told, session
):
    page = pages_as(KEEPER).submit(
        "/assurance/new?kind=soc2", status=422, title="SOC 2", organisation_id=str(provider.id), soc_type=kind,
        period_from_on="2025-10-01", period_to_on=period_to, issued_on=issued, opinion="unqualified",
    )  # fmt: skip
    assert wrong(page) == ["issued_on"]
    assert told in words(page.select_one(".error-summary"))
    assert session.query(AssuranceReport).count() == 0


# --- gaps in lists and tables --------------------------------------------------------------------


@pytest.fixture
def some(ctx, provider, azure):
    """Open, closed by letters, in part covered, without a period, ending with our year, and replaced."""
    older = make.soc2(
        provider, period_from_on=date(2024, 10, 1), period_to_on=date(2025, 9, 30), issued_on=date(2025, 11, 10)
    )  # fmt: skip

    def made(facts, **given):
        return make.recorded(ctx, facts, azure, is_another=True, **given)

    found = {
        "open": made(make.soc2(provider, title="開いたまま")),
        "closed": made(replace(older, title="レターで閉じた")),
        "part": made(replace(older, title="一部だけ")),
        "certificate": made(make.certificate(provider)),
        "year": made(
            replace(older, title="年度で終わる", period_to_on=date(2026, 3, 31), issued_on=date(2026, 5, 1))
        ),
        "before": made(replace(older, title="前の期間")),
    }
    found["after"] = made(make.soc2(provider, title="後の期間"), previous=found["before"])
    for report, first, last in (
        (found["closed"], date(2025, 10, 1), date(2025, 12, 31)),
        (found["closed"], date(2026, 1, 1), date(2026, 3, 31)),
        (found["part"], date(2025, 10, 1), date(2025, 12, 31)),
    ):  # fmt: skip
        parts.set_letter(ctx, report, LetterFacts(first, last, last + DAY))
    db.session.commit()
    return found


TOLD = {
    "open": "182日（2027-03-31まで）", "closed": "空白期間なし（2026-03-31まで）", "part": "90日（2026-03-31まで）",
    "certificate": "", "year": "空白期間なし（2026-03-31まで）", "before": "", "after": "182日（2027-03-31まで）",
}  # fmt: skip


def gaps_on(page, some):
    cells = {
        key: row_of(page, report).select_one(f"td[data-label='{GAP}']").select_one(".gap")
        for key, report in some.items()
    }
    return {key: words(cell).replace(" ", "") if cell else "" for key, cell in cells.items()}


def test_the_list_and_the_tables_tell_the_gap_to_its_day(pages_as, some, azure, provider):
    pages = pages_as(KEEPER)
    assert gaps_on(pages.get("/assurance?col=kind&col=gap"), some) == TOLD
    for url in (f"/services/{azure.id}/reports", f"/organisations/{provider.id}/reports"):
        assert gaps_on(pages.get(url), some) == TOLD, url


def test_the_exported_file_has_the_gap_as_well(pages_as, some):
    file = pages_as(KEEPER).client.get("/assurance/export?col=gap").get_data(as_text=True)
    lines = dict(line.lstrip("\ufeff").replace('"', "").split(",", 1) for line in file.split("\r\n") if line)
    assert lines[str(REPORTS.columns[0].label)] == GAP
    assert {key: lines[report.number] for key, report in some.items()} == TOLD


def test_the_list_is_narrowed_to_what_has_a_gap(pages_as, some, ctx, waiting):
    pages = pages_as(KEEPER)
    page = pages.get("/assurance?gap=open")
    expected = {some[key].number for key in ("open", "part", "after")} | {waiting.number}
    assert numbers(page) == expected
    assert "空白期間あり" in words(page.select_one("main"))
    assert numbers(pages.get("/assurance?gap=open&q=一部だけ")) == {some["part"].number}
    reports.withdraw_report(ctx, some["open"], reason="誤り", version=some["open"].version)
    db.session.commit()
    assert numbers(pages.get("/assurance?gap=open")) == expected - {some["open"].number}


def test_sixty_reports_with_letters_cost_few_statements(pages_as, ctx, provider, azure, count_queries, some):
    pages = pages_as(KEEPER)
    for _ in range(60):
        made = reports.add_report(ctx, make.soc2(provider), [azure.id], is_another=True)
        parts.set_letter(ctx, made, LetterFacts(date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)))
    db.session.commit()
    columns = "&".join(f"col={column.key}" for column in REPORTS.columns)
    for url in (
        f"/assurance?{columns}", f"/assurance?{columns}&gap=open&q=SOC", f"/services/{azure.id}/reports",
        f"/organisations/{provider.id}/reports",
    ):  # fmt: skip
        pages.get(url)
        count_queries.sent.clear()
        page = pages.get(url)
        assert len(page.select("main tbody tr")) >= 50, url
        assert sum("FROM bridge_letter" in one for one in count_queries.sent) <= 2, url
        # On PostgreSQL one more says whose transaction it is.
        sent = [one for one in count_queries.sent if "set_config" not in one]
        assert len(sent) <= 12, (url, sent)
