"""Which answers need a reviewer's eyes, and why: the rest is accepted at a glance.

A judgement settles an answer until something moves: the answer itself, the day on which a substitute measure ends,
what the respondent wrote back. What is flagged and settled keeps its flags, and stands behind what is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from app.diligence.models.distinctions import Stance, Verdict
from app.diligence.rules.earning import ALL, earned

if TYPE_CHECKING:
    from app.diligence.rules.given import Given
    from app.standards.content.questionnaires import Question

SOON = timedelta(days=60)


class Flag(StrEnum):
    """In the order in which they are looked at."""

    ANSWER_MOVED = "answer_moved"  # changed after it was judged
    REPLIED = "replied"  # the last word of the inquiry is the respondent's
    INQUIRED = "inquired"  # they wrote, and nobody of ours did yet
    MEASURE_EXPIRED = "measure_expired"  # 代替措置 whose last day has passed
    RELIANCE_LAPSED = "reliance_lapsed"  # on what the judgement rests does not stand any more
    DIFFERS = "differs"  # the same respondent says otherwise in another assessment
    CHANGED = "changed"  # says something else than last time
    EVIDENCE_EXPIRED = "evidence_expired"
    EVIDENCE_EXPIRING = "evidence_expiring"
    NEW = "new"  # was not answered last time
    CRITICAL = "critical"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"  # said not to apply
    CONDITIONAL = "conditional"
    UNEXPECTED = "unexpected"
    UNANSWERED = "unanswered"
    NOT_ATTESTED = "not_attested"  # taken over from last time, nobody has looked at it since
    TO_BE_CHECKED = "to_be_checked"  # 要確認
    UNREVIEWED = "unreviewed"


# These reopen what was judged already.
WRITTEN = frozenset({Flag.REPLIED, Flag.INQUIRED})
MOVED = WRITTEN | {Flag.ANSWER_MOVED, Flag.MEASURE_EXPIRED, Flag.RELIANCE_LAPSED, Flag.TO_BE_CHECKED}
ORDER = {flag: at for at, flag in enumerate(Flag)}
BY_STANCE = {
    Stance.REFUSED: Flag.REFUSED, Stance.NOT_APPLICABLE: Flag.NOT_APPLICABLE, Stance.CONDITIONAL: Flag.CONDITIONAL,
}  # fmt: skip


@dataclass(frozen=True)
class Before:
    """Last time's: `is_same` is None where this question was not answered then."""

    is_same: bool | None = None


@dataclass(frozen=True)
class Seen:
    """One respondent's answer as the reviewer finds it. `before`: None where there was no assessment before."""

    given: Given | None = None
    version: int | None = None
    before: Before | None = None
    is_carried: bool = False  # and not attested anew
    expiries: Sequence[date] = ()
    verdict: Verdict | None = None
    judged_version: int | None = None
    until: date | None = None
    is_theirs_last: bool = False
    is_theirs_alone: bool = False  # nobody of ours wrote before
    differs: bool = False
    is_lapsed: bool = False


def flags(question: Question, seen: Seen, on: date) -> tuple[Flag, ...]:
    """In their order; an answer about which there is nothing to say is unreviewed, or has none."""
    found = {*_of_judgement(seen, on), *_of_answer(question, seen, on), *_of_evidence(seen.expiries, on)}
    if question.critical is not None:
        found.add(Flag.CRITICAL)
    if seen.differs:
        found.add(Flag.DIFFERS)
    if seen.is_theirs_last:
        found.add(Flag.INQUIRED if seen.is_theirs_alone else Flag.REPLIED)
    return tuple(sorted(found, key=ORDER.__getitem__))


def _of_judgement(seen: Seen, on: date) -> Iterable[Flag]:
    if seen.verdict is None:
        yield Flag.UNREVIEWED
        return
    if seen.judged_version != seen.version:
        yield Flag.ANSWER_MOVED
    if seen.verdict == Verdict.TO_BE_CHECKED:
        yield Flag.TO_BE_CHECKED
    if seen.verdict == Verdict.COMPENSATED and seen.until is not None and seen.until < on:
        yield Flag.MEASURE_EXPIRED
    if seen.is_lapsed:
        yield Flag.RELIANCE_LAPSED


def _of_answer(question: Question, seen: Seen, on: date) -> Iterable[Flag]:
    if seen.is_carried:
        yield Flag.NOT_ATTESTED
    if seen.given is None:
        yield Flag.UNANSWERED
        return
    if seen.before is not None and seen.before.is_same is not True:
        yield Flag.NEW if seen.before.is_same is None else Flag.CHANGED
    if seen.given.stance in BY_STANCE:
        yield BY_STANCE[seen.given.stance]
    if _falls_short(earned(question, seen.given.values, on), seen.given.stance):
        yield Flag.UNEXPECTED


def _falls_short(share: Fraction | None, stance: Stance) -> bool:
    says_something = stance in (Stance.ANSWERED, Stance.CONDITIONAL)
    return says_something and share is not None and share < ALL


def fits(question: Question, given: Given | None, on: date) -> bool:
    """Says exactly what is expected, without a condition. Where nothing is expected nothing fits."""
    is_plain = given is not None and given.stance == Stance.ANSWERED
    return given is not None and is_plain and earned(question, given.values, on) == ALL


def _of_evidence(expiries: Iterable[date], on: date) -> Iterable[Flag]:
    for day in expiries:
        if day < on:
            yield Flag.EVIDENCE_EXPIRED
        elif day <= on + SOON:
            yield Flag.EVIDENCE_EXPIRING


def is_settled(found: Iterable[Flag]) -> bool:
    """Judged, and nothing has moved since."""
    return not {*found} & {*MOVED, Flag.UNREVIEWED}


def needs_eyes(found: Iterable[Flag]) -> bool:
    """More is to be said of it than that nobody has judged it yet."""
    told = {*found}
    return not is_settled(told) and bool(told - {Flag.UNREVIEWED})


def rank(found: Sequence[Flag]) -> tuple[int, int]:
    """What needs eyes first, then what is only unreviewed, then what is settled; inside, by the gravest flag."""
    group = 0 if needs_eyes(found) else 2 if is_settled(found) else 1
    return group, ORDER[found[0]] if found else len(ORDER)
