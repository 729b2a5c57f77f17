"""The institution's own wording of items from a file: in by number, item by item, and never out again."""

import pytest
from sqlalchemy import select

from app.core.audit import reading
from app.core.errors import DomainError, NotAllowed
from app.exchange.kinds import KINDS, wordings
from app.exchange.models import Outcome
from app.exchange.reading.rows import REQUIRED
from app.exchange.reading.values import NOT_CHOICE
from app.exchange.services import applying, comparing
from app.exchange.services.exporting import Form, Wish, export
from app.identity.roles import Role
from app.standards.models import ItemWording
from app.standards.queries import contents
from app.standards.queries import items as queries
from app.standards.rules.numbers import number_key
from app.standards.services import items as services
from tests.conftest import begins_with
from tests.factories.imports import applied, compared, whys
from tests.factories.ledgers import outcomes, told
from tests.factories.standards import published
from tests.integration.exchange.test_import_pages import counts, csv
from tests.pages import words
from tests.there import there

HEAD = "基準,項番,文言,文言の出典"
EDITION = "FISC安全対策基準 9版（令和2年3月版）"


ground = begins_with(published)


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def item(ref: str):
    return contents.catalogue().items[ref]


def held(session) -> dict[str, str]:
    return {f"{one.edition}/{one.ref}": one.text for one in session.scalars(select(ItemWording))}


@pytest.mark.parametrize(
    "edition",
    [
        EDITION, "ＦＩＳＣ安全対策基準　９版（令和２年３月版）", "fisc/9r2", "9r2", "9版（令和2年3月版）",
        "FISC security guidelines 9th edition, March 2020",
    ],
)  # fmt: skip
def test_an_edition_is_named_by_its_title_or_its_key(session, ctx, edition):
    assert applied(ctx, "wordings", HEAD, f'"{edition}",統24,当行の文言,解説書') == {"new": 1}
    assert held(session) == {"fisc/9r2/統24": "当行の文言"}


@pytest.mark.parametrize(
    ("written", "ref"),
    [("統２４", "統24"), ("統 24", "統24"), ("　統24　", "統24"), ("統24", "統24")],
)
def test_a_number_is_found_however_it_is_typed(session, ctx, written, ref):
    assert applied(ctx, "wordings", HEAD, f"9r2,{written},甲,") == {"new": 1}
    assert list(held(session)) == [f"fisc/9r2/{ref}"]


def test_points_and_paragraphs_keep_their_marks(session, ctx):
    counts = applied(
        ctx, "wordings", HEAD, "8r,運108①,甲,", "8r,運108(2),乙,", "dora/2022-2554,30（3）（a）,丙,", "13,統1－1,丁,"
    )  # fmt: skip
    assert counts == {"new": 4}
    assert sorted(held(session)) == [
        "dora/2022-2554/30(3)(a)", "fisc/13/統1-1", "fisc/8r/運108①", "fisc/8r/運108②",
    ]  # fmt: skip


def test_no_two_items_of_an_edition_are_spelt_alike(ctx):
    seen = [(one.edition, number_key(one.local)) for one in contents.catalogue().items.values()]
    assert len(set(seen)) == len(seen) > 700


def test_new_changed_and_unchanged_are_told_apart_and_stored_with_their_file(session, ctx):
    services.set_wording(ctx, item("fisc/9r2/統20"), text="同じ", source="解説書", version=0)
    services.set_wording(ctx, item("fisc/9r2/統21"), text="前の文言", source="解説書", version=0)
    session.commit()
    batch, found = compared(
        ctx, "wordings", HEAD, "9r2,統20,同じ,", "9r2,統21,改めた文言,解説書", "9r2,統22,新しい文言,"
    )
    assert [one.outcome for one in found] == [Outcome.UNCHANGED, Outcome.CHANGED, Outcome.NEW], told(found)
    assert found[1].changes == {"text": ["前の文言", "改めた文言"]}
    assert found[2].label.startswith("統22 ")
    applying.apply(ctx, batch)
    session.commit()
    assert held(session) == {
        "fisc/9r2/統20": "同じ", "fisc/9r2/統21": "改めた文言", "fisc/9r2/統22": "新しい文言",
    }  # fmt: skip
    for ref, count in (("統21", 2), ("統22", 1)):
        entries = reading.entries_of(there(queries.wording_of(item(f"fisc/9r2/{ref}"))))
        assert (len(entries), entries[0].event) == (count, "standards:item_wording:set")
        assert entries[0].reason == batch.file_name
    assert there(queries.wording_of(item("fisc/9r2/統21"))).source == "解説書"


def test_a_wording_that_somebody_saved_meanwhile_is_not_overwritten(session, ctx):
    services.set_wording(ctx, item("fisc/9r2/統21"), text="前の文言", source="", version=0)
    batch, _ = compared(ctx, "wordings", HEAD, "9r2,統21,改めた文言,")
    services.set_wording(ctx, item("fisc/9r2/統21"), text="ほかの人の文言", source="", version=1)
    with pytest.raises(DomainError) as caught:
        applying.apply(ctx, batch)
    assert caught.value.message == applying.MOVED_ON


def test_what_cannot_be_taken_says_why_and_the_rest_goes_in(session, ctx):
    services.set_wording(ctx, item("fisc/9r2/統23"), text="残る", source="", version=0)
    batch, found = compared(
        ctx, "wordings", HEAD, "9r2,統99,甲,", "99版,統24,甲,", "9r2,統23,,", "9r2,,甲,", "9r2,統24,よい,",
        "9r2,統２４,二度目,",
    )  # fmt: skip
    assert outcomes(found) == {"error": 4, "new": 1, "duplicate": 1}, told(found)
    assert whys(found) == [
        ("ref", wordings.NO_ITEM), ("edition", NOT_CHOICE), ("text", wordings.NO_WORDING), ("ref", REQUIRED),
        ("", comparing.TWICE),
    ]  # fmt: skip
    assert found[0].problems[0]["params"] == {"name": "統99"}
    applying.apply(ctx, batch, only_good=True)
    assert held(session) == {"fisc/9r2/統23": "残る", "fisc/9r2/統24": "よい"}


def test_an_empty_wording_removes_nothing_even_where_empty_cells_empty_fields(session, ctx):
    services.set_wording(ctx, item("fisc/9r2/統23"), text="残る", source="解説書", version=0)
    _, found = compared(ctx, "wordings", HEAD, "9r2,統23,,", is_clearing=True)
    assert whys(found) == [("text", wordings.NO_WORDING)]
    assert applied(ctx, "wordings", HEAD, "9r2,統23,残る,", is_clearing=True) == {"changed": 1}
    assert there(queries.wording_of(item("fisc/9r2/統23"))).source == ""


def test_licensed_text_goes_out_in_no_way(ctx, pages_as, at):
    services.set_wording(ctx, item("fisc/9r2/統24"), text="持ち出さない文言", source="", version=0)
    pages = pages_as(Role.VENDOR_MANAGER)
    for end in ("export", "export/file", "layouts", "layouts/add"):
        pages.get(f"/exchange/wordings/{end}", status=404)
    row = pages.get("/exchange").find("th", string="項目の自社の文言").find_parent("tr")
    assert "出力の対象外" in words(row)
    assert [link["href"] for link in row.select("a")] == [
        "/exchange/wordings/new",
        "/exchange/wordings/template",
    ]
    wish = Wish(kind=KINDS["wordings"], form=Form.CSV, moment=None)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        export(ctx, wish)


def test_loading_asks_for_the_right_to_import_and_the_right_to_edit_wordings(pages_as, at):
    link = "a[href='/exchange/wordings/new']"
    manager = pages_as(Role.VENDOR_MANAGER)
    assert words(manager.get("/standards/fisc/9r2").select_one(link)) == "自社の文言を取り込む"
    manager.get("/exchange/wordings/new")
    # An officer imports ledgers, compliance edits wordings one by one; neither may do both.
    for role in (Role.OFFICER, Role.COMPLIANCE):
        pages = pages_as(role)
        assert not pages.get("/standards/fisc/9r2").select(link)
        pages.get("/exchange/wordings/new", status=403)


def test_a_book_is_loaded_in_the_pages(session, pages_as, at):
    pages = pages_as(Role.VENDOR_MANAGER)
    lines = [f"{EDITION},統{number},第{number}の文言,解説書" for number in range(1, 27)]
    text = "\n".join([HEAD, *lines, f"{EDITION},統77,余り,"])
    answer = pages.submit("/exchange/wordings/new", ledger=csv(text, "解説書.csv"))
    answer = pages.submit(answer.headers["Location"], form="#form")
    page = pages.follow(answer)
    assert "「統77」は収録されていません" in words(page.find("main"))
    assert counts(page)["新規"] == 26
    address = answer.headers["Location"].replace("/differences", "/apply")
    page = pages.follow(pages.submit(address, form="#form"))
    assert "新規26件" in words(page.find("main"))
    assert "台帳" not in words(page.find("main"))
    seen = pages.get(page.select_one(".page-head a.btn-primary")["href"])
    assert "自社の文言" in words(seen.select_one(".chip"))
    assert len(seen.select(".items th a")) == 26
    assert "自社の文言あり26件" in words(pages.get("/standards/fisc/9r2").select_one(".heading-note"))
    assert "第24の文言" in words(pages.get("/standards/fisc/9r2/items/統24").select_one("#wording"))
    assert len(held(session)) == 26
