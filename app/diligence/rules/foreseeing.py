"""What one respondent will be asked, told before anything goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.diligence.rules.asking import Facts
from app.diligence.rules.sheets import asked_now, sendable

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question


@dataclass(frozen=True)
class Foreseen:
    """`questions`: in their order, all that can be asked; `certain`: those that are asked whatever is answered."""

    questions: tuple[str, ...]
    certain: frozenset[str]

    @property
    def possible(self) -> int:
        return len(self.questions) - len(self.certain)


def foreseen(questions: Iterable[Question], chosen: Sequence[str], facts: Facts) -> Foreseen:
    left = sendable(questions, chosen, facts)
    return Foreseen(left.questions, asked_now(left.questions, left.conditions, {}, {}))
