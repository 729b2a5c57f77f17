"""Two assessments of one questionnaire read side by side, and what one can be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, false, func, not_, select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Answer, Assessment, AssessmentState, Assignment
from app.diligence.queries import assessments, naming
from app.diligence.queries.answers import Heard, given_of, heard_in
from app.diligence.queries.assessments import Wanted
from app.diligence.queries.relying import Relied, relied_upon
from app.diligence.queries.scores import Standing, standing
from app.diligence.rules.comparing import Side, Voice
from app.standards.queries import contents

if TYPE_CHECKING:
    from datetime import date

    from app.standards.content.questionnaires import Questionnaire

MOST = 30


@dataclass(frozen=True)
class Half:
    """`relied`: the reports that judgements rest on."""

    assessment: Assessment
    content: Questionnaire
    heard: Heard
    standing: Standing
    relied: Mapping[UUID, Relied]

    def sides(self) -> dict[str, Side]:
        return {term.question: self._side(term) for term in self.standing.score.terms}

    def _side(self, term: Any) -> Side:
        parts = self.standing.asked.get(term.question, ())
        return Side(
            tuple(self._voice(part, term.question) for part in parts),
            (term.low, term.high) if term.counts else None,
        )

    def _voice(self, part: Assignment, ref: str) -> Voice:
        who = part.organisation_id or part.unit_id
        return Voice(who, part.level, self.answer(part, ref), self.judgement(part, ref))

    def answer(self, part: Assignment, ref: str) -> Answer | None:
        """Last year's that nobody has confirmed is no answer of this one."""
        found = self.heard.answers.get((part.id, ref))
        return found if found is not None and given_of(found) is not None else None

    def judgement(self, part: Assignment, ref: str) -> Any:
        return self.heard.judgements.get((part.id, ref))


@dataclass(frozen=True)
class Pairing:
    left: Half
    right: Half
    names: Mapping[UUID, str]


def pairing(ctx: Context, left_id: UUID, right_id: UUID) -> Pairing:
    """Both seen by the reader, sent, and of one questionnaire; else there is nothing to compare."""
    query = assessments.visible_to(ctx).where(
        Assessment.id.in_([left_id, right_id]), Assessment.sent_at.is_not(None)
    )
    found = {one.id: one for one in db.session.scalars(query.order_by(Assessment.id))}
    if len(found) < 2 or found[left_id].questionnaire != found[right_id].questionnaire:
        raise NotFound
    rows = [found[one] for one in (left_id, right_id)]
    versions = contents.read([one.content_id for one in rows])
    said, today = heard_in([one.id for one in rows]), day_of(ctx.at)
    judgements = [row for one in said.values() for row in one.judgements.values()]
    relied = relied_upon(judgements, today)
    left, right = (
        _half(one, content, said[one.id], relied, today) for one, content in zip(rows, versions, strict=True)
    )
    parts = [*left.heard.assignments, *right.heard.assignments]
    return Pairing(left, right, naming.respondents_of(ctx, parts))


def _half(
    row: Assessment, content: Questionnaire, said: Heard, relied: Mapping[UUID, Relied], on: date
) -> Half:
    return Half(row, content, said, standing(said, content, on, relied), relied)


# --- what to compare with -----------------------------------------------------------------------


def of_same_subject(ctx: Context, assessment: Assessment) -> Sequence[Assessment]:
    """前回以前: of the same subject, the newest first."""
    return _listed(_alike(ctx, assessment).where(_same_subject(assessment)))


def of_others(ctx: Context, assessment: Assessment, words: str = "") -> Sequence[Assessment]:
    """The same questionnaire put to somebody or something else, whatever its kind, the newest first. `words`: by which
    they are looked for."""
    query = _alike(ctx, assessment).where(not_(_same_subject(assessment)))
    return _listed(query.where(assessments.found_by(words)) if words else query)


def counterparts(ctx: Context, rows: Sequence[Any]) -> dict[str, int]:
    """By questionnaire how many there are beside each of the rows; one statement."""
    query = assessments.visible_to(ctx).where(
        Assessment.questionnaire.in_({row.questionnaire for row in rows}), *_SENT
    )
    counted = query.with_only_columns(Assessment.questionnaire, func.count()).group_by(
        Assessment.questionnaire
    )
    return {row[0]: row[1] - 1 for row in db.session.execute(counted)}


def comparable(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of the list from which the first of the two is chosen."""
    return assessments.listed(ctx, wanted).where(*_SENT)


def before(ctx: Context, assessment: Assessment) -> Assessment | None:
    """前回の評価, where both can be laid side by side."""
    if assessment.previous_id is None or assessment.sent_at is None:
        return None
    query = _alike(ctx, assessment).where(Assessment.id == assessment.previous_id)
    return db.session.scalars(query).one_or_none()


_SENT = (Assessment.sent_at.is_not(None), Assessment.state != AssessmentState.WITHDRAWN)


def _alike(ctx: Context, assessment: Assessment) -> Select[Assessment]:
    """What was not sent holds nothing that could be laid beside another one."""
    if assessment.sent_at is None:
        return select(Assessment).where(false())
    return assessments.visible_to(ctx).where(
        Assessment.questionnaire == assessment.questionnaire,
        Assessment.id != assessment.id,
        *_SENT,
    )


def _same_subject(assessment: Assessment) -> Any:
    columns = (
        (Assessment.organisation_id, assessment.organisation_id), (Assessment.service_id, assessment.service_id),
        (Assessment.engagement_id, assessment.engagement_id),
    )  # fmt: skip
    of_subject = [column == value for column, value in columns if value is not None]
    return and_(Assessment.subject_kind == assessment.subject_kind, *of_subject)


def _listed(query: Select[Assessment]) -> Sequence[Assessment]:
    return db.session.scalars(
        query.order_by(Assessment.due_on.desc(), Assessment.id.desc()).limit(MOST)
    ).all()
