"""How one question stands with its respondent: what asks for their eyes comes before what is merely there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from app.diligence.rules.sheets import Said, is_answered

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question


class Standing(StrEnum):
    ASKED_BACK = "asked_back"  # 照会 by the reviewer that nobody has met yet
    CARRIED = "carried"  # 前回の回答, to be looked at again
    OPEN = "open"
    BEGUN = "begun"
    ANSWERED = "answered"


# What the filter "still open" shows: all that keeps the respondent from being done.
WAITS = frozenset(Standing) - {Standing.ANSWERED}


def standing(
    question: Question, said: Said | None, *, is_carried: bool = False, asked_back: bool = False
) -> Standing:
    """`said`: None where nothing was saved yet."""
    if asked_back:
        return Standing.ASKED_BACK
    if said is None:
        return Standing.OPEN
    if is_carried:
        return Standing.CARRIED
    return Standing.ANSWERED if is_answered(question, said) else Standing.BEGUN


def is_asked_back(asked_at: datetime | None, met_at: datetime | None) -> bool:
    """`met_at`: the respondent's last word, an answer saved or a reply written."""
    return asked_at is not None and (met_at is None or met_at < asked_at)
