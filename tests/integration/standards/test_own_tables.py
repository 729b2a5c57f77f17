"""Tables and labelled ratings as own questions in the pages: no button loses anything, and they are shown as ours."""

import io

import openpyxl
import pytest

from app.core.db import db
from app.standards.models import LayerAct
from app.standards.queries import layers
from tests.integration.standards.test_layer_files import compared, exported
from tests.integration.standards.test_layering import (
    HERE,
    KEY,
    OWN,
    change_of,
    ground,
    pages,
    publish,
)
from tests.integration.standards.test_own_questions import ID, errors

__all__ = ["ground", "pages"]

NEW = f"{HERE}/own-questions/new"
EDIT = f"{HERE}/own-questions/{ID}"
TABLE = {
    **OWN, "type": "table", "expect": "",
    "column_1_ja": "拠点名", "column_1_en": "Site", "column_1_type": "text",
    "column_2_ja": "従事者数", "column_2_en": "Staff", "column_2_type": "number", "column_2_optional": "y",
    "column_2_unit_ja": "名", "column_2_unit_en": "people", "column_2_decimals": "１",
}  # fmt: skip
KIND = {
    "column_3_ja": "種別", "column_3_en": "Kind", "column_3_type": "single",
    "column_3_options_ja": "本店\n支店", "column_3_options_en": "Head office\nBranch",
}  # fmt: skip
SCORE = {**OWN, "type": "score", "expect": "", "low": "1", "high": "5"}
SAID = {"step_1_ja": "悪い", "step_1_en": "Bad", "step_5_ja": "良い", "step_5_en": "Good"}


def typed(page):
    """What the form would send now."""
    found = {}
    for one in page.select("main form.form [name]"):
        if one.name == "textarea":
            found[one["name"]] = one.get_text().strip()
        elif one.name == "select":
            chosen = [each["value"] for each in one.select("option[selected]")]
            found[one["name"]] = chosen if one.has_attr("multiple") else "".join(chosen[:1])
        elif one.name == "input" and (one.get("type") != "checkbox" or one.has_attr("checked")):
            found[one["name"]] = one.get("value", "")
    return found


def press(pages, page, status=200, **button):
    """A button of the page as it stands, which `submit` would open anew."""
    return pages.post(NEW, status, fields={**typed(page), **button})


def columns(page):
    return [one["value"] if one.get("value") else "" for one in page.select("fieldset.column [name$=_ja][type=text]")
            if one["name"].count("_") == 2]  # fmt: skip


def test_columns_are_added_and_removed_with_nothing_lost(pages):
    page = pages.get(NEW)
    assert columns(page) == ["", ""]
    assert not page.select_one("fieldset.column").find_parent("details").has_attr("open")
    wrong = {"cap": "abc", "touches": "統999", "months": "x", "column_2_decimals": "many", "reason": ""}
    page = pages.submit(NEW, "add_column", 200, fields={**TABLE, **wrong})
    assert columns(page) == ["拠点名", "従事者数", ""]
    assert page.select_one("[data-focus]")["name"] == "column_3_ja"
    assert {box["value"] for box in page.select("fieldset.column [type=checkbox]")} == {"y"}
    assert not page.select(".error-summary, .field-error")
    kept = typed(page)
    assert {name: kept[name] for name in {**TABLE, **wrong}} == {**TABLE, **wrong}
    page = press(pages, page, remove_column="1")
    assert columns(page) == ["従事者数", ""]
    now = typed(page)
    moved = {name: value for name, value in {**TABLE, **wrong}.items() if name.startswith("column_2")}
    assert {name: now[name.replace("_2_", "_1_")] for name in moved} == moved
    assert now["idempotency_key"] == kept["idempotency_key"]
    assert not layers.changes_of(KEY)
    many = {f"column_{place}_ja": "列" for place in range(1, 12)}
    page = press(pages, page, **many, add_column="1")
    assert columns(page) == [*many.values(), ""]
    assert not page.select("[name=add_column]")
    assert len(columns(press(pages, page, remove_column="12"))) == 11


def test_enter_saves_and_takes_no_column_away(pages):
    first = next(one for one in pages.get(NEW).select("main form.form button") if one.get("type") == "submit")
    assert not first.get("name")


def test_a_table_is_looked_at_saved_published_and_shown_like_ours(pages):
    page = pages.submit(NEW, "add_column", 200, fields=TABLE)
    fields = {**typed(page), **KIND}
    shown = pages.post(NEW, 200, fields={**fields, "preview": "1"}).select("#preview .sheet .answer-table")
    heads = [[head.get_text(" ", strip=True) for head in one.select("th")] for one in shown]
    assert heads == [["拠点名", "従事者数 任意", "種別"], ["Site", "Staff May stay empty", "Kind"]]
    assert [cell.get_text() for cell in shown[0].select("td")] == ["文章", "数値 (名)", "本店 / 支店"]
    page = pages.follow(pages.post(NEW, fields=fields))
    assert "1行から200行まで" in page.select_one(".part-preview").get_text()
    again = pages.submit(EDIT, status=422)
    assert "何も変更されていません" in again.get_text()  # the form holds all that was saved
    assert columns(again) == ["拠点名", "従事者数", "種別"]
    publish(pages)
    assert "表" in pages.get(HERE).select_one(f'tr[id="{ID}"]').get_text()
    assert ID in pages.get("/search?q=営業店からの苦情").get_text()
    book = openpyxl.load_workbook(io.BytesIO(pages.get(f"{HERE}/questions.xlsx").data))
    rows = [list(map(str, row)) for row in book.worksheets[0].iter_rows(values_only=True)]
    (answer,) = [cell for row in rows if ID in row for cell in row if "従事者数" in cell]
    assert "拠点名" in answer
    assert "本店" in answer


def test_a_published_table_keeps_its_columns(pages):
    pages.submit(NEW, fields=TABLE)
    publish(pages)
    page = pages.submit(EDIT, status=422, column_1_type="date")
    assert set(errors(page)) == {"column_1_type"}
    page = pages.get(EDIT)
    kept = {**typed(page), "remove_column": "2"}
    fewer = pages.post(EDIT, 200, fields=kept)
    assert columns(fewer) == ["拠点名"]
    assert set(errors(pages.post(EDIT, 422, fields=typed(fewer)))) == {"column_1_ja"}
    pages.submit(EDIT, column_1_ja="拠点の名称")
    assert change_of(LayerAct.ADD, ID).values["columns"][0]["ja"] == "拠点の名称"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"type": "table"}, {"column_1_ja"}),
        ({"column_1_ja": "", "column_2_type": ""}, {"column_1_ja", "column_2_type"}),
        ({"respondent": "vendor", "column_1_en": "", "column_2_unit_en": ""}, {"column_1_en", "column_2_unit_ja"}),
        ({"column_2_decimals": "9", "column_1_unit_ja": "件"}, {"column_2_decimals", "column_1_unit_ja"}),
        ({"column_1_type": "single", "column_1_options_ja": "一"}, {"column_1_options_ja"}),
        (
            {"column_1_type": "single", "column_1_options_ja": "一\n二", "column_1_options_en": "One"},
            {"column_1_options_ja"},
        ),
        ({"column_1_ja": "{bank}の拠点"}, {"column_1_ja"}),
        ({"rows_from": "9", "rows_to": "3"}, {"rows_to"}),
        ({"rows_from": "201"}, {"rows_from"}),
        ({"type": "text"}, {"column_1_ja", "column_2_ja"}),
        ({"type": "text", "rows_from": "2"}, {"rows_from", "column_1_ja", "column_2_ja"}),
        ({**SCORE, "step_1_ja": "悪い", "respondent": "vendor"}, {"step_1_en"}),
        ({**SCORE, "step_1_en": "Bad"}, {"step_1_ja"}),
        ({**SCORE, "step_7_ja": "良い"}, {"step_7_ja"}),
        ({**SCORE, "step_1_ja": "{bank}に悪い"}, {"step_1_ja"}),
        ({"type": "text", **SAID}, set(SAID)),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_field(pages, fields, wrong):
    bare = fields.get("type") == "table" or "step_1_ja" in fields or "low" in fields
    page = pages.submit(NEW, status=422, fields={**(OWN | {"expect": ""} if bare else TABLE), **fields})
    found = errors(page)
    assert set(found) == wrong
    for name in found:
        assert all(one.has_attr("open") for one in page.select_one(f"#{name}").find_parents("details"))
        number = name.split("_")[1]
        assert name.startswith("rows") or number in found[name].split("：")[0].split(":")[0]
    assert not layers.changes_of(KEY)


def test_the_labels_of_a_rating(pages):
    page = pages.follow(pages.submit(NEW, fields={**SCORE, **SAID}))
    said = [one.get_text(strip=True) for one in page.select(".answer-choices li")]
    assert said == ["1 悪い", "2", "3", "4", "5 良い"]
    assert "何も変更されていません" in pages.submit(EDIT, status=422).get_text()
    pages.submit(EDIT, step_5_ja="", step_5_en="", step_4_ja="やや良い")
    kept = change_of(LayerAct.ADD, ID).values["labels"]
    assert kept == {"1": {"ja": "悪い", "en": "Bad"}, "4": {"ja": "やや良い", "en": "やや良い"}}
    assert typed(pages.get(EDIT))["step_4_en"] == ""


def test_what_the_institution_answers_itself_needs_no_english(pages):
    english = {name: "" for name in (*TABLE, *KIND) if name.endswith("_en")}
    page = pages.submit(NEW, "add_column", 200, fields=TABLE)
    pages.post(NEW, fields={**typed(page), **KIND, **english})
    saved = change_of(LayerAct.ADD, ID).values["columns"]
    assert [one["en"] for one in saved] == ["拠点名", "従事者数", "種別"]
    assert saved[1]["unit"]["en"] == "名"
    kept = typed(pages.get(EDIT))
    assert [kept[name] for name in english] == [""] * len(english)


def test_a_layer_with_both_goes_out_and_comes_in_unchanged(pages):
    pages.submit(NEW, fields={**TABLE, "rows_from": "0", "rows_to": "30"})
    pages.submit(NEW, fields={**SCORE, **SAID, "key": "rating"})
    text = exported(pages)
    assert "  - ja: 拠点名\n" in text
    assert "変わるものはありません" in compared(pages, text).get_text()
    page = compared(pages, text.replace("拠点名", "拠点").replace("ja: 悪い", "ja: 遅い"))
    assert [row.select_one("td").get_text(" ", strip=True) for row in page.select("main tbody tr")] == [
        "変更 表の列", "変更 段階の見出し",
    ]  # fmt: skip
    page = compared(pages, text.replace("type: number", "type: file"), 422)
    line = 1 + text.splitlines().index("  - ja: 従事者数")
    assert f"{line}行目" in page.select_one(".error-summary").get_text()


def test_who_is_second_to_save_sees_both_columns(pages):
    pages.submit(NEW, fields=TABLE)
    mine = typed(pages.get(EDIT))
    pages.submit(EDIT, column_1_ja="拠点の名称", column_2_en="People")
    page = pages.post(EDIT, 409, fields={**mine, "column_1_ja": "事業所名"})
    assert "拠点の名称" in page.select_one(".conflict").get_text()
    assert typed(page)["column_1_ja"] == "事業所名"
    assert typed(page)["column_2_en"] == "People"
    db.session.rollback()
