"""What would change if the answers of a workbook were taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from app.diligence.models.distinctions import Stance
from app.diligence.rules import returned_stand_in
from app.diligence.rules.given import Given
from app.diligence.rules.returned import Back, Fate
from app.diligence.rules.wanting import is_given


class Outcome(StrEnum):
    """Of one question in the workbook."""

    CHANGED = "changed"
    OLDER = "older"  # answered here since the workbook was taken out
    NOT_ASKED = "not_asked"
    WRONG = "wrong"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    UNCHANGED = "unchanged"


# What may be taken; an older one only when somebody says so.
TAKEABLE = frozenset({Outcome.CHANGED, Outcome.OLDER})
REFUSED = frozenset({Outcome.WRONG, Outcome.TAMPERED, Outcome.UNKNOWN, Outcome.NOT_ASKED})
_AS_READ = {
    Fate.ABSENT: Outcome.ABSENT,
    Fate.TAMPERED: Outcome.TAMPERED,
    Fate.UNKNOWN: Outcome.UNKNOWN,
    Fate.WRONG: Outcome.WRONG,
}
NOTHING: Mapping[str, Any] = {
    "stance": None,
    "parts": {},
    "reason": "",
    "condition": "",
    "substitute": "",
    "comment": "",
    **returned_stand_in.NOTHING,
}


@dataclass(frozen=True)
class Standing:
    """The answer as it stands here; `facts` like those of the workbook."""

    facts: Mapping[str, Any]
    version: int


@dataclass(frozen=True)
class Difference:
    back: Back
    outcome: Outcome
    before: Mapping[str, Any]
    version: int | None


def compared(
    backs: Sequence[Back],
    standing: Mapping[str, Standing],
    asked: Callable[[Mapping[str, Given]], frozenset[str]],
) -> list[Difference]:
    """`asked`: which questions are asked if these answers are given. Those of the workbook count for that."""
    given = {ref: found for ref, one in standing.items() if (found := _given(one.facts)) is not None}
    for back in backs:
        if back.fate == Fate.READ:
            found = _given(back.facts)
            given = {ref: one for ref, one in given.items() if ref != back.question}
            given |= {} if found is None else {back.question: found}
    shown = asked(given)
    return [_difference(back, standing.get(back.question), shown) for back in backs]


def _difference(back: Back, there: Standing | None, shown: frozenset[str]) -> Difference:
    before = there.facts if there else NOTHING
    version = there.version if there else None
    if back.fate != Fate.READ:
        outcome = _AS_READ[back.fate]
    elif all(before[name] == value for name, value in back.facts.items()):
        outcome = Outcome.UNCHANGED
    elif back.question not in shown:
        outcome = Outcome.NOT_ASKED
    else:
        outcome = Outcome.CHANGED if back.version == version else Outcome.OLDER
    return Difference(back, outcome, before, version)


def _given(facts: Mapping[str, Any]) -> Given | None:
    stance = Stance(facts["stance"]) if facts["stance"] else None
    if stance is None or not is_given(SimpleNamespace(**{**NOTHING, **facts, "stance": stance})):
        return None
    return Given(stance, facts["parts"])
