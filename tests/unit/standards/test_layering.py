"""What the institution's own layer may do to our questions, and what comes of it; no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.core.errors import DomainError
from app.standards.content.compiled import canonical, digest
from app.standards.content.layered import read_back
from app.standards.content.questionnaires import Questionnaire
from app.standards.models import LayerAct
from app.standards.rules import layering
from app.standards.rules.layering import differences, faults, layered, marks


@dataclass(frozen=True)
class Change:
    question: str
    act: LayerAct
    values: dict[str, Any] = field(default_factory=dict)


def text(ja: str, en: str = "Text") -> dict[str, str]:
    return {"ja": ja, "en": en}


def question(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "scope": "service",
        "respondent": "vendor",
        "levels": "both",
        "text": text(f"{name}の質問です。"),
        "sources": [{"from": "S1"}],
        "weight": 2,
        "parts": [{"key": "answer", "type": "yes_no", "expect": "yes"}],
        **more,
    }


def delivered() -> Questionnaire:
    optional = [
        {"key": "first", "type": "yes_no", "label": text("一")},
        {"key": "second", "type": "text", "label": text("二"), "required": False},
    ]
    return Questionnaire.model_validate(
        {
            "key": "q",
            "version": 3,
            "title": text("質問票"),
            "about": text("説明です。"),
            "audience": "third_party",
            "edition": "fisc/9r2",
            "sections": [
                {
                    "key": "one",
                    "title": text("一"),
                    "questions": [
                        question("a-1"),
                        question("a-2", parts=optional, levels="strict"),
                        question(
                            "a-3",
                            ask_when={
                                "all": [{"part": "a-1.answer", "is": "yes"}, {"fact": "is_cloud", "is": True}]
                            },
                        ),
                    ],
                },
                {"key": "two", "title": text("二"), "questions": [question("b-1")]},
            ],
        }
    )


REWORD = Change("a-1", LayerAct.REWORD, {"text": text("別の文言です。", "Other words")})
WEIGH = Change("a-1", LayerAct.WEIGH, {"weight": 5})
HIDE = Change("b-1", LayerAct.HIDE)
REQUIRE = Change("a-2", LayerAct.REQUIRE, {"parts": True, "levels": True})
ADDED = {
    "section": "one",
    "type": "yes_no",
    "expect": "no",
    "scope": "engagement",
    "respondent": "institution",
    "levels": "both",
    "weight": 4,
    "text": text("独自の質問です。"),
    "touches": ["fisc/9r2/統20"],
}
NEUTRAL = {name: value for name, value in ADDED.items() if name != "expect"}
ADD = Change("own.branch", LayerAct.ADD, ADDED)
ALL = [REWORD, WEIGH, HIDE, REQUIRE, ADD]


def by_id(content: Questionnaire) -> dict[str, Any]:
    return {one.id: one for one in content.questions()}


def test_without_a_change_it_is_the_delivered_questionnaire():
    content = delivered()
    assert layered(content, []) is content


def test_each_act_does_what_it_says():
    found = by_id(layered(delivered(), ALL))
    assert list(found) == ["a-1", "a-2", "a-3", "own.branch"]
    assert (found["a-1"].text.ja, found["a-1"].text.en, found["a-1"].weight) == (
        "別の文言です。",
        "Other words",
        5,
    )
    assert [part.required for part in found["a-2"].parts] == [True, True]
    assert found["a-2"].levels == "both"
    assert found["own.branch"].parts[0].expect == "no"
    assert found["own.branch"].sources == ()


def test_parts_of_ours_keep_everything_but_whether_they_may_stay_empty():
    before, after = by_id(delivered()), by_id(layered(delivered(), ALL))
    for name in ("a-1", "a-2", "a-3"):
        kept = [part.model_dump(exclude={"required"}) for part in before[name].parts]
        assert [part.model_dump(exclude={"required"}) for part in after[name].parts] == kept
        assert after[name].sources == before[name].sources


def test_a_section_without_questions_leaves_unless_one_of_ours_is_in_it():
    assert [section.key for section in layered(delivered(), [HIDE]).sections] == ["one"]
    own = Change("own.last", LayerAct.ADD, {**ADDED, "section": "two"})
    assert [section.key for section in layered(delivered(), [HIDE, own]).sections] == ["one", "two"]


def test_it_is_read_back_as_it_was_and_explains_itself():
    content = layered(delivered(), ALL)
    back = read_back(canonical(content))
    assert canonical(back) == canonical(content)
    assert layering.delivered_of(back) == delivered()
    assert {(one.question, one.act) for one in layering.layer_of(back)} == {
        (one.question, one.act) for one in ALL
    }
    assert layered(layering.delivered_of(back), layering.layer_of(back)).sections == content.sections


def test_the_same_layer_is_the_same_text_in_any_order():
    assert digest(layered(delivered(), ALL)) == digest(layered(delivered(), ALL[::-1]))


def test_a_file_cannot_say_what_a_layer_says():
    said = delivered().model_dump(mode="json", by_alias=True, exclude_none=True)
    beyond: list[dict[str, Any]] = [{"layer": []}, {"delivered": said}]
    for more in beyond:
        with pytest.raises(ValueError, match="Extra inputs"):
            Questionnaire.model_validate({**said, **more})
    said["sections"][0]["questions"][0]["id"] = "own.file"
    with pytest.raises(ValueError, match="pattern"):
        Questionnaire.model_validate(said)


FAULTS = {
    "unknown question": (Change("z-9", LayerAct.HIDE), layering.NO_QUESTION, ""),
    "no Japanese": (Change("a-1", LayerAct.REWORD, {"text": text("")}), "The text is empty.", "text_ja"),
    "no English": (
        Change("a-1", LayerAct.REWORD, {"text": text("文です。", "")}),
        "The text is empty.",
        "text_en",
    ),
    "half a help": (
        Change("a-1", LayerAct.REWORD, {"text": text("文です。"), "help": text("補足です。", "")}),
        "The text is empty.",
        "help_en",
    ),
    "parts reworded": (
        Change("a-1", LayerAct.REWORD, {"text": text("文です。"), "parts": []}),
        "The key “%(key)s” is unknown here.",
        "parts",
    ),
    "the same words": (
        Change("a-1", LayerAct.REWORD, {"text": text("a-1の質問です。")}),
        layering.SAME_WORDS,
        "",
    ),
    "weight too large": (Change("a-1", LayerAct.WEIGH, {"weight": 6}), layering.NO_WEIGHT, "weight"),
    "weight zero": (Change("a-1", LayerAct.WEIGH, {"weight": 0}), layering.NO_WEIGHT, "weight"),
    "weight of words": (Change("a-1", LayerAct.WEIGH, {"weight": "3"}), layering.NO_WEIGHT, "weight"),
    "the same weight": (Change("a-1", LayerAct.WEIGH, {"weight": 2}), layering.SAME_WEIGHT, "weight"),
    "nothing required": (Change("a-1", LayerAct.REQUIRE, {}), layering.NOTHING_REQUIRED, ""),
    "all required": (Change("a-1", LayerAct.REQUIRE, {"parts": True}), layering.ALL_REQUIRED, "parts"),
    "both levels": (Change("a-1", LayerAct.REQUIRE, {"levels": True}), layering.BOTH_ALREADY, "levels"),
    "hidden and asked about": (Change("a-1", LayerAct.HIDE), layering.DEPENDED_ON, ""),
    "own reworded": (Change("own.x", LayerAct.REWORD, {"text": text("文です。")}), layering.OWN_EDITED, ""),
    "own without section": (
        Change("own.x", LayerAct.ADD, {**ADDED, "section": "three"}),
        layering.NO_SECTION,
        "section",
    ),
    "own of no weight": (Change("own.x", LayerAct.ADD, {**ADDED, "weight": 9}), layering.NO_WEIGHT, "weight"),
    "own without text": (
        Change("own.x", LayerAct.ADD, {**ADDED, "text": text("")}),
        "The text is empty.",
        "text_ja",
    ),
    "own of one choice": (
        Change("own.x", LayerAct.ADD, {**NEUTRAL, "type": "single", "options": [text("一")]}),
        "More entries are wanted, at least %(min_length)s.",
        "options_ja",
    ),
    "own key": (Change("own.X y", LayerAct.ADD, ADDED), layering.OWN_KEY, "key"),
    "own of no type": (Change("own.x", LayerAct.ADD, {"section": "one"}), "“%(key)s” is missing.", "type"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_is_told(name):
    change, message, where = FAULTS[name]
    (fault,) = faults(delivered(), [change])
    assert (fault.message, fault.name) == (message, where)
    with pytest.raises(DomainError) as refused:
        layered(delivered(), [change])
    assert refused.value.message == message


def own_single(**more: Any) -> dict[str, Any]:
    return {**NEUTRAL, "type": "single", "options": [text("一"), text("二")], **more}


OWN_FAULTS = {
    "unknown value": ({**ADDED, "unit": text("件")}, "unit_ja"),
    "points for one only": (own_single(options=[{**text("一"), "points": 1}, text("二")]), "points"),
    "too many points": (own_single(options=[{**text("一"), "points": 2}, {**text("二"), "points": 0}]), "points"),
    "no English choice": (own_single(options=[text("一"), text("二", "")]), "options_en"),
    "no such choice": (own_single(type="multi", expect={"all": ["option_3"]}), "chosen"),
    "turned bounds": ({**NEUTRAL, "type": "percent", "expect": {"at_least": 9, "at_most": 1}}, "to_figure"),
    "too much": ({**NEUTRAL, "type": "percent", "expect": {"at_least": 101}}, "from_figure"),
    "beyond the score": ({**NEUTRAL, "type": "score", "min": 1, "max": 3, "expect": {"at_most": 4}}, "to_figure"),
    "no scale": ({**NEUTRAL, "type": "score", "min": 3, "max": 3}, "high"),
    "a turned scale": ({**NEUTRAL, "type": "score", "min": 4, "max": 3}, "high"),
    "months": ({**NEUTRAL, "type": "date", "expect": {"within_months": 200}}, "months"),
    "no country": ({**NEUTRAL, "type": "country", "expect": {"only": ["Japan"]}}, "countries"),
    "cap": ({**ADDED, "critical": {"cap": 101, "why": text("理由です。")}}, "cap"),
    "no reason": ({**ADDED, "critical": {"cap": 50, "why": text("理由です。", "")}}, "why_en"),
    "half an evidence": ({**ADDED, "evidence": text("規程", "")}, "evidence_en"),
    "unknown fact": ({**ADDED, "ask_when": {"fact": "colour", "is": "red"}}, "when"),
    "unknown value of a fact": ({**ADDED, "ask_when": {"fact": "is_cloud", "is": "yes"}}, "when"),
    "unknown question": ({**ADDED, "ask_when": {"part": "z-1.answer", "is": "yes"}}, "when"),
    "unknown answer": ({**ADDED, "ask_when": {"part": "a-1.answer", "is": "maybe"}}, "when"),
    "not askable": ({**ADDED, "ask_when": {"part": "a-2.second", "is": "x"}}, "when"),
    "later": ({**ADDED, "ask_when": {"part": "b-1.answer", "is": "yes"}}, "when"),
    "itself": ({**ADDED, "ask_when": {"part": "own.branch.answer", "is": "yes"}}, "when"),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN_FAULTS)
def test_what_an_own_question_cannot_say_is_told_at_its_field(name):
    values, field_name = OWN_FAULTS[name]
    (fault,) = faults(delivered(), [Change("own.branch", LayerAct.ADD, values)])
    assert fault.name == field_name
    assert str(fault.as_error())


def asks(part: str, section: str = "one") -> dict[str, Any]:
    return {**NEUTRAL, "type": "text", "section": section, "ask_when": {"part": part, "is": "yes"}}


def test_a_condition_asks_what_comes_before():
    assert not faults(delivered(), [Change("own.branch", LayerAct.ADD, asks("a-3.answer"))])
    first = Change("own.a", LayerAct.ADD, ADDED)
    assert not faults(delivered(), [first, Change("own.b", LayerAct.ADD, asks("own.a.answer"))])
    (fault,) = faults(
        delivered(),
        [Change("own.b", LayerAct.ADD, ADDED), Change("own.a", LayerAct.ADD, asks("own.b.answer"))],
    )
    assert "comes later" in fault.message
    assert "line" not in fault.message
    assert not faults(
        delivered(),
        [Change("own.b", LayerAct.ADD, ADDED), Change("own.a", LayerAct.ADD, asks("own.b.answer", "two"))],
    )


def test_a_question_that_an_own_one_asks_about_is_not_hidden():
    own = Change("own.b", LayerAct.ADD, asks("b-1.answer", "two"))
    (fault,) = faults(delivered(), [own, HIDE])
    assert (fault.question, fault.message, fault.params["other"]) == ("b-1", layering.DEPENDED_ON, "own.b")


def test_help_and_evidence_stay_as_delivered_where_nothing_is_said():
    before = by_id(delivered())["a-1"]
    only_help = {"text": before.text.model_dump(), "help": text("補足です。"), "evidence": text("", "")}
    found = by_id(layered(delivered(), [Change("a-1", LayerAct.REWORD, only_help)]))["a-1"]
    assert (found.text, found.help.ja, found.evidence) == (before.text, "補足です。", before.evidence)


def test_one_meaning_is_kept_in_one_form():
    spare = {**ADDED, "help": text("", ""), "evidence": None, "required": True}
    assert layering.stored(Change("own.x", LayerAct.ADD, spare)) == layering.stored(
        Change("own.x", LayerAct.ADD, ADDED)
    )


def test_an_own_question_has_an_own_id():
    (fault,) = faults(delivered(), [Change("a-1", LayerAct.ADD, ADDED)])
    assert (fault.message, fault.name) == (layering.OWN_KEY, "key")


def test_an_own_id_stands_once():
    (fault,) = faults(delivered(), [ADD, ADD])
    assert fault.message == layering.OWN_DOUBLED


def test_what_asks_about_a_hidden_question_goes_first():
    both = [Change("a-1", LayerAct.HIDE), Change("a-3", LayerAct.HIDE)]
    assert not faults(delivered(), both)


def test_something_must_stay():
    every = [Change(name, LayerAct.HIDE) for name in by_id(delivered())]
    assert [fault.message for fault in faults(delivered(), every)] == [layering.NOTHING_LEFT]
    assert not faults(delivered(), [*every, ADD])


def test_differences_name_what_came_what_changed_and_what_goes():
    content = delivered()
    found = {one.question: one for one in differences(content, layered(content, ALL))}
    assert {name: one.aspects for name, one in found.items()} == {
        "a-1": ("text", "weight"),
        "a-2": ("levels", "parts"),
        "own.branch": (),
        "b-1": (),
    }
    assert found["a-1"].weights == (2, 5)
    assert found["own.branch"].before is None
    assert found["b-1"].after is None
    assert differences(content, layered(content, [])) == []


def test_a_move_to_another_section_is_a_difference():
    here = layered(delivered(), [ADD])
    there = layered(delivered(), [Change("own.branch", LayerAct.ADD, {**ADDED, "section": "two"})])
    assert [(one.question, one.aspects) for one in differences(here, there)] == [("own.branch", ("other",))]


def test_marks_say_what_was_done_to_which_question():
    assert marks(ALL)["a-1"] == [LayerAct.REWORD, LayerAct.WEIGH]
