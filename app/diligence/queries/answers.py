"""Reads of what was said: answers, judgements and files of an assessment, as rules want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Answer, Assessment, Assignment, Evidence, Judgement, QuestionPaper
from app.diligence.rules.elsewhere import told
from app.diligence.rules.given import Given, Judged
from app.diligence.rules.sheets import Said
from app.diligence.rules.wanting import is_given

if TYPE_CHECKING:
    from app.diligence.rules.papers import Paper

_read: dict[UUID, Paper] = {}
KEPT = 200


def paper_for(content_id: UUID) -> Paper:
    """What respondents see of a version; it never changes, so a process reads it once."""
    if content_id not in _read:
        text = db.session.scalar(select(QuestionPaper.content).where(QuestionPaper.content_id == content_id))
        if text is None:
            raise NotFound
        if len(_read) >= KEPT:
            _read.clear()
        from app.diligence.rules import papers

        _read[content_id] = papers.read(text)
    return _read[content_id]


def title_in(part: Assignment, language: str) -> str:
    """Of the questionnaire; on the request it stands in the institution's own language."""
    return part.title if language == "ja" else paper_for(part.content_id).title.within(language)


def answers_of(assignment: Assignment) -> dict[str, Answer]:
    query = select(Answer).where(Answer.assignment_id == assignment.id)
    return {one.question: one for one in db.session.scalars(query.order_by(Answer.id))}


def all_answers(assessment: Assessment) -> dict[tuple[UUID, str], Answer]:
    query = select(Answer).where(Answer.assessment_id == assessment.id)
    return {(one.assignment_id, one.question): one for one in db.session.scalars(query.order_by(Answer.id))}


def judgements_of(assessment: Assessment) -> dict[tuple[UUID, str], Judgement]:
    query = select(Judgement).where(Judgement.assessment_id == assessment.id)
    return {
        (one.assignment_id, one.question): one for one in db.session.scalars(query.order_by(Judgement.id))
    }


def files_of(assignment: Assignment) -> list[Evidence]:
    query = select(Evidence).where(Evidence.assignment_id == assignment.id)
    return list(db.session.scalars(query.order_by(Evidence.question, Evidence.id)))


def beside(assignment: Assignment) -> Sequence[Assignment]:
    """The other respondents of the same assessment."""
    query = select(Assignment).where(
        Assignment.assessment_id == assignment.assessment_id, Assignment.id != assignment.id
    )
    return db.session.scalars(query.order_by(Assignment.level, Assignment.id)).all()


def given_of(answer: Answer) -> Given | None:
    """What the rules see of an answer; one that was begun only is none, and last time's until it is attested anew."""
    return None if is_carried(answer) else given_if_attested(answer)


def given_if_attested(answer: Answer) -> Given | None:
    """Last time's as if somebody had looked at it."""
    if answer.stance is None or not is_given(answer):
        return None
    return Given(answer.stance, answer.parts)


def is_carried(answer: Answer) -> bool:
    """前回の回答 that nobody has looked at since."""
    return answer.carried_from_id is not None and not answer.is_attested_anew


def judged_of(row: Judgement) -> Judged:
    return Judged(row.verdict, row.until_on)


def said_of(answers: Mapping[str, Answer], files: Sequence[Evidence]) -> dict[str, Said]:
    counted = Counter((one.question, one.part) for one in files if not one.is_withdrawn)
    beside: dict[str, dict[str, int]] = {}
    for (question, part), count in counted.items():
        beside.setdefault(question, {})[part] = count
    return {ref: Said(given_of(one), beside.get(ref, {})) for ref, one in answers.items()}


def borrowed_of(assignment: Assignment) -> dict[str, Given]:
    return {ref: given_from(told) for ref, told in assignment.borrowed.items()}


def given_from(told: Mapping[str, Any]) -> Given:
    from app.diligence.models import Stance

    return Given(Stance(told["stance"]), told["values"])


@dataclass(frozen=True)
class Heard:
    """Everything that was said in an assessment."""

    assignments: Sequence[Assignment]
    answers: Mapping[tuple[UUID, str], Answer]
    judgements: Mapping[tuple[UUID, str], Judgement]


def heard(assessment: Assessment) -> Heard:
    return heard_in([assessment.id])[assessment.id]


def heard_in(assessment_ids: Sequence[UUID]) -> dict[UUID, Heard]:
    """By assessment; three statements, whatever was said in however many of them."""
    parts, answers, judgements = (
        _of_each(model, assessment_ids) for model in (Assignment, Answer, Judgement)
    )
    return {
        one: Heard(
            sorted(parts[one], key=lambda part: (part.level, str(part.id))),
            {(row.assignment_id, row.question): row for row in answers[one]},
            {(row.assignment_id, row.question): row for row in judgements[one]},
        )
        for one in assessment_ids
    }


def _of_each(model: Any, assessment_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {one: [] for one in assessment_ids}
    query = select(model).where(model.assessment_id.in_(assessment_ids)).order_by(model.id)
    for row in db.session.scalars(query):
        found[row.assessment_id].append(row)
    return found


def judged_before(assessment: Assessment) -> dict[tuple[UUID, str], tuple[Judgement, Answer]]:
    """Of answers that say the same as the one they were taken over from: what was said to that one."""
    now, before = aliased(Answer), aliased(Answer)
    query = (
        select(now, before, Judgement)
        .join(before, before.id == now.carried_from_id)
        .join(
            Judgement,
            and_(Judgement.assignment_id == before.assignment_id, Judgement.question == before.question),
        )
        .where(now.assessment_id == assessment.id, now.is_attested_anew)
        .order_by(now.id)
    )
    return {
        (one.assignment_id, one.question): (judgement, one)
        for one, old, judgement in db.session.execute(query)
        if says_the_same(one, old)
    }


def says_the_same(one: Answer, other: Answer) -> bool:
    return told(one) == told(other)
