"""他の依頼での回答: what a respondent said to the same question in other requests, to be given again or to differ from.

An answer is true of what its question is about: of an organisation wherever it is asked, of a service wherever that
service is. What is asked about an engagement of ours is true of nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.diligence.models.distinctions import Stance
from app.diligence.rules import carrying
from app.diligence.rules.carrying import SAME_TO_RESPONDENTS, ChangeKind
from app.diligence.rules.declaring import declares
from app.standards.content.vocabulary import Scope

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question

# The file that stands in lies in each request anew: its name says which it is.
TOLD = (
    "stance", "parts", "reason", "condition", "substitute", "substitute_kind", "substitute_address", "substitute_place",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A request that was submitted and stands: what it is about, when, and who stands for its answers."""

    id: UUID
    questionnaire: str
    content_id: UUID
    service_id: UUID | None
    previous_id: UUID | None
    title: str
    about: str
    at: datetime
    attested: str = ""
    assessment_id: UUID | None = None


@dataclass(frozen=True)
class Other:
    """An answer given elsewhere, and the question as it was put there."""

    source: Source
    question: Question
    answer: Any


def present(sources: Iterable[Source], replaced: Collection[UUID | None] = ()) -> list[Source]:
    """Without those in whose place another one stands by now; the newest first. `replaced`: by the one that asks."""
    found = list(sources)
    gone = {one.previous_id for one in found} | set(replaced)
    return sorted(
        (one for one in found if one.id not in gone), key=lambda one: (one.at, str(one.id)), reverse=True
    )


def holds_for(question: Question, mine: UUID | None, theirs: UUID | None) -> bool:
    """Whether what was said of one service, or of none, is true of the other."""
    if question.scope == Scope.ORGANISATION:
        return True
    return question.scope == Scope.SERVICE and mine is not None and mine == theirs


def newest(others: Iterable[Other]) -> list[Other]:
    """Of each service the last that was said, the newest first."""
    found: dict[UUID | None, Other] = {}
    for one in sorted(others, key=lambda one: (one.source.at, str(one.source.id)), reverse=True):
        found.setdefault(one.source.service_id, one)
    return list(found.values())


# --- to be given again ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """`kept`: what of it fits; `is_same`: the question reads as it did there, so that it can be given again as it
    stands."""

    other: Other
    kept: Mapping[str, Any]
    is_same: bool


def proposal(question: Question, others: Iterable[Other]) -> Proposal | None:
    """The newest that still fits wholly."""
    for one in newest(others):
        found = carrying.carried(one.question, question, one.answer.parts)
        if not found.dropped and found.says_something(one.answer.stance):
            is_same = carrying.kind_of(one.question, question) in SAME_TO_RESPONDENTS
            return Proposal(one, found.kept, is_same)
    return None


class Care(StrEnum):
    """Why an answer is given again only by who chose that very one."""

    REFUSAL = "refusal"  # decided for each who asks
    DECLARATION = "declaration"  # true on the day on which it is said


def cares(question: Question, answer: Any) -> list[Care]:
    found = {Care.REFUSAL: answer.stance == Stance.REFUSED, Care.DECLARATION: declares(question)}
    return [care for care, is_so in found.items() if is_so]


def passed_since(question: Question, values: Mapping[str, Any], said_on: date, on: date) -> list[str]:
    """Days that were still to come when it was said and are over today, such as the end of a certificate."""
    found = {day for part in question.parts for day in _days(part, values.get(part.key))}
    return sorted(day for day in found if said_on <= date.fromisoformat(day) < on)


def _days(part: Any, value: Any) -> Iterable[str]:
    if part.type == "date" and value:
        yield value
    elif part.type == "table":
        columns = [one.key for one in part.columns if one.type == "date"]
        yield from (row[key] for row in value or () for key in columns if row.get(key))


class SinceTaken(StrEnum):
    """What has happened since an answer was taken over."""

    NOTHING = "nothing"
    CHANGED_HERE = "changed_here"
    CHANGED_THERE = "changed_there"


def since_taken(answer: Any, source: Any) -> SinceTaken:
    """`source`: as it stands today. Of two that differ the one that was saved last has moved away."""
    if (*told(answer), answer.comment) == (*told(source), source.comment):
        return SinceTaken.NOTHING
    return SinceTaken.CHANGED_THERE if source.answered_at > answer.answered_at else SinceTaken.CHANGED_HERE


# --- to differ from ------------------------------------------------------------------------------


def differing(question: Question, answer: Any, others: Iterable[Other]) -> list[Other]:
    """Those that say otherwise now. Where something else was to be entered nothing can be compared."""
    return [
        one
        for one in newest(others)
        if carrying.kind_of(one.question, question) != ChangeKind.PARTS and told(one.answer) != told(answer)
    ]


def told(answer: Any) -> tuple[Any, ...]:
    return tuple(getattr(answer, name) for name in TOLD)


# --- to be looked at -----------------------------------------------------------------------------


def is_related(question: Question, other: Question) -> bool:
    """Another questionnaire asks for the same items and in the same parts; never enough to take one for the other."""
    return bool(set(question.touches) & set(other.touches)) and _types(question) == _types(other)


def _types(question: Question) -> Sequence[str]:
    return sorted(part.type for part in question.parts)
