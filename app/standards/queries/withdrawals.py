"""Reads of matrices that were withdrawn: when and by whom, and what still hangs on one that is about to be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.db import db
from app.identity.models import User
from app.register.models import Engagement
from app.standards.events import StandardsAct as Act
from app.standards.models import EngagementMatrix, GapFinding
from app.work.models import Finding, Task, TaskState
from app.work.queries import visible_findings
from app.work.rules import UNDER_WAY


@dataclass(frozen=True)
class Begun:
    """A matrix that was begun. Of one that was withdrawn: by whom, and the last moment at which it counted."""

    matrix: EngagementMatrix
    by: str = ""
    last_at: datetime | None = None


def begun(engagement: Engagement) -> list[Begun]:
    """By template; of one template in the order in which they were begun."""
    return _told(EngagementMatrix.engagement_id == engagement.id)


def last_moment(matrix: EngagementMatrix) -> datetime | None:
    return next((one.last_at for one in _told(EngagementMatrix.id == matrix.id)), None)


def _told(which: ColumnElement[bool]) -> list[Begun]:
    is_withdrawal = and_(
        AuditEvent.subject_type == EngagementMatrix.__tablename__,
        AuditEvent.subject_id == EngagementMatrix.id,
        AuditEvent.event == Act.MATRIX_WITHDRAWN,
    )
    query = (
        select(EngagementMatrix, User.name, AuditEvent.at)
        .outerjoin(AuditEvent, is_withdrawal)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(which)
        .order_by(EngagementMatrix.template, EngagementMatrix.id)
    )
    found: list[Any] = list(db.session.execute(query))
    just_before = timedelta(microseconds=1)
    return [Begun(matrix, name or "", None if at is None else at - just_before) for matrix, name, at in found]


@dataclass(frozen=True)
class Hanging:
    """What is still under way because of a matrix. `unseen`: findings that this person may not see."""

    findings: Sequence[Finding]
    unseen: int
    tasks: int


def hanging(ctx: Context, matrix: EngagementMatrix) -> Hanging:
    seen = visible_findings(ctx).with_only_columns(Finding.id)
    query = (
        select(Finding, Finding.id.in_(seen))
        .join(GapFinding, GapFinding.finding_id == Finding.id)
        .where(GapFinding.matrix_id == matrix.id, Finding.state.in_(UNDER_WAY))
        .order_by(Finding.number)
    )
    found = list(db.session.execute(query))
    shown = [row[0] for row in found if row[1]]
    return Hanging(shown, len(found) - len(shown), _tasks([matrix.id, *(row[0].id for row in found)]))


def _tasks(sources: Collection[UUID]) -> int:
    kinds = (Finding.__tablename__, EngagementMatrix.__tablename__)
    query = select(func.count(Task.id)).where(
        Task.source_type.in_(kinds), Task.source_id.in_(sources), Task.state == TaskState.OPEN
    )
    return db.session.scalar(query) or 0
