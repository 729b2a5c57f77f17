"""Reads for the reminders of reports that end."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.assurance.models import AssuranceReport, ReportService
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports
from app.core.context import Context
from app.core.db import db
from app.identity import queries as identity
from app.register.permissions import RegisterPermission
from app.work.models import Task

SUBJECT = AssuranceReport.__tablename__


def with_an_end(today: date) -> Sequence[AssuranceReport]:
    """Not withdrawn, and nothing stands in their place on that day."""
    query = select(AssuranceReport).where(
        AssuranceReport.withdrawn_at.is_(None), AssuranceReport.ends_on.is_not(None)
    )
    rows = db.session.scalars(query.order_by(AssuranceReport.ends_on, AssuranceReport.id)).all()
    later = reports.replaced((row.id for row in rows), today)
    return [row for row in rows if row.id not in later]


def told(messages: Collection[str]) -> dict[UUID, list[Task]]:
    """Every reminder there ever was, by report: none is given twice."""
    query = select(Task).where(Task.source_type == SUBJECT, Task.message.in_(messages))
    found: dict[UUID, list[Task]] = {}
    for task in db.session.scalars(query.order_by(Task.id)):
        found.setdefault(task.source_id, []).append(task)
    return found


def services_of(report: AssuranceReport) -> list[UUID]:
    query = select(ReportService.service_id).where(ReportService.report_id == report.id)
    return list(db.session.scalars(query))


def seeing_all(ctx: Context) -> Context:
    """The job with the eyes of every unit: whom a report concerns depends on nobody's rights."""
    units = frozenset(identity.unit_paths())
    return Context(
        at=ctx.at, actor_name=ctx.actor_name, actor_kind=ctx.actor_kind,
        grants={RegisterPermission.ENGAGEMENT_VIEW: units, P.REPORT_VIEW: units},
    )  # fmt: skip
