"""What a whole layer in a file would change of the one that is set beside a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.standards.models import LayerAct
from app.standards.rules.layering import Change, stored


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Step:
    """`before` and `after` are the values of the change; None where there is none."""

    kind: Kind
    question: str
    act: LayerAct
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def steps_of(present: Sequence[Change], wanted: Sequence[Change]) -> list[Step]:
    """By question and act; what stays as it is is no step."""
    was = {(one.question, str(one.act)): one for one in present}
    will = {(one.question, str(one.act)): stored(one) for one in wanted}
    found = []
    for question, act in sorted({*was, *will}):
        old, after = was.get((question, act)), will.get((question, act))
        before = kept_values(old) if old is not None else None
        if before == after and before is not None:
            continue
        kind = Kind.ADDED if old is None else Kind.TAKEN_BACK if after is None else Kind.CHANGED
        found.append(Step(kind, question, LayerAct(act), before, after))
    return found


def kept_values(change: Change) -> Mapping[str, Any]:
    """A row of which something is wrong is told as it is, so that a file can replace it."""
    from app.standards.rules.own_questions import entry_of

    return stored(change) if entry_of(change)[0] is not None else change.values
