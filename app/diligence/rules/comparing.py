"""Two assessments side by side: question by question what was said, judged and earned, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.diligence.models.distinctions import Verdict


class Difference(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ONLY_LEFT = "only_left"  # the other did not ask it
    ONLY_RIGHT = "only_right"


class Point(StrEnum):
    """In what two that were both asked differ."""

    ANSWER = "answer"
    JUDGEMENT = "judgement"
    EARNED = "earned"


@dataclass(frozen=True)
class Side:
    """One question in one assessment. `answers` and `verdicts`: of the respondents in the order of the chain;
    `earned`: low and high, None where it leaves the sums."""

    answers: tuple[Any, ...]
    verdicts: tuple[Verdict | None, ...]
    earned: tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Pair:
    ref: str
    left: Side | None
    right: Side | None

    @property
    def points(self) -> tuple[Point, ...]:
        if self.left is None or self.right is None:
            return ()
        alike = {
            Point.ANSWER: self.left.answers == self.right.answers,
            Point.JUDGEMENT: self.left.verdicts == self.right.verdicts,
            Point.EARNED: self.left.earned == self.right.earned,
        }
        return tuple(point for point, is_alike in alike.items() if not is_alike)

    @property
    def difference(self) -> Difference:
        if self.left is None or self.right is None:
            return Difference.ONLY_RIGHT if self.left is None else Difference.ONLY_LEFT
        return Difference.CHANGED if self.points else Difference.SAME


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
