"""送付: conditions are freed of facts, the paper is laid down, and everybody who is asked is told.

役席者の確認: what goes to somebody outside is asked for by one person and confirmed by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import (
    Assessment,
    AssessmentState,
    Assignment,
    AssignmentState,
    Channel,
    QuestionPaper,
    RoundSending,
)
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import naming, proposals, sendings
from app.diligence.rules import states
from app.diligence.rules.foreseeing import foreseen
from app.diligence.rules.sheets import asked_now, sendable
from app.diligence.services import carrying, reaching, telling
from app.identity import queries as identity
from app.work import queries as work
from app.work.models import Approval, ApprovalState

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire

SENT = N_("This assessment was sent already.")
NOTHING_ASKED = N_(
    "None of the questions applies to what is recorded of it. Check the record, or withdraw the assessment."
)


NO_CONTACT = N_("Nobody can be reached at %(names)s. Name who leads the answering there, or an address.")
ADDRESS_TAKEN = N_(
    "%(address)s belongs to an account of somebody who is not of %(name)s. Correct the contact."
)
ASKED_ALREADY = N_("The sending was asked for already. It waits for the confirmation.")
GONE_BY = N_("The due date of %(names)s has passed. Set a later one.")
SEND = "diligence:assessment:send"
AND = " / "
ANSWER_TASK = telling.ANSWER_TASK


def ask_to_send(ctx: Context, assessment: Assessment, *, version: int) -> bool:
    """Out at once where only our own units are asked (True); else it waits for a second person (False)."""
    _may(ctx, assessment, version)
    if waiting(assessment) is not None:
        raise DomainError(ASKED_ALREADY)
    parts = list(queries.assignments_of(assessment))
    names = naming.respondents_of(ctx, parts)
    check_ready(parts, names, day_of(ctx.at))
    if is_ours_alone(parts):
        send_now(ctx, assessment)
        return True
    count_anew(parts, proposals.content_read(assessment.content_id), facts_now(ctx, assessment))
    audit.witness(ctx, Act.SENDING_ASKED, assessment)
    events.publish(
        ctx,
        ApprovalNeeded(
            act=SEND, subject_type=Assessment.__tablename__, subject_id=assessment.id,
            title=f"{assessment.number} {parts[0].title}", permission=P.ASSESSMENT_CONFIRM,
            unit_id=assessment.unit_id,
            arguments={
                "respondents": "\n".join(names[one.id] for one in parts), "due_on": assessment.due_on.isoformat(),
            },
        ),
    )  # fmt: skip
    return False


def is_ours_alone(parts: Iterable[Assignment]) -> bool:
    """Nobody outside is asked, so that nobody has to confirm it."""
    return all(one.unit_id is not None for one in parts)


def count_anew(parts: Iterable[Assignment], content: Questionnaire, facts: Mapping[str, Any]) -> None:
    """What is recorded may have changed since it was prepared: who confirms reads how many are asked now."""
    for part in parts:
        told = foreseen(content.questions(), part.questions, facts)
        part.asked_count, part.more_count = len(told.certain), told.possible


def waiting(assessment: Assessment) -> Approval | None:
    """The request for its sending that nobody has decided yet, alone or with others of its round; of these also
    one that was confirmed and is being carried out."""
    found = work.approvals_of(Assessment.__tablename__, assessment.id)
    alone = next((one for one in found if one.act == SEND and one.state == ApprovalState.REQUESTED), None)
    together = sendings.asked_with(assessment) if alone is None else None
    if together is None:
        return alone
    return next(iter(work.approvals_of(RoundSending.__tablename__, together.id)), None)


def execute(ctx: Context, assessment_id: UUID) -> None:
    """On confirmation, by who confirmed."""
    assessment = db.session.get_one(Assessment, assessment_id)
    parts = list(queries.assignments_of(assessment))
    check_ready(parts, naming.respondents_of(ctx, parts), day_of(ctx.at))
    send_now(ctx, assessment)


def send_now(ctx: Context, assessment: Assessment) -> None:
    content = proposals.content_read(assessment.content_id)
    send(ctx, assessment, content, facts_now(ctx, assessment), version=assessment.version)


def facts_now(ctx: Context, assessment: Assessment) -> dict[str, Any]:
    """What the register says of its subject, whatever kind that is."""
    return dict(proposals.facts_for(ctx, assessment)[1])


def unreachable(parts: Iterable[Assignment]) -> list[Assignment]:
    """Outside, and nobody is named to whom it could go."""
    return [one for one in parts if one.organisation_id is not None and telling.leads(one) is None]


def check_ready(parts: Sequence[Assignment], names: Mapping[UUID, str], today: date) -> None:
    """Can everybody be asked? `names`: by the id of the request."""
    missing = unreachable(parts)
    if missing:
        raise DomainError(NO_CONTACT, names=AND.join(names[one.id] for one in missing))
    late = [names[one.id] for one in parts if one.due_on < today]
    if late:
        raise DomainError(GONE_BY, names=AND.join(late))
    for one in parts:
        _check_address(one, names[one.id])


def _check_address(part: Assignment, name: str) -> None:
    """An account of another organisation, or of our own people, must never be told of it."""
    if part.organisation_id is None or part.channel == Channel.MAIL or part.lead_id is not None:
        return
    holder = identity.find_user_by_email(part.contact_email)
    if holder is not None and (holder.organisation_id != part.organisation_id or not holder.active):
        raise DomainError(ADDRESS_TAKEN, address=part.contact_email, name=name)


def _may(ctx: Context, assessment: Assessment, version: int) -> None:
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed
    if assessment.version != version:
        raise StaleVersion(assessment)
    if not states.may_move(assessment.state, AssessmentState.ANSWERING) or assessment.sent_at is not None:
        raise DomainError(SENT)


def send(
    ctx: Context, assessment: Assessment, content: Questionnaire, facts: Mapping[str, Any], *, version: int
) -> None:
    """One respondent of whom nothing is asked after all is released at once."""
    _may(ctx, assessment, version)
    parts = list(queries.assignments_of(assessment))
    _lay_down(assessment, content)
    asked = [one for one in parts if _prepare(ctx, one, content, facts)]
    if not asked:
        raise DomainError(NOTHING_ASKED)
    service_id = queries.service_of(assessment)
    for one in parts:
        one.service_id = service_id
    assessment.facts, assessment.sent_at = dict(facts), ctx.at
    assessment.state = AssessmentState.ANSWERING
    audit.record(ctx, Act.ASSESSMENT_SENT, assessment, *parts)
    for one in asked:
        carrying.carry(ctx, assessment, one, content)
        reaching.tell_sent(ctx, one)


def _lay_down(assessment: Assessment, content: Questionnaire) -> None:
    there = select(QuestionPaper.id).where(QuestionPaper.content_id == assessment.content_id)
    if db.session.scalar(there) is None:
        from app.diligence.rules import papers

        text = papers.written(papers.paper_of(content))
        db.session.add(QuestionPaper(content_id=assessment.content_id, content=text))


def _prepare(ctx: Context, part: Assignment, content: Questionnaire, facts: Mapping[str, Any]) -> bool:
    left = sendable(content.questions(), part.questions, facts)
    part.questions, part.conditions = list(left.questions), dict(left.conditions)
    part.asked_count, part.more_count = len(asked_now(part.questions, part.conditions, {}, {})), 0
    part.state = AssignmentState.SENT if left.questions else AssignmentState.CLOSED
    part.sent_at = ctx.at if left.questions else None
    return bool(left.questions)
