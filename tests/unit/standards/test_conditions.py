"""A condition asks what exists, what was answered before, and for what can be an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.standards.content.facts import FACTS
from tests.factories.content import Content, content

FILE = "questionnaires/to20/v1.yaml"
PART = "{part: 20-01.is_approved, is: yes}"
NO_FORM = "“type” is missing, or the condition begins with none of fact, part, all, any, not."


@pytest.fixture
def files(tmp_path: Path) -> Content:
    made = content(tmp_path)
    (tmp_path / "questionnaires/to20/v2.yaml").unlink()
    return made


BAD = {
    "unknown fact": (
        "{fact: colour, is: true}",
        f"The fact “colour” is unknown; there are: {', '.join(FACTS)}.",
    ),
    "value of a fact": (
        "{fact: system_class, is: special}",
        "“special” cannot be an answer; there are: designated, ordinary.",
    ),
    "yes for a flag": ("{fact: is_cloud, is: yes}", "“yes” cannot be an answer; there are: true, false."),
    "one of several values": (
        "{fact: tier_level, in: [strict, lax]}",
        "“lax” cannot be an answer; there are: simple, strict.",
    ),
    "a country asked as one": (
        "{fact: data_countries, is: JP}",
        "“data_countries” is a list of countries: ask by in or other_than.",
    ),
    "no country": (
        "{fact: data_countries, other_than: [Japan]}",
        "“Japan” is not the two letters of a country.",
    ),
    "nothing compared": ("{fact: is_cloud}", "A condition says exactly one of is, in, other_than."),
    "compared twice": (
        "{fact: stage, is: planning, in: [decision]}",
        "A condition says exactly one of is, in, other_than.",
    ),
    "compared with nothing": ("{fact: stage, in: []}", "More entries are wanted, at least 1."),
    "compared with a list": ("{fact: stage, is: [planning]}", "A single value is wanted."),
    "unknown question": (
        "{part: 20-99.a, is: yes}",
        "The question “20-99” is not in this questionnaire.",
    ),
    "its own answer": ("{part: 20-02.kind, is: full}", "A question cannot depend on its own answer."),
    "unknown part": ("{part: 20-01.colour, is: yes}", "The question “20-01” has no part “colour”."),
    "no part named": ("{part: 20-01, is: yes}", "Name the part as <question>.<part>."),
    "no option": (
        "{part: 20-01.is_approved, is: full}",
        "“full” cannot be an answer; there are: yes, no.",
    ),
    "true for yes": (
        "{part: 20-01.is_approved, is: true}",
        "“true” cannot be an answer; there are: yes, no.",
    ),
    "a file asked": (
        "{part: 20-01.paper, is: yes}",
        "The part “20-01.paper” is of the type file; only yes_no, single and multi can be asked.",
    ),
    "another form": ("{when: 20-01}", NO_FORM),
    "two forms": ("{fact: is_cloud, is: true, part: 20-01.is_approved}", "The key “part” is unknown here."),
    "an empty list": ("{any: []}", "More entries are wanted, at least 1."),
}


@pytest.mark.parametrize(("condition", "reason"), BAD.values(), ids=BAD)
def test_a_condition_that_can_never_be_asked_is_refused(files: Content, condition: str, reason: str) -> None:
    files.change(FILE, PART, condition)
    assert files.faults() == [(FILE, files.line_of(FILE, condition), reason)]


@pytest.mark.parametrize("around", ["{{any: [{}]}}", "{{not: {}}}", "{{all: [{{not: {}}}]}}"])
def test_a_condition_within_a_condition_is_looked_at(files: Content, around: str) -> None:
    files.change(FILE, PART, around.format("{part: 20-99.a, is: yes}"))
    assert files.faults() == [
        (FILE, files.line_of(FILE, "20-99.a"), "The question “20-99” is not in this questionnaire.")
    ]


def test_an_answer_that_comes_later_cannot_be_asked(files: Content) -> None:
    files.change(
        FILE, "        weight: 2\n", "        weight: 2\n        ask_when: {part: 20-02.kind, is: full}\n"
    )
    assert files.faults() == [
        (
            FILE,
            files.line_of(FILE, "ask_when: {part"),
            f"The question “20-02” comes later (line {files.line_of(FILE, 'id: 20-02')}); "
            "a condition can only ask what was answered before.",
        )
    ]


def test_choices_of_an_earlier_question_may_be_asked(files: Content) -> None:
    third = """\
      - id: 20-03
        scope: service
        respondent: vendor
        levels: both
        text: {ja: ご回答ください。, en: Please answer.}
        sources: [{from: S1}]
        ask_when: {all: [{part: 20-02.kind, is: half}, {part: 20-02.marks, in: [iso, soc]}]}
        parts: [{key: note, type: text}]
"""
    path = files.root / FILE
    path.write_text(path.read_text(encoding="utf-8") + third, encoding="utf-8")
    assert files.faults() == []
    files.change(FILE, "is: half}", "is: quarter}")
    assert files.faults() == [
        (
            FILE,
            files.line_of(FILE, "is: quarter"),
            "“quarter” cannot be an answer; there are: full, half.",
        )
    ]
