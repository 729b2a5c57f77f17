"""What a clerk is told on the way of an own layer: items by name, faults at once, and what publishing would change."""

import io

import pytest

from app.standards.models import LayerAct
from app.standards.queries import layers
from tests.integration.standards.test_layering import (
    HERE,
    KEY,
    OWN,
    change_of,
    ground,
    in_use,
    pages,
    publish,
)

__all__ = ["ground", "pages"]


def add(pages, status=303, **fields):
    return pages.submit(f"{HERE}/own-questions/new", status=status, fields={**OWN, **fields})


def shown(page, question):
    return page.select_one(f'a[href$="/{question}"]').find_parent("tr").get_text(" ", strip=True)


def order(content):
    return [question.id for question in content.sections[0].questions]


def test_items_are_written_by_number_and_shown_by_name(pages):
    add(pages, touches="統２４\n9版 統20\nfisc/9r2/統23")
    assert change_of(LayerAct.ADD, "own.branch-visit").values["touches"] == [
        "fisc/9/統20", "fisc/9r2/統23", "fisc/9r2/統24",
    ]  # fmt: skip
    edit = pages.get(f"{HERE}/own-questions/own.branch-visit")
    lines = edit.select_one("textarea[name=touches]").get_text().strip().splitlines()
    assert lines[0] == "FISC安全対策基準 9版 統20"
    assert lines[2] == "FISC安全対策基準 9版（令和2年3月版） 統24"
    again = pages.submit(f"{HERE}/own-questions/own.branch-visit", status=422)
    assert "何も変更されていません" in again.get_text()


def test_items_are_offered_while_one_types(pages):
    found = pages.client.get("/standards/options?q=統24&own=fisc/9r2").json
    assert found[0]["id"] == "fisc/9r2/統24"
    assert found[0]["label"] == "FISC安全対策基準 9版（令和2年3月版） 統24"
    assert pages.client.get("/standards/options").json == []


def test_the_filter_names_items_as_people_do(pages):
    page = pages.get(f"{HERE}?item=fisc/9r2/統24")
    option = page.select_one('select[name=item] option[value="fisc/9r2/統24"]')
    assert option.get_text() == "FISC安全対策基準 9版（令和2年3月版） 統24"
    assert "fisc/9r2" not in page.select_one("main").get_text()


def test_an_empty_key_gives_the_next_number(pages):
    assert add(pages, key="").headers["Location"].endswith("/own.1")
    assert add(pages, key="").headers["Location"].endswith("/own.2")
    publish(pages)
    second = change_of(LayerAct.ADD, "own.2")
    pages.submit(f"{HERE}/changes/{second.id}/take-back", reason="不要")
    publish(pages)
    section = layers.standing("to23").delivered.sections[0].key
    response = pages.submit(
        "/questionnaires/to23/own-questions/new", fields={**OWN, "key": "", "section": section}
    )
    assert response.headers["Location"].endswith("/own.3")  # what was published once is not given again
    assert add(pages, key="").headers["Location"].endswith("/own.4")


def test_english_is_wanted_of_what_the_vendor_answers(pages):
    words = {"text_ja": "{institution}の体制はありますか。", "text_en": "", "help_ja": "補足です。"}
    add(pages, **words)
    values = change_of(LayerAct.ADD, "own.branch-visit").values
    assert values["text"]["en"] == "当行の体制はありますか。"
    assert values["help"] == {"ja": "補足です。", "en": "補足です。"}
    edit = pages.get(f"{HERE}/own-questions/own.branch-visit")
    assert edit.select_one("textarea[name=text_en]").get_text().strip() == ""
    pages.submit(f"{HERE}/own-questions/own.branch-visit", text_ja="別の文です。", reason="直す")
    assert change_of(LayerAct.ADD, "own.branch-visit").values["text"]["en"] == "別の文です。"
    refused = pages.submit(f"{HERE}/own-questions/own.branch-visit", respondent="vendor", status=422)
    told = refused.select_one(".error-summary").get_text()
    assert "英語の文言を入力" in told


def test_an_own_question_stands_where_it_is_put(pages):
    add(pages, key="a", after="24-02")
    add(pages, key="b", after="own.a")
    add(pages, key="c")
    page = pages.get(f"{HERE}/publish")
    assert "24-02の後" in shown(page, "own.a")
    publish(pages)
    assert order(in_use()) == ["24-01", "24-02", "own.a", "own.b", "24-03", "24-17", "own.c"]
    pages.submit(f"{HERE}/own-questions/own.b", after="", reason="最後へ")
    assert "own.b" in pages.get(f"{HERE}/publish").get_text()
    publish(pages)
    assert order(in_use())[-2:] == ["own.b", "own.c"]
    ring = pages.submit(f"{HERE}/own-questions/own.a", after="own.b", reason="後ろへ")
    assert ring.status_code == 303
    refused = pages.submit(f"{HERE}/own-questions/own.b", after="own.a", reason="輪", status=422)
    assert "後には置けません" in refused.select_one(".error-summary").get_text()


def test_the_comparison_says_what_changes_who_wanted_it_and_why(pages):
    pages.submit(f"{HERE}/questions/24-19/require", levels="y", reason="全件で尋ねる")
    pages.submit(f"{HERE}/questions/24-04/hide", reason="対象なし")
    add(
        pages, type="percent", expect="", from_figure="99.5", decimals="1", cap="60", why_ja="要です。",
        when="fact", when_facts=["is_cloud=true"],
    )  # fmt: skip
    page = pages.get(f"{HERE}/publish")
    heads = [one.get_text() for one in page.select("thead th")]
    assert heads == ["質問", "変更の種類", "変更内容", "理由"]
    required = shown(page, "24-19")
    assert "厳格のみ → 簡易・厳格" in required
    assert "全件で尋ねる" in required
    assert "最重要の質問です。点数の上限（70点）もなくなります。" in shown(page, "24-04")
    own = shown(page, "own.branch-visit")
    for said in ("自社で追加", "割合（%）", "99.5%以上", "60点まで", "要です。", "クラウド", OWN["reason"]):
        assert said in own
    kinds = [row.select("td")[0].get_text() for row in pages.get(f"{HERE}/changes").select("tbody tr")]
    assert kinds == ["非表示", "必須化", "自社で追加"]
    assert "公開待ち" in pages.get(f"{HERE}/changes").get_text()


def test_hiding_a_critical_question_warns(pages):
    said = "最重要の質問です。点数の上限（70点）もなくなります。"
    assert said in pages.get(f"{HERE}/questions/24-04/hide").get_text()
    assert "最重要の質問です" not in pages.get(f"{HERE}/questions/24-02/hide").get_text()


def test_a_rewording_tells_all_that_is_wrong(pages):
    page = pages.submit(
        f"{HERE}/questions/24-02/reword", text_ja="{instituton}です。", text_en="", reason="", status=422
    )
    told = page.select_one(".error-summary").get_text()
    for said in ("{instituton}", "英語の文言を入力", "理由を入力"):
        assert said in told


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("- question: 24-02\n  act: weigh\n  weight: 9\n", "（24-02、重み）"),
        ("- question: 24-02\n  act: weigh\n   weight: 9\n", "10文字目のコロンは、ここでは使えません"),
        ("- question: '24-02\n", "13文字目で始まる引用符が閉じていません"),
        ("- question: own.x\n  act: add\n  after: 24-22\n  section: model\n  type: text\n  scope: service\n"
         "  respondent: vendor\n  levels: both\n  text: {ja: 文です。, en: Text}\n", "後には置けません"),
    ],
)  # fmt: skip
def test_faults_of_a_file_are_told_in_words(pages, lines, said):
    file = f"questionnaire: {KEY}\nchanges:\n{lines}".encode()
    page = pages.submit(
        f"{HERE}/changes/load", status=422, layer=(io.BytesIO(file), "layer.yaml"), reason="理由"
    )
    told = page.select_one(".error-summary").get_text()
    assert said.replace("（", "(").replace("）", ")") in told.replace("（", "(").replace("）", ")")
    assert "changes[" not in told
    assert pages.get(f"{HERE}/changes/load").select_one('label[for="layer"] ~ .must')
