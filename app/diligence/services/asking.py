"""照会: reviewer and respondent write to each other about one question. Both sides see all of it."""

from __future__ import annotations

from collections.abc import Iterable

from app.core import addresses, audit, notices
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment, AssignmentState, Message
from app.diligence.permissions import DiligencePermission as P
from app.diligence.rules.states import UNDER_WAY
from app.diligence.services import telling
from app.diligence.services.answering import may_answer
from app.work import queries as waiting
from app.work.models import Task
from app.work.services import tasks

NO_TEXT = N_("Write what you want to say.")
NOT_ASKED = N_("This question was not asked of this respondent.")
OVER = N_("Nobody reads inquiries here any more: the request was not sent yet, or is over.")
INQUIRY_TASK = N_("Reply to the inquiry about “%(title)s”")
INQUIRY_NOTICE = N_("There is an inquiry about your answers to “%(title)s”. Please reply to it.")
MAIL_SUBJECT = N_("Sekisho: an inquiry about your answers to “%(title)s”")
MAIL_BODY = N_(
    "%(institution)s asks something about one of your answers to “%(title)s”. Please reply on the page."
)
MAIL_NO_PAGE = N_(
    "%(institution)s asks something about one of your answers to “%(title)s”. Please ask the person in charge."
)
SILENT = frozenset({AssignmentState.PREPARED, AssignmentState.CLOSED})
PAGE = "diligence.request_question"


def write(ctx: Context, assignment: Assignment, question: str, text: str, *, is_ours: bool) -> Message:
    """`is_ours`: the reviewer asks; else the respondent replies."""
    _may(ctx, assignment, is_ours=is_ours)
    if is_over(assignment):
        raise DomainError(OVER)
    if question not in assignment.questions:
        raise DomainError(NOT_ASKED)
    if not text:
        raise DomainError(NO_TEXT, "text")
    row = Message(
        assessment_id=assignment.assessment_id, assignment_id=assignment.id, question=question, text=text,
        organisation_id=assignment.organisation_id, is_ours=is_ours, written_by_id=ctx.actor_id, written_at=ctx.at,
    )  # fmt: skip
    db.session.add(row)
    audit.record(ctx, Act.MESSAGE_WRITTEN, row)
    if is_ours:
        _tell(ctx, assignment, question)
    elif not ctx.is_vendor:
        _settle(ctx, assignment)
    return row


def is_over(assignment: Assignment) -> bool:
    """A respondent's people see nothing of the assessment: that it is over stands on the request itself."""
    return assignment.state in SILENT or bool(assignment.closed_reason)


def end(parts: Iterable[Assignment], reason: str) -> None:
    """The assessment is over, so nobody reads what they would write; what was submitted stays submitted."""
    for one in parts:
        if one.state == AssignmentState.SUBMITTED:
            one.closed_reason = reason


def may_ask(ctx: Context, assessment: Assessment, assignment: Assignment) -> bool:
    is_now = assessment.state in UNDER_WAY and not is_over(assignment)
    return is_now and ctx.may(P.ANSWER_JUDGE, assessment.unit_id)


def _may(ctx: Context, assignment: Assignment, *, is_ours: bool) -> None:
    if not is_ours:
        if not may_answer(ctx, assignment):
            raise NotAllowed
        return
    # Only our own people read the assessment, so a vendor's person is refused before it is looked up.
    if ctx.is_vendor:
        raise NotAllowed
    assessment = db.session.get_one(Assessment, assignment.assessment_id)
    if not ctx.may(P.ANSWER_JUDGE, assessment.unit_id):
        raise NotAllowed
    if assessment.state not in UNDER_WAY:
        raise DomainError(OVER)


def _tell(ctx: Context, assignment: Assignment, question: str) -> None:
    """A unit of ours finds it among what waits for it; a vendor's person gets a mail."""
    if assignment.unit_id is None:
        _mail(ctx, assignment, question)
    elif not _waiting(assignment):
        tasks.open_task(
            ctx, source_type="assignment", source_id=assignment.id, message=INQUIRY_TASK,
            params={"title": assignment.title}, owner_id=assignment.lead_id,
            permission="" if assignment.lead_id else P.ANSWER_UNIT, unit_id=assignment.unit_id,
            due_on=None,
        )  # fmt: skip


def _waiting(assignment: Assignment) -> list[Task]:
    found = waiting.open_tasks_of("assignment", assignment.id)
    return [one for one in found if one.message == INQUIRY_TASK]


def _settle(ctx: Context, assignment: Assignment) -> None:
    for task in _waiting(assignment):
        tasks.complete_task(ctx, task)


def _mail(ctx: Context, assignment: Assignment, question: str) -> None:
    """To who leads the answering, in their language; who has no account is written to, and cannot open the page."""
    reader = telling.leads(assignment)
    if reader is None:
        return
    has_page = reader.user_id is not None
    page = addresses.of_page(PAGE, assignment_id=assignment.id, question=question) if has_page else None
    telling.mail(
        ctx, reader, MAIL_SUBJECT, MAIL_BODY if has_page else MAIL_NO_PAGE, link=page, part=assignment
    )
    if reader.user_id is not None:
        notices.post(ctx, reader.user_id, INQUIRY_NOTICE, assignment, title=assignment.title, place=question)
