"""他の依頼での回答, given again in this request; and a word on why an answer is another one here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assignment, AssignmentState, Evidence
from app.diligence.queries import answers as queries
from app.diligence.queries import carrying as files
from app.diligence.queries import desks, elsewhere
from app.diligence.rules import carrying as rules
from app.diligence.rules import states
from app.diligence.services import answering, carrying

if TYPE_CHECKING:
    from app.diligence.queries.desks import Desk
    from app.diligence.rules.elsewhere import Proposal

NOTHING_LEFT = N_("Nothing was taken over. Choose at least one answer that is still offered.")
MOVED = N_(
    "Something was answered meanwhile, here or elsewhere. Look at the answers again; nothing was saved."
)
TOO_LONG = N_("A word of explanation has at most %(count)s characters.")
LONGEST = 2000


def take(ctx: Context, part: Assignment, wanted: Mapping[str, UUID]) -> list[Answer]:
    """`wanted`: question → the answer as it was shown. Who chooses it stands for it here from then on; what it makes
    asked besides is looked at by itself."""
    _may(ctx, part)
    desk = desks.desk_of(part)
    offered = elsewhere.of_desk(ctx, desk).proposals
    if not wanted.keys() & offered.keys():
        raise DomainError(NOTHING_LEFT)
    if {ref: offered[ref].other.answer.id for ref in wanted if ref in offered} != dict(wanted):
        raise DomainError(MOVED)
    brought = _files(ctx, desk, offered, wanted)
    rows = [_given(ctx, desk, ref, offered[ref], brought) for ref in wanted]
    if part.state == AssignmentState.SENT:
        part.state, part.opened_at = AssignmentState.ANSWERING, ctx.at
    files_now = [*desk.files, *brought.values()]
    answering.count(part, {**desk.answers, **{row.question: row for row in rows}}, files_now)
    audit.record(ctx, Act.ANSWERS_TAKEN, part, *rows, *brought.values())
    return rows


def _given(ctx: Context, desk: Desk, ref: str, found: Proposal, brought: Mapping[UUID, Evidence]) -> Answer:
    old, row = found.other.answer, desk.answers.get(ref)
    if row is None:
        part = desk.assignment
        row = Answer(
            assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
            question=ref, parts={},
        )  # fmt: skip
        db.session.add(row)
    for name in carrying.KEPT:
        setattr(row, name, getattr(old, name))
    row.stance, row.parts, row.taken_from_id = old.stance, dict(found.kept), old.id
    row.set_aside = {}
    carrying.stand_in_here(row, old, brought)
    row.answered_by_id, row.answered_at, row.is_attested_anew = ctx.actor_id, ctx.at, True
    return row


def _files(
    ctx: Context, desk: Desk, offered: Mapping[str, Proposal], wanted: Mapping[str, UUID]
) -> dict[UUID, Evidence]:
    """By their ids there: what lies beside them there and has not run out, unless it lies here already."""
    there = {offered[ref].other.source.id for ref in wanted}
    mine = {(one.question, one.sha256) for one in desk.files if not one.is_withdrawn}
    asked = {one.id: one for one in desk.questions}
    found = {
        one.id: carrying.file_of(desk.assignment, one)
        for one in files.files_standing(there)
        if one.question in wanted and one.assignment_id == offered[one.question].other.source.id
        and (one.question, one.sha256) not in mine
        and rules.has_place(asked[one.question], one.part) and not rules.is_expired(one.expires_on, day_of(ctx.at))
    }  # fmt: skip
    db.session.add_all(found.values())
    db.session.flush()
    return found


def explain(ctx: Context, part: Assignment, words: Mapping[str, str], versions: Mapping[str, int]) -> int:
    """By question, the version of the answer as it was shown. How many words are new."""
    _may(ctx, part)
    answers = queries.answers_of(part)
    if any(ref not in answers or answers[ref].version != versions.get(ref) for ref in words):
        raise DomainError(MOVED)
    if any(len(said.strip()) > LONGEST for said in words.values()):
        raise DomainError(TOO_LONG, count=LONGEST)
    rows = []
    for ref, said in words.items():
        if answers[ref].difference_reason != said.strip():
            answers[ref].difference_reason = said.strip()
            rows.append(answers[ref])
    if rows:
        audit.record(ctx, Act.DIFFERENCES_EXPLAINED, part, *rows)
    return len(rows)


def _may(ctx: Context, part: Assignment) -> None:
    if not answering.may_answer(ctx, part):
        raise NotAllowed
    if part.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
