"""指摘事項: raised, dealt with by its owner, verified by somebody else."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.work import queries, rules, subjects
from app.work.events import FindingMoved
from app.work.events import WorkAct as Act
from app.work.models import Finding, FindingState, Severity
from app.work.permissions import WorkPermission as P
from app.work.services.tasks import complete_task, open_task
from app.work.words import MESSAGES

TRIES = 8


@dataclass(frozen=True)
class FindingFacts:
    title: str
    severity: Severity
    unit_id: UUID
    detail: str = ""
    source: str = ""
    owner_id: UUID | None = None
    due_on: date | None = None
    measure: str = ""


def raise_finding(
    ctx: Context, facts: FindingFacts, *, subject_type: str = "", subject_id: UUID | None = None
) -> Finding:
    """Numbered without gaps. A subject named in an address is looked up with the eyes of who raises it."""
    if not ctx.may(P.FINDING_RAISE, facts.unit_id):
        raise NotAllowed
    if subject_id is not None:
        subjects.find(ctx, subject_type, subject_id)
    _check_owner(ctx, facts)
    finding = _numbered(
        Finding(
            **vars(facts), subject_type=subject_type if subject_id else "", subject_id=subject_id,
            raised_by_id=ctx.actor_id, raised_on=day_of(ctx.at), state=FindingState.OPEN,
        )
    )  # fmt: skip
    audit.record(ctx, Act.FINDING_RAISED, finding)
    follow_up(ctx, finding)
    return finding


def _numbered(finding: Finding) -> Finding:
    """SQLite writes one at a time. On PostgreSQL two may read the same maximum: the second waits for the
    first at the unique index, is told, and takes the next."""
    for _ in range(TRIES):
        finding.number = queries.next_finding_number()
        try:
            with db.session.begin_nested():
                db.session.add(finding)
                db.session.flush()
        except IntegrityError:
            continue
        return finding
    raise DomainError(N_("Many findings are being written at this moment. Send the form again."))


def _check_owner(ctx: Context, facts: FindingFacts) -> None:
    if facts.owner_id is None:
        return
    able = queries.people_with(P.FINDING_MOVE, facts.unit_id, day_of(ctx.at))
    if facts.owner_id not in {person.id for person in able}:
        raise DomainError(
            N_(
                "This person has no role in the unit with which they could deal with it. Choose somebody else."
            ),
            "owner_id",
        )


def edit_finding(ctx: Context, finding: Finding, facts: FindingFacts) -> None:
    if not ctx.may(P.FINDING_EDIT, finding.unit_id) or not ctx.may(P.FINDING_EDIT, facts.unit_id):
        raise NotAllowed
    if finding.state in rules.ENDED:
        raise DomainError(N_("This finding is closed. Raise a new one if the matter comes back."))
    if (facts.owner_id, facts.unit_id) != (finding.owner_id, finding.unit_id):
        _check_owner(ctx, facts)
    for name, value in vars(facts).items():
        setattr(finding, name, value)
    audit.record(ctx, Act.FINDING_EDITED, finding)
    follow_up(ctx, finding)


def move_finding(ctx: Context, finding: Finding, target: FindingState, *, note: str) -> None:
    """One step of its way. The note is the measure taken, the reason, or what the verifier saw."""
    obstacle = why_not_move(ctx, finding, target)
    if obstacle is not None:
        raise DomainError(obstacle)
    if not _may_take(ctx, finding, target):
        raise NotAllowed
    act = rules.FINDING_MOVES[finding.state][target]
    if act != Act.FINDING_STARTED and not note.strip():
        raise DomainError(NOTE_NEEDED[act], "note")
    finding.state = target
    if act == Act.FINDING_REPORTED:
        finding.measure = note
    if target in rules.ENDED:
        finding.closed_on, finding.closed_by_id, finding.closing_note = day_of(ctx.at), ctx.actor_id, note
    audit.record(ctx, act, finding, reason=note)
    follow_up(ctx, finding)
    events.publish(ctx, FindingMoved(finding.id, finding.subject_type, finding.subject_id, target.value))


NOTE_NEEDED = {
    Act.FINDING_REPORTED: N_("Say what was done."),
    Act.FINDING_SENT_BACK: N_("Say what is still missing."),
    Act.FINDING_CLOSED: N_("Say how you verified it."),
    Act.FINDING_WITHDRAWN: N_("Say why it is withdrawn."),
}


def _may_take(ctx: Context, finding: Finding, target: FindingState) -> bool:
    needed = P.FINDING_VERIFY if target in rules.NEEDS_VERIFIER else P.FINDING_MOVE
    if ctx.may(needed, finding.unit_id):
        return True
    return needed == P.FINDING_MOVE and ctx.may(needed) and queries.deals_with(ctx, finding)


def why_not_move(ctx: Context, finding: Finding, target: FindingState) -> str | None:
    return rules.why_not_move(
        state=finding.state, target=target, actor_id=ctx.actor_id, owner_id=finding.owner_id,
        reporter_id=queries.reporter_of(finding) if target in rules.NEEDS_VERIFIER else None,
    )  # fmt: skip


def moves_for(ctx: Context, finding: Finding) -> list[FindingState]:
    """The steps this person may take now: what the page offers as buttons."""
    targets = rules.FINDING_MOVES[finding.state]
    return [t for t in targets if _may_take(ctx, finding, t) and why_not_move(ctx, finding, t) is None]


def follow_up(ctx: Context, finding: Finding) -> None:
    """Keep the one task that stands for what must happen next, in the same transaction."""
    wanted = _next_task(finding)
    for task in queries.open_tasks_of(Finding.__tablename__, finding.id):
        if wanted is None or task.message != wanted["message"]:
            complete_task(ctx, task)
            continue
        for name, value in wanted.items():
            if getattr(task, name) != value:
                setattr(task, name, value)
        audit.record(ctx, Act.TASK_CHANGED, task)
        wanted = None
    if wanted is not None:
        open_task(ctx, source_type=Finding.__tablename__, source_id=finding.id, **wanted)


def _next_task(finding: Finding) -> dict[str, Any] | None:
    if finding.state in rules.ENDED:
        return None
    task: dict[str, Any] = {
        "params": {"number": str(finding.number), "title": finding.title},
        "due_on": finding.due_on,
        "unit_id": finding.unit_id,
        "owner_id": None,
        "not_for_id": None,
    }
    if finding.state == FindingState.TO_BE_VERIFIED:
        pool = {"permission": P.FINDING_VERIFY.value, "not_for_id": finding.owner_id}
        return {**task, **pool, "message": MESSAGES["verify_finding"]}
    if finding.owner_id is None:
        return {**task, "permission": P.FINDING_EDIT.value, "message": MESSAGES["name_owner"]}
    return {**task, "permission": "", "owner_id": finding.owner_id, "message": MESSAGES["deal_with_finding"]}
