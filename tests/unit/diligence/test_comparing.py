"""Two assessments side by side: what differs, and in what."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diligence.models.distinctions import Verdict
from app.diligence.rules.comparing import Difference, Pair, Point, Side, counted, joined, pairs

WHOLE, HALF = (Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(1, 2))
ONE = Side(("yes",), (Verdict.MET,), WHOLE)
PAIRS = {
    "alike": (ONE, Side(("yes",), (Verdict.MET,), WHOLE), Difference.SAME, ()),
    "answer": (ONE, Side(("no",), (Verdict.MET,), WHOLE), Difference.CHANGED, (Point.ANSWER,)),
    "judgement": (ONE, Side(("yes",), (None,), WHOLE), Difference.CHANGED, (Point.JUDGEMENT,)),
    "earned": (ONE, Side(("yes",), (Verdict.MET,), HALF), Difference.CHANGED, (Point.EARNED,)),
    "leaves the sums": (ONE, Side(("yes",), (Verdict.MET,), None), Difference.CHANGED, (Point.EARNED,)),
    "all": (ONE, Side((None,), (None,), HALF), Difference.CHANGED, tuple(Point)),
    "a respondent more": (
        ONE, Side(("yes", "yes"), (Verdict.MET, None), WHOLE), Difference.CHANGED, (Point.ANSWER, Point.JUDGEMENT)),
    "only left": (ONE, None, Difference.ONLY_LEFT, ()),
    "only right": (None, ONE, Difference.ONLY_RIGHT, ()),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_what_differs_is_named(name):
    left, right, expected, points = PAIRS[name]
    found = Pair("q", left, right)
    assert (found.difference, found.points) == (expected, points)


def test_each_question_that_either_asked_stands_once_and_is_counted():
    other = Side(("no",), (None,), HALF)
    found = pairs(
        {"a": ONE, "b": ONE, "c": ONE}, {"b": ONE, "c": other, "d": ONE}, ["a", "b", "c", "d", "hidden"]
    )
    assert [one.ref for one in found] == ["a", "b", "c", "d"]
    assert counted(found) == {
        Difference.SAME: 1, Difference.CHANGED: 1, Difference.ONLY_LEFT: 1, Difference.ONLY_RIGHT: 1,
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
