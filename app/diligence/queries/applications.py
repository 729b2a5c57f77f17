"""Reads of what respondents apply for: a later due date, consent to a subcontractor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, Assignment, DueRequest, SubcontractRequest
from app.diligence.permissions import DiligencePermission as P


def undecided_due(part: Assignment) -> DueRequest | None:
    query = select(DueRequest).where(DueRequest.assignment_id == part.id, DueRequest.decided_at.is_(None))
    return db.session.scalars(query.order_by(DueRequest.asked_at, DueRequest.id)).first()


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
    return _waiting(ctx, DueRequest), _waiting(ctx, SubcontractRequest)


def _waiting(ctx: Context, model: Any) -> Select[Any]:
    """Undecided, of the units for which this person may decide."""
    query = select(
        model.id, model.assessment_id, Assignment.title, Assignment.due_on, Assignment.organisation_id
    )
    query = query.join(Assignment, Assignment.id == model.assignment_id)
    query = query.join(Assessment, Assessment.id == model.assessment_id)
    return query.where(
        model.decided_at.is_(None), Assessment.unit_id.in_(sorted(ctx.units(P.ASSESSMENT_SEND)))
    ).order_by(Assignment.due_on, model.id)


def first_waiting(ctx: Context, limit: int) -> list[tuple[str, Any]]:
    """Table and row of each, those that wait longest first."""
    return [
        (model.__tablename__, row)
        for model in (DueRequest, SubcontractRequest)
        for row in db.session.execute(_waiting(ctx, model).limit(limit))
    ]
