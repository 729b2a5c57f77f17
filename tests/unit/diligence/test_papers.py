"""A respondent's paper says what is asked and nothing of what is thought of the answers."""

import json
from typing import Any

import pytest

from app.diligence.rules.papers import paper_of, read, written
from app.standards.content.compiled import compiled
from app.standards.content.loading import load_all

# Of the compiled form: none of these may stand anywhere in a paper.
OURS = {
    "expect",
    "points",
    "critical",
    "ask_when",
    "caution",
    "cap",
    "sources",
    "layer",
    "delivered",
    "retired",
}


@pytest.fixture(scope="module")
def questionnaires() -> dict[str, Any]:
    return {key: files[-1].content for key, files in load_all()[0].items()}


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list | tuple) else set()


def test_nothing_of_ours_stands_on_any_paper(questionnaires):
    before = set().union(*(keys(compiled(one)) for one in questionnaires.values()))
    assert {"expect", "points", "critical", "ask_when", "caution"} <= before
    for content in questionnaires.values():
        told = json.loads(written(paper_of(content)))
        assert not {name for name in keys(told) & OURS if holds(told, name)}
        assert {one["weight"] for section in told["sections"] for one in section["questions"]} == {1}


def holds(value: Any, name: str) -> bool:
    """Whether something stands under that name; what is left out may be an empty list."""
    if isinstance(value, dict):
        return bool(value.get(name)) or any(holds(one, name) for one in value.values())
    return isinstance(value, list) and any(holds(one, name) for one in value)


def test_what_is_asked_stands_on_it_whole(questionnaires):
    for content in questionnaires.values():
        paper = paper_of(content)
        for asked, told in zip(content.questions(), paper.questions(), strict=True):
            assert (asked.id, asked.text, asked.help, asked.evidence) == (
                told.id,
                told.text,
                told.help,
                told.evidence,
            )
            assert [(p.key, p.type, p.label, p.required) for p in asked.parts] == [
                (p.key, p.type, p.label, p.required) for p in told.parts
            ]
            for before, after in zip(asked.parts, told.parts, strict=True):
                before_keys = [option.key for option in getattr(before, "options", ())]
                assert before_keys == [option.key for option in getattr(after, "options", ())]


def test_it_reads_back_as_it_was_written(questionnaires):
    paper = paper_of(questionnaires["to24"])
    assert read(written(paper)) == paper
