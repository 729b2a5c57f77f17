"""The score of an assessment: every term of it, so that it can be added up by hand.

- The judgement counts where there is one; else the answer against what is expected, marked as not reviewed.
- What was asked and not answered counts against, and so does a refusal, until somebody accepts what stands in for it.
- 該当なし leaves both sums once its reason is accepted; until then it counts as not answered.
- A question that is not asked does not count; neither does an answer of which nothing is expected, until it is judged.
- A conditional answer gives a range: its condition may fail, or hold.
- Of two respondents to one question the lower counts.
- A critical question that is not wholly met caps the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from app.diligence.models.distinctions import Stance, Verdict
from app.diligence.rules.earning import ALL, NOTHING, earned, expects

if TYPE_CHECKING:
    from app.diligence.rules.given import Given, Judged
    from app.standards.content.questionnaires import Question

FULL = 100
EARNED_BY_VERDICT = {
    Verdict.MET: ALL,
    Verdict.PARTLY_MET: Fraction(1, 2),
    Verdict.NOT_MET: NOTHING,
    Verdict.COMPENSATED: ALL,
}


class Ground(StrEnum):
    """Why a term counts as it does."""

    JUDGED = "judged"
    MEASURE_EXPIRED = "measure_expired"  # 代替措置 whose last day has passed
    EXPECTED = "expected"  # against the expected answer, not reviewed
    CONDITIONAL = "conditional"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    NOT_APPLICABLE_CLAIMED = "not_applicable_claimed"
    NOT_APPLICABLE = "not_applicable"  # accepted: leaves both sums
    NOTHING_EXPECTED = "nothing_expected"  # waits for a judgement


LEAVES = {Ground.NOT_APPLICABLE, Ground.NOTHING_EXPECTED}
ANSWERS = {Ground.JUDGED, Ground.MEASURE_EXPIRED, Ground.EXPECTED, Ground.CONDITIONAL, Ground.NOT_APPLICABLE,
           Ground.NOTHING_EXPECTED}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One respondent's answer to a question, with what the reviewer said to it."""

    respondent: str
    given: Given | None = None
    judged: Judged | None = None


@dataclass(frozen=True)
class Term:
    """`low` and `high`: what the question earns, from nothing to all."""

    question: str
    weight: int
    low: Fraction
    high: Fraction
    ground: Ground
    respondent: str = ""
    is_reviewed: bool = False
    cap: int | None = None
    is_scorable: bool = True  # something is expected of it, or somebody judged it

    @property
    def counts(self) -> bool:
        return self.ground not in LEAVES

    @property
    def is_answered(self) -> bool:
        return self.ground in ANSWERS


@dataclass(frozen=True)
class Bound:
    """One end of the range: `points` of `weights`, and what stands after the caps."""

    points: Fraction
    weights: int
    caps: tuple[tuple[str, int], ...]

    @property
    def uncapped(self) -> Fraction:
        return FULL * self.points / self.weights

    @property
    def value(self) -> Fraction:
        return min([self.uncapped, *(Fraction(cap) for _, cap in self.caps)])


@dataclass(frozen=True)
class Score:
    """`low` is the score; with a conditional answer it may become `high`. None: nothing can be scored."""

    terms: tuple[Term, ...]
    low: Bound | None
    high: Bound | None

    @property
    def is_range(self) -> bool:
        return self.low is not None and self.high is not None and self.low.value != self.high.value

    @property
    def answered(self) -> tuple[int, int]:
        return sum(term.is_answered for term in self.terms), len(self.terms)

    @property
    def reviewed(self) -> tuple[int, int]:
        return sum(term.is_reviewed for term in self.terms), len(self.terms)


def scored(
    questions: Iterable[Question], asked: Collection[str], voices: Mapping[str, Sequence[Voice]], on: date
) -> Score:
    """`voices`: question → those who were asked; one that nobody was asked counts as unanswered."""
    terms = tuple(_term(one, voices.get(one.id) or (Voice(""),), on) for one in questions if one.id in asked)
    if not any(term.is_scorable for term in terms):
        return Score(terms, None, None)
    return Score(terms, _bound(terms, "low"), _bound(terms, "high"))


def _bound(terms: Sequence[Term], end: str) -> Bound | None:
    counting = [term for term in terms if term.counts]
    weights = sum(term.weight for term in counting)
    if not weights:
        return None
    points = sum((term.weight * getattr(term, end) for term in counting), NOTHING)
    caps = tuple(
        (term.question, term.cap) for term in terms if term.cap is not None and not _meets(term, end)
    )
    return Bound(points, weights, caps)


def _meets(term: Term, end: str) -> bool:
    """Only a whole answer meets a critical question. One of which nothing is expected may still be judged so."""
    if term.ground == Ground.NOT_APPLICABLE:
        return True
    if term.ground == Ground.NOTHING_EXPECTED:
        return end == "high"
    return bool(getattr(term, end) == ALL)


def _term(question: Question, voices: Sequence[Voice], on: date) -> Term:
    """The lowest that counts; only when none counts, the question leaves the sums."""
    found = [_of(question, voice, on) for voice in voices]
    counting = [term for term in found if term.counts]
    if not counting:
        return min(found, key=lambda term: (term.is_reviewed, term.respondent))
    lowest = min(counting, key=lambda term: (term.low, term.high, term.is_reviewed, term.respondent))
    high = min(term.high for term in counting)
    return replace(lowest, high=high)


def _of(question: Question, voice: Voice, on: date) -> Term:
    cap = question.critical.cap if question.critical else None
    low, high, ground = _judged(voice.judged, on) or _unjudged(question, voice.given, on)
    is_reviewed = ground in (Ground.JUDGED, Ground.MEASURE_EXPIRED, Ground.NOT_APPLICABLE)
    is_scorable = ground in (Ground.JUDGED, Ground.MEASURE_EXPIRED) or (
        ground not in LEAVES and expects(question)
    )
    return Term(
        question.id, question.weight, low, high, ground, voice.respondent, is_reviewed, cap, is_scorable
    )


def _judged(judged: Judged | None, on: date) -> tuple[Fraction, Fraction, Ground] | None:
    if judged is None or judged.verdict == Verdict.TO_BE_CHECKED:
        return None
    if judged.verdict == Verdict.NOT_APPLICABLE:
        return NOTHING, NOTHING, Ground.NOT_APPLICABLE
    if judged.verdict == Verdict.COMPENSATED and judged.until is not None and judged.until < on:
        return NOTHING, NOTHING, Ground.MEASURE_EXPIRED
    share = EARNED_BY_VERDICT[judged.verdict]
    return share, share, Ground.JUDGED


def _unjudged(question: Question, given: Given | None, on: date) -> tuple[Fraction, Fraction, Ground]:
    if given is None:
        return NOTHING, NOTHING, Ground.UNANSWERED
    if given.stance == Stance.REFUSED:
        return NOTHING, NOTHING, Ground.REFUSED
    if given.stance == Stance.NOT_APPLICABLE:
        return NOTHING, NOTHING, Ground.NOT_APPLICABLE_CLAIMED
    share = earned(question, given.values, on)
    if share is None:
        return NOTHING, NOTHING, Ground.NOTHING_EXPECTED
    if given.stance == Stance.CONDITIONAL:
        return NOTHING, share, Ground.CONDITIONAL
    return share, share, Ground.EXPECTED
