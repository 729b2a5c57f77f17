"""Reads of what a respondent was asked last time, and of what was taken over from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.diligence.models import Answer, Assessment, Assignment, Evidence
from app.diligence.queries import answers as queries
from app.diligence.rules import carrying, sheets
from app.diligence.rules.carrying import SAME_TO_RESPONDENTS, Change
from app.diligence.rules.given import Given
from app.diligence.rules.sheets import Said

if TYPE_CHECKING:
    from datetime import date

    from app.diligence.queries.desks import Desk
    from app.diligence.rules.papers import Paper
    from app.standards.content.questionnaires import Question


def parts_before(assessment: Assessment) -> dict[UUID | None, Assignment]:
    """By organisation or unit: the requests of the assessment before."""
    if assessment.previous_id is None:
        return {}
    query = select(Assignment).where(Assignment.assessment_id == assessment.previous_id)
    return {owner_of(one): one for one in db.session.scalars(query.order_by(Assignment.id))}


def owner_of(part: Assignment) -> UUID | None:
    """Organisation or unit: the database sees to it that it is one of them."""
    return part.organisation_id or part.unit_id


def files_standing(parts: Iterable[UUID]) -> Sequence[Evidence]:
    """Handed in to these requests and not withdrawn."""
    query = select(Evidence).where(Evidence.assignment_id.in_(list(parts)), Evidence.is_withdrawn.is_(False))
    return db.session.scalars(query.order_by(Evidence.question, Evidence.id)).all()


def expired(before: Iterable[Evidence], now: Iterable[Evidence], on: date) -> list[Evidence]:
    """What was there last time, has run out since, and has nothing in its place."""
    there = {(one.question, one.part) for one in now if not carrying.is_expired(one.expires_on, on)}
    return [
        one for one in before
        if carrying.is_expired(one.expires_on, on) and (one.question, one.part) not in there
    ]  # fmt: skip


def expired_of(
    parts: Sequence[Assignment], earlier: Sequence[Assignment], on: date
) -> dict[UUID, list[Evidence]]:
    """For each request what its respondent handed in last time and has run out since."""
    before = {owner_of(one): one.id for one in earlier}
    files = files_standing([*(one.id for one in parts), *before.values()])
    found = {}
    for part in parts:
        last_id = before.get(owner_of(part))
        were = [one for one in files if one.assignment_id == last_id and one.question in part.questions]
        found[part.id] = expired(were, [one for one in files if one.assignment_id == part.id], on)
    return found


# --- the respondent's side, which may not read the assessment --------------------------------------


@dataclass(frozen=True)
class Since:
    """What has changed for one respondent. `before`: their request of last time; `asked`: what is asked of them if
    everything that was taken over holds."""

    before: Assignment
    changes: Sequence[Change]
    carried: Mapping[str, Answer]
    expired: Sequence[Evidence]
    asked: frozenset[str]

    @property
    def waiting(self) -> dict[str, Answer]:
        """Taken over and not looked at since; what is not asked any more needs no look."""
        return {
            ref: one for ref, one in self.carried.items() if ref in self.asked and not one.is_attested_anew
        }


def since_last(assignment: Assignment, on: date, answers: Mapping[str, Answer] | None = None) -> Since | None:
    """None where nothing was taken over. `answers`: as the page read them already."""
    answers = queries.answers_of(assignment) if answers is None else answers
    taken = {ref: one for ref, one in answers.items() if one.carried_from_id is not None}
    if not taken:
        return None
    first = next(iter(taken.values())).carried_from_id
    query = select(Assignment).join(Answer, Answer.assignment_id == Assignment.id).where(Answer.id == first)
    before = db.session.scalars(query).one()
    old, new = queries.paper_for(before.content_id), queries.paper_for(assignment.content_id)
    among = {*before.questions, *assignment.questions}
    files = files_standing([before.id, assignment.id])
    earlier = [
        one for one in files if one.assignment_id == before.id and one.question in assignment.questions
    ]
    now = [one for one in files if one.assignment_id == assignment.id]
    found = carrying.changes(_asked(old, before), _asked(new, assignment), among)
    return Since(before, found, taken, expired(earlier, now, on), _asked_if_all_hold(assignment, answers))


def _asked_if_all_hold(part: Assignment, answers: Mapping[str, Answer]) -> frozenset[str]:
    given = {ref: Given(one.stance, one.parts) for ref, one in answers.items() if one.stance is not None}
    return sheets.asked_now(part.questions, part.conditions, given, queries.borrowed_of(part))


def _asked(paper: Paper, part: Assignment) -> list[Question]:
    return [one for one in paper.questions() if one.id in part.questions]


def attestable(assignment: Assignment, since: Since, files: Sequence[Evidence] | None = None) -> list[str]:
    """What can be confirmed as it stands: the question is the same, and nothing of the answer is missing."""
    same = {one.ref for one in since.changes if one.kind in SAME_TO_RESPONDENTS}
    said = queries.said_of(since.waiting, queries.files_of(assignment) if files is None else files)
    paper = queries.paper_for(assignment.content_id)
    return [
        one.id for one in paper.questions()
        if one.id in same and one.id in since.waiting
        and sheets.is_answered(
            one, Said(queries.given_if_attested(since.waiting[one.id]), said[one.id].files)
        )
    ]  # fmt: skip


def is_carried_over(assignment: Assignment) -> bool:
    """Was anything taken over from last time?"""
    query = select(Answer.id).where(
        Answer.assignment_id == assignment.id, Answer.carried_from_id.is_not(None)
    )
    return db.session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Last:
    """前回の回答, and the question as it was put then. `kept`: what of it fits today; `file_id`: what stood in for it,
    as it lies here."""

    answer: Answer
    part: Assignment
    earlier: Question
    kept: Mapping[str, Any]
    file_id: UUID | None = None


def last_of(desk: Desk, ref: str) -> Last | None:
    """None where nothing was taken over, where it still stands as it came, and where it does not fit any more."""
    row, question = desk.answers.get(ref), desk.sent_question(ref)
    if row is None or row.carried_from_id is None or queries.is_carried(row):
        return None
    old = db.session.get_one(Answer, row.carried_from_id)
    if old.stance is None or _reads_as(row) == _reads_as(old):
        return None
    before = db.session.get_one(Assignment, old.assignment_id)
    earlier = {one.id: one for one in queries.paper_for(before.content_id).questions()}.get(ref)
    found = carrying.carried(earlier, question, old.parts) if earlier is not None else None
    if earlier is None or found is None or not found.says_something(old.stance):
        return None
    return Last(old, before, earlier, found.kept, _file_here(desk, old))


def _reads_as(row: Answer) -> tuple[Any, ...]:
    """The file lies in each request anew, so that its name stands for it."""
    return (
        row.stance, row.parts, row.reason, row.condition, row.substitute, row.substitute_kind,
        row.substitute_address, row.substitute_place, row.comment,
    )  # fmt: skip


def _file_here(desk: Desk, old: Answer) -> UUID | None:
    if old.substitute_file_id is None:
        return None
    there = db.session.get_one(Evidence, old.substitute_file_id)
    same = (
        one for one in desk.files
        if not one.is_withdrawn and (one.question, one.sha256) == (there.question, there.sha256)
    )  # fmt: skip
    return next((one.id for one in same), None)
