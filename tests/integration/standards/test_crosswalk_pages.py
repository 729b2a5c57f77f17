"""A crosswalk by itself, what it leads to from items, lists and the search, and our word on its pairs."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ContentKind, ContentVersion, ItemLink, StandardQuestion
from app.standards.queries import contents
from tests.conftest import begins_with
from tests.factories.standards import published
from tests.pages import words

CROSSWALK = "/standards/crosswalks/fsa-fisc"
ITEM = "/standards/fisc/9r2/items/統24"
PAIR = f"{ITEM}/link?before=fsa-cyber/2025-07/2.6②&after=fisc/9r2/統24"


ground = begins_with(published)


def rows(page) -> list[str]:
    return [words(row) for row in page.select("main table tbody tr")]


def section(page, name: str) -> str:
    return words(page.select_one(f"#{name}"))


def test_every_crosswalk_has_its_page_and_the_list_leads_there(pages_as):
    pages = pages_as(Role.OFFICER)
    linked = [link["href"] for link in pages.get("/standards").select("#crosswalks a")]
    assert len(linked) == len(contents.catalogue().crosswalks) == 4
    for address in linked:
        crosswalk = contents.catalogue().crosswalks[address.rpartition("/")[2]]
        page = pages.get(address)
        assert words(page.h1) == crosswalk.title.ja
        assert crosswalk.about is not None
        assert crosswalk.caution is not None
        assert crosswalk.about.ja in words(page)
        assert crosswalk.caution.ja in words(page.select_one(".notice"))
        assert len(rows(page)) == sum(len(pair.after) or 1 for pair in crosswalk.pairs)
    pages.get("/standards/crosswalks/none", status=404)
    pages.get("/standards/crosswalks/none/export", status=404)


def test_a_row_says_its_items_its_sources_and_our_word(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    row = next(one for one in pages.get(CROSSWALK).select("tbody tr") if "経済安全保障" in words(one))
    assert "不明" in words(row)
    assert "判断する" not in words(row)  # no report compares two frameworks
    address = next(
        link["href"] for link in pages.get(CROSSWALK).select("tbody a")
        if "2.6%E2%91%A1" in link["href"] and "before" in link["href"] and link["href"].endswith("%B5%B124")
    )  # fmt: skip
    pages.submit(address, button="判断を保存", verdict="rejected", note="別の主題")
    decided = rows(pages.get(f"{CROSSWALK}?decided=with"))
    assert len(decided) == 1
    assert "別の主題" in decided[0]
    assert "誤りと判断" in decided[0]
    assert len(rows(pages.get(f"{CROSSWALK}?decided=without"))) == 33
    assert "判断する" not in " ".join(rows(pages_as(Role.OFFICER).get(CROSSWALK)))


def test_the_address_narrows_a_crosswalk_and_its_file(pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{CROSSWALK}?certainty=unknown")
    assert len(rows(page)) == 1
    assert page.select_one(".chip a")["href"] == CROSSWALK
    address = page.select_one(".actions a[href*=export]")["href"]
    read = list(csv.reader(io.StringIO(pages.get(address).get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[0] for row in read[1:]] == ["2.6e"]
    assert read[1][2] == "不明"
    whole = pages.get(f"{CROSSWALK}/export").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(whole)))) == 35


def test_a_crosswalk_takes_few_statements(pages_as, count_queries):
    pages = pages_as(Role.VENDOR_MANAGER)
    for address in (CROSSWALK, ITEM, "/standards", "/standards/fisc/9r2?touch=changed"):
        pages.get(address)
        count_queries.sent.clear()
        pages.get(address)
        assert len(count_queries) <= 12, address


def test_a_hit_leads_to_the_crosswalk(pages_as):
    version = db.session.scalars(
        select(ContentVersion).where(
            ContentVersion.kind == ContentKind.CROSSWALK, ContentVersion.key == "fsa-fisc"
        )
    ).one()
    found = pages_as(Role.OFFICER).get(f"/standards/published/{version.id}", status=302)
    assert found.location == CROSSWALK


# --- what is found over it ---------------------------------------------------------------------


def test_questions_of_other_standards_are_shown_unless_their_link_is_rejected(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(ITEM)
    asked = {
        row.question
        for row in db.session.scalars(select(StandardQuestion))
        if "2.6②" in row.other_words.split("\n")
    }
    assert asked
    table = page.select_one("#questions details")
    shown = {words(one) for one in table.select("tbody th")}
    assert asked <= shown
    assert "読替え表：提案" in words(table)
    for local in "②④⑤⑦⑧⑩bcd":
        pages.submit(PAIR.replace("②", local), button="判断を保存", verdict="rejected", note="別の主題")
    assert not pages.get(ITEM).select("#questions details")


def test_counts_over_the_crosswalk_stand_beside_those_asked_directly(pages_as):
    pages = pages_as(Role.OFFICER)
    row = pages.get("/standards").find("a", href="/standards/fisc/9").find_parent("tr")
    cell = next(one for one in row.select("td") if one.get("data-label") == "質問あり")
    assert words(cell) == "0 読替えで7"
    marked = pages.get("/standards/fisc/9?touch=over")
    assert [words(one) for one in marked.select(".items th a")] == [
        "統20", "統21", "統22", "統23", "統24", "統25", "監1",
    ]  # fmt: skip
    assert "読替え経由の質問" in words(marked.select_one("tbody"))


@pytest.mark.parametrize(
    ("query", "found"),
    [("fisc/13?touch=changed", "統28"), ("fisc/9?touch=matrix", "統24"), ("fisc/9r2?touch=wording", ""),
     ("fisc/9r2?touch=finding", ""), ("fisc/8r?touch=changed", "")],
)  # fmt: skip
def test_an_edition_is_narrowed_by_what_touches_it(pages_as, query, found):
    page = pages_as(Role.OFFICER).get(f"/standards/{query}")
    shown = [words(one) for one in page.select(".numbers a, .items th a")]
    assert (found in shown) if found else not shown
    assert "統20" not in shown or "matrix" in query


def test_the_search_finds_questions_by_the_items_they_touch(pages_as):
    page = pages_as(Role.OFFICER).get("/search?q=統24")
    items = page.select_one("#standard_item")
    assert [words(one) for one in items.select("td")] == [
        "FISC安全対策基準 9版", "FISC安全対策基準 9版（令和2年3月版）", "FISC安全対策基準 13版",
    ]  # fmt: skip
    assert [words(one) for one in items.select("thead th")] == ["名称", "版"]
    asked = page.select_one("#standard_question")
    assert "24-01" in words(asked)
    assert "in-08" in words(asked)
    assert words(asked.select("thead th")[1]) == "質問票・セクション"
    assert "t24" not in words(page.select_one("#questionnaire"))
    assert "質問票です" in words(page.select_one("#questionnaire td"))


def test_the_signs_of_sources_are_explained_where_the_sources_lead(pages_as):
    pages = pages_as(Role.OFFICER)
    link = pages.get(ITEM).select_one(".sources a")
    assert link["href"] == "/standards#sources"
    told = section(pages.get("/standards"), "sources")
    for sign in ("S1", "S5", "R1", "R…", "P…"):
        assert sign in told


# --- our word on a pair ------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["統２８", " 統 28", "統28"])
def test_a_number_of_a_counterpart_is_read_as_people_type_it(pages_as, number):
    asked = {"edition": "fisc/13", "ref": number, "direction": "to", "verdict": "proposed", "note": ""}
    pages = pages_as(Role.RISK)
    page = pages.follow(pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", **asked))
    assert "仮置き（自社）" in section(page, "crosswalk")
    assert db.session.scalars(select(ItemLink.to_ref)).one() == "統28"


def test_that_an_item_is_gone_is_confirmed_with_a_note_only(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    here = "/standards/fisc/8r/items/運109/link/none?other=fisc/9"
    page = pages.submit(here, button="判断を保存", verdict="confirmed", note=" ", status=422)
    assert "何で確認したか" in words(page.select_one(".error-summary"))
    page = pages.follow(pages.submit(here, button="判断を保存", verdict="confirmed", note="対照表"))
    assert "運109の後継はない（廃止）" in section(page, "crosswalk")


def test_a_refusal_leads_to_the_decision_in_its_way(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    pair = "/standards/fisc/9/items/統24/link?before=fisc/9/統24&after=fisc/9r2/統24"
    alone = "/standards/fisc/9/items/統24/link/none?other=fisc/9r2"
    pages.submit(pair, button="判断を保存", verdict="confirmed", note="解説書")
    page = pages.submit(alone, button="判断を保存", verdict="confirmed", note="甲", status=422)
    there = next(link["href"] for link in page.select("main a") if words(link) == "その判断を開く")
    assert "→" in words(pages.get(there).h1)
    pages.submit(there, button="判断を取り消す")
    pages.submit(alone, button="判断を保存", verdict="confirmed", note="甲")
    asked = {"edition": "fisc/9r2", "ref": "統24", "direction": "to", "verdict": "confirmed", "note": ""}
    page = pages.submit(
        "/standards/fisc/9/items/統24/link/new", button="対応する項目を追加する", status=422, **asked
    )
    there = next(link["href"] for link in page.select("main a") if words(link) == "その判断を開く")
    assert "後継はない" in words(pages.get(there).h1)


def test_the_history_of_a_decision_says_each_act_in_a_line(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(PAIR, button="判断を保存", verdict="confirmed", note="解説書")
    pages.submit(PAIR, button="判断を保存", verdict="rejected", note="別の主題")
    told = [
        [words(cell) for cell in row.select("td")][2:] for row in pages.get(PAIR).select("#history tbody tr")
    ]
    assert [row[2] for row in told] == ["誤りと判断 – 別の主題", "自社で確認済み – 解説書"]
    assert told[0][1] == "自社で確認済み – 解説書"
    assert all("FISC安全対策基準 9版（令和2年3月版） 統24" in row[0] for row in told)
