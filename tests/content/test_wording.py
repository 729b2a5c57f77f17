"""How the shipped texts are written: what holds for each of them, whoever writes the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("questionnaires/*/v*.yaml"), *ROOT.glob("app/standards/catalogue/**/*.yaml")])

JAPANESE = "[ぁ-ゖァ-ヿ一-鿿々〆]"
NUMBER = re.compile(r"[統実設監運技][0-9]+|[○△×①-⑳]")  # items are called by their numbers in English too
ASKS = re.compile(
    r"(Is|Are|Was|Were|Do|Does|Did|Has|Have|Can|Will|May|How|When|Which|What|Who|Where|By when)\b"
)

Found = tuple[str, str, str]


def pairs(node: Any, at: str) -> Iterator[Found]:
    """Where a text stands, its Japanese, its English."""
    if isinstance(node, list):
        for position, each in enumerate(node):
            names = (
                [each[key] for key in ("id", "key", "ref") if key in each] if isinstance(each, dict) else []
            )
            yield from pairs(each, f"{at}/{(names or [position])[0]}")
    elif isinstance(node, dict) and set(node) == {"ja", "en"}:
        yield at, node["ja"], node["en"]
    elif isinstance(node, dict):
        for key, each in node.items():
            yield from pairs(each, f"{at}/{key}")


def read() -> dict[Path, Any]:
    return {file: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES}


CONTENT = read()
TEXTS = [found for file, root in CONTENT.items() for found in pairs(root, str(file.relative_to(ROOT)))]
QUESTIONS = [
    (root, question)
    for file, root in CONTENT.items()
    if file.parent.parent.name == "questionnaires"
    for section in root["sections"]
    for question in section["questions"]
]


def has(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.search(pattern, text) is not None


def is_half_said(text: str) -> bool:
    return bool(re.search(JAPANESE, NUMBER.sub("", text)))


IN_JAPANESE = {
    "brackets of half width": has(rf"[()](?={JAPANESE})|(?<={JAPANESE})[()]"),
    "katakana of half width": has("[｡-ﾟ]"),
    "letters and figures of full width": has("[０-９Ａ-Ｚａ-ｚ]"),
    "a question mark": has("[?？]"),
    "a slash of half width": has(rf"/(?={JAPANESE})|(?<={JAPANESE})/"),
    "a percent sign of half width": has("%"),
    "marks of half width": has(rf"(?<={JAPANESE})[,.:;!]|[,:;!](?={JAPANESE})"),
    "ourselves by a word that means the institution on the screens": has("当方|弊社|当社"),
}
IN_ENGLISH = {
    "Japanese besides the numbers of items": is_half_said,
    "marks of full width": has("[「」『』、。（）：；？％・]"),
    "curly quotes": has("[‘’“”]"),
    "blanks that fold a line": has(r"^\s|\s$|  "),
    "another word for a vendor": has("(?i)outsourcee"),
    "a bare placeholder": has("{"),
}


def test_all_content_is_read() -> None:
    assert len(FILES) >= 27
    assert len(TEXTS) > 3000
    assert len(QUESTIONS) > 240


@pytest.mark.parametrize("fault", IN_JAPANESE)
def test_no_japanese_text_has(fault: str) -> None:
    assert [(at, ja) for at, ja, _ in TEXTS if IN_JAPANESE[fault](ja)] == []


@pytest.mark.parametrize("fault", IN_ENGLISH)
def test_no_english_text_has(fault: str) -> None:
    assert [(at, en) for at, _, en in TEXTS if IN_ENGLISH[fault](en)] == []


def test_sources_are_cited_with_brackets_that_fit() -> None:
    cites = re.compile(rf"\([^)]*{JAPANESE}")
    cited = [(file.name, line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(name, line) for name, line in cited if "cite:" in line and cites.search(line)] == []


def test_a_question_is_a_whole_sentence_in_both_languages() -> None:
    said = [(question["id"], question["text"]["ja"], question["text"]["en"]) for _, question in QUESTIONS]
    assert [(id, ja) for id, ja, _ in said if not ja.endswith("。")] == []
    assert [(id, en) for id, _, en in said if not en.endswith((".", "?"))] == []
    asked = [(id, each) for id, _, en in said for each in re.split(r"(?<=[.?]) ", en) if ASKS.match(each)]
    assert [(id, each) for id, each in asked if not each.endswith("?")] == []
    told = [(id, each) for id, _, en in said for each in re.split(r"(?<=[.?]) ", en) if each.endswith("?")]
    assert [(id, each) for id, each in told if each.startswith(("Please", "State", "Give"))] == []


def test_vendors_are_asked_politely_and_the_institution_plainly() -> None:
    for _, question in QUESTIONS:
        ja, en, own = question["text"]["ja"], question["text"]["en"], question["id"]
        if question["respondent"] == "vendor":
            assert "ください" in ja, own
            assert "lease " in en or "?" in en, own
        else:
            assert re.search("か。", ja), own
            assert not re.search("ご回答|ご記入|お選び|貴社", ja), own
            assert not re.search(r"\b[Yy]our?\b|Please", en), own


def parts_of(question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in question["parts"]:
        yield part
        yield from part.get("columns", ())


def test_labels_are_stated_not_asked() -> None:
    """Beside はい and いいえ stands what is the case."""
    labels = [
        (question["id"], part["label"]["ja"])
        for _, question in QUESTIONS
        for part in parts_of(question)
        if part["type"] == "yes_no" and "label" in part
    ]
    assert len(labels) > 80
    assert [(own, label) for own, label in labels if re.search("(か|ます|です|ました)$", label)] == []


def test_a_unit_says_no_limit() -> None:
    """The page adds or more, or less: 30日以内以下 would make no sense."""
    units = [
        (question["id"], part["unit"]["ja"])
        for _, question in QUESTIONS
        for part in parts_of(question)
        if "unit" in part
    ]
    assert [(own, unit) for own, unit in units if re.search("以内|以上|以下|前$|後$", unit)] == []


def test_what_the_product_offers_anyway_is_no_option() -> None:
    options = [
        (question["id"], option["label"]["ja"])
        for _, question in QUESTIONS
        for part in parts_of(question)
        for option in part.get("options", ())
    ]
    assert len(options) > 600
    assert [(own, label) for own, label in options if re.search("該当なし|^条件付き|回答しない", label)] == []
