"""One item in the pages: what touches it, the institution's own wording, its word on a crosswalk, findings."""

import pytest
from sqlalchemy import select

from app.core.audit import reading
from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ItemLink, ItemWording, LinkCertainty
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.work.models import Finding
from tests.conftest import begins_with
from tests.factories.standards import published
from tests.pages import words

ITEM = "/standards/fisc/9r2/items/統24"
PAIR = f"{ITEM}/link?before=fisc/9/統24&after=fisc/9r2/統24"


ground = begins_with(published)


def section(page, name: str) -> str:
    return words(page.select_one(f"#{name}"))


def test_an_item_shows_what_touches_it(pages_as):
    page = pages_as(Role.OFFICER).get(ITEM)
    assert "クラウド" in words(page.h1)
    assert "統制基準 › 外部の統制 › クラウドの利用" in section(page, "label")
    assert "公開されている二次的な資料" in section(page, "label")
    assert "24-01" in section(page, "questions")
    assert "cloud.config" in section(page, "matrices")
    assert "9版 の 統24" in section(page, "matrices")
    assert "運108" not in section(page, "crosswalk")  # two editions away
    assert [link["href"].rpartition("/")[2] for link in page.select(".actions a[rel]")] == [
        "%E7%B5%B123", "%E7%B5%B125",
    ]  # fmt: skip


def test_the_older_edition_leads_to_the_questions_on_the_newer_one(pages_as):
    page = pages_as(Role.OFFICER).get("/standards/fisc/9/items/統24")
    assert "他の版で対応する項目への質問" in section(page, "questions")
    assert "24-01" in section(page, "questions")
    assert "運108" in section(page, "crosswalk")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("fisc/8r/items/運108①", "運108"),
        ("dora/2022-2554/items/28(2)", "DORA"),
        ("dora/2022-2554/items/30(3)(a)", "30(3)(a)"),
        ("fsa-cyber/2025-07/items/2.6⑧", "基本的な対応事項"),
        ("fisc/13/items/統1-1", "13版"),
        ("fintech-association/draft-2016/items/選1", "取捨選択"),
        ("fisc/9r2/items/実144", "番号だけを収めています"),
    ],
)
def test_every_kind_of_number_has_its_page(pages_as, address, said):
    assert said in words(pages_as(Role.OFFICER).get(f"/standards/{address}").select_one("main"))


def test_what_is_not_certain_says_why_and_by_which_sources(pages_as):
    page = pages_as(Role.OFFICER).get("/standards/fisc/9r2/items/統22")
    item = contents.catalogue().items["fisc/9r2/統22"]
    assert words(page.select_one("h1 + .tag, .page-line .tag")) == "未確認"
    assert item.caution is not None
    assert item.caution.ja in words(page.select_one(".notice"))


@pytest.mark.parametrize(
    "address", ["fisc/9r2/items/統99", "fisc/14/items/統1", "items/01a1fbde-0000-7000-8000-000000000000"]
)
def test_what_is_not_there_is_not_found(pages_as, address):
    pages_as(Role.OFFICER).get(f"/standards/{address}", status=404)


# --- own wording -------------------------------------------------------------------------------


def test_an_own_wording_is_set_changed_and_removed_with_its_history(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    done = pages.submit(
        f"{ITEM}/wording", button="自社の文言を保存", text="一行目\r\n二行目", source="解説書"
    )
    page = pages.follow(done)
    assert "一行目" in section(page, "wording")
    assert "出典：解説書" in section(page, "wording")
    assert "自社の文言" in words(pages.get("/standards/fisc/9r2").find("a", string="統24").find_parent("tr"))
    pages.submit(f"{ITEM}/wording", button="自社の文言を保存", text="改めた文言")
    wording = db.session.scalars(select(ItemWording)).one()
    assert wording.text == "改めた文言"
    assert "一行目" in section(pages.get(f"{ITEM}/wording"), "history")
    page = pages.follow(pages.submit(ITEM, button="自社の文言を削除"))
    assert "登録されていません" in section(page, "wording")
    assert [entry.event for entry in reading.entries_of(wording)] == [
        "standards:item_wording:removed", "standards:item_wording:set", "standards:item_wording:set",
    ]  # fmt: skip


def test_an_own_wording_needs_a_text_and_the_right(pages_as):
    pages_as(Role.VENDOR_MANAGER).submit(f"{ITEM}/wording", button="自社の文言を保存", text="", status=422)
    officer = pages_as(Role.OFFICER)
    officer.get(f"{ITEM}/wording", status=403)
    assert "自社の文言を登録" not in words(officer.get(ITEM))


def test_two_people_write_one_wording(pages_as):
    first, second = pages_as(Role.VENDOR_MANAGER), pages_as(Role.COMPLIANCE)
    page = second.get(f"{ITEM}/wording")
    first.submit(f"{ITEM}/wording", button="自社の文言を保存", text="先の文言")
    sent = {field["name"]: field.get("value", "") for field in page.select("main form input[name]")}
    shown = second.post(f"{ITEM}/wording", status=409, fields={**sent, "text": "後の文言"})
    assert "先の文言" in words(shown.select_one(".conflict"))
    assert db.session.scalars(select(ItemWording.text)).one() == "先の文言"


# --- our word on a pair ------------------------------------------------------------------------


def test_a_pair_is_confirmed_rejected_and_left_to_what_is_delivered(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.follow(pages.submit(PAIR, button="判断を保存", verdict="confirmed", note="解説書で確認"))
    assert "自社で確認済み" in section(page, "crosswalk")
    assert "解説書で確認" in section(page, "crosswalk")
    refused = pages.submit(PAIR, button="判断を保存", verdict="rejected", note="", status=422)
    assert "誤りと判断する理由" in words(refused.select_one(".error-summary"))
    page = pages.follow(pages.submit(PAIR, button="判断を保存", verdict="rejected", note="別の主題"))
    assert "誤りと判断" in section(page, "crosswalk")
    assert not page.select("#matrices")  # the way to the older edition is closed
    link = db.session.scalars(select(ItemLink)).one()
    assert link.is_rejected
    page = pages.follow(pages.submit(PAIR, button="判断を取り消す"))
    assert "自社で確認済み" not in section(page, "crosswalk")
    assert page.select("#matrices")
    assert reading.entries_of(link)[0].event == "standards:item_link:withdrawn"
    assert "別の主題" in section(pages.get(PAIR), "history")


def test_a_pair_of_ours_is_added_once(pages_as):
    pages = pages_as(Role.RISK)
    asked = {"edition": "fisc/13", "ref": "統28", "direction": "to", "verdict": "proposed", "note": ""}
    page = pages.follow(pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", **asked))
    assert "統28" in section(page, "crosswalk")
    assert "自社で追加" in section(page, "crosswalk")
    link = db.session.scalars(select(ItemLink)).one()
    assert (link.from_ref, link.to_ref, link.certainty) == ("統24", "統28", LinkCertainty.PROPOSED)
    again = pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", status=422, **asked)
    assert "判断済みです" in words(again.select_one("#ref-error"))


def test_the_other_item_is_searched_for_in_the_edition_chosen(pages_as):
    pages = pages_as(Role.RISK)
    box = pages.get(f"{ITEM}/link/new").select_one(".picker")
    found = pages.get(f"{box['data-picker']}?q=統24&{box['data-picker-with']}=fisc/13").get_json()
    assert [one["id"] for one in found] == ["fisc/13/統24"]
    asked = {"edition": "fisc/13", "direction": "to", "verdict": "proposed", "ref": "fisc/13/統24"}
    another = {**asked, "edition": "fisc/8r", "ref_text": "13版 統24"}
    page = pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", status=422, **another)
    assert page.select_one("#ref")["value"] == "13版 統24"
    assert "収録されていません" in words(page.select_one("#ref-error"))
    pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", **asked)
    written = {**asked, "ref": "", "ref_text": "統２８"}
    pages.submit(f"{ITEM}/link/new", button="対応する項目を追加する", **written)
    assert set(db.session.scalars(select(ItemLink.to_ref))) == {"統24", "統28"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ref": "統99"}, "収録されていません"),
        ({"edition": ""}, "版を選んでください"),
        ({"ref": ""}, "項番を入力"),
    ],
)
def test_a_counterpart_must_be_there(pages_as, changed, said):
    asked = {"edition": "fisc/13", "ref": "統28", "direction": "to", "verdict": "proposed", **changed}
    page = pages_as(Role.RISK).submit(
        f"{ITEM}/link/new", button="対応する項目を追加する", status=422, **asked
    )
    assert said in words(page.select_one(".error-summary"))


@pytest.mark.parametrize(
    "query", ["", "?before=fisc/9/統24&after=fisc/9r2/統23", "?before=fisc/9r2/統24&after=fisc/9r2/統24"]
)
def test_a_pair_without_this_item_is_not_found(pages_as, query):
    pages_as(Role.RISK).get(f"{ITEM}/link{query}", status=404)


# --- an item that stands alone -----------------------------------------------------------------


def change_of(pages, ref: str, since: str, edition: str) -> str:
    table = pages.get(f"/standards/fisc/{edition}/changes?since={since}").select_one("main table")
    return words(table.find("a", string=ref).find_parent("tr"))


def test_an_item_is_said_to_be_gone_and_the_word_is_withdrawn(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    old = "/standards/fisc/8r/items/運109"
    asked = pages.get(old).select_one("#crosswalk form")
    assert asked["action"] == pages.get(old).select_one("#crosswalk form")["action"]
    offered = {one["value"]: one.get_text() for one in asked.select("option")}
    assert list(offered) == ["fisc/9", "fisc/9r2", "fisc/13"]
    assert "運109の後継はない" in offered["fisc/9"]
    here = f"{old}/link/none?other=fisc/9"
    page = pages.get(here)
    assert "運109の後継はない" in words(page.h1)
    assert "統24" in section(page, "delivered")
    page = pages.follow(
        pages.submit(here, button="判断を保存", verdict="confirmed", note="解説書の新旧対照表")
    )
    shown = section(page, "crosswalk")
    assert "運109の後継はない（廃止）" in shown
    assert "自社で確認済み" in shown
    assert "自社の判断により無効" in shown
    assert "解説書の新旧対照表" in shown
    assert "fisc/9" not in [one["value"] for one in page.select("#crosswalk option")]
    assert "廃止" in change_of(pages, "運109", "8r", "9")
    link = db.session.scalars(select(ItemLink)).one()
    assert (link.from_edition, link.from_ref, link.to_edition, link.to_ref) == (
        "fisc/8r",
        "運109",
        "fisc/9",
        "",
    )
    page = pages.follow(pages.submit(here, button="判断を取り消す"))
    assert "無効" not in section(page, "crosswalk")
    assert "廃止" not in change_of(pages, "運109", "8r", "9")
    history = section(pages.get(here), "history")
    assert "対応する項目の有無を判断" in history
    assert "解説書の新旧対照表" in history
    pages.submit(here, button="判断を保存", verdict="proposed", note="")
    assert db.session.scalars(select(ItemLink.id)).one() == link.id


def test_an_item_is_said_to_be_new_or_not_to_be(pages_as):
    pages = pages_as(Role.COMPLIANCE)
    here = "/standards/fisc/9r2/items/実144/link/none?other=fisc/9"
    assert "実144はまだない" in words(pages.get(here).h1)
    refused = pages.submit(here, button="判断を保存", verdict="rejected", note=" ", status=422)
    assert "誤りと判断する理由" in words(refused.select_one(".error-summary"))
    page = pages.follow(pages.submit(here, button="判断を保存", verdict="rejected", note="9版にもある"))
    assert "誤りと判断" in section(page, "crosswalk")
    assert "不明" in change_of(pages, "実144", "9", "9r2")
    page = pages.follow(pages.submit(here, button="判断を保存", verdict="confirmed", note="新設"))
    assert "実144はまだない（新設）" in section(page, "crosswalk")
    assert "新規" in change_of(pages, "実144", "9", "9r2")
    page = pages.follow(pages.submit(here, button="判断を取り消す"))
    assert "実144" in words(page.h1)


def test_what_we_say_of_a_pair_and_of_its_items_agrees(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    alone = "/standards/fisc/9/items/統24/link/none?other=fisc/9r2"
    pages.submit(PAIR, button="判断を保存", verdict="confirmed", note="解説書")
    page = pages.submit(alone, button="判断を保存", verdict="confirmed", note="", status=422)
    assert "統24 から 統24 への読替えを自社で登録しています" in words(page.select_one("main"))
    pages.submit(PAIR, button="判断を保存", verdict="rejected", note="別の主題")
    pages.submit(alone, button="判断を保存", verdict="confirmed", note="解説書")
    page = pages.submit(PAIR, button="判断を保存", verdict="confirmed", note="", status=422)
    assert "対応する項目はないと自社で判断" in words(page.select_one("main"))


@pytest.mark.parametrize("edition", ["", "fisc/9r2", "fisc/14", "dora/2022-2554", "fisc/99"])
def test_no_report_no_word_on_what_is_gone(pages_as, edition):
    pages_as(Role.RISK).get(f"{ITEM}/link/none?other={edition}", status=404)


# --- findings ----------------------------------------------------------------------------------


def test_a_finding_on_an_item_is_raised_and_leads_back(pages_as, root):
    pages = pages_as(Role.VENDOR_MANAGER)
    link = pages.get(ITEM).select_one("#findings .part-head a")["href"]
    done = pages.submit(
        link, title="統24の不備", severity="high", unit_id=str(root.id), due_on="2030-03-31", detail="甲"
    )
    page = pages.follow(done)
    finding = db.session.scalars(select(Finding)).one()
    assert finding.subject_type == queries.KIND
    back = next(a["href"] for a in page.select("main a") if a["href"].startswith("/standards/items/"))
    page = pages.follow(pages.get(back, status=302))
    assert "統24の不備" in section(page, "findings")
    row = pages.get("/standards/fisc/9r2").find("a", string="統24").find_parent("tr")
    assert "指摘1件" in words(row)
