"""What a report expects of its users, as duties of an engagement: given, settled, opened again, carried on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, ControlDuty, DutyState, UserControl
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as queries
from app.assurance.queries import reports
from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.register.models import Engagement
from app.work import services as work
from app.work.models import TaskState

SUBJECT = ControlDuty.__tablename__
NOT_REACHED = N_("This engagement does not reach the services of that report any more. Open the page again.")
NOTHING_CHOSEN = N_("Choose at least one control.")
NOT_THEIRS = N_("Choose somebody who settles user controls of this unit.")
SETTLED = N_("This user control is settled already. Open it again first.")
NOT_SETTLED = N_("This user control is open.")
NO_RESULT = N_("Choose the result: settled or not needed.")
WHAT_WAS_DONE = N_("Say how it is done, so that a later reader can follow it.")
WHY_NOT_NEEDED = N_("Say why it is not needed for this engagement.")
WHY_AGAIN = N_("Say why it is opened again.")
SETTLE = N_("Settle the user control %(ref)s of “%(report)s” for “%(title)s”")
CONFIRM = N_("Confirm again the user control %(ref)s of the new “%(report)s” for “%(title)s”")


@dataclass(frozen=True)
class DutyFacts:
    """`owner_id` empty: whoever settles user controls of the unit."""

    owner_id: UUID | None = None
    due_on: date | None = None


def give(
    ctx: Context,
    engagement: Engagement,
    report: AssuranceReport,
    control_ids: Collection[UUID],
    facts: DutyFacts,
) -> list[ControlDuty]:
    """Those that the engagement has already stay as they are."""
    _must_settle(ctx, engagement)
    if report.id not in {one.report.id for one in reports.reports_of_engagement(ctx, engagement)}:
        raise DomainError(NOT_REACHED)
    db.session.refresh(engagement, with_for_update=True)
    carry_over(ctx, report)
    _check_owner(ctx, engagement, facts)
    there = {one.duty.control_id for one in queries.of_engagement(engagement, [report.id]).placed}
    chosen = [one for one in reports.controls_of(report) if one.id in control_ids and one.id not in there]
    if not chosen:
        raise DomainError(NOTHING_CHOSEN, "controls")
    made = [
        ControlDuty(
            report_id=report.id, control_id=one.id, engagement_id=engagement.id, state=DutyState.OPEN, note="",
            is_to_confirm=False, **vars(facts),
        )
        for one in chosen
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    audit.record(ctx, Act.DUTIES_GIVEN, *made)
    for duty, control in zip(made, chosen, strict=True):
        _open_task(ctx, duty, control, report, engagement)
    return made


def settle(ctx: Context, engagement: Engagement, duty: ControlDuty, state: DutyState, *, note: str) -> None:
    """Also says again that one which came over from the report before still holds."""
    _must_settle(ctx, engagement)
    if not is_to_do(duty):
        raise DomainError(SETTLED)
    check_result(state, note)
    duty.state, duty.note, duty.is_to_confirm = state, note, False
    duty.settled_by_id, duty.settled_on = ctx.actor_id, day_of(ctx.at)
    audit.record(ctx, Act.DUTY_SETTLED, duty, reason=note)
    work.close_tasks_of(ctx, SUBJECT, duty.id)


def is_to_do(duty: ControlDuty) -> bool:
    """Open, or settled for the report before and to be looked at again."""
    return duty.state == DutyState.OPEN or duty.is_to_confirm


def check_result(state: DutyState, note: str) -> None:
    if state == DutyState.OPEN:
        raise DomainError(NO_RESULT, "state")
    if not note.strip():
        raise DomainError(WHAT_WAS_DONE if state == DutyState.DONE else WHY_NOT_NEEDED, "note")


def reopen(ctx: Context, engagement: Engagement, duty: ControlDuty, *, reason: str) -> None:
    _must_settle(ctx, engagement)
    if duty.state == DutyState.OPEN:
        raise DomainError(NOT_SETTLED)
    if not reason:
        raise DomainError(WHY_AGAIN, "reason")
    duty.state, duty.is_to_confirm, duty.settled_by_id, duty.settled_on = DutyState.OPEN, False, None, None
    audit.record(ctx, Act.DUTY_SETTLED, duty, reason=reason)
    _task_anew(ctx, engagement, duty)


def assign(ctx: Context, engagement: Engagement, duty: ControlDuty, facts: DutyFacts) -> None:
    """Another person, another day: the task goes along."""
    _must_settle(ctx, engagement)
    if not is_to_do(duty):
        raise DomainError(SETTLED)
    _check_owner(ctx, engagement, facts)
    duty.owner_id, duty.due_on = facts.owner_id, facts.due_on
    audit.record(ctx, Act.DUTIES_GIVEN, duty)
    _task_anew(ctx, engagement, duty)


def carry_over(ctx: Context, report: AssuranceReport) -> int:
    """What engagements did about the same numbers of the report before is taken over, to be confirmed again. Says
    how many; a second time there are none. A report that is not issued yet takes nothing over."""
    if (
        report.previous_id is None
        or reports.replaced([report.previous_id], day_of(ctx.at)).get(report.previous_id) != report.id
    ):
        return 0
    found = queries.to_carry(report)
    made = [_carried(old, control) for old, control in found]
    db.session.add_all(made)
    db.session.flush()
    if made:
        audit.record(ctx, Act.DUTIES_GIVEN, *made)
    for (old, control), duty in zip(found, made, strict=True):
        work.close_tasks_of(ctx, SUBJECT, old.id, state=TaskState.CANCELLED)
        _open_task(ctx, duty, control, report, db.session.get_one(Engagement, duty.engagement_id))
    return len(made)


def _carried(old: ControlDuty, control: UserControl) -> ControlDuty:
    is_settled = old.state != DutyState.OPEN
    return ControlDuty(
        report_id=control.report_id, control_id=control.id, engagement_id=old.engagement_id, owner_id=old.owner_id,
        due_on=None if is_settled else old.due_on, state=old.state, note=old.note, is_to_confirm=is_settled,
        settled_by_id=old.settled_by_id, settled_on=old.settled_on,
    )  # fmt: skip


def _must_settle(ctx: Context, engagement: Engagement) -> None:
    if not ctx.may(P.DUTY_EDIT, engagement.unit_id):
        raise NotAllowed


def _check_owner(ctx: Context, engagement: Engagement, facts: DutyFacts) -> None:
    if facts.owner_id and facts.owner_id not in {one.id for one in queries.may_take(ctx, engagement)}:
        raise DomainError(NOT_THEIRS, "owner_id")


def _task_anew(ctx: Context, engagement: Engagement, duty: ControlDuty) -> None:
    work.close_tasks_of(ctx, SUBJECT, duty.id, state=TaskState.CANCELLED)
    control = db.session.get_one(UserControl, duty.control_id)
    _open_task(ctx, duty, control, db.session.get_one(AssuranceReport, duty.report_id), engagement)


def _open_task(
    ctx: Context, duty: ControlDuty, control: UserControl, report: AssuranceReport, engagement: Engagement
) -> None:
    work.open_task(
        ctx, source_type=SUBJECT, source_id=duty.id, message=CONFIRM if duty.is_to_confirm else SETTLE,
        params={"ref": control.ref, "report": report.title, "title": engagement.title}, owner_id=duty.owner_id,
        permission="" if duty.owner_id else P.DUTY_EDIT, unit_id=engagement.unit_id, due_on=duty.due_on,
    )  # fmt: skip
