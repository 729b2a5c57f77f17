"""Expectations, conditions and weights as sentences; every fact, type and condition there is has words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from app.standards.content.conditions import AnyCondition
from app.standards.content.facts import FACTS
from app.standards.content.parts import PART_TYPES, AnyPart
from app.standards.content.texts import Text
from app.standards.rules import saying
from tests.unit.standards.test_layering import delivered, text


class English:
    """Says messages as they stand."""

    def say(self, message: str, **params: Any) -> str:
        return message % params if params else message

    def text(self, said: Text) -> str:
        return said.en

    def value(self, value: StrEnum) -> str:
        return f"<{value.value}>"

    def country(self, code: str) -> str:
        return code


VOICE = English()
OPTIONS = [{"key": "one", "label": text("一", "One")}, {"key": "two", "label": text("二", "Two")}]
EXPECTATIONS: list[tuple[dict[str, Any], str]] = [
    ({"type": "yes_no", "expect": "no"}, "Expected: No"),
    ({"type": "yes_no"}, saying.JUDGED),
    ({"type": "single", "options": OPTIONS}, saying.JUDGED),
    ({"type": "single", "options": [{**OPTIONS[0], "points": 0.5}, OPTIONS[1]]}, saying.EXPECT_POINTS),
    ({"type": "multi", "options": OPTIONS, "expect": {"all": ["one", "two"]}}, "Expected: all of One, Two"),
    ({"type": "multi", "options": OPTIONS, "expect": {"any": ["two"]}}, "Expected: at least one of Two"),
    ({"type": "multi", "options": OPTIONS, "expect": {"none": ["one"]}}, "Expected: none of One"),
    (
        {"type": "number", "unit": text("時間", "hours"), "expect": {"at_most": 24}},
        "Expected: 24 hours or less",
    ),
    (
        {"type": "number", "unit": text("円", "yen"), "expect": {"at_least": 1500000}},
        "Expected: 1,500,000 yen or more",
    ),
    ({"type": "percent", "expect": {"at_least": 99.95}}, "Expected: 99.95 % or more"),
    ({"type": "percent", "expect": {"at_least": 5, "at_most": 10}}, "Expected: from 5 % to 10 %"),
    ({"type": "date", "expect": {"within_months": 12}}, "Expected: not older than 12 months"),
    ({"type": "country", "expect": {"only": ["JP", "US"]}}, "Expected: only JP, US"),
    ({"type": "score", "min": 1, "max": 5, "expect": {"at_least": 3}}, "Expected: 3 or more"),
    ({"type": "text"}, saying.JUDGED),
    ({"type": "file"}, saying.JUDGED),
    ({"type": "table", "columns": [{"key": "a", "label": text("列"), "type": "text"}]}, saying.JUDGED),
]


def part(said: dict[str, Any]) -> Any:
    return TypeAdapter(AnyPart).validate_python({"key": "part", **said})


@pytest.mark.parametrize(("said", "words"), EXPECTATIONS)
def test_what_is_expected(said, words):
    assert saying.expectation(part(said), VOICE) == words


def test_every_type_is_tried_and_has_words():
    assert {said["type"] for said, _words in EXPECTATIONS} == set(PART_TYPES) == set(saying.TYPES)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"type": "number", "unit": text("日", "days"), "min": 0, "max": 365},
            ["From 0 days to 365 days", "Whole numbers"],
        ),
        (
            {"type": "number", "unit": text("日", "days"), "min": 1, "decimals": 2},
            ["1 days or more", "Up to 2 decimal places"],
        ),
        ({"type": "number", "unit": text("日", "days")}, ["Whole numbers"]),
        (
            {"type": "table", "columns": [{"key": "a", "label": text("列"), "type": "text"}], "max_rows": 20},
            ["1 to 20 rows"],
        ),
        ({"type": "country", "several": True}, [saying.SEVERAL_COUNTRIES]),
        ({"type": "file", "many": True}, [saying.SEVERAL_FILES]),
        ({"type": "text"}, []),
    ],
)
def test_what_an_answer_must_be_like(said, words):
    assert saying.limits(part(said), VOICE) == words


def condition(said: dict[str, Any]) -> Any:
    return TypeAdapter(AnyCondition).validate_python(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"fact": "is_cloud", "is": True}, "It is a cloud service"),
        ({"fact": "is_cloud", "is": False}, "not: It is a cloud service"),
        ({"fact": "stage", "is": "operation"}, "“Stage of the engagement” is <operation>"),
        (
            {"fact": "category", "in": ["cloud", "shared_centre"]},
            "“Category of the engagement” is one of: <cloud>, <shared_centre>",
        ),
        (
            {"fact": "system_class", "other_than": ["ordinary"]},
            "“Class of the information system” is other than: Ordinary system",
        ),
        ({"fact": "data_countries", "other_than": ["JP"]}, "“Countries where the data are” go beyond: JP"),
        ({"fact": "data_countries", "in": ["US"]}, "“Countries where the data are” include one of: US"),
        ({"part": "a-1.answer", "is": "yes"}, "“Answer to a-1” is Yes"),
        ({"part": "a-2.first", "is": "no"}, "“Answer to a-2, Text” is No"),
        ({"not": {"fact": "is_cloud", "is": True}}, "not: It is a cloud service"),
        (
            {
                "all": [
                    {"fact": "is_cloud", "is": True},
                    {"any": [{"part": "a-1.answer", "is": "no"}, {"fact": "has_subcontractors", "is": True}]},
                ]
            },
            "It is a cloud service and (“Answer to a-1” is No or There are subcontractors)",
        ),
    ],
)
def test_when_a_question_is_asked(said, words):
    assert saying.condition(delivered(), condition(said), VOICE) == words


def test_a_question_without_a_condition_is_always_asked():
    assert saying.condition(delivered(), None, VOICE) == saying.ALWAYS


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_and_each_of_its_values_has_words(fact):
    for value in FACTS[fact] or ("JP",):
        said = condition(
            {"fact": fact, "in": [value]} if not isinstance(value, bool) else {"fact": fact, "is": value}
        )
        assert saying.FACTS[fact] in saying.condition(delivered(), said, VOICE)


def test_weights_and_points_in_words():
    question = next(delivered().questions())
    assert saying.weight(question, VOICE) == "2 of 5: counts twice as much as a weight of 1"
    assert saying.cap(question, VOICE) == ""
    assert saying.share(0.25, VOICE) == "counts for 25 % of the points"
    assert saying.share(None, VOICE) == ""
    assert len(get_args(get_args(AnyPart)[0])) == len(saying.TYPES)
