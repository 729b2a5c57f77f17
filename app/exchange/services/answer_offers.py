"""Answers that we hold in a file of a respondent who answers here themselves: brought for them, and nothing of them is
said in their name. They see the differences, take over what is right, and submit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core import addresses, audit, notices
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.rules import states
from app.diligence.rules.returned import Back
from app.diligence.services import answering, telling
from app.exchange.models import AnswerImport
from app.exchange.services import answer_imports
from app.identity import queries as identity

PAGE = "exchange.request_workbook"
NOTICE = N_(
    "Answers to “%(title)s” were prepared for you from a file. Look at them and take over what is right."
)
MAIL_SUBJECT = N_("Sekisho: answers to “%(title)s” were prepared for you")
MAIL_BODY = N_(
    "%(institution)s read “%(file)s” and prepared answers to “%(title)s” from it. Nothing was answered in your name: "
    "look at the differences, take over what is right, and submit as before."
)


def may_offer(ctx: Context, assignment: Assignment) -> bool:
    """Who sends the questions, to a respondent for whom they cannot answer."""
    if ctx.is_vendor or answering.may_answer(ctx, assignment):
        return False
    assessment = db.session.get_one(Assessment, assignment.assessment_id)
    return ctx.may(P.ASSESSMENT_SEND, assessment.unit_id)


def offer(
    ctx: Context, assignment: Assignment, name: str, sha256: str, backs: Sequence[Back]
) -> AnswerImport:
    if not may_offer(ctx, assignment):
        raise NotAllowed
    if assignment.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    made = answer_imports.made_of(ctx, assignment, name, sha256, backs)
    made.offered_by = identity.names_of({ctx.actor_id}).get(ctx.actor_id, "–") if ctx.actor_id else "–"
    db.session.flush()
    audit.witness(
        ctx, Act.ANSWERS_OFFERED, assignment, reason=answer_imports.REASON % {"name": name, "sha256": sha256}
    )
    _tell(ctx, assignment, name)
    return made


def _tell(ctx: Context, assignment: Assignment, file: str) -> None:
    reader = telling.leads(assignment)
    if reader is None or reader.user_id is None:
        return
    page = addresses.of_page(PAGE, assignment_id=assignment.id)
    telling.mail(ctx, reader, MAIL_SUBJECT, MAIL_BODY, link=page, part=assignment, file=file)
    notices.post(ctx, reader.user_id, NOTICE, assignment, title=assignment.title)


def offers_of(assignment: Assignment) -> Sequence[AnswerImport]:
    """The newest first; those that were taken over too, for where the answers came from."""
    query = select(AnswerImport).where(
        AnswerImport.assignment_id == assignment.id, AnswerImport.offered_by != ""
    )
    return db.session.scalars(query.order_by(AnswerImport.made_at.desc(), AnswerImport.id)).all()
