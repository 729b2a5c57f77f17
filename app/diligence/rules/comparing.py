"""Two assessments side by side: question by question what was said, judged and earned, and in what they differ.

A question differs as soon as one of its points does. It is counted once by the gravest of them, and shown under each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.diligence.models.distinctions import Stance

if TYPE_CHECKING:
    from app.diligence.rules.scoring import Term


class Point(StrEnum):
    """In what a question can differ: all that there is, in the order in which it is told."""

    ANSWER = "answer"
    REFUSED = "refused"  # on one side
    STAND_IN = "stand_in"
    WORDS = "words"
    JUDGEMENT = "judgement"
    RELIANCE = "reliance"
    RULED_WORDS = "ruled_words"
    EARNED = "earned"
    UNANSWERED = "unanswered"  # on one side
    UNJUDGED = "unjudged"  # on one side
    RESPONDENTS = "respondents"
    ASKED = "asked"  # on one side


# The fields that are held beside each other: of two answers, and of two judgements. The file that stands in lies in
# each request anew: its name says which it is.
ANSWERED: Mapping[Point, tuple[str, ...]] = {
    Point.ANSWER: ("stance", "parts"),
    Point.STAND_IN: ("substitute", "substitute_kind", "substitute_address", "substitute_place"),
    Point.WORDS: ("reason", "condition", "comment"),
}
JUDGED: Mapping[Point, tuple[str, ...]] = {
    Point.JUDGEMENT: ("verdict",),
    Point.RELIANCE: ("relies_on", "report_id", "relied_place", "relied_until_on"),
    Point.RULED_WORDS: ("measure", "reason", "until_on", "comment"),
}


class Difference(StrEnum):
    """What a question is counted as: once, by the gravest of its points."""

    ANSWER = "answer"
    JUDGEMENT = "judgement"
    UNANSWERED = "unanswered"
    WORDS = "words"
    ONLY_LEFT = "only_left"  # the other did not ask it
    ONLY_RIGHT = "only_right"
    ASIDE = "aside"  # the same was said; one side is not judged yet, or asks somebody more
    SAME = "same"


DIFFERENCES = tuple(one for one in Difference if one != Difference.SAME)
# Of two that were both asked, the gravest first.
_GRAVEST = {
    Difference.ANSWER: frozenset({Point.ANSWER, Point.REFUSED, Point.STAND_IN}),
    Difference.JUDGEMENT: frozenset({Point.JUDGEMENT, Point.RELIANCE}),
    Difference.UNANSWERED: frozenset({Point.UNANSWERED}),
    Difference.WORDS: frozenset({Point.WORDS, Point.RULED_WORDS}),
}
# What one side has no word of yet: that it earns something else follows from it and is no judgement.
UNFINISHED = frozenset({Point.UNANSWERED, Point.UNJUDGED, Point.RESPONDENTS})


@dataclass(frozen=True)
class Voice:
    """One respondent. `who`: the organisation or the unit; `answer` and `judgement`: as they are stored, or what bears
    the same names; None where there is none."""

    who: Hashable
    level: int
    answer: Any = None
    judgement: Any = None


@dataclass(frozen=True)
class Side:
    """One question in one assessment. `voices` in the order of the chain; `earned`: low and high, None where it leaves
    the sums."""

    voices: tuple[Voice, ...]
    earned: tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Pair:
    ref: str
    left: Side | None
    right: Side | None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        if self.left is None or self.right is None:
            return (Point.ASKED,)
        found: set[Point] = {Point.EARNED} if self.left.earned != self.right.earned else set()
        couples = matched(self.left.voices, self.right.voices)
        for one, other in couples:
            found |= between(one, other)
        if len(couples) < max(len(self.left.voices), len(self.right.voices)):
            found.add(Point.RESPONDENTS)
        return tuple(point for point in Point if point in found)

    @property
    def differs(self) -> bool:
        return bool(self.points)

    @property
    def difference(self) -> Difference:
        if self.left is None or self.right is None:
            return Difference.ONLY_RIGHT if self.left is None else Difference.ONLY_LEFT
        return _weighed(frozenset(self.points))


def matched(left: Sequence[Voice], right: Sequence[Voice]) -> list[tuple[Voice, Voice]]:
    """Who speaks for whom: the same respondent; of the others whoever stands on the same level of the chain, as of two
    vendors; only where nobody does, one after the other."""
    found = _coupled(left, right, lambda one, other: one.who == other.who)
    done = {id(one) for couple in found for one in couple}
    left, right = ([one for one in side if id(one) not in done] for side in (left, right))
    found += _coupled(left, right, lambda one, other: one.level == other.level)
    return found or _coupled(left, right, lambda _one, _other: True)


def _coupled(
    left: Sequence[Voice], right: Sequence[Voice], is_alike: Callable[[Voice, Voice], bool]
) -> list[tuple[Voice, Voice]]:
    free, found = list(right), []
    for one in left:
        other = next((other for other in free if is_alike(one, other)), None)
        if other is not None:
            free = [each for each in free if each is not other]
            found.append((one, other))
    return found


def between(one: Voice, other: Voice) -> frozenset[Point]:
    """In what two respondents are not alike."""
    found = _unanswered(one.answer, other.answer) or _answers(one.answer, other.answer)
    if one.judgement is None or other.judgement is None:
        return found if one.judgement is other.judgement else found | {Point.UNJUDGED}
    return found | _unlike(one.judgement, other.judgement, JUDGED)


def _unanswered(one: Any, other: Any) -> frozenset[Point]:
    return frozenset({Point.UNANSWERED}) if (one is None) != (other is None) else frozenset()


def _answers(one: Any, other: Any) -> frozenset[Point]:
    """A refusal brings its reason and what stands in along: against an answer it is one difference."""
    if one is None:
        return frozenset()
    found = _unlike(one, other, ANSWERED)
    if is_refused(one) == is_refused(other):
        return found
    return frozenset({Point.REFUSED, *([Point.WORDS] if one.comment != other.comment else [])})


def is_refused(answer: Any) -> bool:
    return answer is not None and answer.stance == Stance.REFUSED


def _unlike(one: Any, other: Any, fields: Mapping[Point, tuple[str, ...]]) -> frozenset[Point]:
    return frozenset(
        point
        for point, names in fields.items()
        if any(getattr(one, name) != getattr(other, name) for name in names)
    )


def _weighed(points: frozenset[Point]) -> Difference:
    kind = next((kind for kind, found in _GRAVEST.items() if points & found), None)
    if Point.EARNED in points and not points & UNFINISHED and kind != Difference.ANSWER:
        return Difference.JUDGEMENT
    return kind or (Difference.ASIDE if points else Difference.SAME)


def pairs(left: Mapping[str, Side], right: Mapping[str, Side], order: Iterable[str]) -> list[Pair]:
    """What either of them asked."""
    return [Pair(ref, left.get(ref), right.get(ref)) for ref in order if ref in left or ref in right]


def joined(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """The order of the right one; what only the left one has follows what it followed there."""
    found = list(dict.fromkeys(right))
    known, last = set(found), -1
    for ref in left:
        if ref in known:
            last = found.index(ref)
        else:
            last += 1
            found.insert(last, ref)
            known.add(ref)
    return found


def counted(found: Iterable[Pair]) -> dict[Difference, int]:
    """Each question once."""
    counts = Counter(one.difference for one in found)
    return {kind: counts[kind] for kind in Difference}


def pointed(found: Iterable[Pair]) -> dict[Point, int]:
    """Each question under each of its points."""
    counts = Counter(point for one in found for point in one.points)
    return {point: counts[point] for point in Point}


def share_of(terms: Iterable[Term]) -> tuple[Fraction, Fraction] | None:
    """What some questions earn together, low and high, without caps; None where none of them counts."""
    counting = [one for one in terms if one.counts]
    weights = sum(one.weight for one in counting)
    if not weights:
        return None
    low, high = (
        sum((one.weight * getattr(one, end) for one in counting), Fraction(0)) for end in ("low", "high")
    )
    return low / weights, high / weights
