"""証跡: a file laid beside an answer, described better, withdrawn with a reason. Nothing of it is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import audit, files
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment, AssignmentState, Evidence
from app.diligence.queries import answers, evidence
from app.diligence.rules import states
from app.diligence.rules.evidence import EvidenceFacts, check
from app.diligence.services import agreeing, answering

NOT_ASKED = N_("This question is not asked of you now. Choose one from the list.")
NO_PART = N_("This part of the question takes no file. Choose another place.")
ONE_FILE = N_("There is a file for this already. Withdraw it first, or choose another place.")
THERE = N_("This file is there for this question already.")
WITHDRAWN = N_("This file was withdrawn. Add it anew instead.")
AGREE_FIRST = N_("Agree to the present terms before you change them: open the file once.")
NO_WITHDRAWAL_REASON = N_("Say why, so that a later reader knows what happened.")


@dataclass(frozen=True)
class Piece:
    """A stored file and where it goes; `part` is empty for one that lies beside the answer as a whole."""

    question: str
    part: str
    kept: files.Kept
    facts: EvidenceFacts


def add(
    ctx: Context, assignment: Assignment, question: str, part: str, kept: files.Kept, facts: EvidenceFacts
) -> Evidence:
    """`kept` lies in the store already; the same content twice is stored once."""
    return add_all(ctx, assignment, [Piece(question, part, kept, facts)])[0]


def add_all(ctx: Context, assignment: Assignment, pieces: Sequence[Piece]) -> list[Evidence]:
    """All of them or none."""
    _begin(ctx, assignment)
    given = answers.answers_of(assignment)
    asked = answering.asked_of(assignment, given)
    made = [_add(ctx, assignment, asked, one) for one in pieces]
    _open(ctx, assignment)
    answering.count(assignment, given)
    audit.record(ctx, Act.EVIDENCE_ADDED, *made, assignment)
    return made


def _add(ctx: Context, assignment: Assignment, asked: Collection[str], piece: Piece) -> Evidence:
    check(piece.facts)
    if piece.question not in asked:
        raise DomainError(NOT_ASKED, "place")
    beside = _place(assignment, piece.question, piece.part)
    if any(one.sha256 == piece.kept.sha256 and one.part == piece.part for one in beside):
        raise DomainError(THERE, "file")
    stored = files.attach(piece.kept, ctx.at)
    made = Evidence(
        assessment_id=assignment.assessment_id, assignment_id=assignment.id,
        organisation_id=assignment.organisation_id, question=piece.question, part=piece.part,
        stored_file_id=stored.id, name=piece.kept.name, media_type=piece.kept.media_type, size=piece.kept.size,
        sha256=piece.kept.sha256, added_by_id=ctx.actor_id, added_at=ctx.at, is_withdrawn=False,
        withdrawal_reason="", **vars(piece.facts),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _begin(ctx: Context, assignment: Assignment) -> None:
    """One at a time for each request: two who fill the same place at once must see each other."""
    if not answering.may_answer(ctx, assignment):
        raise NotAllowed
    db.session.refresh(assignment, with_for_update=True)
    if assignment.state not in states.OPEN:
        raise DomainError(answering.CLOSED)


def _open(ctx: Context, assignment: Assignment) -> None:
    if assignment.state == AssignmentState.SENT:
        assignment.state, assignment.opened_at = AssignmentState.ANSWERING, ctx.at


def _place(assignment: Assignment, question: str, part: str) -> list[Evidence]:
    """What lies beside that question already; refuses a place that there is not, or that is full."""
    beside = evidence.standing_in(assignment, question)
    if not part:
        return beside
    found = next((one for one in _file_parts(assignment, question) if one.key == part), None)
    if found is None:
        raise DomainError(NO_PART, "place")
    if not found.many and any(one.part == part for one in beside):
        raise DomainError(ONE_FILE, "place")
    return beside


def _file_parts(assignment: Assignment, question: str) -> list[Any]:
    paper = answers.paper_for(assignment.content_id)
    asked = next((one for one in paper.questions() if one.id == question), None)
    return [part for part in asked.parts if part.type == "file"] if asked else []


def edit(ctx: Context, assignment: Assignment, row: Evidence, facts: EvidenceFacts) -> None:
    _begin(ctx, assignment)
    if row.is_withdrawn:
        raise DomainError(WITHDRAWN)
    check(facts)
    if agreeing.wording_of(facts) != agreeing.wording_of(row) and agreeing.must_agree(ctx, row):
        raise DomainError(AGREE_FIRST, "disclosure")
    for name, value in vars(facts).items():
        setattr(row, name, value)
    audit.record(ctx, Act.EVIDENCE_EDITED, row)


def withdraw(ctx: Context, assignment: Assignment, row: Evidence, *, reason: str) -> None:
    _begin(ctx, assignment)
    if row.is_withdrawn:
        raise DomainError(WITHDRAWN)
    if not reason:
        raise DomainError(NO_WITHDRAWAL_REASON, "reason")
    row.is_withdrawn, row.withdrawal_reason = True, reason
    db.session.flush()
    given = answers.answers_of(assignment)
    answering.count(assignment, given)
    # A refusal that it stood in for is none any more, which may decide what others are asked.
    rested = [one for one in given.values() if one.substitute_file_id == row.id]
    lent = {other.id: other for one in rested for other in answering.lend(assignment, one)}
    audit.record(ctx, Act.EVIDENCE_WITHDRAWN, row, assignment, *lent.values(), reason=reason)


def note_read(ctx: Context, row: Evidence) -> None:
    """Who took which file out: an event of the evidence, of which nothing changes."""
    audit.witness(ctx, Act.EVIDENCE_READ, row, reason=row.name)
