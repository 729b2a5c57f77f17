"""What a respondent applies for, and what our side says to it: a later due date, consent to a subcontractor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment, DueRequest, SubcontractRequest
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import applications as queries
from app.diligence.queries.reminders import WAITED_FOR
from app.diligence.rules import states
from app.diligence.rules.applying import end_of
from app.diligence.services import telling
from app.diligence.services.answering import may_answer
from app.register.words.countries import country_names

NOT_OPEN = N_("This request is not open any more, so its due date stays.")
NOT_LATER = N_("Enter a day after the due date as it is, %(due)s.")
NO_REASON = N_("Say why you need it.")
WAITS = N_("You asked already, and the reply is still to come.")
NOT_VENDORS = N_("Only a vendor's people apply for consent to a subcontractor.")
NOT_THERE = N_("Nothing can be applied for here any more.")
COUNTRY = N_("Choose the country.")
ENDED = N_("Nothing is to be decided any more: the answers were submitted, or the request was closed.")
DECIDED = N_("This was decided already.")
NO_ANSWER = N_("Say why not, so that they know what to do.")
PAST = N_("This day has passed.")

PAGE = "diligence.request_applications"
DUE_SUBJECT = N_("Sekisho: about the later due date of “%(title)s”")
DUE_GRANTED = N_("“%(title)s” is now due %(due)s.")
DUE_REFUSED = N_("The later due date of “%(title)s” was not granted. It stays %(due)s.")


def ask_due(ctx: Context, part: Assignment, *, wanted_on: date, reason: str) -> DueRequest:
    """期限延長の申請 by the respondent; opens no task, as a vendor's transaction cannot."""
    if not may_answer(ctx, part):
        raise NotAllowed
    obstacle = why_not_ask(part)
    if obstacle is not None:
        raise DomainError(obstacle)
    if wanted_on <= part.due_on:
        raise DomainError(NOT_LATER, "wanted_on", due=part.due_on.isoformat())
    if wanted_on < day_of(ctx.at):
        raise DomainError(PAST, "wanted_on")
    if not reason.strip():
        raise DomainError(NO_REASON, "reason")
    made = DueRequest(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        wanted_on=wanted_on, reason=reason.strip(), asked_by_id=ctx.actor_id, asked_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.DUE_ASKED, made)
    return made


def why_not_ask(part: Assignment) -> str | None:
    """Who has submitted, or is not asked any more, needs no later day; one wish waits at a time."""
    if part.state not in WAITED_FOR:
        return NOT_OPEN
    return WAITS if queries.undecided_due(part) is not None else None


def has_ended(part: Assignment, row: DueRequest) -> bool:
    """Nobody needs the reply any more."""
    return row.decided_at is None and end_of(row.asked_at, part.state, part.submitted_at) is not None


def decide_due(
    ctx: Context, assessment: Assessment, part: Assignment, row: DueRequest, *, is_granted: bool, answer: str
) -> None:
    lock(ctx, assessment, row)
    db.session.refresh(part, with_for_update=True)
    if has_ended(part, row):
        raise DomainError(ENDED)
    decide(ctx, row, is_granted=is_granted, answer=answer)
    if is_granted:
        part.due_on = row.wanted_on
        # The whole waits for who has longest: a list must not call it late before.
        assessment.due_on = max(assessment.due_on, row.wanted_on)
        if part.unit_id is not None and part.state in states.OPEN:
            telling.close_answer_tasks(ctx, part)
            telling.open_answer_task(ctx, part)
    audit.record(ctx, Act.DUE_DECIDED, row, part, assessment, reason=row.answer)
    telling.tell_person(
        ctx, part, row.asked_by_id, DUE_SUBJECT, DUE_GRANTED if is_granted else DUE_REFUSED,
        title=part.title, due=part.due_on, quoted=row.answer, page=PAGE,
    )  # fmt: skip


@dataclass(frozen=True)
class Subcontract:
    """再委託承諾申請"""

    name: str
    country: str
    work: str
    from_on: date
    reason: str
    data: str = ""


def ask_consent(ctx: Context, part: Assignment, facts: Subcontract) -> SubcontractRequest:
    if not may_answer(ctx, part):
        raise NotAllowed
    if part.organisation_id is None:
        raise DomainError(NOT_VENDORS)
    if part.sent_at is None or part.state not in {*WAITED_FOR, *states.DONE}:
        raise DomainError(NOT_THERE)
    if facts.country not in country_names("en"):
        raise DomainError(COUNTRY, "country")
    made = SubcontractRequest(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        **vars(facts), asked_by_id=ctx.actor_id, asked_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.SUBCONTRACT_ASKED, made)
    return made


def lock(ctx: Context, assessment: Assessment, row: DueRequest | SubcontractRequest) -> None:
    """The row carries no version: whoever comes second must see that it is decided."""
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed
    db.session.refresh(row, with_for_update=True)
    if row.decided_at is not None:
        raise DomainError(DECIDED)


def decide(ctx: Context, row: DueRequest | SubcontractRequest, *, is_granted: bool, answer: str) -> None:
    if not is_granted and not answer.strip():
        raise DomainError(NO_ANSWER, "answer")
    row.is_granted, row.answer = is_granted, answer.strip()
    row.decided_by_id, row.decided_at = ctx.actor_id, ctx.at
