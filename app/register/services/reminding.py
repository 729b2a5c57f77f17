"""Consents that run out come back as tasks of the engagement's owner: early, once more, and when they have.
Those to which nobody objected leave no task behind."""

from datetime import date
from uuid import UUID

from app.core.context import Context
from app.core.dates import day_of
from app.core.words import N_
from app.register.models import Engagement, EngagementSupply
from app.register.permissions import RegisterPermission as P
from app.register.queries import consents as queries
from app.register.rules.consents import REMINDED
from app.work import services as work
from app.work.models import Task, TaskState

SUBJECT = EngagementSupply.__tablename__
RUNS_OUT = N_("The consent to %(title)s ends on %(on)s. Apply again, or record that it is not used.")
RAN_OUT = N_("The consent to %(title)s ended on %(on)s. Apply again, or record that it is not used.")


def remind_of_consents(ctx: Context) -> int:
    """Each consent at most once for each of the days before its end. Returns how many reminders were given."""
    today = day_of(ctx.at)
    ending = queries.running_out(today)
    told = queries.tasks_about(use.id for use, _ in ending)
    given = 0
    for use, engagement in ending:
        if use.expires_on is not None and _is_due(use.expires_on, today, told.get(use.id, [])):
            _remind(ctx, use, engagement, use.expires_on)
            given += 1
    return given


def close_after_silence(ctx: Context) -> int:
    """Where nobody objected to a notice in time, nothing is left to examine or decide."""
    agreed = queries.agreed_by_silence(day_of(ctx.at))
    for use_id in agreed:
        work.close_tasks_of(ctx, SUBJECT, use_id)
    return len(agreed)


def stage_of(expires_on: date, today: date) -> int:
    """The nearest of the days before the end that has been reached; 0 once it has ended."""
    left = (expires_on - today).days
    return 0 if left < 0 else min((days for days in REMINDED if days >= left), default=max(REMINDED))


def _is_due(expires_on: date, today: date, tasks: list[Task]) -> bool:
    stage = str(stage_of(expires_on, today))
    return not any(
        task.params.get("on") == expires_on.isoformat() and task.params.get("stage") == stage
        for task in tasks
    )


def _remind(ctx: Context, use: EngagementSupply, engagement: Engagement, ends_on: date) -> None:
    today = day_of(ctx.at)
    stage, message = stage_of(ends_on, today), RAN_OUT if ends_on < today else RUNS_OUT
    work.close_tasks_of(ctx, SUBJECT, use.id, state=TaskState.CANCELLED)
    owner: UUID | None = engagement.owner_id
    work.open_task(
        ctx, source_type=SUBJECT, source_id=use.id, message=message,
        params={"title": queries.title_of(engagement, use.supply_id), "on": ends_on.isoformat(), "stage": str(stage)},
        owner_id=owner, permission="" if owner else P.CONSENT_APPLY, unit_id=engagement.unit_id, due_on=ends_on,
    )  # fmt: skip
