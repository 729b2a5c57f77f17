"""引継ぎ: what waits for one person becomes another's."""

from app.core import audit
from app.core.context import Context
from app.identity.events import HandedOver
from app.work import queries
from app.work.events import WorkAct as Act
from app.work.models import Finding, Task
from app.work.services.findings import follow_up


def hand_over_work(ctx: Context, happening: HandedOver) -> None:
    """Listens to HandedOver; says how many of each were moved."""
    tasks = queries.open_tasks_owned_by(happening.from_user_id)
    for task in tasks:
        task.owner_id = happening.to_user_id
    audit.record(ctx, Act.TASK_REASSIGNED, *tasks)
    findings = queries.findings_owned_by(happening.from_user_id)
    for finding in findings:
        finding.owner_id = happening.to_user_id
    audit.record(ctx, Act.FINDING_HANDED_OVER, *findings)
    for finding in findings:
        follow_up(ctx, finding)
    for name, moved in ((Task.__tablename__, tasks), (Finding.__tablename__, findings)):
        happening.moved[name] = happening.moved.get(name, 0) + len(moved)
