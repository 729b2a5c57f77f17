"""差戻し, 取下げ: answers asked for again, a respondent released, the whole called off; and all of them told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Assignment, AssignmentState, Message
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.rules import states
from app.diligence.services import asking, judging, sending, telling
from app.work.models import TaskState
from app.work.services import tasks

NO_REASON = N_("Say why, so that they know what to do.")
NOT_NOW = N_("Answers are returned while the assessment is under review and the respondent has submitted.")
NOT_ASKED = N_("This question was not asked of this respondent.")
PAST_DUE = N_("This day has passed. Enter a day that is still to come, or today.")
ASKED_TWICE = N_(
    "Another request to the same organisation is open in this assessment. Wait until it is submitted, or release it, "
    "then return these answers."
)
NEEDS_DUE = N_("The due date has passed. Enter until when you want the answers now.")
NO_WITHDRAWAL_REASON = N_("Say why it is withdrawn.")
OVER = N_("This assessment is concluded or withdrawn already.")
SENDING_WAITS = N_("The sending waits for its confirmation. Withdraw that request first.")

RETURNED_SUBJECT = N_("Sekisho: please look at your answers to “%(title)s” again")
RETURNED_LINE = N_("%(institution)s returned your answers to “%(title)s”, due %(due)s: %(reason)s")
RELEASED_SUBJECT = N_("Sekisho: “%(title)s” is no longer asked of you")
RELEASED_LINE = N_("%(institution)s does not wait for your answers to “%(title)s” any more.")


@dataclass(frozen=True)
class Return:
    """`questions`: those that are meant; without any the whole is."""

    reason: str
    questions: Collection[str] = ()
    due_on: date | None = None


def return_answers(
    ctx: Context, assessment: Assessment, part: Assignment, said: Return, *, version: int
) -> None:
    """The reason stands with the request, and with each question that is meant as an inquiry."""
    if not ctx.may(P.ANSWER_JUDGE, assessment.unit_id):
        raise NotAllowed
    if part.version != version:
        raise StaleVersion(part)
    may = states.may_move_assignment(part.state, AssignmentState.RETURNED)
    if not may or assessment.state != AssessmentState.REVIEWING:
        raise DomainError(NOT_NOW)
    _check(ctx, part, said)
    _check_alone(assessment, part)
    part.state, part.returned_reason = AssignmentState.RETURNED, said.reason.strip()
    part.due_on = said.due_on or part.due_on
    assessment.due_on = max(assessment.due_on, part.due_on)
    part.approver_id = part.approval_asked_by_id = part.approval_asked_at = None
    part.approval_refusal = ""
    assessment.state = AssessmentState.ANSWERING
    inquiries = [_inquiry(ctx, part, ref) for ref in part.questions if ref in set(said.questions)]
    db.session.add_all(inquiries)
    audit.record(ctx, Act.ANSWERS_RETURNED, part, assessment, *inquiries, reason=part.returned_reason)
    tasks.close_tasks_of(
        ctx, "assessment", assessment.id, state=TaskState.CANCELLED, reason=part.returned_reason
    )
    telling.open_answer_task(ctx, part)
    _tell(ctx, part, RETURNED_SUBJECT, RETURNED_LINE, reason=part.returned_reason)


def _check(ctx: Context, part: Assignment, said: Return) -> None:
    if not said.reason.strip():
        raise DomainError(NO_REASON, "reason")
    if set(said.questions) - set(part.questions):
        raise DomainError(NOT_ASKED, "questions")
    if said.due_on is not None and said.due_on < day_of(ctx.at):
        raise DomainError(PAST_DUE, "due_on")
    if said.due_on is None and part.due_on < day_of(ctx.at):
        raise DomainError(NEEDS_DUE, "due_on")


def _check_alone(assessment: Assessment, part: Assignment) -> None:
    """Two that had both submitted became one organisation in the register: it answers one request at a time."""
    if part.organisation_id is None:
        return
    others = [one for one in queries.assignments_of(assessment) if one.id != part.id]
    if any(one.organisation_id == part.organisation_id and one.state not in states.DONE for one in others):
        raise DomainError(ASKED_TWICE)


def _inquiry(ctx: Context, part: Assignment, question: str) -> Message:
    return Message(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        question=question, text=part.returned_reason, is_ours=True, written_by_id=ctx.actor_id, written_at=ctx.at,
    )  # fmt: skip


def release(ctx: Context, assessment: Assessment, part: Assignment, *, reason: str, version: int) -> None:
    """What they left open counts as not answered; they hear that nobody waits for them, and why: the request is
    theirs to read, so nothing on it is ours alone."""
    if part.version != version:
        raise StaleVersion(part)
    was_asked = part.state in {*states.OPEN, AssignmentState.OWN_APPROVAL}
    judging.release(ctx, assessment, part, reason=reason.strip())
    if was_asked:
        _tell(ctx, part, RELEASED_SUBJECT, RELEASED_LINE, quoted=part.closed_reason)


def withdraw(ctx: Context, assessment: Assessment, *, reason: str, version: int) -> None:
    if not ctx.may(P.ASSESSMENT_WITHDRAW, assessment.unit_id):
        raise NotAllowed
    if assessment.version != version:
        raise StaleVersion(assessment)
    if not states.may_move(assessment.state, AssessmentState.WITHDRAWN):
        raise DomainError(OVER)
    if sending.waiting(assessment) is not None:
        raise DomainError(SENDING_WAITS)
    if not reason.strip():
        raise DomainError(NO_WITHDRAWAL_REASON, "reason")
    assessment.state, assessment.withdrawal_reason = AssessmentState.WITHDRAWN, reason.strip()
    parts = queries.assignments_of(assessment)
    asked = [one for one in parts if one.state in {*states.OPEN, AssignmentState.OWN_APPROVAL}]
    closed = [one for one in parts if one.state not in states.DONE]
    for one in closed:
        one.state, one.closed_reason = AssignmentState.CLOSED, assessment.withdrawal_reason
    for one in parts:
        one.is_withdrawn = True
    asking.end(parts, assessment.withdrawal_reason)
    audit.record(ctx, Act.ASSESSMENT_WITHDRAWN, assessment, *parts, reason=assessment.withdrawal_reason)
    tasks.close_tasks_of(ctx, "assessment", assessment.id, state=TaskState.CANCELLED, reason=reason)
    for one in parts:
        tasks.close_tasks_of(ctx, telling.SOURCE, one.id, state=TaskState.CANCELLED, reason=reason)
    for one in asked:
        _tell(ctx, one, RELEASED_SUBJECT, RELEASED_LINE, quoted=one.closed_reason)


def _tell(ctx: Context, part: Assignment, subject: str, line: str, *, quoted: str = "", **said: Any) -> None:
    """Who leads: a mail, with the page where they have one; our own people the same as a notice."""
    reader = telling.leads(part)
    if reader is None:
        return
    if reader.user_id is not None and (part.unit_id is not None or part.lead_id is not None):
        telling.tell_person(
            ctx, part, part.lead_id, subject, line, title=part.title, due=part.due_on, quoted=quoted, **said
        )
    else:
        telling.mail(ctx, reader, subject, line, part=part, due=part.due_on, quoted=quoted, **said)
