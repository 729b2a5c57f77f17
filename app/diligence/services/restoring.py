"""前回の回答 fetched once more, after something else was saved in its place: to be confirmed like when it came."""

from __future__ import annotations

from app.core import audit
from app.core.context import Context
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assignment
from app.diligence.queries import carrying as reads
from app.diligence.queries import desks
from app.diligence.rules import states
from app.diligence.services import answering, carrying

NONE_LEFT = N_("Last time's answer stands here already, or it does not fit this question any more.")


def restore(ctx: Context, part: Assignment, question: str) -> Answer:
    """What was saved meanwhile stays in the history."""
    if not answering.may_answer(ctx, part):
        raise NotAllowed
    if part.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    desk = desks.desk_of(part)
    if question not in desk.now:
        raise DomainError(answering.NOT_ASKED)
    row, last = desk.answers.get(question), reads.last_of(desk, question)
    if row is None or last is None:
        raise DomainError(NONE_LEFT)
    for name in carrying.KEPT:
        setattr(row, name, getattr(last.answer, name))
    row.stance, row.parts, row.set_aside = last.answer.stance, dict(last.kept), {}
    row.substitute_file_id = last.file_id
    row.taken_from_id, row.is_attested_anew = None, False
    row.answered_by_id, row.answered_at = ctx.actor_id, ctx.at
    answering.count(part, desk.answers, desk.files)
    audit.record(ctx, Act.ANSWERS_CARRIED, row, part, *answering.lend(part, row))
    return row
