"""What one respondent is asked now, and how far they are: over the answers given so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from app.diligence.models.distinctions import Stance
from app.diligence.rules.asking import Facts, asked
from app.diligence.rules.entering import missing
from app.diligence.rules.given import Given
from app.diligence.rules.resolving import resolved

if TYPE_CHECKING:
    from app.standards.content.conditions import AnyCondition
    from app.standards.content.questionnaires import Question


@cache
def _adapter() -> Any:
    """Made on first use: content's classes take long to load."""
    from pydantic import TypeAdapter

    from app.standards.content.conditions import AnyCondition

    return TypeAdapter(AnyCondition)


def stored(condition: AnyCondition) -> dict[str, Any]:
    told: dict[str, Any] = _adapter().dump_python(condition, mode="json", by_alias=True, exclude_none=True)
    return told


def condition_of(told: dict[str, Any]) -> AnyCondition:
    """Back from what `stored` made of it."""
    found: AnyCondition = _adapter().validate_python(told)
    return found


@dataclass(frozen=True)
class Sendable:
    """The questions that can ever be asked of one respondent, and what is left of their conditions."""

    questions: tuple[str, ...]
    conditions: Mapping[str, dict[str, Any]]


def sendable(questions: Iterable[Question], chosen: Iterable[str], facts: Facts) -> Sendable:
    wanted = set(chosen)
    left = {one.id: resolved(one.ask_when, facts) for one in questions if one.id in wanted}
    kept = {ref: found for ref, found in left.items() if found is not False}
    return Sendable(tuple(kept), {ref: stored(found) for ref, found in kept.items() if found is not True})


@dataclass(frozen=True)
class _Asked:
    id: str
    ask_when: AnyCondition | None


def asked_now(
    questions: Sequence[str],
    conditions: Mapping[str, dict[str, Any]],
    given: Mapping[str, Given],
    borrowed: Mapping[str, Given],
) -> frozenset[str]:
    """`questions`: of this respondent, in the order of the questionnaire. A condition on what another is asked is
    decided by what is known of it (`borrowed`); where nothing is known, the question is asked."""
    before = [_Asked(ref, None) for ref in borrowed if ref not in questions]
    known = {*questions, *borrowed}
    own = [_Asked(ref, _heard(conditions.get(ref), known)) for ref in questions]
    return asked([*before, *own], {}, {**borrowed, **given}) & set(questions)


def _heard(told: dict[str, Any] | None, known: set[str]) -> AnyCondition | None:
    """What hangs on an answer that nobody here can know becomes a fact that nobody entered: unknown."""
    if told is None:
        return None
    found: AnyCondition = _adapter().validate_python(_without(told, known))
    return found


def _without(told: dict[str, Any], known: set[str]) -> dict[str, Any]:
    if "part" in told and told["part"].rpartition(".")[0] not in known:
        return {"fact": told["part"], **{name: value for name, value in told.items() if name != "part"}}
    found = dict(told)
    for name in ("all", "any"):
        if name in told:
            found[name] = [_without(one, known) for one in told[name]]
    if "not" in told:
        found["not"] = _without(told["not"], known)
    return found


def parts_wanted(conditions: Mapping[str, dict[str, Any]], question: str) -> frozenset[str]:
    """The parts of `question` that something here depends on."""
    named = {part for told in conditions.values() for part in _named(told)}
    split = (part.rpartition(".") for part in named)
    return frozenset(key for ref, _, key in split if ref == question)


def _named(told: Mapping[str, Any]) -> set[str]:
    inner = [*told.get("all", ()), *told.get("any", ()), *([told["not"]] if "not" in told else [])]
    own = {told["part"]} if "part" in told else set()
    return own.union(*(_named(one) for one in inner))


# --- how far -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Counts what is asked now. `open`: not answered, or begun and not whole."""

    asked: int
    answered: int
    open: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.open


@dataclass(frozen=True)
class Said:
    """An answer as far as completeness asks. `given`: None while it lacks a reason or whatever else its kind wants."""

    given: Given | None = None
    files: Mapping[str, int] = field(default_factory=dict)


def is_answered(question: Question, said: Said) -> bool:
    if said.given is None:
        return False
    if said.given.stance in (Stance.NOT_APPLICABLE, Stance.REFUSED):
        return True
    return not any(True for _ in missing(question, said.given.values, said.files))


def progress(questions: Iterable[Question], now: Iterable[str], said: Mapping[str, Said]) -> Progress:
    shown = set(now)
    left = tuple(
        one.id for one in questions if one.id in shown and not is_answered(one, said.get(one.id, Said()))
    )
    return Progress(len(shown), len(shown) - len(left), left)
