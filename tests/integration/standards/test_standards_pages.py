"""Standards in the pages: what is an edition as a tree, what a new edition touches, what the search finds."""

import csv
import io

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ItemLink, LinkCertainty
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.services.items import set_wording
from app.work.models import Severity
from app.work.services.findings import FindingFacts, raise_finding
from tests.conftest import begins_with, context_of
from tests.factories.standards import published
from tests.pages import words

EDITION = "/standards/fisc/9r2"


ground = begins_with(published)


def numbers(page) -> list[str]:
    return [words(link) for link in page.select(".numbers a, .items th a")]


def test_the_index_says_what_is_held_and_how_sure_it_is(pages_as):
    page = pages_as(Role.OFFICER).get("/standards")
    row = page.find("a", href=EDITION).find_parent("tr")
    assert "計308" in words(row)
    assert "Azureのセキュリティリファレンスの概要" in words(row)
    unsure = page.find("th", string=lambda text: text and "14版" in text).find_parent("tr")
    assert "未確認" in words(unsure)
    assert "2026年8月" in words(unsure)
    assert not unsure.select("th a")  # nothing of it is held
    assert "対応が望ましい事項" in words(page.select_one("#fsa-cyber .levels"))


def test_an_edition_shows_every_item_and_numbers_without_label_in_a_row(pages_as):
    page = pages_as(Role.OFFICER).get(EDITION)
    assert len(numbers(page)) == 308
    assert page.select_one('.numbers a[href="/standards/fisc/9r2/items/%E5%AE%9F144"]')
    titled = page.find("a", string="統22").find_parent("tr")
    assert "未確認" in words(titled)
    assert "質問" in words(titled)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=クラウド", ["統24"]),
        ("q=統２４", ["統24"]),
        ("questions=with", ["統20", "統21", "統22", "統23", "統24", "統25", "監1"]),
        ("certainty=unknown", ["統22"]),
        ("q=どこにもない", []),
    ],
)
def test_the_address_narrows_an_edition(pages_as, query, found):
    page = pages_as(Role.OFFICER).get(f"{EDITION}?{query}")
    assert numbers(page) == found
    if not found:
        assert "該当する項目はありません" in words(page)


def test_the_class_of_an_item_narrows_it_and_its_chip_takes_that_back(pages_as):
    pages = pages_as(Role.OFFICER)
    address = "/standards/fsa-cyber/2025-07"
    page = pages.get(f"{address}?level=policy&q=リスク")
    assert numbers(page)
    assert len(numbers(page)) < len(numbers(pages.get(f"{address}?q=リスク"))) < 62
    assert page.select_one(".chip a")["href"] == f"{address}?q=%E3%83%AA%E3%82%B9%E3%82%AF"


@pytest.mark.parametrize("address", ["/standards/fisc/14", "/standards/none/9", "/standards/fisc/8r/changes"])
def test_what_is_not_held_is_not_found(pages_as, address):
    pages_as(Role.OFFICER).get(address, status=404)


def test_the_report_says_what_became_of_each_item_and_what_it_touches(pages_as, session, people, at, root):
    catalogue = contents.catalogue()
    item = catalogue.items["fisc/9r2/統20"]
    ctx = context_of(people[Role.VENDOR_MANAGER], at)
    facts = FindingFacts(title="甲", severity=Severity.LOW, unit_id=root.id, due_on=day_of(at))
    raise_finding(ctx, facts, subject_type="standard_item", subject_id=queries.row_id_of(item))
    db.session.commit()
    page = pages_as(Role.VENDOR_MANAGER).get("/standards/fisc/13/changes?since=9r2")
    row = page.find("a", href="/standards/fisc/9r2/items/%E7%B5%B120").find_parent("tr")
    cells = [words(cell) for cell in row.select("td")]
    assert cells[0] == "番号が同じ"
    assert cells[2] == "提案"
    assert int(cells[3]) > 1
    assert cells[5] == "1"
    assert "新規" in words(page.find("a", string="統28").find_parent("tr"))
    unknown = page.select_one(".run")
    assert "不明" in words(unknown)
    assert "実1" in words(unknown)


def test_our_word_on_a_pair_changes_the_report_and_its_export(pages_as, session, at):
    db.session.add(
        ItemLink(from_edition="fisc/9r2", from_ref="実1", to_edition="fisc/13", to_ref="統28",
                 certainty=LinkCertainty.CONFIRMED, decided_at=at, note="")
    )  # fmt: skip
    from app.core import audit
    from tests.factories.identity import Made, context

    audit.record(context(at), Made.FOR_TEST, *session.new)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get("/standards/fisc/13/changes?since=9r2&fate=renumbered")
    assert [words(row.select_one("th")) for row in page.select("tbody tr")] == ["実1"]
    answer = pages.get("/standards/fisc/13/changes/export?since=9r2&fate=renumbered")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [("実1", "番号変更", "統28")]


def test_only_what_touches_something_of_ours(pages_as):
    page = pages_as(Role.OFFICER).get("/standards/fisc/13/changes?since=9r2&touched=1")
    assert [words(row.select_one("th a")) for row in page.select("tbody tr") if row.select_one("th a")] == [
        "統20", "統21", "統22", "統23", "統24", "統25", "監1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address", ["/standards", EDITION, "/standards/fisc/13/changes", f"{EDITION}/items/統24"]
)
def test_pages_cost_few_statements(pages_as, count_queries, address):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get(address)
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12


@pytest.mark.parametrize("asked", ["統24", "クラウドに固有"])
def test_the_search_finds_items_and_leads_to_their_page(pages_as, asked):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/search?q={asked}")
    group = page.select_one("#standard_item")
    assert words(group.select_one("h2")) == "基準の項目"
    row = next(row for row in group.select("tbody tr") if "9版（令和2年3月版）" in words(row))
    assert "FISC安全対策基準" in words(row)
    assert words(pages.follow(pages.get(row.select_one("a")["href"], status=302)).h1).startswith("統24")


def test_english_pages_hold_the_english_texts(pages_as):
    pages = pages_as(Role.OFFICER)
    pages.submit("/me", form="#form", language="en")
    page = pages.get("/standards/fsa-cyber/2025-07")
    assert "Third parties" in words(page.select_one("main"))
    assert "基本" not in words(page.select_one("main"))


def test_a_vendors_person_sees_no_standards(pages_as):
    pages_as(Role.VENDOR).get("/standards", status=403)


# --- the list of standards, and what stands there before anything is published --------------------


@pytest.mark.parametrize(
    ("edition", "told"),
    [
        ("8r", ["設 138", "運 120", "技 53"]),
        ("9r2", ["統 26", "実 144", "設 137", "監 1"]),
        ("13", ["統 36", "実 152", "設 134", "監 2"]),
    ],
)
def test_counts_stand_in_the_order_of_the_classes(pages_as, edition, told):
    page = pages_as(Role.OFFICER).get("/standards")
    row = page.select_one(f"a[href='/standards/fisc/{edition}']").find_parent("tr")
    assert [words(one) for one in row.select(".count-of")] == told


def test_levels_stand_in_their_order_too(pages_as):
    row = (
        pages_as(Role.OFFICER)
        .get("/standards")
        .select_one("a[href='/standards/fsa-cyber/2025-07']")
        .find_parent("tr")
    )
    assert [words(one).rpartition(" ")[2] for one in row.select(".count-of")] == ["126", "50"]


def test_the_edition_says_how_many_items_have_an_own_wording(pages_as, session, ctx_of):
    pages = pages_as(Role.OFFICER)
    assert "自社の文言" not in words(pages.get(EDITION).select_one(".heading-note"))
    for ref in ("統20", "統24"):
        item = contents.catalogue().items[f"fisc/9r2/{ref}"]
        set_wording(ctx_of(Role.VENDOR_MANAGER), item, text="甲", source="", version=0)
    db.session.commit()
    assert "自社の文言あり2件" in words(pages.get(EDITION).select_one(".heading-note"))
    assert "自社の文言" not in words(pages.get("/standards/fisc/9").select_one(".heading-note"))
