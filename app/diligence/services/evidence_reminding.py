"""Evidence that expires comes back as one task for each assessment, and goes once newer files have taken its place."""

from __future__ import annotations

from datetime import timedelta

from app.core.context import Context
from app.core.dates import day_of
from app.core.words import N_
from app.diligence import expiring
from app.diligence.models import Assessment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import evidence as queries
from app.diligence.queries.evidence import Expiring
from app.work.models import Task
from app.work.services import tasks

SUBJECT = Assessment.__tablename__
EXPIRES = N_("Ask for newer evidence for “%(title)s” (%(number)s): %(count)s expired or about to")


def remind_of_evidence(ctx: Context) -> int:
    """Says how many tasks were opened. Run twice a day it finds nothing to do the second time."""
    found = queries.expiring(day_of(ctx.at) + timedelta(days=expiring.warning_days()))
    there = queries.open_reminders(EXPIRES)
    titles = queries.titles_of(one.assessment for one in found)
    wanted = {one.assessment.id: one for one in found}
    for assessment_id, task in there.items():
        if assessment_id not in wanted:
            tasks.complete_task(ctx, task)
    new = [one for one in found if not _is_told(there.get(one.assessment.id), one)]
    for one in new:
        _remind(ctx, one, titles.get(one.assessment.id, ""), there.get(one.assessment.id))
    return len(new)


def _is_told(task: Task | None, one: Expiring) -> bool:
    return task is not None and task.params["count"] == str(one.count) and task.due_on == one.soonest


def _remind(ctx: Context, one: Expiring, title: str, before: Task | None) -> None:
    if before is not None:
        tasks.cancel_task(ctx, before, reason="")
    assessment = one.assessment
    tasks.open_task(
        ctx, source_type=SUBJECT, source_id=assessment.id, message=EXPIRES,
        params={"title": title, "number": assessment.number, "count": str(one.count)},
        owner_id=assessment.owner_id, permission="" if assessment.owner_id else P.ASSESSMENT_EDIT,
        unit_id=assessment.unit_id, due_on=one.soonest,
    )  # fmt: skip
