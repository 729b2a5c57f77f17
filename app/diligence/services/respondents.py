"""回答者: who is asked, by when and by which way, set before it goes out; and 委任 afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Assignment, AssignmentState, Channel
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import contacting, proposals
from app.diligence.rules import states
from app.diligence.rules.respondents import Party, in_depth
from app.diligence.services import reaching, sending
from app.standards.content.vocabulary import Respondent

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire

WAITS = N_("The sending waits for its confirmation. Withdraw that request first, then change who is asked.")
ALREADY_SENT = N_("This assessment was sent already. Delegate to another person instead.")
NOT_OPEN = N_("Nobody answers here any more, so nobody else can be named.")
PAST_DUE = N_("This day has passed. Enter a day that is still to come, or today.")
NOT_OF_THEM = N_("Choose a person of those offered.")
NO_ADDRESS = N_("Enter the mail address to which the workbook goes.")
NO_LEAD = N_("Choose a person, or enter a name and an address.")
LEVEL_WRONG = N_("A respondent outside stands on level 1 or below; our own units on level 0.")
NOT_OFFERED = N_("Choose one of those offered.")
TWICE = N_("This respondent is asked already.")
NO_QUESTIONS = N_("The questionnaire has no questions for this respondent. Take over those of another one.")
LAST_ONE = N_("This is the only respondent. Add another one first, or withdraw the assessment.")


@dataclass(frozen=True)
class Lead:
    """Who leads the answering: an account, or a name and an address."""

    lead_id: UUID | None = None
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True)
class Facts:
    due_on: date
    level: int
    lead: Lead
    channel: Channel = Channel.HERE
    message: str = ""
    needs_approval: bool = False


def edit(ctx: Context, assessment: Assessment, part: Assignment, facts: Facts, *, version: int) -> None:
    _preparing(ctx, assessment)
    if part.version != version:
        raise StaleVersion(part)
    if facts.due_on < day_of(ctx.at):
        raise DomainError(PAST_DUE, "due_on")
    if (facts.level == 0) != (part.unit_id is not None):
        raise DomainError(LEVEL_WRONG, "level")
    channel = Channel.HERE if part.unit_id is not None else facts.channel
    if channel == Channel.MAIL and not facts.lead.contact_email:
        raise DomainError(NO_ADDRESS, "contact_email")
    _lead(ctx, part, facts.lead)
    part.due_on, part.level, part.channel = facts.due_on, facts.level, channel
    part.message, part.needs_approval = facts.message, facts.needs_approval
    audit.record(ctx, Act.ASSIGNMENT_SET, part)


def _lead(ctx: Context, part: Assignment, lead: Lead) -> None:
    """Ids in a form are read again: of the unit's people, or of the organisation's accounts."""
    if lead.lead_id is not None and lead.lead_id not in {one.id for one in contacting.accounts(ctx, part)}:
        raise DomainError(NOT_OF_THEM, "lead_id")
    part.lead_id = lead.lead_id
    is_ours = part.unit_id is not None
    part.contact_name = "" if is_ours else lead.contact_name
    part.contact_email = "" if is_ours else lead.contact_email.strip().lower()


def add(
    ctx: Context,
    assessment: Assessment,
    party: Party,
    *,
    like: UUID | None = None,
    due_on: date | None = None,
) -> Assignment:
    """Asked what another respondent is asked (`like`), or all that the questionnaire has for such as them."""
    _preparing(ctx, assessment)
    offered = [*contacting.organisations(ctx, assessment), *contacting.units(ctx)]
    if party not in [one.party for one in offered]:
        raise DomainError(NOT_OFFERED, "respondent")
    parts = queries.assignments_of(assessment)
    if any((one.organisation_id, one.unit_id) == (party.organisation_id, party.unit_id) for one in parts):
        raise DomainError(TWICE, "respondent")
    questions = _questions(assessment, parts, party, like)
    if not questions:
        raise DomainError(NO_QUESTIONS, "like")
    made = Assignment(
        assessment_id=assessment.id, organisation_id=party.organisation_id, unit_id=party.unit_id,
        level=party.level, title=parts[0].title, about=parts[0].about, asker=parts[0].asker,
        due_on=due_on or assessment.due_on,
        content_id=assessment.content_id, questions=questions, conditions={}, borrowed={},
    )  # fmt: skip
    sending.count_anew(
        [made], proposals.content_read(assessment.content_id), sending.facts_now(ctx, assessment)
    )
    db.session.add(made)
    propose(ctx, [made])
    audit.record(ctx, Act.ASSIGNMENT_SET, made)
    return made


def _questions(
    assessment: Assessment, parts: Sequence[Assignment], party: Party, like: UUID | None
) -> list[str]:
    if like is not None:
        model = next((one for one in parts if one.id == like), None)
        if model is None:
            raise DomainError(NOT_OFFERED, "like")
        return list(model.questions)
    content: Questionnaire = proposals.content_read(assessment.content_id)
    wanted = Respondent.INSTITUTION if party.is_ours else Respondent.VENDOR
    return [one.id for one in in_depth(content.questions(), assessment.depth) if one.respondent == wanted]


def remove(ctx: Context, assessment: Assessment, part: Assignment, *, version: int) -> None:
    _preparing(ctx, assessment)
    if part.version != version:
        raise StaleVersion(part)
    if len(queries.assignments_of(assessment)) == 1:
        raise DomainError(LAST_ONE)
    db.session.delete(part)
    audit.record(ctx, Act.ASSIGNMENT_REMOVED, part)


def delegate(ctx: Context, assessment: Assessment, part: Assignment, lead: Lead, *, version: int) -> None:
    """委任, by our side after the sending: another person of the same respondent leads."""
    _may(ctx, assessment)
    if part.version != version:
        raise StaleVersion(part)
    if part.state not in {*states.OPEN, AssignmentState.OWN_APPROVAL}:
        raise DomainError(NOT_OPEN)
    if lead.lead_id is None and (part.unit_id is not None or not lead.contact_email):
        raise DomainError(NO_LEAD, "lead_id")
    _lead(ctx, part, lead)
    audit.record(ctx, Act.ASSIGNMENT_DELEGATED, part)
    if part.state in states.OPEN:
        reaching.tell_lead(ctx, part)


def propose(ctx: Context, parts: Iterable[Assignment]) -> None:
    """The lead of last time or a contact of the register, for who is asked outside and has nobody yet."""
    for part in parts:
        if part.organisation_id is None or part.lead_id is not None or part.contact_email:
            continue
        found = contacting.proposed(ctx, part.organisation_id, day_of(ctx.at))
        if found is not None:
            part.lead_id, part.contact_name, part.contact_email = found


def _may(ctx: Context, assessment: Assessment) -> None:
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed


def _preparing(ctx: Context, assessment: Assessment) -> None:
    _may(ctx, assessment)
    if assessment.state != AssessmentState.PREPARED:
        raise DomainError(ALREADY_SENT)
    if sending.waiting(assessment) is not None:
        raise DomainError(WAITS)
