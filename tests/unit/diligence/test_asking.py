"""Which questions are asked: facts, earlier answers, and what nobody said yet."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diligence.models.distinctions import Stance
from app.diligence.rules.asking import asked
from app.diligence.rules.given import Given
from app.diligence.rules.resolving import resolved
from tests.factories.asking import option, question

FIRST = question("a", {"key": "is_so", "type": "yes_no"})
CHOICE = question("m", {"key": "of", "type": "multi", "options": [option("x"), option("y"), option("z")]})
IS_CLOUD = {"fact": "is_cloud", "is": True}
WAS_YES = {"part": "a.is_so", "is": "yes"}


def is_asked(condition: Any, facts: Any = (), **answers: Given) -> bool:
    last = question("last", ask_when=condition)
    return "last" in asked([FIRST, CHOICE, last], dict(facts), answers)


def said(value: Any, key: str = "is_so") -> Given:
    return Given(Stance.ANSWERED, {key: value})


def test_without_a_condition_it_is_always_asked():
    assert is_asked(None)


@pytest.mark.parametrize(("facts", "expected"), [({"is_cloud": True}, True), ({"is_cloud": False}, False)])
def test_a_fact_decides(facts, expected):
    assert is_asked(IS_CLOUD, facts) is expected
    assert is_asked({"not": IS_CLOUD}, facts) is not expected


def test_a_fact_that_nobody_entered_hides_nothing():
    assert is_asked(IS_CLOUD)
    assert is_asked({"not": IS_CLOUD})
    assert is_asked({"all": [IS_CLOUD, {"fact": "has_personal_data", "is": True}]}, {"is_cloud": True})
    assert not is_asked({"all": [IS_CLOUD, {"fact": "has_personal_data", "is": True}]}, {"is_cloud": False})
    assert is_asked({"any": [IS_CLOUD, {"fact": "has_personal_data", "is": True}]}, {"is_cloud": False})


def test_an_answer_still_to_come_hides_it_for_now():
    assert not is_asked(WAS_YES)
    assert not is_asked({"not": WAS_YES})
    assert is_asked(WAS_YES, a=said("yes"))
    assert not is_asked(WAS_YES, a=said("no"))
    assert is_asked({"not": WAS_YES}, a=said("no"))
    assert is_asked({"any": [WAS_YES, IS_CLOUD]}, {"is_cloud": True})
    assert not is_asked({"any": [WAS_YES, IS_CLOUD]}, {"is_cloud": False})
    assert not is_asked({"all": [WAS_YES, IS_CLOUD]}, {"is_cloud": True})


def test_a_part_left_empty_is_still_to_come():
    assert not is_asked({"not": WAS_YES}, a=said(None))
    assert not is_asked({"not": WAS_YES}, a=Given(Stance.CONDITIONAL, {}))


def test_an_answer_with_a_condition_is_an_answer():
    assert is_asked(WAS_YES, a=Given(Stance.CONDITIONAL, {"is_so": "yes"}))


def test_what_does_not_apply_has_no_value_and_what_is_refused_may_be_anything():
    assert not is_asked(WAS_YES, a=Given(Stance.NOT_APPLICABLE))
    assert is_asked({"not": WAS_YES}, a=Given(Stance.NOT_APPLICABLE))
    assert is_asked(WAS_YES, a=Given(Stance.REFUSED))
    assert is_asked({"not": WAS_YES}, a=Given(Stance.REFUSED))


def test_of_several_choices_one_is_enough():
    assert is_asked({"part": "m.of", "in": ["x", "y"]}, m=said(["y", "z"], "of"))
    assert not is_asked({"part": "m.of", "in": ["x", "y"]}, m=said(["z"], "of"))
    assert is_asked({"part": "m.of", "is": "z"}, m=said(["y", "z"], "of"))


def test_other_than_means_none_of_the_options():
    assert is_asked({"part": "m.of", "other_than": ["x"]}, m=said(["y", "z"], "of"))
    assert not is_asked({"part": "m.of", "other_than": ["x"]}, m=said(["x", "z"], "of"))


def test_a_country_beyond_those_named_is_one_too_many():
    abroad = {"fact": "data_countries", "other_than": ["JP"]}
    assert is_asked(abroad, {"data_countries": ["JP", "SG"]})
    assert not is_asked(abroad, {"data_countries": ["JP"]})
    assert is_asked({"fact": "data_countries", "in": ["SG"]}, {"data_countries": ["JP", "SG"]})


def test_what_hangs_on_a_hidden_question_has_nothing_to_compare_with():
    middle = question("b", ask_when=WAS_YES)
    on_middle = question("c", ask_when={"part": "b.is_so", "is": "yes"})
    against = question("d", ask_when={"not": {"part": "b.is_so", "is": "yes"}})
    all_four = [FIRST, middle, on_middle, against]
    left_over = {"a": said("no"), "b": said("yes")}
    assert asked(all_four, {}, left_over) == {"a", "d"}
    assert asked(all_four, {}, {"a": said("yes"), "b": said("yes")}) == {"a", "b", "c"}
    assert asked(all_four, {}, {"b": said("yes")}) == {"a"}


# --- conditions without facts ---------------------------------------------------------------

LEAF = st.sampled_from([
    IS_CLOUD, {"fact": "tier_level", "is": "strict"}, {"fact": "data_countries", "other_than": ["JP"]},
    WAS_YES, {"part": "a.is_so", "is": "no"}, {"part": "m.of", "in": ["x", "y"]},
    {"part": "m.of", "other_than": ["x"]},
])  # fmt: skip
CONDITION = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda found: {"all": found}),
        st.lists(inner, min_size=1, max_size=3).map(lambda found: {"any": found}),
        inner.map(lambda found: {"not": found}),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries({}, optional={
    "is_cloud": st.booleans(), "tier_level": st.sampled_from(["simple", "strict"]),
    "data_countries": st.lists(st.sampled_from(["JP", "US"]), min_size=1, unique=True),
})  # fmt: skip
ANSWERS = st.fixed_dictionaries({}, optional={
    "a": st.sampled_from([said("yes"), said("no"), said(None), Given(Stance.REFUSED), Given(Stance.NOT_APPLICABLE)]),
    "m": st.sampled_from([said(["x"], "of"), said(["y", "z"], "of"), said([], "of")]),
})  # fmt: skip


def names_a_fact(condition: Any) -> set[str]:
    if isinstance(condition, bool):
        return set()
    if hasattr(condition, "fact"):
        return {condition.fact}
    inner = getattr(condition, "all", None) or getattr(condition, "any", None) or ()
    inner = [condition.not_] if hasattr(condition, "not_") else inner
    return set().union(*map(names_a_fact, inner))


@given(CONDITION, FACTS, ANSWERS)
def test_what_is_left_without_the_facts_asks_the_same(condition, facts, answers):
    last = question("last", ask_when=condition)
    left = resolved(last.ask_when, facts)
    assert not names_a_fact(left) & set(facts)
    without = last.model_copy(update={"ask_when": None if isinstance(left, bool) else left})
    is_asked_now = left is not False and "last" in asked([FIRST, CHOICE, without], {}, answers)
    assert is_asked_now == ("last" in asked([FIRST, CHOICE, last], facts, answers))


def test_nothing_is_left_where_the_facts_say_it_all():
    assert resolved(None, {}) is True
    strict = {"all": [IS_CLOUD, {"not": {"fact": "tier_level", "is": "strict"}}]}
    asked_when = question(ask_when=strict).ask_when
    assert resolved(asked_when, {"is_cloud": True, "tier_level": "simple"}) is True
    assert resolved(asked_when, {"is_cloud": True, "tier_level": "strict"}) is False
    assert resolved(asked_when, {"tier_level": "simple"}) == question(ask_when=IS_CLOUD).ask_when
