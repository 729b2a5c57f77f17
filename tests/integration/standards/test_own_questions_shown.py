"""Own questions in preview and comparison: what each side sees, what is told of them in both languages."""

import pytest

from tests.factories.questionnaires import questionnaire
from tests.integration.standards.test_layering import AT, HERE, KEY, NEW, OWN, ground, pages
from tests.integration.standards.test_own_questions import CHOICES, add, errors
from tests.integration.standards.test_own_tables import KIND, SCORE, TABLE, press
from tests.integration.standards.test_own_tables import NEW as COLUMNS

__all__ = ["ground", "pages"]

CRITICAL = {"cap": "60", "why_ja": "要です。", "why_en": "It is vital."}


def told(page, question="own.branch-visit"):
    """Label → what is said, of one question of the comparison."""
    lines = page.select_one(f'a[href$="/{question}"]').find_parent("tr").select("ul.plain > li")
    said = {line.select_one(".hint").get_text(): line.get_text(" ", strip=True) for line in lines}
    return {label: words.removeprefix(label).strip() for label, words in said.items()}


def test_the_preview_keeps_apart_what_only_we_see(pages):
    page = add(
        pages, 200, "preview", type="single", **CHOICES, points="100\n50\n0", **CRITICAL, evidence_ja="訪問記録",
        evidence_en="Records of visits", weight="3",
    )  # fmt: skip
    theirs, ours = page.select("#preview > .parts")
    for hidden in (
        "点数",
        "期待",
        "最重要",
        "60",
        "重み",
        "3倍",
        "尋ねる条件",
        "要です",
        "points",
        "vital",
        "Weight",
    ):
        assert hidden not in theirs.get_text()
    for seen in ("営業店からの苦情", "月次", "Monthly", "訪問記録", "Records of visits", "必須"):
        assert seen in theirs.get_text()
    japanese, english = ours.select("section")
    assert [one.h3.get_text() for one in (japanese, english)] == [
        "自社だけに表示される内容",
        "Only our side sees this",
    ]
    for said in ("点数の50%", "60点まで", "要です。", "3倍", "常に尋ねます"):
        assert said in japanese.get_text()
    assert "counts for 50 % of the points" in english.get_text()
    assert "It is vital." in english.get_text()


def test_a_rewording_is_looked_at_as_the_respondent_sees_it(pages):
    page = pages.submit(f"{AT}/reword", "preview", 200, fields=NEW)
    theirs, ours = page.select("#preview > .parts")
    assert "期待する回答" not in theirs.get_text()
    assert "重み" in ours.get_text()


@pytest.mark.parametrize("place", [f"{AT}?preview=both", f"{HERE}/questions/24-04?preview=both"])
def test_each_language_names_its_rows_itself(pages, place):
    japanese, english = pages.get(place).select(".sheet")
    assert (japanese["lang"], english["lang"]) == ("ja", "en")
    names = [[one.get_text() for one in sheet.select("dt")] for sheet in (japanese, english)]
    assert {"尋ねる条件", "重み", "証跡"} <= set(names[0])
    assert {"Asked when", "Weight", "Evidence"} <= set(names[1])
    assert len(names[0]) == len(names[1])
    assert all(name.isascii() for name in names[1])


def test_the_difference_names_the_columns_of_a_table(pages):
    page = pages.submit(COLUMNS, "add_column", 200, fields={**TABLE, "respondent": "vendor"})
    press(pages, page, 303, **KIND)
    said = told(pages.get(f"{HERE}/publish"))
    assert said["英語の文言"] == OWN["text_en"]
    assert said["列1（column_1）"] == "拠点名（Site）、文章、必須"
    second = said["列2（column_2）"]
    assert second.startswith("従事者数（Staff）、数値、")
    assert "必須" not in second
    assert "名（people）" in second
    assert said["列3（column_3）"].endswith("一つ選択、必須、本店（Head office） / 支店（Branch）")
    # What is published is told before and after.
    pages.submit(f"{HERE}/publish", "質問票を公開")
    pages.submit(f"{HERE}/own-questions/own.branch-visit", column_1_en="Place", reason="語を直す")
    assert told(pages.get(f"{HERE}/publish")) == {
        "列1（column_1）": "拠点名（Site）、文章、必須 → 拠点名（Place）、文章、必須"
    }


def test_the_difference_tells_choices_steps_and_texts_in_both_languages(pages):
    more = {
        "help_ja": "補足です。",
        "help_en": "More.",
        "evidence_ja": "訪問記録",
        "evidence_en": "Records",
        **CRITICAL,
    }
    add(pages, type="single", expect="", **CHOICES, points="100\n50\n0", **more)
    add(pages, **{**SCORE, "key": "steps", "step_1_ja": "悪い", "step_1_en": "Bad"})
    add(pages, key="ours", text_en="")
    page = pages.get(f"{HERE}/publish")
    said = told(page)
    assert "月次（Monthly、点数の100%） / 年次（Yearly、点数の50%） / なし（Never、点数の0%）" in said["回答"]
    assert (said["補足（英語）"], said["求める証跡（英語）"]) == ("More.", "Records")
    assert said["最重要とする理由（英語）"] == "It is vital."
    assert "1 悪い（Bad） / 2 / 3 / 4 / 5" in told(page, "own.steps")["回答"]
    # Where the Japanese stands for the English nothing is said twice.
    assert "英語の文言" not in told(page, "own.ours")
    english = told(pages.get(f"{HERE}/publish?preview=en"))
    assert english["日本語の文言"] == OWN["text_ja"]
    assert "Monthly (月次, counts for 100 % of the points) / " in english["回答"]


def test_a_rewording_is_compared_in_both_languages(pages):
    pages.submit(f"{AT}/reword", fields={**NEW, "reason": "用語"})
    before = next(one for one in questionnaire(KEY).questions() if one.id == "24-02")
    said = told(pages.get(f"{HERE}/publish"), "24-02")
    assert said["英語の文言"].endswith(f"→ {NEW['text_en']}")
    assert said["英語の文言"].startswith(before.text.en.partition("{")[0])


@pytest.mark.parametrize("key", ["24-04", "99-1", "24-02"])
def test_a_key_that_reads_like_ours_is_refused_with_the_way_out(pages, key):
    page = add(pages, 422, key=key, reason="")
    assert set(errors(page)) == {"key", "reason"}
    assert f"「{key}」は提供された質問の番号と紛らわしい" in errors(page)["key"]
    assert "branch-visit" in errors(page)["key"]
    assert "key" in errors(add(pages, 422, "preview", key=key))
    assert add(pages, key=f"visit-{key}").status_code == 303


def test_the_form_says_what_belongs_to_which_choice(pages):
    page = pages.get(f"{HERE}/own-questions/new")

    def belongs(name):
        found = page.select_one(f"[name={name}]").find_parent(attrs={"data-for": True})
        return found["data-for"], found["data-values"]

    assert belongs("unit_ja") == belongs("unit_en") == ("type", "number")
    assert belongs("decimals") == ("type", "number percent")
    assert belongs("low") == belongs("high") == ("type", "score")
    assert belongs("from_figure") == ("type", "number percent score")
    assert belongs("when_not") == ("when", "fact answer")
    # Without a script all of it can be filled in.
    assert not page.select("[data-for][hidden], [data-step][hidden]")


def test_hint_and_error_call_the_institution_by_the_same_word(pages):
    hint = (
        pages.get(f"{HERE}/own-questions/new").select_one("#text_ja").find_parent(class_="field").get_text()
    )
    said = errors(add(pages, 422, text_ja="当行の苦情を把握していますか。"))["text_ja"]
    words = "自社を指す語（当行など）は {institution} と書いてください。"
    assert words in hint
    assert words in said
