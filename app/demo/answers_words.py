"""What respondents and reviewers of the demonstration say, in words as they would type them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.diligence.models import Reliance, Stance, SubstituteKind, Verdict
from app.diligence.rules import entering
from app.diligence.services.answering import Facts

# A number in the place of a day is counted from the day of the answer.
Cell = str | int
Row = Mapping[str, Cell]
Typed = Cell | tuple[str, ...] | list[Row]


@dataclass(frozen=True)
class Words:
    """`stands_in`, `place`: what can be looked at instead of a refused answer, and where in it."""

    parts: Mapping[str, Typed] = field(default_factory=dict)
    stance: Stance = Stance.ANSWERED
    reason: str = ""
    condition: str = ""
    substitute: str = ""
    comment: str = ""
    stands_in: SubstituteKind | None = None
    place: str = ""


@dataclass(frozen=True)
class Review:
    """`until`, `relied_until` in days from the judgement; `second` is who looked at it as well. `place`: where in
    what the judgement relies on."""

    who: str
    verdict: Verdict
    comment: str = ""
    measure: str = ""
    reason: str = ""
    until: int | None = None
    second: str = ""
    relies_on: Reliance | None = None
    place: str = ""
    relied_until: int | None = None


@dataclass(frozen=True)
class Proof:
    """A paper beside an answer; `expires` in days from today; `terms`: handed in under an NDA that says so."""

    question: str
    name: str
    title: str
    lines: tuple[str, ...]
    expires: int | None = None
    terms: str = ""


def facts_of(question: Any, words: Words, on: date) -> Facts:
    """Read like anything typed into the page; what could not be taken there stops the loading here."""
    parts = {part.key: part for part in question.parts}
    values = {}
    for key, typed in words.parts.items():
        value, faults = entering.read(parts[key], _typed(parts[key], typed, on))
        if faults or value is None:
            raise ValueError(f"{question.id}.{key}: {faults}")
        values[key] = value
    return Facts(words.stance, values, words.reason, words.condition, words.substitute, words.comment)


def _typed(part: Any, typed: Typed, on: date) -> Any:
    if isinstance(typed, list):
        columns = {column.key: column for column in part.columns}
        return [{key: [_text(columns[key], cell, on)] for key, cell in row.items()} for row in typed]
    return list(typed) if isinstance(typed, tuple) else [_text(part, typed, on)]


def _text(part: Any, cell: Cell, on: date) -> str:
    if part.type == "date" and isinstance(cell, int):
        return (on + timedelta(days=cell)).isoformat()
    return str(cell)
