"""照会: what was written about one question, and where the last word was theirs."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.core.db import db
from app.diligence.models import Assessment, Assignment, Message


def thread_of(assignment: Assignment, question: str) -> Sequence[Message]:
    """In the order in which it was written. A vendor's person may read their own."""
    query = select(Message).where(Message.assignment_id == assignment.id, Message.question == question)
    return db.session.scalars(_in_order(query)).all()


def of_assignment(assignment: Assignment) -> Sequence[Message]:
    """All threads of one respondent."""
    query = select(Message).where(Message.assignment_id == assignment.id)
    return db.session.scalars(_in_order(query)).all()


def unanswered(assignment: Assignment) -> list[str]:
    """The questions at which the last word is ours."""
    last = {one.question: one.is_ours for one in of_assignment(assignment)}
    return [question for question, is_ours in last.items() if is_ours]


def of_assessment(assessment: Assessment) -> dict[tuple[UUID, str], list[Message]]:
    """All threads, by one statement."""
    query = select(Message).where(Message.assessment_id == assessment.id)
    found: defaultdict[tuple[UUID, str], list[Message]] = defaultdict(list)
    for one in db.session.scalars(_in_order(query)):
        found[one.assignment_id, one.question].append(one)
    return found


def _in_order(query: Select[Message]) -> Select[Message]:
    return query.order_by(Message.written_at, Message.id)
