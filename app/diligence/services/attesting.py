"""Answers taken over from last time, confirmed as they stand: from then on they are this time's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.core import audit
from app.core.context import Context
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assignment, AssignmentState
from app.diligence.queries import answers as queries
from app.diligence.rules import states
from app.diligence.services import answering

NOTHING_LEFT = N_("Nothing was confirmed. Choose at least one answer that still waits for it.")


def attest_anew(ctx: Context, assignment: Assignment, questions: Collection[str]) -> int:
    """How many. A confirmed answer may be what another question is asked for, which is then confirmed as well."""
    if not answering.may_answer(ctx, assignment):
        raise NotAllowed
    if assignment.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    answers = queries.answers_of(assignment)
    done: list[Answer] = []
    while rows := _next(assignment, answers, questions):
        for row in rows:
            row.is_attested_anew, row.answered_by_id, row.answered_at = True, ctx.actor_id, ctx.at
        done += rows
    if not done:
        raise DomainError(NOTHING_LEFT)
    if assignment.state == AssignmentState.SENT:
        assignment.state, assignment.opened_at = AssignmentState.ANSWERING, ctx.at
    answering.count(assignment, answers)
    lent = {other.id: other for row in done for other in answering.lend(assignment, row)}
    audit.record(ctx, Act.ANSWERS_ATTESTED, assignment, *done, *lent.values())
    return len(done)


def _next(assignment: Assignment, answers: Mapping[str, Answer], questions: Collection[str]) -> list[Answer]:
    waiting = set(answering.carried(answers))
    shown = answering.asked_of(assignment, answers)
    return [one for ref, one in answers.items() if ref in questions and ref in shown and one.id in waiting]
