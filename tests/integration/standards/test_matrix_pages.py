"""責任分界表: the templates in the pages."""

import csv
import io

import pytest

from app.core import audit
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import matrices as make
from tests.factories.identity import Made, context
from tests.pages import words

ADDRESS = f"/matrices/{make.KEY}"


ground = begins_with(make.published)


def rows_of(page):
    return page.select("table.matrix tbody tr:not(.chapter)")


def test_the_templates_are_listed_with_whose_claim_they_are(pages_as, template):
    page = pages_as(Role.OFFICER).get("/matrices")
    assert page.select_one(f'main a[href="{ADDRESS}"]')
    assert "読替えは未確認" in words(page.select_one(".notice-attention"))


def test_the_table_has_every_row_with_its_marks_in_words_and_its_items_as_links(pages_as, template):
    page = pages_as(Role.OFFICER).get(ADDRESS)
    assert len(rows_of(page)) == 60
    assert "2018年" in words(page.select_one(".notice-attention"))
    row = page.select_one("tr#r32")
    assert [words(cell) for cell in row.select("td")][:7] == [
        "△ 1ab 条件付き（条件1ab）", "? 未確定", "? 未確定", "△ 1c 条件付き（条件1c）", "? 未確定", "? 未確定",
        "? 未確定",
    ]  # fmt: skip
    assert [link["href"] for link in row.select("th a")] == [
        "/standards/fisc/9/items/%E5%AE%9F61", "/standards/fisc/9/items/%E5%AE%9F64",
    ]  # fmt: skip
    assert "アプリケーションの開発・運用は" in words(page.select_one("#conditions"))
    assert "5.3.5 表7(1)" in words(row.select_one("details"))


@pytest.mark.parametrize(
    ("query", "rows", "actors"),
    [("actor=carrier", 60, 1), ("chapter=1", 4, 5), ("duty=does.no&actor=institution", 1, 1),
     ("duty=accountable.yes", 2, 5), ("chapter=99&actor=nobody&duty=does", 60, 5)],
)  # fmt: skip
def test_an_address_narrows_the_table(pages_as, template, query, rows, actors):
    page = pages_as(Role.OFFICER).get(f"{ADDRESS}?{query}")
    assert len(rows_of(page)) == rows
    assert len(page.select("table.matrix th.actor")) == actors


def test_who_reads_english_reads_the_english_of_the_template(pages_as, template, people, at):
    people[Role.OFFICER].language = "en"
    audit.record(context(at), Made.FOR_TEST, people[Role.OFFICER])
    text = words(pages_as(Role.OFFICER).get(ADDRESS).select_one("main"))
    assert "Conditional (condition 1ab)" in text
    assert "条件" not in text


def exported(pages, query=""):
    answer = pages.get(f"{ADDRESS}/export{query}")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_what_the_page_shows_leaves_as_a_file(pages_as, template):
    pages = pages_as(Role.OFFICER)
    lines = exported(pages)
    assert len(lines) == 61
    assert len(lines[0]) == 3 + 5 * 3 + 3
    assert lines[0][3] == "金融機関：実施"
    assert lines[32][3] == "条件付き（条件1ab）"
    narrow = pages.get(f"{ADDRESS}?chapter=1&actor=carrier")
    link = narrow.select_one('.page-actions a[href*="export"], a[href*="/export?"]')["href"]
    lines = exported(pages, link[len(f"{ADDRESS}/export") :])
    assert len(lines) == 5
    assert [head for head in lines[0] if "実施" in head] == ["回線事業者：実施"]
    assert "主体ごとの注記" in dict(zip(*exported(pages, "?chapter=3")[:2], strict=True))["確からしさ"]


def test_a_filter_that_nothing_fits_says_so_and_leads_back(pages_as, template):
    page = pages_as(Role.OFFICER).get(f"{ADDRESS}?duty=proof.no&actor=carrier&chapter=1")
    assert not page.select("table.matrix")
    assert words(page.select_one("#matrix p a")) == "すべての行を表示"
    assert page.select_one("#matrix p a")["href"] == f"{ADDRESS}#matrix"
    assert "この主体の列だけ" in words(page.select_one("#matrix"))


def test_an_unknown_template_is_not_found(pages_as, template):
    pages_as(Role.OFFICER).get("/matrices/nothing", 404)


def test_three_hundred_rows_cost_few_statements(pages_as, session, at, count_queries):
    make.published(at, make.long(300))
    pages = pages_as(Role.OFFICER)
    pages.get(ADDRESS)
    count_queries.sent.clear()
    assert len(rows_of(pages.get(ADDRESS))) == 300
    assert len(count_queries) <= 12
