"""督促: by a job while somebody is waited for, or by hand. Counted on the request; stops when they are done."""

from __future__ import annotations

from app.core import audit, notices
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence import reminding
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment, AssignmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import inquiries
from app.diligence.queries import reminders as queries
from app.diligence.services import telling
from app.diligence.services.telling import Reader
from app.identity.models import User
from app.work import queries as work

NOT_WAITED_FOR = N_("Nobody waits for this respondent now.")
NOBODY = N_("Nobody can be reached there. Name who leads the answering.")
SUBJECT = N_("Sekisho: a reminder about “%(title)s”, due %(due)s")
LINE = N_(
    "%(institution)s still waits for your answers to “%(title)s”, due %(due)s: %(left)s questions are open."
)
WHOLE_LINE = N_(
    "%(institution)s still waits for “%(title)s”, due %(due)s. Everything is answered: only the submission is missing."
)
RETURNED_LINE = N_(
    "%(institution)s returned your answers to “%(title)s” and waits for them again, due %(due)s: %(reason)s"
)
MEANT_LINE = N_("Inquiries that wait for your reply: %(meant)s.")
OPEN_LINE = N_("Questions that are not answered: %(left)s.")
APPROVAL_LINE = N_("The answers to “%(title)s”, due %(due)s, wait for your approval.")
LATE_LINE = N_("The due date has passed. Ask for a later one if you need it.")
NOTICE = N_("“%(title)s” is to be answered, due %(due)s.")
TODAY = N_("They were reminded today already. Wait until tomorrow before you remind them again.")
MOST = 20


def remind_by_hand(ctx: Context, assessment: Assessment, part: Assignment) -> None:
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed
    # Of two who press at one moment the second waits here, and then sees what the first has done.
    db.session.refresh(part, with_for_update=True)
    if part.state not in queries.WAITED_FOR:
        raise DomainError(NOT_WAITED_FOR)
    if part.reminded_at is not None and day_of(part.reminded_at) == day_of(ctx.at):
        raise DomainError(TODAY)
    if not remind(ctx, part):
        raise DomainError(NOBODY)


def remind_all(ctx: Context) -> int:
    """A job."""
    due = queries.due(ctx.at, days_before=reminding.days_before(), every_days=reminding.every_days())
    return sum(remind(ctx, part) for part in due)


def is_any_due(ctx: Context) -> bool:
    return queries.is_any_due(ctx.at, days_before=reminding.days_before(), every_days=reminding.every_days())


def remind(ctx: Context, part: Assignment) -> bool:
    """Was there anybody to remind?"""
    readers = _readers(ctx, part)
    for reader in readers:
        _tell(ctx, part, reader)
    if readers:
        part.reminders, part.reminded_at = part.reminders + 1, ctx.at
        audit.witness(ctx, Act.ASSIGNMENT_REMINDED, part)
    return bool(readers)


def _readers(ctx: Context, part: Assignment) -> list[Reader]:
    """Who has it now: the superior who was asked, who leads, or everybody of the unit that answers."""
    if part.state == AssignmentState.OWN_APPROVAL and part.approver_id is not None:
        approver = db.session.get(User, part.approver_id)
        if approver is not None and approver.active:
            return [telling.reader_of(approver)]
    lead = telling.leads(part)
    if lead is not None:
        return [lead]
    if part.unit_id is None:
        return []
    people = work.people_with(P.ANSWER_UNIT, part.unit_id, day_of(ctx.at))
    return [telling.reader_of(one) for one in people[:MOST]]


def _tell(ctx: Context, part: Assignment, reader: Reader) -> None:
    if part.unit_id is not None and reader.user_id is not None:
        notices.post(ctx, reader.user_id, NOTICE, part, title=part.title, due=part.due_on.isoformat())
    meant, left = len(inquiries.unanswered(part)), part.asked_count - part.answered_count
    late = [LATE_LINE] if part.due_on < day_of(ctx.at) else []
    telling.mail(
        ctx, reader, SUBJECT, *_lines(part, meant, left), *late, link=_page(part) if reader.user_id else None,
        part=part, due=part.due_on, left=left, meant=meant, reason=part.returned_reason,
    )  # fmt: skip


def _lines(part: Assignment, meant: int, left: int) -> list[str]:
    """What is still to be done: after a return nothing need be unanswered, and there is something all the same."""
    if part.state == AssignmentState.OWN_APPROVAL:
        return [APPROVAL_LINE]
    if part.state == AssignmentState.RETURNED:
        return [RETURNED_LINE, *([MEANT_LINE] if meant else []), *([OPEN_LINE] if left else [])]
    return [LINE if left else WHOLE_LINE]


def _page(part: Assignment) -> str:
    """Where the next step is: the answers, or their approval."""
    waits = part.state == AssignmentState.OWN_APPROVAL
    return telling.page_of(part) if waits else telling.page_of(part, "diligence.request_questions")
