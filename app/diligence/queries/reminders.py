"""Reads of who is to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Assignment, AssignmentState, DueRequest
from app.diligence.rules import states

WAITED_FOR = frozenset({*states.OPEN, AssignmentState.OWN_APPROVAL})


def due(at: datetime, *, days_before: int, every_days: int) -> Sequence[Assignment]:
    """Those whose day is near or over, not reminded lately; whoever asks for another day waits for our reply."""
    return db.session.scalars(
        _due(at, days_before, every_days).order_by(Assignment.due_on, Assignment.id)
    ).all()


def is_any_due(at: datetime, *, days_before: int, every_days: int) -> bool:
    query = _due(at, days_before, every_days).with_only_columns(Assignment.id)
    return db.session.scalar(query.limit(1)) is not None


def _due(at: datetime, days_before: int, every_days: int) -> Select[Assignment]:
    today = day_of(at)
    # An hour less, so that a run somewhat earlier in the day than the last one does not lose a day.
    lately = at - timedelta(days=every_days) + timedelta(hours=1)
    asking = aliased(Assignment)
    asks = select(DueRequest.assignment_id).join(asking, asking.id == DueRequest.assignment_id)
    return select(Assignment).where(
        Assignment.state.in_(WAITED_FOR),
        Assignment.due_on <= today + timedelta(days=days_before),
        or_(Assignment.reminded_at.is_(None), Assignment.reminded_at <= lately),
        Assignment.id.not_in(asks.where(standing(asking))),
    )


def standing(part: Any) -> ColumnElement[bool]:
    """`rules.applying.end_of` for a statement: nobody has decided on the wish, and it has not ended."""
    return and_(
        DueRequest.decided_at.is_(None),
        part.state.not_in(states.DONE),
        or_(part.submitted_at.is_(None), part.submitted_at < DueRequest.asked_at),
    )
