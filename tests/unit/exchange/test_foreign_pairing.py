"""What an answer of a strange form becomes among ours: never more than it says, and its own word is kept."""

import pytest

from app.exchange.rules import foreign_pairing as pairing
from app.exchange.rules.foreign_pairing import Meaning
from app.exchange.rules.foreign_rows import Question as Theirs
from app.exchange.rules.foreign_words import Said
from app.standards.content.questionnaires import Question
from app.standards.rules.own_forms import CHOICES


def ours(*parts):
    text = {"ja": "鍵をかけていますか。", "en": "Are doors locked?"}
    return Question.model_validate(
        {
            "id": "q-1", "scope": "service", "respondent": "vendor", "levels": "both", "text": text,
            "sources": [{"cite": "A form", "from": "OWN"}], "parts": list(parts),
        }
    )  # fmt: skip


LABEL = {"ja": "回答", "en": "Answer"}
YES_NO = {"key": "answer", "type": "yes_no", "label": LABEL}
CHOICE = {
    "key": "answer", "type": "single", "label": LABEL,
    "options": [{"key": key, "label": label} for key, label in CHOICES],
}  # fmt: skip
COMMENT = {
    "key": "comment", "type": "text", "required": False, "label": {"ja": "補足説明", "en": "Comment"},
}  # fmt: skip


def brought(question, said, answer, comment="", means=None):
    theirs = Theirs(3, "A-1", "Are doors locked?", "", said, answer, comment)
    return pairing.back_of(question, "Form", theirs, {**pairing.USUAL, **(means or {})}, None)


@pytest.mark.parametrize("part", [YES_NO, CHOICE])
@pytest.mark.parametrize("word", ["検討中", "実施予定", "planned"])
def test_what_is_only_planned_is_a_no_and_its_word_stays_before_the_comment(part, word):
    back = brought(ours(part), Said.PLANNED, word, "来年度から")
    assert (back.facts["stance"], back.facts["parts"]) == ("answered", {"answer": "no"})
    assert (back.facts["comment"], back.troubles) == (f"{word}\n来年度から", ())
    assert brought(ours(part), Said.PLANNED, word).facts["comment"] == word


def test_the_word_stands_in_the_comment_that_the_question_asks_for():
    assert brought(ours(YES_NO, COMMENT), Said.PLANNED, "検討中").facts["parts"] == {
        "answer": "no", "comment": "検討中",
    }  # fmt: skip


def test_a_word_that_the_comment_holds_already_is_not_said_twice():
    back = brought(ours(YES_NO), Said.PLANNED, "予定（4月）", "予定（4月）\n担当：総務部")
    assert back.facts["comment"] == "予定（4月）\n担当：総務部"


def test_partly_done_and_planned_are_chosen_for_themselves():
    means = {Said.PLANNED: Meaning.CONDITIONAL, Said.PARTIAL: Meaning.NO}
    planned = brought(ours(YES_NO), Said.PLANNED, "検討中", "4月から", means)
    assert (planned.facts["stance"], planned.facts["condition"]) == ("conditional", "検討中\n4月から")
    for part in (YES_NO, CHOICE):
        partly = brought(ours(part), Said.PARTIAL, "一部実施", "", means)
        assert (partly.facts["stance"], partly.facts["parts"]) == ("answered", {"answer": "no"})
    assert brought(ours(CHOICE), Said.PARTIAL, "一部実施", "本店のみ").facts["parts"] == {"answer": "partial"}


@pytest.mark.parametrize("meaning", [Meaning.CONDITIONAL, Meaning.NOT_APPLICABLE, Meaning.REFUSED])
def test_the_word_alone_is_no_condition_and_no_reason(meaning):
    back = brought(ours(YES_NO), Said.PLANNED, "検討中", "", {Said.PLANNED: meaning})
    assert back.troubles
    assert not back.facts["condition"] + back.facts["reason"]
