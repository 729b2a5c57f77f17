"""Who is asked what: by the responsibility matrix where the engagement has one, else the unit and the vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.register.rules.rulebook import Depth
from app.standards.content.vocabulary import Levels, Respondent

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question
    from app.standards.rules.addressing import Addressed


@dataclass(frozen=True)
class Party:
    """An organisation of the chain, or a unit of ours. `level`: 階層, 0 for us."""

    organisation_id: UUID | None = None
    unit_id: UUID | None = None
    level: int = 0

    @property
    def is_ours(self) -> bool:
        return self.unit_id is not None


@dataclass(frozen=True)
class Chosen:
    """`open`: questions whose respondent the matrix leaves open, and which go to who is asked without one."""

    asked: Mapping[Party, tuple[str, ...]]
    open: tuple[str, ...] = ()


def in_depth(questions: Iterable[Question], depth: Depth) -> list[Question]:
    """簡易 asks fewer questions than 厳格."""
    return [one for one in questions if depth == Depth.STRICT or one.levels == Levels.BOTH]


def chosen(
    questions: Iterable[Question],
    addressed: Mapping[str, Addressed],
    actors: Mapping[str, Party],
    ours: Party,
    vendor: Party | None,
) -> Chosen:
    """`addressed`: question → what the matrix says of it; `actors`: those of the matrix who are named.
    Without a vendor (自行の態勢) everything is ours to answer."""
    asked: dict[Party, list[str]] = {}
    left_open: list[str] = []
    for question in questions:
        told = addressed.get(question.id)
        if told is not None and told.is_ours_alone:
            continue
        named = [actors[key] for key in told.actors if key in actors] if told else []
        if told is not None and not named:
            left_open.append(question.id)
        for party in named or [_otherwise(question, ours, vendor)]:
            asked.setdefault(party, []).append(question.id)
    ordered = sorted(asked, key=lambda one: (one.level, str(one.unit_id or one.organisation_id)))
    return Chosen({party: tuple(asked[party]) for party in ordered}, tuple(left_open))


def _otherwise(question: Question, ours: Party, vendor: Party | None) -> Party:
    return vendor if vendor is not None and question.respondent == Respondent.VENDOR else ours
