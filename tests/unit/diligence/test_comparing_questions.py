"""How two sides put a question: marked in words, with the lines that are not alike, whatever language changed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from app.diligence.sheets.comparison_questions import ALIKE, put_of
from app.standards.sheets.voices import Voice
from tests.factories.asking import TEXT, critical, option, question

OTHER = {"ja": "別の文言です。", "en": "Said otherwise."}
AB, ABC = [option("a"), option("b")], [option("a"), option("b"), {**option("c"), "label": OTHER}]
WORDING, FIELDS = "Wording of the question changed", "Fields of the answer changed"
SCORING = "Scoring of the question changed"
YES_OR_NO = "Field of the answer: Yes or no / Yes, No / Must be answered / Expected: {}"


@pytest.fixture(autouse=True)
def reader():
    made = Flask(__name__)
    Babel(made)
    with made.test_request_context():
        yield Voice("en")


def choices(options: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": "p", "type": "single", "options": options}


CASES: dict[str, tuple[Any, Any, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "the text": (
        question(), question(text=OTHER), (WORDING,), ("Question: Checked.",), ("Question: Said otherwise.",),
    ),
    "a help that is new": (question(), question(help=OTHER), (WORDING,), (), ("Help: Said otherwise.",)),
    "what is expected": (
        question(), question("q-1", {"key": "is_so", "type": "yes_no", "expect": "no"}), (SCORING,),
        (YES_OR_NO.format("Yes"),), (YES_OR_NO.format("No"),),
    ),
    "the weight": (
        question(weight=1), question(weight=3), (SCORING,), ("Scoring: Weight 1 of 5",), ("Scoring: Weight 3 of 5",),
    ),
    "another text above other fields": (
        question("q-1", {"key": "p", "type": "text"}), question("q-1", {"key": "p", "type": "date"}, text=OTHER),
        (WORDING, FIELDS),
        ("Question: Checked.", "Field of the answer: Text / Must be answered"),
        ("Question: Said otherwise.", "Field of the answer: Date / Must be answered"),
    ),
    "the words of a field and the weight": (
        question("q-1", {"key": "p", "type": "text"}, weight=1),
        question("q-1", {"key": "p", "type": "text", "label": OTHER}, weight=2), (FIELDS, SCORING),
        ("Field of the answer: Text / Must be answered", "Scoring: Weight 1 of 5"),
        ("Field of the answer: Said otherwise. / Text / Must be answered", "Scoring: Weight 2 of 5"),
    ),
    "another language": (
        question(), question(text={**TEXT, "ja": OTHER["ja"]}), (WORDING,),
        ("Question: 確認します。",), ("Question: 別の文言です。",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_said_for_each_side(case, reader):
    left, right, changed, before, after = CASES[case]
    found = put_of(left, right, reader)
    assert (found.changed, found.left, found.right) == (changed, before, after)
    turned = put_of(right, left, reader)
    assert (turned.changed, turned.left, turned.right) == (changed, after, before)


def test_an_option_more_is_named_where_it_is_one(reader):
    found = put_of(question("q-1", choices(AB)), question("q-1", choices(ABC)), reader)
    assert found.changed == (FIELDS,)
    assert "Said otherwise." not in found.left[0]
    assert "Said otherwise." in found.right[0]


def test_a_cap_is_told_with_its_reason(reader):
    found = put_of(question(), question(critical=critical(40)), reader)
    assert (found.changed, found.left) == ((SCORING,), ())
    assert found.right[0].startswith("Scoring: Critical: ")
    assert found.right[0].endswith("Checked.")


@pytest.mark.parametrize(
    ("left", "right"), [(question(), question()), (None, question()), (question(), None)]
)
def test_what_is_put_alike_or_by_one_side_alone_is_not_marked(left, right, reader):
    assert put_of(left, right, reader) == ALIKE
