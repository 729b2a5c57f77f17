"""回答: one answer at a time, saved as it is typed, submitted as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assessment, Assignment, AssignmentState, Stance
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as queries
from app.diligence.rules import sheets, states
from app.diligence.rules.sheets import Progress
from app.diligence.services import advancing
from app.work.services import tasks

CLOSED = N_("Answers are not taken any more. Ask who sent the questions to return them to you.")
NOT_ASKED = N_("This question is not asked of you now. Open the page again.")
NO_REASON = N_("Say why.")
NO_CONDITION = N_("Say under which condition the answer holds.")
NOT_WHOLE = N_("Not everything is answered yet: %(count)s left.")
NO_NAME = N_("Enter the name of who stands for the answers.")


@dataclass(frozen=True)
class Facts:
    """What the respondent says to one question; `parts` in the form of `rules/entering.py`."""

    stance: Stance | None
    parts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    condition: str = ""
    substitute: str = ""
    comment: str = ""


def save(ctx: Context, assignment: Assignment, question: str, facts: Facts, *, version: int | None) -> Answer:
    """`version`: of the answer as the respondent saw it; None where there was none."""
    _may_answer(ctx, assignment)
    answers = queries.answers_of(assignment)
    if question not in _asked(assignment, answers):
        raise DomainError(NOT_ASKED)
    row = answers.get(question)
    if (row.version if row else None) != version:
        raise StaleVersion(row or assignment)
    _check(facts)
    if row is None:
        row = Answer(
            assessment_id=assignment.assessment_id, assignment_id=assignment.id, question=question,
            organisation_id=assignment.organisation_id, parts={},
        )  # fmt: skip
        db.session.add(row)
    for name, value in vars(facts).items():
        setattr(row, name, dict(value) if name == "parts" else value)
    row.answered_by_id, row.answered_at, row.is_attested_anew = ctx.actor_id, ctx.at, True
    if assignment.state == AssignmentState.SENT:
        assignment.state, assignment.opened_at = AssignmentState.ANSWERING, ctx.at
    count(assignment, {**answers, question: row})
    audit.record(ctx, Act.ANSWER_SAVED, row, assignment, *_lend(assignment, row))
    return row


def count(assignment: Assignment, answers: Mapping[str, Answer]) -> None:
    """How far they are, as lists show it."""
    found = _progress(assignment, answers)
    assignment.asked_count, assignment.answered_count = found.asked, found.answered


def _lend(assignment: Assignment, row: Answer) -> list[Assignment]:
    """What the institution answers decides what others are asked; a vendor's answers stay with the vendor."""
    if assignment.unit_id is None:
        return []
    others = [one for one in queries.beside(assignment) if _asks_about(one, row.question)]
    for one in others:
        told = {} if row.stance is None else {row.question: {"stance": row.stance.value, "values": row.parts}}
        kept = {ref: said for ref, said in one.borrowed.items() if ref != row.question}
        one.borrowed = {**kept, **told}
    return others


def _asks_about(assignment: Assignment, question: str) -> bool:
    return any(f'"{question}.' in json.dumps(one) for one in assignment.conditions.values())


def _check(facts: Facts) -> None:
    if facts.stance in (Stance.NOT_APPLICABLE, Stance.REFUSED) and not facts.reason:
        raise DomainError(NO_REASON, "reason")
    if facts.stance == Stance.CONDITIONAL and not facts.condition:
        raise DomainError(NO_CONDITION, "condition")


def _may_answer(ctx: Context, assignment: Assignment) -> None:
    if not may_answer(ctx, assignment):
        raise NotAllowed
    if assignment.state not in states.OPEN:
        raise DomainError(CLOSED)


def may_answer(ctx: Context, assignment: Assignment) -> bool:
    """A unit answers for itself, a vendor's person for their organisation."""
    if ctx.is_vendor:
        return ctx.may(P.ANSWER_EDIT) and ctx.organisation_id == assignment.organisation_id
    return assignment.unit_id is not None and ctx.may(P.ANSWER_EDIT, assignment.unit_id)


def _asked(assignment: Assignment, answers: Mapping[str, Answer]) -> frozenset[str]:
    given = {ref: told for ref, one in answers.items() if (told := queries.given_of(one)) is not None}
    return sheets.asked_now(
        assignment.questions, assignment.conditions, given, queries.borrowed_of(assignment)
    )


def progress_of(assignment: Assignment) -> Progress:
    return _progress(assignment, queries.answers_of(assignment))


def _progress(assignment: Assignment, answers: Mapping[str, Answer]) -> Progress:
    said = queries.said_of(answers, queries.files_of(assignment))
    paper = queries.paper_for(assignment.content_id)
    return sheets.progress(paper.questions(), _asked(assignment, answers), said)


def submit(ctx: Context, assignment: Assignment, *, name: str, title: str, version: int) -> None:
    """宣誓: who stands for the answers, and that day."""
    _may_answer(ctx, assignment)
    if assignment.version != version:
        raise StaleVersion(assignment)
    if not name:
        raise DomainError(NO_NAME, "name")
    left = progress_of(assignment).open
    if left:
        raise DomainError(NOT_WHOLE, count=len(left))
    assignment.state, assignment.submitted_at = AssignmentState.SUBMITTED, ctx.at
    assignment.submitted_by_id = ctx.actor_id
    assignment.attested_name, assignment.attested_title = name, title
    assignment.attested_on = day_of(ctx.at)
    audit.record(ctx, Act.ANSWERS_SUBMITTED, assignment)
    if not ctx.is_vendor:
        tasks.close_tasks_of(ctx, "assignment", assignment.id)
        advancing.advance(ctx, db.session.get_one(Assessment, assignment.assessment_id))


def carried(answers: Mapping[str, Answer]) -> list[UUID]:
    """Answers taken over from the last assessment that nobody has looked at since."""
    return [one.id for one in answers.values() if one.carried_from_id and not one.is_attested_anew]
