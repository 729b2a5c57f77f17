"""Two assessments side by side: what differs, and in what."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diligence.models.distinctions import Verdict
from app.diligence.rules.comparing import (
    Difference,
    Pair,
    Point,
    Side,
    Voice,
    counted,
    joined,
    matched,
    pairs,
)

WHOLE, HALF = (Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(1, 2))


def side(*voices, earned=WHOLE):
    return Side(tuple(Voice(*one) for one in voices), earned)


OURS, THEIRS = ("unit", 0, "yes", Verdict.MET), ("vendor", 1, "yes", Verdict.MET)
ONE = side(OURS)
PAIRS = {
    "alike": (ONE, side(OURS), Difference.SAME, ()),
    "answer": (ONE, side(("unit", 0, "no", Verdict.MET)), Difference.ANSWER, (Point.ANSWER,)),
    "judgement": (ONE, side(("unit", 0, "yes", Verdict.NOT_MET)), Difference.JUDGEMENT, (Point.JUDGEMENT,)),
    "not judged yet": (ONE, side(("unit", 0, "yes", None)), Difference.ASIDE, (Point.UNJUDGED,)),
    "not judged yet, so earned otherwise": (
        ONE, side(("unit", 0, "yes", None), earned=HALF), Difference.ASIDE, (Point.UNJUDGED, Point.EARNED)),
    "not answered": (
        ONE, side(("unit", 0, None, None), earned=HALF), Difference.UNANSWERED,
        (Point.UNANSWERED, Point.UNJUDGED, Point.EARNED)),
    "earned": (ONE, side(OURS, earned=HALF), Difference.JUDGEMENT, (Point.EARNED,)),
    "leaves the sums": (ONE, side(OURS, earned=None), Difference.JUDGEMENT, (Point.EARNED,)),
    "answer before judgement": (
        ONE, side(("unit", 0, "no", Verdict.NOT_MET), earned=HALF), Difference.ANSWER,
        (Point.ANSWER, Point.JUDGEMENT, Point.EARNED)),
    "a respondent more": (
        ONE, side(OURS, ("vendor", 1, "no", None), earned=HALF), Difference.ASIDE,
        (Point.RESPONDENTS, Point.EARNED)),
    "a respondent more, who stands first": (
        side(THEIRS), side(("unit", 0, "no", None), THEIRS), Difference.ASIDE, (Point.RESPONDENTS,)),
    "a respondent more, and an answer": (
        ONE, side(("unit", 0, "no", Verdict.MET), THEIRS), Difference.ANSWER, (Point.ANSWER, Point.RESPONDENTS)),
    "only left": (ONE, None, Difference.ONLY_LEFT, ()),
    "only right": (None, ONE, Difference.ONLY_RIGHT, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_what_differs_is_named(name):
    left, right, expected, points = PAIRS[name]
    found = Pair("q", left, right)
    assert (found.difference, found.points) == (expected, points)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # The same respondents, in whatever order they stand.
        ([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], ["aa", "bb"]),
        # Two vendors: who stands on the same level, beside our own unit.
        ([("unit", 0), ("a", 1)], [("unit", 0), ("b", 1)], ["unitunit", "ab"]),
        ([("a", 1), ("c", 2)], [("b", 1), ("d", 2)], ["ab", "cd"]),
        ([("a", 1), ("c", 2)], [("d", 2)], ["cd"]),
        # Where nobody is left to speak for the other, one after the other.
        ([("a", 1)], [("d", 2)], ["ad"]),
        ([("a", 1)], [], []),
    ],
)
def test_respondents_are_matched(left, right, expected):
    sides = ([Voice(*one) for one in found] for found in (left, right))
    assert [f"{one.who}{other.who}" for one, other in matched(*sides)] == expected


def test_each_question_that_either_asked_stands_once_and_is_counted():
    other = side(("unit", 0, "no", None), earned=HALF)
    found = pairs(
        {"a": ONE, "b": ONE, "c": ONE}, {"b": ONE, "c": other, "d": ONE}, ["a", "b", "c", "d", "hidden"]
    )
    assert [one.ref for one in found] == ["a", "b", "c", "d"]
    assert {kind: count for kind, count in counted(found).items() if count} == {
        Difference.SAME: 1, Difference.ANSWER: 1, Difference.ONLY_LEFT: 1, Difference.ONLY_RIGHT: 1,
    }  # fmt: skip


def test_what_only_the_left_has_follows_what_it_followed_there():
    assert joined(["a", "gone", "b"], ["a", "new", "b"]) == ["a", "gone", "new", "b"]
    assert joined(["gone", "a"], ["a", "b"]) == ["gone", "a", "b"]
    assert joined([], ["a", "b"]) == ["a", "b"]


REFS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(REFS, REFS)
def test_nothing_is_lost_or_doubled_and_the_right_keeps_its_order(left, right):
    found = joined(left, right)
    assert sorted(found) == sorted({*left, *right})
    assert [one for one in found if one in right] == right


@given(REFS)
def test_two_that_are_alike_differ_in_nothing(refs):
    sides = dict.fromkeys(refs, ONE)
    assert not any(one.points or one.difference != Difference.SAME for one in pairs(sides, sides, refs))
