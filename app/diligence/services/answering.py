"""回答: one answer at a time, saved as it is typed, submitted as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import (
    Answer,
    Assessment,
    Assignment,
    AssignmentState,
    Channel,
    Evidence,
    Stance,
    SubstituteKind,
)
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as queries
from app.diligence.queries.desks import Desk
from app.diligence.rules import setting_aside, sheets, states
from app.diligence.rules.given import Given
from app.diligence.rules.sheets import Progress
from app.diligence.rules.wanting import HOLDS, NO_CONDITION, NO_REASON
from app.diligence.services import advancing
from app.work.services import tasks

CLOSED = N_("Answers are not taken any more. Ask who sent the questions to return them to you.")
NOT_ASKED = N_("This question is not asked of you now. Open the page again.")
NOT_BESIDE = N_("This file does not lie beside this question. Attach it first, then choose it.")
NOT_WHOLE = N_("Not everything is answered yet: %(count)s left.")
NO_NAME = N_("Enter the name of who stands for the answers.")
APPROVAL_FIRST = N_(
    "Somebody else of your side must approve the answers before they are submitted. Ask for that here."
)


@dataclass(frozen=True)
class Facts:
    """What the respondent says to one question; `parts` in the form of `rules/entering.py`. Beside a refusal they are
    what was entered before, and kept for the case that it is taken back; so is `aside`, by field what was typed that
    belongs to another kind of answer. None: what stood there."""

    stance: Stance | None
    parts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    condition: str = ""
    substitute: str = ""
    comment: str = ""
    aside: Mapping[str, str] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class StandIn:
    """What can be looked at instead of a refused answer, and where in it. `file_id`: of the evidence beside it."""

    kind: SubstituteKind | None = None
    file_id: UUID | None = None
    address: str = ""
    place: str = ""


@dataclass(frozen=True)
class Entry:
    """What is said to one question, and the version of the answer that it follows."""

    question: str
    facts: Facts
    version: int | None
    stand_in: StandIn | None = None  # None: as it stands


def save(
    ctx: Context,
    assignment: Assignment,
    question: str,
    facts: Facts,
    *,
    version: int | None,
    desk: Desk | None = None,
    stand_in: StandIn | None = None,
) -> Answer:
    """`version`: of the answer as the respondent saw it; None where there was none. `desk`: as the page read it
    a moment ago. A kind of answer whose reason or condition is still missing is kept as begun."""
    _may_answer(ctx, assignment)
    answers = queries.answers_of(assignment) if desk is None else desk.answers
    if question not in asked_of(assignment, answers):
        raise DomainError(NOT_ASKED)
    row = _put(ctx, assignment, answers.get(question), Entry(question, facts, version, stand_in))
    count(assignment, {**answers, question: row}, desk.files if desk else None)
    audit.record(ctx, Act.ANSWER_SAVED, row, assignment, *lend(assignment, row))
    return row


def save_all(ctx: Context, assignment: Assignment, entries: Sequence[Entry], *, reason: str) -> list[Answer]:
    """Many at once, as one act: an answer among them may be what another one's question is asked for."""
    _may_answer(ctx, assignment)
    for one in entries:
        check(one.facts)
    answers = queries.answers_of(assignment)
    rows = [_put(ctx, assignment, answers.get(one.question), one) for one in entries]
    answers |= {row.question: row for row in rows}
    if not {one.question for one in entries} <= asked_of(assignment, answers):
        raise DomainError(NOT_ASKED)
    count(assignment, answers)
    lent = {other.id: other for row in rows for other in lend(assignment, row)}
    audit.record(ctx, Act.ANSWERS_IMPORTED, assignment, *rows, *lent.values(), reason=reason)
    return rows


def _put(ctx: Context, assignment: Assignment, row: Answer | None, entry: Entry) -> Answer:
    if (row.version if row else None) != entry.version:
        raise StaleVersion(row or assignment)
    if row is None:
        row = Answer(
            assessment_id=assignment.assessment_id, assignment_id=assignment.id, question=entry.question,
            organisation_id=assignment.organisation_id, parts={}, set_aside={},
        )  # fmt: skip
        db.session.add(row)
    beside = _beside_kept(row, entry.facts)
    for name, value in vars(entry.facts).items():
        if name not in ("parts", "aside"):
            setattr(row, name, value)
    row.parts, parts = _kept(row, entry.facts)
    row.set_aside = setting_aside.together(parts, beside)
    _stand_in(row, entry.stand_in)
    if row.stance is None:  # taken back: what follows is said anew
        row.taken_from_id = None
    row.answered_by_id, row.answered_at, row.is_attested_anew = ctx.actor_id, ctx.at, True
    if assignment.state == AssignmentState.SENT:
        assignment.state, assignment.opened_at = AssignmentState.ANSWERING, ctx.at
    return row


def _kept(row: Answer, facts: Facts) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of it is the answer, and what only waits for another one."""
    if facts.stance is None or facts.stance in HOLDS:
        return dict(facts.parts), {}
    return {}, dict(facts.parts or entered_in(row))


def _beside_kept(row: Answer, facts: Facts) -> Mapping[str, str]:
    """Read before the row changes."""
    if facts.aside is not None:
        return facts.aside
    stood = {name: str(getattr(row, name) or "") for name in setting_aside.BELONGS}
    before = {
        **setting_aside.beside_in(row.set_aside),
        **{name: text for name, text in stood.items() if text},
    }
    return {
        name: text
        for name, text in before.items()
        if not setting_aside.belongs(name, facts.stance) and not getattr(facts, name, "")
    }


def entered_in(row: Answer) -> Mapping[str, Any]:
    """What stands in its controls, whether or not it counts."""
    return row.parts or setting_aside.parts_in(row.set_aside)


def typed_beside(row: Answer | None) -> Mapping[str, str]:
    """Under other kinds of answer."""
    return setting_aside.beside_in(row.set_aside) if row is not None else {}


def _stand_in(row: Answer, said: StandIn | None) -> None:
    """Only beside a refusal. The file is one of those that lie beside the answer; one that was withdrawn since stays
    named, and counts for nothing."""
    if row.stance != Stance.REFUSED:
        said = StandIn()
    if said is None:
        return
    file = _file_beside(row, said.file_id) if said.file_id is not None else None
    if file is not None:
        row.substitute = _named_by(row, file)
    row.substitute_kind, row.substitute_file_id = said.kind, said.file_id
    row.substitute_address, row.substitute_place = said.address, said.place
    set_committed_value(row, "substitute_file", file)


def _file_beside(row: Answer, file_id: UUID) -> Evidence:
    file = db.session.get(Evidence, file_id)
    if file is None or (file.assignment_id, file.question) != (row.assignment_id, row.question):
        raise DomainError(NOT_BESIDE, "substitute_file_id")
    return file


def _named_by(row: Answer, file: Evidence) -> str:
    """Who wrote nothing gets the name of the file; that of another file says nothing of this one."""
    beside = select(Evidence.name).where(
        Evidence.assignment_id == row.assignment_id, Evidence.question == row.question
    )
    return file.name if row.substitute in {"", *db.session.scalars(beside)} else row.substitute


def stand_in_of(row: Answer | None) -> StandIn:
    if row is None:
        return StandIn()
    return StandIn(row.substitute_kind, row.substitute_file_id, row.substitute_address, row.substitute_place)


def count(
    assignment: Assignment, answers: Mapping[str, Answer], files: Sequence[Evidence] | None = None
) -> None:
    """How far they are, as lists show it."""
    found = _progress(assignment, answers, files)
    assignment.asked_count, assignment.answered_count = found.asked, found.answered


def lend(assignment: Assignment, row: Answer) -> list[Assignment]:
    """What the institution answers decides what others are asked; a vendor's answers stay with the vendor."""
    if assignment.unit_id is None:
        return []
    given = queries.given_of(row)
    lent = []
    for one in queries.beside(assignment):
        wanted = sheets.parts_wanted(one.conditions, row.question)
        if not wanted:
            continue
        kept = {ref: said for ref, said in one.borrowed.items() if ref != row.question}
        one.borrowed = {**kept, **({} if given is None else {row.question: _told(given, wanted)})}
        lent.append(one)
    return lent


def _told(given: Given, wanted: Collection[str]) -> dict[str, Any]:
    """No more than their conditions ask about: a vendor's people may read what is lent."""
    return {
        "stance": given.stance.value,
        "values": {key: value for key, value in given.values.items() if key in wanted},
    }


def check(facts: Facts) -> None:
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
    """A unit answers for itself, a vendor's person for their organisation; by mail we enter what they wrote."""
    if ctx.is_vendor:
        return ctx.may(P.ANSWER_EDIT) and ctx.organisation_id == assignment.organisation_id
    if assignment.unit_id is not None:
        leads = assignment.lead_id is not None and assignment.lead_id == ctx.actor_id
        return ctx.may(P.ANSWER_EDIT if leads else P.ANSWER_UNIT, assignment.unit_id)
    return assignment.channel == Channel.MAIL and _enters_for_others(ctx, assignment)


def _enters_for_others(ctx: Context, assignment: Assignment) -> bool:
    """What comes back by mail is entered by who sent it out."""
    assessment = db.session.get_one(Assessment, assignment.assessment_id)
    return ctx.may(P.ASSESSMENT_SEND, assessment.unit_id)


def asked_of(assignment: Assignment, answers: Mapping[str, Answer]) -> frozenset[str]:
    given = {ref: told for ref, one in answers.items() if (told := queries.given_of(one)) is not None}
    return sheets.asked_now(
        assignment.questions, assignment.conditions, given, queries.borrowed_of(assignment)
    )


def progress_of(assignment: Assignment) -> Progress:
    return _progress(assignment, queries.answers_of(assignment))


def _progress(
    assignment: Assignment, answers: Mapping[str, Answer], files: Sequence[Evidence] | None = None
) -> Progress:
    said = queries.said_of(answers, queries.files_of(assignment) if files is None else files)
    paper = queries.paper_for(assignment.content_id)
    return sheets.progress(paper.questions(), asked_of(assignment, answers), said)


def submit(ctx: Context, assignment: Assignment, *, name: str, title: str, version: int) -> None:
    """宣誓: who stands for the answers, and that day."""
    _may_answer(ctx, assignment)
    if assignment.version != version:
        raise StaleVersion(assignment)
    # By mail their own approval is theirs to see to; who stands for the answers is told with them.
    if assignment.needs_approval and assignment.channel != Channel.MAIL:
        raise DomainError(APPROVAL_FIRST)
    stand_for(ctx, assignment, name=name, title=title)


def stand_for(ctx: Context, assignment: Assignment, *, name: str, title: str) -> None:
    """The end of both ways: submitted at once, or approved on the respondent's own side before."""
    if not name:
        raise DomainError(NO_NAME, "name")
    check_whole(assignment)
    assignment.state, assignment.submitted_at = AssignmentState.SUBMITTED, ctx.at
    assignment.submitted_by_id = ctx.actor_id
    assignment.attested_name, assignment.attested_title = name, title
    assignment.attested_on = day_of(ctx.at)
    audit.record(ctx, Act.ANSWERS_SUBMITTED, assignment)
    if not ctx.is_vendor:
        tasks.close_tasks_of(ctx, "assignment", assignment.id)
        advancing.advance(ctx, db.session.get_one(Assessment, assignment.assessment_id))


def check_whole(assignment: Assignment) -> None:
    left = progress_of(assignment).open
    if left:
        raise DomainError(NOT_WHOLE, count=len(left))


def carried(answers: Mapping[str, Answer]) -> list[UUID]:
    """Answers taken over from the last assessment that nobody has looked at since."""
    return [one.id for one in answers.values() if one.carried_from_id and not one.is_attested_anew]
