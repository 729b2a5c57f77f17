"""Judging a pair of a crosswalk and adding one on its page: nothing is chosen for the institution."""

import pytest
from sqlalchemy import select

from app.core.audit import reading
from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ItemLink, LinkCertainty
from tests.conftest import begins_with
from tests.factories.standards import published
from tests.pages import words

CROSSWALK = "/standards/crosswalks/fsa-fisc"
ADD = f"{CROSSWALK}/add"
BUTTON = "項目の対応を追加する"
PAIR = "/standards/fisc/9r2/items/統24/link?before=fisc/9/統24&after=fisc/9r2/統24"
ALONE = "/standards/fisc/8r/items/運109/link/none?other=fisc/9"
ASKED = {"item": "2.6①", "ref": "統24", "verdict": "proposed", "note": ""}

ground = begins_with(published)


def chosen(page) -> list[str]:
    return [one["value"] for one in page.select('input[name="verdict"][checked]')]


@pytest.mark.parametrize("address", [PAIR, ALONE])
def test_nothing_is_chosen_until_we_judged_and_then_it_is_what_we_said(pages_as, address):
    pages = pages_as(Role.VENDOR_MANAGER)
    assert chosen(pages.get(address)) == []
    page = pages.submit(address, button="判断を保存", note="", status=422)
    assert "選んでください" in words(page.select_one("#verdict"))
    assert "いての判断" in words(page.select_one(".error-summary"))
    assert db.session.scalars(select(ItemLink)).all() == []
    pages.submit(address, button="判断を保存", verdict="rejected", note="別の主題")
    assert chosen(pages.get(address)) == ["rejected"]
    pages.submit(address, button="判断を取り消す")
    assert chosen(pages.get(address)) == []


@pytest.mark.parametrize("address", [PAIR, ALONE])
@pytest.mark.parametrize(
    ("verdict", "said"), [("confirmed", "何で確認したか"), ("rejected", "誤りと判断する理由")]
)
def test_confirming_and_rejecting_both_need_a_reason(pages_as, address, verdict, said):
    pages = pages_as(Role.COMPLIANCE)
    assert "確認済みまたは誤りと判断する場合は必須" in words(pages.get(address).select_one("#note-hint"))
    page = pages.submit(address, button="判断を保存", verdict=verdict, note=" ", status=422)
    assert said in words(page.select_one("#note-error"))
    assert chosen(page) == [verdict]
    pages.submit(address, button="判断を保存", verdict=verdict, note="解説書")
    assert db.session.scalars(select(ItemLink.note)).one() == "解説書"


def test_a_confirmed_counterpart_needs_a_reason_too(pages_as):
    asked = {"edition": "fisc/13", "ref": "統28", "direction": "to", "verdict": "confirmed", "note": ""}
    page = pages_as(Role.RISK).submit(
        "/standards/fisc/9r2/items/統24/link/new", button="対応する項目を追加する", status=422, **asked
    )
    assert "何で確認したか" in words(page.select_one("#note-error"))


# --- added on the page of the crosswalk --------------------------------------------------------


def test_the_page_of_a_crosswalk_adds_a_pair(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    before = len(pages.get(CROSSWALK).select("tbody tr"))
    link = pages.get(CROSSWALK).select_one(f'.actions a[href="{ADD}"]')
    page = pages.get(link["href"])
    assert chosen(page) == []
    labels = [words(page.select_one(f'label[for="{name}"]')) for name in ("item", "ref")]
    assert "2025年7月" in labels[0]
    assert "9版" in labels[1]
    for box, edition in zip(page.select(".picker"), ("fsa-cyber/2025-07", "fisc/9r2"), strict=True):
        found = pages.get(f"{box['data-picker']}&q=2").get_json()
        assert found
        assert {one["id"].rpartition("/")[0] for one in found} == {edition}
    page = pages.follow(pages.submit(ADD, button=BUTTON, **{**ASKED, "note": "読み合わせ"}))
    assert "追加しました" in words(page.select_one("main"))
    rows = [words(row) for row in page.select("tbody tr")]
    assert len(rows) == before + 1
    assert "自社で追加" in rows[-1]
    assert "読み合わせ" in rows[-1]
    made = db.session.scalars(select(ItemLink)).one()
    assert (made.from_ref, made.to_ref, made.certainty) == ("2.6①", "統24", LinkCertainty.PROPOSED)
    assert [entry.event for entry in reading.entries_of(made)] == ["standards:item_link:decided"]
    again = pages.submit(ADD, button=BUTTON, status=422, **ASKED)
    assert "判断済みです" in words(again.select_one("#ref-error"))


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"item": "2.6㊿"}, "item", "収録されていません"),
        ({"ref": "統99"}, "ref", "収録されていません"),
        ({"item": "統24"}, "item", "収録されていません"),
        ({"ref": ""}, "ref", "項番を入力"),
        ({"verdict": "confirmed"}, "note", "何で確認したか"),
        ({"verdict": "rejected", "note": "甲"}, "verdict", ""),
        ({"verdict": ""}, "verdict", "選んでください"),
    ],
)
def test_a_pair_that_cannot_be_is_refused_at_its_field(pages_as, changed, field, said):
    page = pages_as(Role.RISK).submit(ADD, button=BUTTON, status=422, **{**ASKED, **changed})
    assert said in words(page.select_one(f"#{field}-error"))
    assert db.session.scalars(select(ItemLink)).all() == []


def test_what_was_picked_is_taken_whole_and_a_standing_decision_is_shown(pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(ALONE, button="判断を保存", verdict="confirmed", note="対照表")
    here = "/standards/crosswalks/fisc-8r-9/add"
    asked = {"item": "fisc/8r/運109", "ref": "fisc/9/統1", "verdict": "proposed"}
    page = pages.submit(here, button=BUTTON, status=422, **asked)
    there = next(link["href"] for link in page.select("main a") if words(link) == "その判断を開く")
    pages.submit(there, button="判断を取り消す")
    pages.submit(here, button=BUTTON, **asked)
    assert db.session.scalars(select(ItemLink.to_ref)).one() == "統1"


def test_only_who_may_edit_is_offered_it_and_only_a_crosswalk_has_it(pages_as):
    officer = pages_as(Role.OFFICER)
    assert not officer.get(CROSSWALK).select(f'a[href="{ADD}"]')
    officer.get(ADD, status=403)
    pages_as(Role.RISK).get("/standards/crosswalks/none/add", status=404)
