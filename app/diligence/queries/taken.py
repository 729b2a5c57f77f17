"""Reads of 転記: from which request an answer was taken over, for who gave it and for who weighs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import lazyload

from app.core.context import Context
from app.core.db import db
from app.diligence.models import Answer, Assessment, Assignment
from app.diligence.queries import assessments, assignments
from app.diligence.rules.elsewhere import Other


@dataclass(frozen=True)
class Taken:
    """The answer that was given again, as it stands today, and the request it stands in. `number`: of the assessment,
    empty where the reader may not see that one."""

    answer: Answer
    part: Assignment
    number: str = ""


def for_respondent(ctx: Context, row: Answer | None) -> Taken | None:
    """One statement, none where nothing was taken over. Of a request that is not theirs nothing is told."""
    if row is None or row.taken_from_id is None:
        return None
    theirs = assignments.addressed_to(ctx).with_only_columns(Assignment.id)
    query = _sources(Answer.id == row.taken_from_id).where(Assignment.id.in_(theirs))
    found: Sequence[Any] | None = db.session.execute(query).one_or_none()
    return Taken(found[0], found[1]) if found is not None else None


def for_reviewer(
    ctx: Context, rows: Iterable[Answer | None], others: Iterable[Other] = ()
) -> dict[UUID, Taken]:
    """By its id: each answer that one of `rows` was taken over from, and with it those of `others`, so that what is
    known of both takes one statement; none where there are neither."""
    ids = {row.taken_from_id for row in rows if row is not None and row.taken_from_id is not None}
    ids |= {one.answer.id for one in others}
    if not ids:
        return {}
    seen = assessments.visible_to(ctx).with_only_columns(Assessment.id, Assessment.number).subquery()
    joined = _sources(Answer.id.in_(ids)).outerjoin(seen, seen.c.id == Assignment.assessment_id)
    query = joined.add_columns(seen.c.number)
    return {one.id: Taken(one, part, number or "") for one, part, number in db.session.execute(query)}


def _sources(which: ColumnElement[bool]) -> Select[Answer, Assignment]:
    query = select(Answer, Assignment).join(Assignment, Assignment.id == Answer.assignment_id)
    return query.where(which).options(lazyload(Answer.substitute_file)).order_by(Answer.id)
