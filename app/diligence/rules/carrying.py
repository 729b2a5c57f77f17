"""前回の回答: what of last time's answers still fits this version of the questionnaire, and what has changed in it.

An id keeps its meaning for ever, so that an answer may follow it from version to version; a part follows only where
what was entered could be entered today just as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.diligence.models.distinctions import Stance
from app.diligence.rules import entering

if TYPE_CHECKING:
    from app.standards.content.parts import AnyPart
    from app.standards.content.questionnaires import Question

RATING = frozenset({"expect", "points"})
# What is refused together says nothing new of the question; an answer that holds both does not fit any more.
REFUSING = frozenset({"exclusive"})
WORDING = frozenset({"label", "help", "labels", "rows"})
SAYS_SOMETHING = (Stance.ANSWERED, Stance.CONDITIONAL)


# --- answers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Carried:
    """`dropped`: the parts whose entries do not fit any more."""

    kept: Mapping[str, Any]
    dropped: tuple[str, ...]

    def says_something(self, stance: Stance) -> bool:
        """An answer of which nothing is left is none; a reason stands without parts."""
        return stance not in SAYS_SOMETHING or bool(self.kept) or not self.dropped


def carried(old: Question, new: Question, parts: Mapping[str, Any]) -> Carried:
    before = {part.key: part for part in old.parts}
    now = {part.key: part for part in new.parts}
    kept = {key: value for key, value in parts.items() if _fits(before.get(key), now.get(key), value)}
    return Carried(kept, tuple(key for key in parts if key not in kept))


def _fits(old: AnyPart | None, new: AnyPart | None, value: Any) -> bool:
    if old is None or new is None or old.type != new.type or new.type == "file":
        return False
    if getattr(old, "unit", None) != getattr(new, "unit", None):
        return False
    return entering.read(new, _typed(value)) == (value, [])


def _typed(value: Any) -> Any:
    """As somebody would type it again."""
    if isinstance(value, list):
        return [
            {key: _typed(cell) for key, cell in one.items()} if isinstance(one, dict) else one
            for one in value
        ]
    return [str(value)]


def has_place(new: Question, part: str) -> bool:
    """For a file: beside the answer as a whole, or in a part that takes files."""
    return not part or any(one.key == part and one.type == "file" for one in new.parts)


def is_expired(expires_on: date | None, on: date) -> bool:
    return expires_on is not None and expires_on < on


# --- versions -----------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    NEW = "new"
    PARTS = "parts"  # asks for something else to be entered
    REWORDED = "reworded"
    RATED = "rated"  # the same to respondents; it weighs, caps or expects otherwise
    GONE = "gone"
    UNCHANGED = "unchanged"


# What a respondent can confirm as it stands, without reading the question again.
SAME_TO_RESPONDENTS = frozenset({ChangeKind.UNCHANGED, ChangeKind.RATED})


@dataclass(frozen=True)
class Change:
    ref: str
    kind: ChangeKind
    old: Question | None = None
    new: Question | None = None


def changes(
    old: Iterable[Question], new: Iterable[Question], among: Collection[str] | None = None
) -> list[Change]:
    """In the order of the new version, what is gone at the end. `among`: only these ids are looked at."""
    before = {one.id: one for one in old if among is None or one.id in among}
    now = {one.id: one for one in new if among is None or one.id in among}
    found = [Change(ref, kind_of(before.get(ref), one), before.get(ref), one) for ref, one in now.items()]
    return found + [Change(ref, ChangeKind.GONE, one) for ref, one in before.items() if ref not in now]


def kind_of(old: Question | None, new: Question) -> ChangeKind:
    if old is None:
        return ChangeKind.NEW
    if old == new:
        return ChangeKind.UNCHANGED
    if _parts(old, RATING | WORDING | REFUSING) != _parts(new, RATING | WORDING | REFUSING):
        return ChangeKind.PARTS
    if _said(old) != _said(new):
        return ChangeKind.REWORDED
    return ChangeKind.UNCHANGED if _rated(old) == _rated(new) else ChangeKind.RATED


def _said(question: Question) -> tuple[Any, ...]:
    return question.text, question.help, question.evidence, _parts(question, RATING | REFUSING)


def _rated(question: Question) -> tuple[Any, ...]:
    return question.weight, question.critical, _parts(question, REFUSING)


def _parts(question: Question, left_out: Collection[str] = ()) -> list[Any]:
    return [_without(part.model_dump(), left_out) for part in question.parts]


def _without(told: Any, names: Collection[str]) -> Any:
    if isinstance(told, dict):
        return {key: _without(value, names) for key, value in told.items() if key not in names}
    return [_without(one, names) for one in told] if isinstance(told, list | tuple) else told
