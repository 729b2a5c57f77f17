"""Reads of what respondents apply for: a later due date, consent to a subcontractor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, Assignment, DueRequest, Message, SubcontractRequest
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries.consenting import is_recorded
from app.diligence.queries.reminders import standing
from app.diligence.rules.applying import end_of
from app.diligence.rules.states import UNDER_WAY

DUE, SUBCONTRACT, INQUIRY = "due_request", "subcontract_request", "message"


def undecided_due(part: Assignment) -> DueRequest | None:
    """The wish that still waits for our reply."""
    query = select(DueRequest).where(DueRequest.assignment_id == part.id, DueRequest.decided_at.is_(None))
    rows = db.session.scalars(query.order_by(DueRequest.asked_at, DueRequest.id))
    return next((one for one in rows if end_of(one.asked_at, part.state, part.submitted_at) is None), None)


def due_requests_of(part: Assignment) -> Sequence[DueRequest]:
    """The newest first."""
    query = select(DueRequest).where(DueRequest.assignment_id == part.id)
    return db.session.scalars(query.order_by(DueRequest.asked_at.desc(), DueRequest.id)).all()


def subcontracts_of(part: Assignment) -> Sequence[SubcontractRequest]:
    query = select(SubcontractRequest).where(SubcontractRequest.assignment_id == part.id)
    return db.session.scalars(query.order_by(SubcontractRequest.asked_at.desc(), SubcontractRequest.id)).all()


def all_due_requests(assessment: Assessment) -> Sequence[DueRequest]:
    query = select(DueRequest).where(DueRequest.assessment_id == assessment.id)
    return db.session.scalars(query.order_by(DueRequest.asked_at.desc(), DueRequest.id)).all()


def all_subcontracts(assessment: Assessment) -> Sequence[SubcontractRequest]:
    query = select(SubcontractRequest).where(SubcontractRequest.assessment_id == assessment.id)
    return db.session.scalars(query.order_by(SubcontractRequest.asked_at.desc(), SubcontractRequest.id)).all()


def get_due_request(assessment: Assessment, request_id: UUID) -> DueRequest:
    found: DueRequest = _of(DueRequest, assessment, request_id)
    return found


def get_subcontract(assessment: Assessment, request_id: UUID) -> SubcontractRequest:
    found: SubcontractRequest = _of(SubcontractRequest, assessment, request_id)
    return found


def _of(model: Any, assessment: Assessment, request_id: UUID) -> Any:
    query = select(model).where(model.id == request_id, model.assessment_id == assessment.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def waiting(ctx: Context) -> Sequence[Select[Any]]:
    """Of the units for which this person may decide, or judge."""
    return (
        _undecided(ctx, DueRequest, DUE), _undecided(ctx, SubcontractRequest, SUBCONTRACT), _unanswered(ctx),
    )  # fmt: skip


def first_waiting(ctx: Context, limit: int) -> Sequence[Any]:
    """All three in one statement, those that are due first."""
    rows = union_all(*(one.order_by(None) for one in waiting(ctx))).subquery()
    query = select(rows).order_by(rows.c.due_on, rows.c.id).limit(limit)
    return db.session.execute(query).all()


def _undecided(ctx: Context, model: Any, kind: str) -> Select[Any]:
    query = _lines(model, kind, literal("")).where(
        model.decided_at.is_(None), Assessment.unit_id.in_(sorted(ctx.units(P.ASSESSMENT_SEND)))
    )
    # Who has submitted needs no later day; what stands in the register is waited for there.
    return query.where(standing(Assignment) if model is DueRequest else ~is_recorded())


def _unanswered(ctx: Context) -> Select[Any]:
    """照会 whose last word is the respondent's: their transaction may open no task for us."""
    later = aliased(Message)
    is_answered = exists().where(
        later.assignment_id == Message.assignment_id,
        later.question == Message.question,
        later.written_at > Message.written_at,
    )
    return _lines(Message, INQUIRY, Message.question).where(
        Message.is_ours.is_(False),
        ~is_answered,
        Assessment.state.in_(UNDER_WAY),
        Assessment.unit_id.in_(sorted(ctx.units(P.ANSWER_JUDGE))),
    )


def _lines(model: Any, kind: str, question: Any) -> Select[Any]:
    query = select(
        model.id, literal(kind).label("kind"), question.label("question"), model.assessment_id,
        Assignment.id.label("assignment_id"), Assignment.title, Assignment.due_on,
    )  # fmt: skip
    return query.join(Assignment, Assignment.id == model.assignment_id).join(
        Assessment, Assessment.id == model.assessment_id
    )
