"""An answer in words: every kind of part, in both languages."""

import pytest

from app.diligence import words  # noqa: F401 - values need their labels
from app.diligence.models import Answer, Stance
from app.diligence.sheets import said
from app.standards.sheets.voices import Voice
from tests.factories.asking import option, question

LABEL = {"ja": "項目", "en": "Item"}


def part(kind, **more):
    return {"key": "p", "type": kind, "label": LABEL, **more}


OPTIONS = [option("a"), {"key": "b", "label": {"ja": "乙", "en": "Second"}}]
CASES = [
    (part("yes_no"), "no", "いいえ", "No"),
    (part("single", options=OPTIONS), "b", "乙", "Second"),
    (part("multi", options=OPTIONS), ["a", "b"], "確認します。、乙", "Checked., Second"),
    (part("number", unit={"ja": "件", "en": "cases"}), "12", "12 件", "12 cases"),
    (part("percent"), "99.5", "99.5%", "99.5%"),
    (part("date"), "2026-04-01", "2026-04-01", "2026-04-01"),
    (part("country", several=True), ["JP", "US"], "日本、アメリカ合衆国", "Japan, United States"),
    (part("text"), "甲\n乙", "甲\n乙", "甲\n乙"),
    (part("score", min=0, max=3, labels={2: {"ja": "概ね", "en": "Mostly"}}), 2, "2 概ね", "2 Mostly"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "value", "ja", "en"), CASES)
def test_each_kind_of_part_is_said_in_both_languages(app, asked, value, ja, en):
    with app.test_request_context():
        for language, label, words in (("ja", "項目", ja), ("en", "Item", en)):
            (one,) = said.told(question("q-1", asked), {"p": value}, Voice(language))
            assert (one.label, one.text) == (label, words)


def test_a_table_is_told_row_by_row(app):
    columns = [
        {"key": "name", "type": "text", "label": LABEL}, {"key": "is_so", "type": "yes_no", "label": LABEL},
    ]  # fmt: skip
    asked = question("q-1", part("table", columns=columns))
    with app.test_request_context():
        (one,) = said.told(asked, {"p": [{"name": "甲", "is_so": "yes"}, {"name": "乙"}]}, Voice("en"))
        assert (one.columns, one.rows) == (("Item", "Item"), (("甲", "Yes"), ("乙", "")))
        assert said.plain([one], Voice("en")) == "Item: 甲 / Yes\n乙 / "


def test_the_whole_answer_says_how_it_was_met_and_why(app):
    row = Answer(
        stance=Stance.REFUSED, parts={}, reason="規程", condition="", substitute="SOC 2 第3章", comment="補足"
    )
    with app.test_request_context():
        found = said.answer_told(question(), row, Voice("ja"))
        assert [(one.label, one.text) for one in found] == [
            ("回答の区分", "回答しない"), ("理由", "規程"), ("代替資料", "SOC 2 第3章"), ("コメント", "補足"),
        ]  # fmt: skip
        assert said.answer_told(question(), None, Voice("ja")) == []
        row.stance, row.parts = Stance.ANSWERED, {"is_so": "yes"}
        assert said.answer_told(question(), row, Voice("en"))[0].text == "Yes"
