"""「自分待ち」: opened and closed by whatever waits, moved by the person who has it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.identity import queries as identity
from app.work import queries
from app.work.events import WorkAct as Act
from app.work.models import Task, TaskState


def open_task(
    ctx: Context,
    *,
    source_type: str,
    source_id: UUID,
    message: str,
    params: Mapping[str, str] | None = None,
    owner_id: UUID | None = None,
    permission: str = "",
    unit_id: UUID | None = None,
    not_for_id: UUID | None = None,
    due_on: date | None = None,
) -> Task:
    """For one person, or for whoever holds `permission` in `unit_id` (None: in any unit).

    `message` is one of `words.MESSAGES`, or another package's msgid marked with N_.
    """
    if owner_id is None and not permission:
        raise ValueError("a task waits for a person or for a permission")
    task = Task(
        source_type=source_type, source_id=source_id, message=message, params=dict(params or {}), owner_id=owner_id,
        permission=permission, unit_id=unit_id, not_for_id=not_for_id, due_on=due_on, state=TaskState.OPEN,
    )  # fmt: skip
    db.session.add(task)
    audit.record(ctx, Act.TASK_OPENED, task)
    return task


def complete_task(ctx: Context, task: Task) -> None:
    _end(ctx, task, TaskState.DONE, Act.TASK_DONE)


def cancel_task(ctx: Context, task: Task, *, reason: str) -> None:
    _end(ctx, task, TaskState.CANCELLED, Act.TASK_CANCELLED, reason)


def _end(ctx: Context, task: Task, state: TaskState, act: Act, reason: str = "") -> None:
    _must_be_open(task)
    task.state, task.done_by_id, task.done_at = state, ctx.actor_id, ctx.at
    audit.record(ctx, act, task, reason=reason)


def _must_be_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        raise DomainError(N_("This task is no longer open."))


def reassign_task(ctx: Context, task: Task, *, owner_id: UUID, reason: str) -> None:
    """To one other person, who is read again: an id in a form proves nothing."""
    _must_be_open(task)
    owner = identity.get_user(ctx, owner_id)
    if not owner.active or owner.is_vendor:
        raise DomainError(N_("Choose an active member of staff."), "owner_id")
    if owner.id == task.not_for_id:
        raise DomainError(N_("This task checks what that person made. Choose somebody else."), "owner_id")
    task.owner_id = owner.id
    audit.record(ctx, Act.TASK_REASSIGNED, task, reason=reason)


def close_tasks_of(
    ctx: Context, source_type: str, source_id: UUID, *, state: TaskState = TaskState.DONE, reason: str = ""
) -> int:
    """What they waited for has happened, or will not happen any more."""
    act = Act.TASK_DONE if state == TaskState.DONE else Act.TASK_CANCELLED
    tasks = queries.open_tasks_of(source_type, source_id)
    for task in tasks:
        _end(ctx, task, state, act, reason)
    return len(tasks)
