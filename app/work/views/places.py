"""What waits on the home page, and where the records lead that work points at."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.words import act_label
from app.identity import queries as identity
from app.work import queries, subjects, waiting
from app.work.models import Approval, Finding, Task
from app.work.subjects import Found
from app.work.waiting import Source, Waiting
from app.work.words import for_whom


def list_tasks(ctx: Context, limit: int) -> list[Waiting]:
    tasks = db.session.scalars(queries.waiting_tasks(ctx).order_by(Task.due_on, Task.id).limit(limit))
    rows = list(tasks)
    names = identity.names_of({t.owner_id for t in rows if t.owner_id and t.owner_id != ctx.actor_id})
    return [Waiting(_("Task"), for_whom(task, ctx, names), url_of_task(task), task.due_on) for task in rows]


def url_of_task(task: Task) -> str:
    """Where it is done: the page of its source."""
    if task.source_type == Approval.__tablename__:
        return url_for("work.approval", approval_id=task.source_id)
    if task.source_type == Finding.__tablename__:
        return url_for("work.finding", finding_id=task.source_id)
    return url_for("work.task", task_id=task.id)


def list_approvals(ctx: Context, limit: int) -> list[Waiting]:
    query = queries.waiting_approvals(ctx).order_by(Approval.expires_at, Approval.id).limit(limit)
    return [
        Waiting(
            _("Approval"),
            f"{act_label(approval.act)}: {approval.title}",
            url_for("work.approval", approval_id=approval.id),
            day_of(approval.expires_at) if approval.expires_at else None,
        )
        for approval in db.session.scalars(query)
    ]


waiting.register("tasks", Source(lambda ctx: [queries.waiting_tasks(ctx)], list_tasks))
waiting.register("approvals", Source(lambda ctx: [queries.waiting_approvals(ctx)], list_approvals))


def _user(ctx: Context, user_id: UUID) -> Found:
    return Found(identity.get_user(ctx, user_id).name, "identity.user", {"user_id": user_id})


def _unit(ctx: Context, unit_id: UUID) -> Found:
    return Found(identity.get_unit(ctx, unit_id).name, "identity.unit", {"unit_id": unit_id})


def _grant(ctx: Context, grant_id: UUID) -> Found:
    return _user(ctx, identity.get_grant(ctx, grant_id).user_id)


def _stand_in(ctx: Context, stand_in_id: UUID) -> Found:
    return _user(ctx, identity.get_stand_in(ctx, stand_in_id).user_id)


def _finding(ctx: Context, finding_id: UUID) -> Found:
    found = queries.get_finding(ctx, finding_id)
    return Found(found.title, "work.finding", {"finding_id": finding_id}, found.unit_id)


def _approval(ctx: Context, approval_id: UUID) -> Found:
    found = queries.get_approval(ctx, approval_id)
    return Found(found.title, "work.approval", {"approval_id": approval_id}, found.unit_id)


subjects.register("user", _user)
subjects.register("unit", _unit)
subjects.register("role_grant", _grant)
subjects.register("stand_in", _stand_in)
subjects.register("finding", _finding)
subjects.register("approval", _approval)
