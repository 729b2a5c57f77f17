"""Two assessments side by side: what differs, and in what."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diligence.models.distinctions import Reliance, Stance, SubstituteKind, Verdict
from app.diligence.rules.comparing import (
    ANSWERED,
    DIFFERENCES,
    JUDGED,
    Difference,
    Pair,
    Point,
    Side,
    Voice,
    counted,
    joined,
    matched,
    pairs,
    pointed,
)

WHOLE, HALF = (Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(1, 2))
A, P, D = Difference, Point, SubstituteKind


def said(text="yes", **more):
    usual = {
        "stance": Stance.ANSWERED, "parts": {"q": text}, "reason": "", "condition": "", "comment": "",
        "substitute": "", "substitute_kind": None, "substitute_address": "", "substitute_place": "",
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **more})


def refused(**more):
    return said(**{"stance": Stance.REFUSED, "parts": {}, "reason": "非開示", **more})


def ruled(verdict=Verdict.MET, **more):
    usual = {
        "relies_on": None, "report_id": None, "relied_place": "", "relied_until_on": None,
        "measure": "", "reason": "", "until_on": None, "comment": "",
    }  # fmt: skip
    return SimpleNamespace(verdict=verdict, **{**usual, **more})


def side(*voices, earned=WHOLE):
    return Side(tuple(Voice(*one) for one in voices), earned)


def ours(answer=None, judgement=None, *, earned=WHOLE):
    return side(("unit", 0, answer, judgement), earned=earned)


THEIRS = ("vendor", 1, said(), ruled())
MORE = ("unit", 0, said("no"), None)
ONE = ours(said(), ruled())
PAIRS = {
    "alike": (ONE, ours(said(), ruled()), A.SAME, ()),
    "answer": (ONE, ours(said("no"), ruled()), A.ANSWER, (P.ANSWER,)),
    "kind of answer": (ONE, ours(said(stance=Stance.CONDITIONAL), ruled()), A.ANSWER, (P.ANSWER,)),
    "comment": (ONE, ours(said(comment="補足"), ruled()), A.WORDS, (P.WORDS,)),
    "condition": (
        ours(said(stance=Stance.CONDITIONAL, condition="月内")),
        ours(said(stance=Stance.CONDITIONAL, condition="年内")), A.WORDS, (P.WORDS,)),
    "judgement": (ONE, ours(said(), ruled(Verdict.NOT_MET)), A.JUDGEMENT, (P.JUDGEMENT,)),
    "words of the judgement": (ONE, ours(said(), ruled(comment="確認済み")), A.WORDS, (P.RULED_WORDS,)),
    "what it relies on": (
        ours(refused(), ruled(relies_on=Reliance.SUBSTITUTE, relied_place="3")),
        ours(refused(), ruled(relies_on=Reliance.SUBSTITUTE, relied_place="4")), A.JUDGEMENT, (P.RELIANCE,)),
    "refused on one side": (ONE, ours(refused(substitute="SOC 2"), ruled()), A.ANSWER, (P.REFUSED,)),
    "refused on one side, with a comment": (
        ONE, ours(refused(comment="後日"), ruled()), A.ANSWER, (P.REFUSED, P.WORDS)),
    "refused with another document": (
        ours(refused(substitute="SOC 2")), ours(refused(substitute_kind=D.ADDRESS)), A.ANSWER, (P.STAND_IN,)),
    "refused for another reason": (ours(refused()), ours(refused(reason="契約")), A.WORDS, (P.WORDS,)),
    "not judged yet": (ONE, ours(said()), A.ASIDE, (P.UNJUDGED,)),
    "not judged yet, so earned otherwise": (
        ONE, ours(said(), earned=HALF), A.ASIDE, (P.EARNED, P.UNJUDGED)),
    "not judged yet, with a comment": (ONE, ours(said(comment="補足")), A.WORDS, (P.WORDS, P.UNJUDGED)),
    "not answered": (ONE, ours(earned=HALF), A.UNANSWERED, (P.EARNED, P.UNANSWERED, P.UNJUDGED)),
    "earned": (ONE, ours(said(), ruled(), earned=HALF), A.JUDGEMENT, (P.EARNED,)),
    "earned, and a comment": (
        ONE, ours(said(comment="補足"), ruled(), earned=HALF), A.JUDGEMENT, (P.WORDS, P.EARNED)),
    "leaves the sums": (ONE, ours(said(), ruled(), earned=None), A.JUDGEMENT, (P.EARNED,)),
    "answer before judgement": (
        ONE, ours(said("no"), ruled(Verdict.NOT_MET), earned=HALF), A.ANSWER, (P.ANSWER, P.JUDGEMENT, P.EARNED)),
    "a respondent more": (
        side(THEIRS), side(THEIRS, MORE, earned=HALF), A.ASIDE, (P.EARNED, P.RESPONDENTS)),
    "a respondent more, who stands first": (side(THEIRS), side(MORE, THEIRS), A.ASIDE, (P.RESPONDENTS,)),
    "a respondent more, and an answer": (
        ONE, side(("unit", 0, said("no"), ruled()), THEIRS), A.ANSWER, (P.ANSWER, P.RESPONDENTS)),
    "only left": (ONE, None, A.ONLY_LEFT, (P.ASKED,)),
    "only right": (None, ONE, A.ONLY_RIGHT, (P.ASKED,)),
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
    other = ours(said("no"), earned=HALF)
    found = pairs(
        {"a": ONE, "b": ONE, "c": ONE}, {"b": ONE, "c": other, "d": ONE}, ["a", "b", "c", "d", "hidden"]
    )
    assert [one.ref for one in found] == ["a", "b", "c", "d"]
    assert {kind: count for kind, count in counted(found).items() if count} == {
        Difference.SAME: 1, Difference.ANSWER: 1, Difference.ONLY_LEFT: 1, Difference.ONLY_RIGHT: 1,
    }  # fmt: skip
    assert {point: count for point, count in pointed(found).items() if count} == {
        Point.ANSWER: 1, Point.EARNED: 1, Point.UNJUDGED: 1, Point.ASKED: 2,
    }  # fmt: skip


SIDES = st.sampled_from([None, *(one for pair in PAIRS.values() for one in pair[:2] if one is not None)])


@given(st.lists(st.tuples(SIDES, SIDES).filter(any), max_size=8))
def test_the_kinds_add_up_and_no_point_is_counted_beyond_the_differences(sides):
    found = [Pair(str(at), *two) for at, two in enumerate(sides)]
    counts, points = counted(found), pointed(found)
    differing = sum(counts[kind] for kind in DIFFERENCES)
    assert differing + counts[Difference.SAME] == len(found)
    assert differing == sum(one.differs for one in found)
    assert max(points.values()) <= differing <= sum(points.values())


def test_no_field_belongs_to_two_points():
    for fields in (ANSWERED, JUDGED):
        names = [name for found in fields.values() for name in found]
        assert len(names) == len({*names})


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
