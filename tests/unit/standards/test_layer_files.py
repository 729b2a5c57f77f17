"""A layer as a file: strict, every fault with its line, and what is written is read back the same."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app.standards.content.layer_files import LARGEST, LayerRead, written
from app.standards.models import LayerAct
from app.standards.rules import layering
from app.standards.rules.layer_loading import Kind, steps_of
from tests.unit.standards.test_layering import ADD, ALL, NEUTRAL, REWORD, WEIGH, Change, delivered, text


def own(**values: Any) -> Change:
    return Change("own.x", LayerAct.ADD, {**NEUTRAL, **values})


EACH_TYPE = [
    own(type="yes_no", expect="no"),
    own(type="single", options=[{**text("一"), "points": 1}, {**text("二"), "points": 0.25}]),
    own(type="multi", options=[text("一"), text("二")], expect={"none": ["option_2"]}),
    own(type="number", unit=text("件"), decimals=1, expect={"at_least": 5, "at_most": 7.5}),
    own(type="percent", decimals=2, expect={"at_least": 99.95}),
    own(type="score", min=1, max=5, expect={"at_least": 3}, after="a-1"),
    own(type="date", expect={"within_months": 12}),
    own(type="country", several=True, expect={"only": ["JP", "NO"]}),
    own(type="text", critical={"cap": 60, "why": text("理由です。")}),
    own(type="file", many=True, evidence=text("規程"), help=text("補足です。")),
    own(type="text", ask_when={"not": {"part": "a-1.answer", "in": ["yes", "no"]}}),
    own(type="text", ask_when={"fact": "is_cloud", "is": True}),
    own(type="multi", options=[text("一"), {**text("なし"), "exclusive": True}]),
]


def written_out(*changes: Change) -> str:
    return written(
        "q", ((one.question, one.act.value, layering.stored(one)) for one in changes), "一行\n二行"
    )


def read(said: str | bytes, key: str = "q") -> LayerRead:
    return LayerRead(key, said if isinstance(said, bytes) else said.encode(), "layer.yaml")


def faults(said: str | bytes, key: str = "q") -> list[str]:
    return [str(one) for one in read(said, key).faults]


@pytest.mark.parametrize("changes", [ALL, *([one] for one in EACH_TYPE)])
def test_what_is_written_is_read_back_the_same(changes):
    file = read(written_out(*changes))
    assert not file.faults
    assert layering.faults(delivered(), file.entries) == []
    assert [one.values for one in file.entries] == [layering.stored(one) for one in changes]
    assert steps_of(changes, file.entries) == []


def test_whole_numbers_and_words_are_written_as_people_write_them():
    said = written_out(EACH_TYPE[3], EACH_TYPE[7], EACH_TYPE[11])
    assert said.startswith("# 一行\n# 二行\nquestionnaire: q\n")
    assert "at_least: 5\n" in said
    assert "at_most: 7.5\n" in said
    assert "    fact: is_cloud\n    is: true\n" in said


def test_every_fault_is_told_at_once_with_its_line():
    said = (
        "questionnaire: other\nchanges:\n- question: a-1\n  act: weigh\n  weight: 9\n- question: a-1\n"
        "  act: drop\n- question: a-2\n  act: hide\n  weight: 3\n- question: own.a\n  act: add\n  type: matrix\n"
        "- question: a-2\n  act: hide\n- question: b\n  act: hide\n- question: b\n  act: hide\n- text\n- act: add\n"
    )
    found = [(one.line, one.path, one.reason) for one in read(said).faults]
    assert (1, "questionnaire", "The file is for the questionnaire “other”, not for “q”.") in found
    assert (5, "changes[0].weight", "9 is more than 5, the most allowed.") in found
    assert (7, "changes[1].act", "“drop” is not among: reword, weigh, hide, require, add.") in found
    assert (10, "changes[2].weight", "The key “weight” is unknown here.") in found
    assert any(line == 13 and "“matrix” is not among: yes_no" in reason for line, _path, reason in found)
    assert (18, "changes[6]", "This change of “b” is given twice; it stands in line 16 already.") in found
    assert any((line, path) == (20, "changes[7]") for line, path, _reason in found)
    assert (21, "changes[8].type", "“type” is missing.") in found


@pytest.mark.parametrize(
    ("values", "line", "reason"),
    [
        ("type: single\n  options:\n  - {ja: 一, en: One}", 15, "More entries are wanted, at least 2."),
        ("type: single\n  options: [{ja: 一, en: A, points: 2}, {ja: 二, en: B}]", 15, "2 is more than 1"),
        ("type: percent\n  expect: {at_least: 200}", 15, "200 is more than 100"),
        ("type: number\n  unit: {ja: 件}", 15, "The English text (en) is missing."),
        ("type: number\n  unit: {ja: 件, en: x}\n  expect: {}", 16, "Say at_least or at_most."),
        ("type: date\n  expect: {within_months: 0}", 15, "0 is less than 1"),
        ("type: country\n  expect: {only: [Japan]}", 15, "is not the two letters"),
        ("type: yes_no\n  unit: {ja: 件, en: x}", 15, "The key “unit” is unknown here."),
        ("type: text\n  critical: {cap: 101, why: {ja: 理由, en: x}}", 15, "101 is more than 100"),
        ("type: text\n  ask_when: {is: yes}", 15, "the condition begins with none of"),
    ],
)
def test_a_wrong_value_of_an_own_question_is_told_with_its_line(values, line, reason):
    said = (
        "questionnaire: q\nchanges:\n- question: own.x\n  act: add\n  section: one\n  text:\n    ja: 質問です。\n"
        "    en: Text\n  scope: service\n  respondent: vendor\n  levels: both\n  weight: 1\n  touches: []\n  "
        f"{values}\n"
    )
    (fault,) = read(said).faults
    assert fault.line == line
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "The file is empty."),
        ("null", "Keys with values are wanted here"),
        ("- a", "Keys with values are wanted here"),
        ("questionnaire: q", "“changes” is missing."),
        ("questionnaire: q\nchanges: []\nmore: 1", "The key “more” is unknown here."),
        ("questionnaire: q\nquestionnaire: q\nchanges: []", "is given twice"),
        ("questionnaire: q\nchanges: [&a {act: hide}, *a]", "Anchors and references"),
        ("questionnaire: !!python/name:os.system q\nchanges: []", "Types of YAML's own"),
        ("questionnaire: [", "a value is missing here"),
        (b"\xff\xfe", "This is not UTF-8 text."),
        ("[" * 90_000, "nested too deeply"),
        ("- " * 90_000, "nested too deeply"),
        ("x" * (LARGEST + 1), "The file is larger than 200 KB."),
        ("questionnaire: q\nchanges:\n" + "- {act: hide, question: a}\n" * 1001, "at most 1000"),
    ],
)
def test_what_is_no_layer_is_refused(said, reason):
    began = time.monotonic()
    assert any(reason in one for one in faults(said))
    assert time.monotonic() - began < 5


def test_references_that_multiply_are_refused_before_they_do():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert all("Anchors and references" in one for one in faults("\n".join(lines)))


def test_a_fault_of_the_rules_stands_at_its_line():
    file = read(
        written_out(WEIGH, own(type="multi", options=[text("一"), text("二")], expect={"any": ["option_9"]}))
    )
    (fault,) = layering.faults(delivered(), file.entries)
    placed = file.fault(fault.question, fault.act, fault.path, fault.message, fault.params)
    lines = written_out(*[WEIGH, EACH_TYPE[2]]).splitlines()
    assert placed.path == "changes[1].expect.any[0]"
    assert placed.line == 1 + lines.index("    - option_2")


def test_the_steps_say_what_comes_changes_and_goes():
    present = [REWORD, WEIGH, ADD]
    wanted = [
        Change("a-1", LayerAct.WEIGH, {"weight": 4}),
        ADD,
        Change("b-1", LayerAct.HIDE),
    ]
    found = [(one.kind, one.question, one.act) for one in steps_of(present, wanted)]
    assert found == [
        (Kind.TAKEN_BACK, "a-1", LayerAct.REWORD),
        (Kind.CHANGED, "a-1", LayerAct.WEIGH),
        (Kind.ADDED, "b-1", LayerAct.HIDE),
    ]
