"""Two assessments side by side: question by question what was said, judged and earned, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.diligence.models.distinctions import Verdict
    from app.diligence.rules.scoring import Term


class Difference(StrEnum):
    """What a question is counted as, what is worth reading first."""

    ANSWER = "answer"
    JUDGEMENT = "judgement"  # or what it earns, though the same was said
    UNANSWERED = "unanswered"  # on one side
    ONLY_LEFT = "only_left"  # the other did not ask it
    ONLY_RIGHT = "only_right"
    ASIDE = "aside"  # the same was said; one side is not judged yet, or asks somebody more
    SAME = "same"


# Where two that were both asked may be said to differ.
DIFFERENCES = (
    Difference.ANSWER, Difference.JUDGEMENT, Difference.UNANSWERED, Difference.ONLY_LEFT, Difference.ONLY_RIGHT,
)  # fmt: skip


class Point(StrEnum):
    """In what two that were both asked are not alike."""

    ANSWER = "answer"
    JUDGEMENT = "judgement"
    UNANSWERED = "unanswered"
    UNJUDGED = "unjudged"
    RESPONDENTS = "respondents"
    EARNED = "earned"


# What one side has no word of yet: that it earns something else follows from it and is no judgement.
UNFINISHED = frozenset({Point.UNANSWERED, Point.UNJUDGED, Point.RESPONDENTS})


@dataclass(frozen=True)
class Voice:
    """One respondent. `who`: the organisation or the unit; `answer`: None where there is none."""

    who: Hashable
    level: int
    answer: Any = None
    verdict: Verdict | None = None


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
            return ()
        found = {Point.EARNED} if self.left.earned != self.right.earned else set()
        couples = matched(self.left.voices, self.right.voices)
        for one, other in couples:
            found |= _between(one, other)
        if len(couples) < max(len(self.left.voices), len(self.right.voices)):
            found.add(Point.RESPONDENTS)
        return tuple(point for point in Point if point in found)

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


def _between(one: Voice, other: Voice) -> set[Point]:
    found = set()
    if one.answer != other.answer:
        found.add(Point.UNANSWERED if one.answer is None or other.answer is None else Point.ANSWER)
    if one.verdict != other.verdict:
        found.add(Point.UNJUDGED if one.verdict is None or other.verdict is None else Point.JUDGEMENT)
    return found


def _weighed(points: frozenset[Point]) -> Difference:
    if Point.ANSWER in points:
        return Difference.ANSWER
    if Point.JUDGEMENT in points or (Point.EARNED in points and not points & UNFINISHED):
        return Difference.JUDGEMENT
    if Point.UNANSWERED in points:
        return Difference.UNANSWERED
    return Difference.ASIDE if points else Difference.SAME


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
    counts = Counter(one.difference for one in found)
    return {kind: counts[kind] for kind in Difference}


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
