"""The rule of the tier: a table of truth, and that a graver fact never makes the tier milder."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.register.delivered import DEFAULT_DATA_CLASSES, DEFAULT_RULE, DEFAULT_TIERS
from app.register.models import Access, Category, Connection, Substitutability, SystemGrade
from app.register.rules import rulebook
from app.register.rules.tiering import (
    ACCESS_ORDER,
    SUBSTITUTABILITY_ORDER,
    Factor,
    FactorState,
    Recorded,
    Scale,
    judge,
    lines_of,
)

RULE = rulebook.rule_of(DEFAULT_RULE)
LEVELS: dict[str, int] = {str(row["key"]): int(str(row["level"])) for row in DEFAULT_DATA_CLASSES}
SCALE = Scale([row["key"] for row in DEFAULT_TIERS], LEVELS)
PLAIN = Recorded(
    functions=[(False, 48)], systems=[SystemGrade.ORDINARY], has_personal_data=False, has_sensitive_data=False,
    has_special_care_data=False, data_classes=["internal"], data_countries=["JP"], access=Access.VIEW,
    connection=Connection.INTERNET, substitutability=Substitutability.EASY, annual_amount=1_000_000,
    category=Category.CLOUD,
)  # fmt: skip

TRUTH: list[tuple[dict[str, Any], str, Factor | None]] = [
    ({}, "simple", None),
    ({"functions": [(True, 48)]}, "strict", Factor.IMPORTANT_FUNCTION),
    ({"functions": [(True, 4)]}, "important", Factor.SHORT_TOLERANCE),
    ({"functions": [(True, 5)]}, "strict", Factor.IMPORTANT_FUNCTION),
    ({"functions": [(False, 1)]}, "simple", None),
    ({"functions": [(True, None)]}, "important", Factor.SHORT_TOLERANCE),
    ({"functions": []}, "strict", Factor.IMPORTANT_FUNCTION),
    ({"systems": []}, "strict", Factor.DESIGNATED_SYSTEM),
    ({"systems": [], "access": Access.NONE}, "strict", Factor.DESIGNATED_SYSTEM),
    ({"systems": [], "access": Access.NONE, "connection": Connection.NONE}, "simple", None),
    ({"systems": [SystemGrade.DESIGNATED]}, "strict", Factor.DESIGNATED_SYSTEM),
    ({"systems": [SystemGrade.NOT_JUDGED]}, "strict", Factor.DESIGNATED_SYSTEM),
    ({"has_personal_data": True, "data_volume": 10_000}, "strict", Factor.PERSONAL_VOLUME),
    ({"has_personal_data": True, "data_volume": 9_999}, "simple", None),
    ({"has_personal_data": True, "data_volume": None}, "strict", Factor.PERSONAL_VOLUME),
    ({"has_personal_data": None}, "strict", Factor.PERSONAL_VOLUME),
    ({"has_personal_data": False, "data_volume": 10**6}, "simple", None),
    ({"has_sensitive_data": True}, "strict", Factor.SENSITIVE_DATA),
    ({"has_special_care_data": None}, "strict", Factor.SPECIAL_CARE_DATA),
    ({"data_classes": ["credential"]}, "strict", Factor.CONFIDENTIALITY),
    ({"data_classes": []}, "strict", Factor.CONFIDENTIALITY),
    ({"data_classes": ["no longer there"]}, "strict", Factor.CONFIDENTIALITY),
    ({"data_countries": ["JP", "US"]}, "strict", Factor.DATA_ABROAD),
    ({"data_countries": []}, "strict", Factor.DATA_ABROAD),
    ({"data_countries": [], "data_classes": ["none"]}, "simple", None),
    ({"access": Access.ADMINISTER}, "strict", Factor.ACCESS),
    ({"access": Access.CHANGE}, "simple", None),
    ({"access": Access.UNKNOWN}, "strict", Factor.ACCESS),
    ({"connection": Connection.REMOTE_MAINTENANCE}, "strict", Factor.CONNECTION),
    ({"connection": Connection.UNKNOWN}, "strict", Factor.CONNECTION),
    ({"substitutability": Substitutability.NONE}, "strict", Factor.SUBSTITUTABILITY),
    ({"substitutability": Substitutability.HARD}, "simple", None),
    ({"annual_amount": 100_000_000}, "strict", Factor.ANNUAL_AMOUNT),
    ({"annual_amount": 99_999_999}, "simple", None),
    ({"annual_amount": None}, "strict", Factor.ANNUAL_AMOUNT),
    ({"is_important_third_party": True}, "important", Factor.IMPORTANT_THIRD_PARTY),
    ({"is_designated_equipment": True}, "important", Factor.DESIGNATED_EQUIPMENT),
    ({"category": Category.SHARED_CENTRE}, "strict", Factor.CATEGORY),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "tier", "factor"), TRUTH, ids=[str(row[0]) for row in TRUTH])
def test_each_fact_gives_the_tier_of_the_table(
    facts: dict[str, Any], tier: str, factor: Factor | None
) -> None:
    result = judge(RULE, SCALE, replace(PLAIN, **facts))
    assert result.tier == tier
    assert [line.factor for line in result.lines if line.is_decisive] == ([factor] if factor else [])


def test_what_nobody_recorded_can_be_left_out_of_account() -> None:
    lenient = replace(RULE, is_cautious=False)
    result = judge(lenient, SCALE, Recorded())
    assert (result.tier, result.certain_tier) == ("simple", "simple")
    assert any(line.state == FactorState.UNKNOWN for line in result.lines)
    assert judge(RULE, SCALE, Recorded()).tier == "strict"
    assert judge(RULE, SCALE, Recorded()).certain_tier == "simple"


def test_while_nothing_is_tied_what_hangs_on_it_is_unknown() -> None:
    """How long an important function can wait is asked once one is tied."""
    hanging = (Factor.IMPORTANT_FUNCTION, Factor.DESIGNATED_SYSTEM)
    for tied, state in ((replace(PLAIN, functions=[], systems=[]), "unknown"), (PLAIN, "not_held")):
        states = {line.factor: line.state for line in judge(RULE, SCALE, tied).lines}
        assert [states[factor] for factor in hanging] == [state] * 2


def test_a_condition_that_is_off_has_no_line_and_no_effect() -> None:
    off = replace(RULE, conditions=[replace(row, is_on=False) for row in RULE.conditions])
    result = judge(off, SCALE, Recorded(is_important_third_party=True))
    assert (result.tier, list(result.lines)) == ("simple", [])


def test_a_snapshot_reads_back_as_it_was_and_leaves_out_what_is_no_line() -> None:
    result = judge(RULE, SCALE, replace(PLAIN, access=Access.ADMINISTER))
    assert lines_of([*result.as_json(), {"factor": "x"}, "y"]) == list(result.lines)
    assert lines_of({"name": "x"}) == []


# For each field its values, from harmless to grave; a graver one asks for no milder tier.
ORDERED: dict[str, list[Any]] = {
    "functions": [[(False, 1)], [(True, 48)], [(True, 48), (True, 2)]],
    "systems": [[SystemGrade.ORDINARY], [], [SystemGrade.NOT_JUDGED], [SystemGrade.DESIGNATED]],
    "has_personal_data": [False, None, True],
    "data_volume": [0, 9_999, None, 10_000, 10**7],
    "has_sensitive_data": [False, None, True],
    "has_special_care_data": [False, None, True],
    "data_classes": [["none"], ["public"], ["internal"], ["internal", "credential"]],
    "data_countries": [["JP"], ["JP", "US"]],
    "access": list(ACCESS_ORDER),
    "substitutability": list(SUBSTITUTABILITY_ORDER),
    "annual_amount": [0, 99_999_999, None, 100_000_000, 10**12],
    "is_important_third_party": [False, True],
    "is_designated_equipment": [False, True],
}


@settings(max_examples=300, deadline=None)
@given(st.data(), st.booleans())
def test_a_graver_fact_never_lowers_the_tier(data: st.DataObject, is_cautious: bool) -> None:
    facts = {name: data.draw(st.sampled_from(values), name) for name, values in ORDERED.items()}
    name = data.draw(st.sampled_from(sorted(ORDERED)), "raised")
    graver = ORDERED[name][ORDERED[name].index(facts[name]) :]
    raised = {**facts, name: data.draw(st.sampled_from(graver), "to")}
    if is_cautious is False and None in (facts[name], raised[name]):
        return  # left out of account, so no step of the ladder
    rule = replace(RULE, is_cautious=is_cautious)
    before, after = (judge(rule, SCALE, Recorded(**one)).tier for one in (facts, raised))
    assert SCALE.tiers.index(after) <= SCALE.tiers.index(before)


def _rule(**given: Any) -> dict[str, Any]:
    row = {"factor": "annual_amount", "tier": "strict", "threshold": 5, "is_on": True, "note": ""}
    return {"version": 1, "is_cautious": True, "conditions": [{**row, **given}]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"factor": "weather"}, rulebook.FACTOR_UNKNOWN),
        ({"tier": "gone"}, rulebook.TIER_UNKNOWN),
        ({"threshold": 0}, rulebook.NUMBER_WRONG),
        ({"threshold": True}, rulebook.NUMBER_WRONG),
        ({"threshold": "5"}, rulebook.NUMBER_WRONG),
        ({"is_on": "yes"}, rulebook.RULE_SHAPE),
        ({"factor": "access", "threshold": "fly"}, rulebook.CHOICE_WRONG),
        ({"factor": "category", "threshold": ["moon"]}, rulebook.CHOICE_WRONG),
        ({"factor": "category", "threshold": []}, rulebook.CHOICE_MISSING),
    ],
)
def test_an_unsound_rule_is_refused_by_name(given: dict[str, Any], message: str) -> None:
    with pytest.raises(DomainError) as refused:
        rulebook.check_rule(_rule(**given), ["strict", "simple"])
    assert refused.value.message == message


def test_a_factor_stands_in_the_rule_once() -> None:
    twice = {**_rule(), "conditions": _rule()["conditions"] * 2}
    with pytest.raises(DomainError) as refused:
        rulebook.check_rule(twice, ["strict"])
    assert refused.value.message == rulebook.FACTOR_TWICE


def test_the_rule_as_delivered_is_sound_and_reads_back() -> None:
    rulebook.check_rule(DEFAULT_RULE, SCALE.tiers)
    assert rulebook.rule_as_json(RULE) == DEFAULT_RULE
    assert {row.factor for row in RULE.conditions} == set(Factor)


GOOD = {"key": "a_1", "ja": "甲", "en": "A", "level": 2, "depth": "strict"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("x", rulebook.SHAPE),
        ([{**GOOD, "key": "A b"}], rulebook.KEY_SHAPE),
        ([GOOD, {**GOOD, "ja": "乙", "en": "B"}], rulebook.KEY_TWICE),
        ([{**GOOD, "en": " "}], rulebook.NAME_MISSING),
        ([{**GOOD, "ja": "長" * 61}], rulebook.NAME_LONG),
        ([GOOD, {**GOOD, "key": "b"}], rulebook.NAME_TWICE),
        ([{**GOOD, "key": f"k{n}", "ja": f"名{n}", "en": f"N{n}"} for n in range(201)], rulebook.TOO_MANY),
        ([{**GOOD, "level": 10}], rulebook.LEVEL_WRONG),
    ],
)
def test_an_unsound_list_is_refused_by_name(rows: Any, message: str) -> None:
    with pytest.raises(DomainError) as refused:
        rulebook.check_data_classes(rows)
    assert refused.value.message == message


def test_a_list_of_tiers_needs_depths_and_one_in_use() -> None:
    for rows, message in (
        ([{**GOOD, "depth": "deep"}], rulebook.DEPTH_WRONG),
        ([{**GOOD, "is_retired": True}], rulebook.NONE_LEFT),
    ):
        with pytest.raises(DomainError) as refused:
            rulebook.check_tiers(rows)
        assert refused.value.message == message
