"""Reads of what a respondent said in other requests: for themselves, and for who weighs what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from app.core.context import Context
from app.core.db import db
from app.diligence.models import Answer, Assessment, AssessmentState, Assignment, AssignmentState
from app.diligence.queries import answers as queries
from app.diligence.queries import assignments, proposals
from app.diligence.rules import elsewhere as rules
from app.diligence.rules.elsewhere import Other, Proposal, Source

if TYPE_CHECKING:
    from app.diligence.queries.answers import Heard
    from app.diligence.queries.desks import Desk
    from app.standards.content.questionnaires import Question, Questionnaire

# So many requests are looked at, the newest first.
MOST = 100
Key = tuple[UUID, str]
# By request and question there: the questions here that it meets, each with the one that was put there.
Pairs = dict[Key, list[tuple["Question", "Question"]]]
COLUMNS = (
    Assignment.id, Assignment.content_id, Assignment.service_id, Assignment.previous_id, Assignment.title,
    Assignment.about, Assignment.submitted_at, Assignment.attested_name, Assignment.attested_title,
    Assignment.assessment_id,
)  # fmt: skip


def _standing(query: Select[Any], organisation_ids: Collection[UUID]) -> Select[Any]:
    """Submitted and not withdrawn."""
    return query.where(
        Assignment.organisation_id.in_(organisation_ids), Assignment.state == AssignmentState.SUBMITTED,
        Assignment.submitted_at.is_not(None), Assignment.is_withdrawn.is_(False),
    )  # fmt: skip


def _source(row: Any, questionnaire: str) -> Source:
    return Source(
        row.id, questionnaire, row.content_id, row.service_id, row.previous_id, row.title, row.about,
        row.submitted_at, " ".join(filter(None, (row.attested_title, row.attested_name))), row.assessment_id,
    )  # fmt: skip


# --- the respondent's side, which may not read the assessment --------------------------------------


@dataclass(frozen=True)
class Elsewhere:
    """What lies before a vendor's person of their organisation's other requests. `related`: by the question here."""

    desk: Desk
    others: Mapping[str, Sequence[Other]] = field(default_factory=dict)
    related: Mapping[str, Sequence[Other]] = field(default_factory=dict)

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """Of what has no answer of this request yet, in the order of the questionnaire."""
        found = {
            one.id: rules.proposal(one, self.others.get(one.id, ()))
            for one in self.desk.questions
            if self.is_free(one.id)
        }
        return {ref: one for ref, one in found.items() if one is not None and not self._stands(ref, one)}

    def is_free(self, ref: str) -> bool:
        """Nothing was said that holds, or it is last time's and waits to be confirmed."""
        row = self.desk.answers.get(ref)
        return row is None or queries.is_carried(row) or (queries.given_of(row) is None and not row.parts)

    def _stands(self, ref: str, found: Proposal) -> bool:
        """Last time's, that waits to be confirmed, says the same."""
        row = self.desk.answers.get(ref)
        return row is not None and rules.told(row) == rules.told(found.other.answer)

    @cached_property
    def differing(self) -> dict[str, list[Other]]:
        """Of what was answered here: what says otherwise elsewhere."""
        found = {}
        for one in self.desk.questions:
            row = self.desk.answers.get(one.id)
            if row is not None and queries.given_of(row) is not None:
                found[one.id] = rules.differing(one, row, self.others.get(one.id, ()))
        return {ref: others for ref, others in found.items() if others}


def of_desk(ctx: Context, desk: Desk, ref: str | None = None) -> Elsewhere:
    """Of our own units nothing. `ref`: one question to look at, with what is related to it: one statement, and another
    only where something is; else all that are asked now, in two."""
    part = desk.assignment
    if part.organisation_id is None or not ctx.is_vendor:
        return Elsewhere(desk)
    wanted = [one for one in desk.questions if ref is None or one.id == ref]
    found, given = _submitted(ctx, part, ref)
    sources = {one.id: one for one in found}
    asked = _asked(desk, found, wanted, with_related=ref is not None)
    left = [key for key in asked if key[1] != ref]
    given += _given({one for one, _ref in left}, {each for _one, each in left})
    return _sorted(desk, sources, asked, given)


def _asked(desk: Desk, sources: Iterable[Source], wanted: Sequence[Question], *, with_related: bool) -> Pairs:
    asked: Pairs = defaultdict(list)
    pairs: dict[UUID, list[tuple[Question, Question]]] = {}
    for source in sources:
        if source.content_id not in pairs:
            pairs[source.content_id] = _pairs(desk, source, wanted, with_related)
        for here, there in pairs[source.content_id]:
            if rules.holds_for(here, desk.assignment.service_id, source.service_id):
                asked[source.id, there.id].append((here, there))
    return asked


def _pairs(
    desk: Desk, source: Source, wanted: Iterable[Question], with_related: bool
) -> list[tuple[Question, Question]]:
    """Question here, question there: the same one, or of another questionnaire what is related."""
    there = {one.id: one for one in queries.paper_for(source.content_id).questions()}
    if source.questionnaire == desk.paper.key:
        return [(one, there[one.id]) for one in wanted if one.id in there]
    if not with_related:
        return []
    return [(one, other) for one in wanted for other in there.values() if rules.is_related(one, other)]


def _submitted(ctx: Context, part: Assignment, ref: str | None) -> tuple[list[Source], list[Answer]]:
    """What this person may see of their own organisation's, as row security lets them see it. `ref`: with what was
    said to that question."""
    query = _standing(assignments.addressed_to(ctx), [part.organisation_id] if part.organisation_id else [])
    query = query.where(Assignment.id != part.id).limit(MOST)
    query = query.order_by(Assignment.submitted_at.desc(), Assignment.id.desc())
    if ref is None:
        rows = db.session.execute(query.with_only_columns(*COLUMNS)).all()
        return _present(rows, part), []
    same = and_(Answer.assignment_id == Assignment.id, Answer.question == ref)
    rows = db.session.execute(query.with_only_columns(*COLUMNS, Answer).outerjoin(Answer, same)).all()
    found = _present(rows, part)
    kept = {one.id for one in found}
    said = [row.Answer for row in rows if row.Answer is not None and row.id in kept]
    return found, [one for one in said if queries.given_of(one) is not None]


def _present(rows: Iterable[Any], part: Assignment) -> list[Source]:
    found = [_source(row, queries.paper_for(row.content_id).key) for row in rows]
    return rules.present(found, [part.previous_id])


def _sorted(
    desk: Desk,
    sources: Mapping[UUID, Source],
    asked: Pairs,
    given: Iterable[Answer],
) -> Elsewhere:
    others: defaultdict[str, list[Other]] = defaultdict(list)
    related: defaultdict[str, list[Other]] = defaultdict(list)
    for answer in given:
        source = sources[answer.assignment_id]
        kept = others if source.questionnaire == desk.paper.key else related
        for here, there in asked.get((answer.assignment_id, answer.question), ()):
            kept[here.id].append(Other(source, there, answer))
    return Elsewhere(desk, others, {ref: rules.newest(found) for ref, found in related.items()})


def _given(parts: Collection[UUID], refs: Collection[str]) -> list[Answer]:
    if not parts:
        return []
    query = select(Answer).where(
        Answer.assignment_id.in_(parts), Answer.question.in_(refs), Answer.stance.is_not(None)
    )
    found = db.session.scalars(query.order_by(Answer.id)).all()
    return [one for one in found if queries.given_of(one) is not None]


# --- who weighs what they say ----------------------------------------------------------------------


def of_assessment(assessment: Assessment, heard: Heard, content: Questionnaire) -> dict[Key, list[Other]]:
    """By request and question what its respondent says otherwise in other assessments; one statement, none where
    nobody outside has answered yet."""
    parts = {one.id: one for one in heard.assignments if one.organisation_id is not None}
    given = {
        key: row
        for key, row in heard.answers.items()
        if key[0] in parts and queries.given_of(row) is not None
    }
    if not given:
        return {}
    asked = {one.id: one for one in content.questions()}
    by_owner = _by_owner(assessment, {parts[key[0]].organisation_id for key in given}, asked)
    found = {}
    for (part_id, ref), row in given.items():
        part, question = parts[part_id], asked[ref]
        there = [
            one
            for one in by_owner.get(part.organisation_id, {}).get(ref, ())
            if rules.holds_for(question, part.service_id, one.source.service_id)
            and one.source.id != part.previous_id
        ]
        found[part_id, ref] = rules.differing(question, row, there)
    return {key: others for key, others in found.items() if others}


def _by_owner(
    assessment: Assessment, owners: Iterable[UUID | None], asked: Mapping[str, Question]
) -> dict[UUID | None, dict[str, list[Other]]]:
    ids = [one for one in owners if one is not None]
    newest = _standing(select(Assignment.id), ids).join(Assessment, Assessment.id == Assignment.assessment_id)
    newest = newest.where(
        Assessment.questionnaire == assessment.questionnaire, Assessment.id != assessment.id,
        Assessment.state != AssessmentState.WITHDRAWN,
    ).order_by(Assignment.submitted_at.desc(), Assignment.id.desc()).limit(MOST)  # fmt: skip
    query = (
        select(Answer, Assignment.organisation_id.label("owner"), *COLUMNS)
        .join(Assignment, Assignment.id == Answer.assignment_id)
        .where(Answer.assignment_id.in_(newest), Answer.question.in_(asked), Answer.stance.is_not(None))
        .order_by(Answer.id)
    )
    rows = db.session.execute(query).all()
    sources = {row.id: _source(row, assessment.questionnaire) for row in rows}
    there = {one.content_id: _questions(one.content_id) for one in sources.values()}
    present = {one.id for one in rules.present(sources.values())}
    found: dict[UUID | None, dict[str, list[Other]]] = {}
    for row in rows:
        answer, source = row[0], sources[row.id]
        if source.id in present and queries.given_of(answer) is not None:
            of_owner = found.setdefault(row.owner, {}).setdefault(answer.question, [])
            of_owner.append(Other(source, there[source.content_id][answer.question], answer))
    return found


def _questions(content_id: UUID) -> dict[str, Question]:
    return {one.id: one for one in proposals.content_read(content_id).questions()}
