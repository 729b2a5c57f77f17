"""Which questions are asked: `ask_when` over the register's facts and the answers given so far.

Facts that nobody entered do not hide a question: what is not known is asked. An answer that is still to come
does hide it for now, and it appears as soon as the answer makes it so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from app.diligence.models.distinctions import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.diligence.rules.given import Given
    from app.standards.content.conditions import AnyCondition, Comparison, PartIs


class Askable(Protocol):
    """A question as its file says it, or as a respondent was sent it."""

    @property
    def id(self) -> str: ...
    @property
    def ask_when(self) -> AnyCondition | None: ...


class Holds(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"  # waits for an earlier answer
    UNKNOWN = "unknown"  # nobody entered the fact, or the answer is refused


# The first of these that is among the parts of `all`, or of `any`, is the whole's.
_ALL = (Holds.NO, Holds.NOT_YET, Holds.UNKNOWN, Holds.YES)
_ANY = (Holds.YES, Holds.NOT_YET, Holds.UNKNOWN, Holds.NO)
_OPPOSITE = {Holds.YES: Holds.NO, Holds.NO: Holds.YES}

Facts = Mapping[str, Any]


def asked(questions: Iterable[Askable], facts: Facts, given: Mapping[str, Given]) -> frozenset[str]:
    """The ids of those that are asked now. A condition names earlier questions only, so that one pass is enough."""
    shown: set[str] = set()
    waiting: set[str] = set()
    for question in questions:
        holds = _holds(question.ask_when, facts, given, shown, waiting)
        if holds in (Holds.YES, Holds.UNKNOWN):
            shown.add(question.id)
        elif holds == Holds.NOT_YET:
            waiting.add(question.id)
    return frozenset(shown)


def _holds(
    condition: AnyCondition | None,
    facts: Facts,
    given: Mapping[str, Given],
    shown: Collection[str],
    waiting: Collection[str],
) -> Holds:
    # By what it has and not by its class: to load the classes of content takes longer than all else here.
    if condition is None:
        return Holds.YES
    if hasattr(condition, "all"):
        found = {_holds(each, facts, given, shown, waiting) for each in condition.all}
        return next(one for one in _ALL if one in found)
    if hasattr(condition, "any"):
        found = {_holds(each, facts, given, shown, waiting) for each in condition.any}
        return next(one for one in _ANY if one in found)
    if hasattr(condition, "not_"):
        inner = _holds(condition.not_, facts, given, shown, waiting)
        return _OPPOSITE.get(inner, inner)
    if hasattr(condition, "fact"):
        return holds_of_fact(condition, facts)
    return _answered(condition, given, shown, waiting)


def holds_of_fact(condition: Any, facts: Facts) -> Holds:
    value = facts.get(condition.fact)
    return Holds.UNKNOWN if value is None else _compared(condition, value)


def _answered(
    condition: PartIs, given: Mapping[str, Given], shown: Collection[str], waiting: Collection[str]
) -> Holds:
    """A question that is not asked, or does not apply, has no value: no comparison with it holds."""
    question, _, key = condition.part.rpartition(".")
    if question in waiting:
        return Holds.NOT_YET
    if question not in shown:
        return Holds.NO
    answer = given.get(question)
    if answer is None:
        return Holds.NOT_YET
    if answer.stance == Stance.REFUSED:
        return Holds.UNKNOWN
    if answer.stance == Stance.NOT_APPLICABLE:
        return Holds.NO
    value = answer.values.get(key)
    return Holds.NOT_YET if value in (None, "", []) else _compared(condition, value)


def _compared(condition: Comparison, value: Any) -> Holds:
    """Of several values one is enough. `other_than`: a country beyond those named is one too many, while an answer
    is other than the options named when it has none of them, as the question's page says it."""
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    if condition.other_than is not None:
        beyond = [one not in condition.other_than for one in values]
        is_so = any(beyond) if hasattr(condition, "fact") else all(beyond)
    else:
        wanted = condition.in_ if condition.in_ is not None else (condition.is_,)
        is_so = any(one in wanted for one in values)
    return Holds.YES if is_so else Holds.NO
