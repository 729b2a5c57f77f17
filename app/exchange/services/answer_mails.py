"""Respondents without the portal get the workbook by mail: made and stored first, then sent in a short transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from app.core import audit, outbox
from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.core.db import db
from app.core.files import Kept, attach
from app.core.outbox import Attachment, Mail
from app.core.translating import in_language
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment, AssignmentState, Channel
from app.diligence.queries import answers, naming
from app.diligence.rules import states
from app.diligence.services import telling
from app.diligence.services.telling import Reader
from app.exchange.services import answer_books
from app.exchange.services.answer_books import Request, institution_name

SUBJECT = N_("Please answer “%(title)s”")
ASKED = N_(
    "%(institution)s asks %(respondent)s to answer the questions in the attached workbook by %(due_on)s."
)
RETURNED = N_("The answers were returned. The attached workbook holds what you answered so far.")
RETURNED_WHY = N_("Reason: %(reason)s")
FILL_IN = N_("The first sheet says how to fill it in. Send the workbook back with the evidence files.")
SEND_BACK = N_("Send it to: %(asker)s")
REASON = "%(address)s %(name)s (SHA-256 %(sha256)s)"


@dataclass(frozen=True)
class Made:
    """A workbook that nobody has sent yet, and to whom it is to go."""

    assignment_id: UUID
    reader: Reader
    request: Request
    name: str
    content: bytes


def waiting(limit: int = 20) -> list[UUID]:
    return list(db.session.scalars(_waiting().order_by(Assignment.due_on, Assignment.id).limit(limit)))


def _waiting() -> Select[UUID]:
    """Asked by mail, and the workbook has not gone out since they were asked or asked again."""
    is_returned = and_(
        Assignment.state == AssignmentState.RETURNED, Assignment.mailed_at < Assignment.submitted_at
    )
    return select(Assignment.id).where(
        Assignment.channel == Channel.MAIL, Assignment.state.in_(states.OPEN),
        or_(Assignment.mailed_at.is_(None), is_returned), Assignment.contact_email != "",
    )  # fmt: skip


def make(ctx: Context, assignment_id: UUID) -> Made:
    """In a reading transaction, in the language of who gets it."""
    part = db.session.get_one(Assignment, assignment_id)
    language = telling.language_of(part.organisation_id)
    reader = Reader(part.contact_email, part.contact_name, language)
    names = naming.respondents_of(ctx, [part])
    request = Request(names[part.id], institution_name(language))
    content = answer_books.written(part, request, language, ctx.at)
    return Made(part.id, reader, request, answer_books.file_name(part, language), content)


def mail_workbook(ctx: Context, made: Made, kept: Kept) -> bool:
    """In the transaction that remembers it. False: somebody sent or closed it meanwhile."""
    part = db.session.get_one(Assignment, made.assignment_id)
    still = db.session.scalar(_waiting().where(Assignment.id == part.id))
    if still is None or part.contact_email != made.reader.address:
        return False
    stored = attach(kept, ctx.at)
    _send(ctx, part, made, Attachment(stored.id, kept.name))
    part.mailed_at = ctx.at
    facts = {"address": made.reader.address, "name": kept.name, "sha256": kept.sha256}
    audit.record(ctx, Act.WORKBOOK_MAILED, part, reason=REASON % facts)
    return True


def _send(ctx: Context, part: Assignment, made: Made, attachment: Attachment) -> Mail:
    reader = made.reader
    with in_language(reader.language) as translate:
        lines = [translate(telling.GREETING, name=reader.name) if reader.name else ""]
        lines += _lines(part, made, translate)
        title = answers.title_in(part, reader.language)
        return outbox.send(
            ctx, user_id=None, address=reader.address, subject=translate(SUBJECT, title=title),
            body="\n\n".join(filter(None, lines)) + "\n", attachment=attachment,
        )  # fmt: skip


def _lines(part: Assignment, made: Made, translate: Callable[..., str]) -> Iterator[str]:
    due = format_date(part.due_on, DateStyle(made.reader.date_style))
    names = {"institution": made.request.institution, "respondent": made.request.respondent}
    yield translate(ASKED, due_on=due, **names)
    yield from telling.particulars(part, translate)
    if part.state == AssignmentState.RETURNED:
        yield translate(RETURNED)
        yield translate(RETURNED_WHY, reason=part.returned_reason) if part.returned_reason else ""
    yield part.message
    yield translate(FILL_IN)
    yield translate(SEND_BACK, asker=part.asker) if part.asker else ""
