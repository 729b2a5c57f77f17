"""期限延長の申請: how long a wish for a later day stands. It ends with what it was asked for."""

from datetime import datetime
from enum import StrEnum

from app.diligence.models import AssignmentState
from app.diligence.rules.states import DONE


class End(StrEnum):
    """Why nobody replies any more to a wish that was not decided."""

    SUBMITTED = "submitted"
    CLOSED = "closed"


def end_of(asked_at: datetime, state: AssignmentState, submitted_at: datetime | None) -> End | None:
    """None while it stands. What was submitted after it stays its end, also where the answers come back: they then
    have a day of their own, and another wish may follow."""
    if state == AssignmentState.CLOSED:
        return End.CLOSED
    was_submitted = submitted_at is not None and submitted_at >= asked_at
    return End.SUBMITTED if state in DONE or was_submitted else None
