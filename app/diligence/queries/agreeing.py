"""Reads of who agreed to the terms of evidence."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.diligence.models import Assessment, Assignment, Evidence, EvidenceAgreement


def digests_agreed(ctx: Context, assignment_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """By this person, and by nobody whose deputy they are: terms bind a person."""
    query = select(EvidenceAgreement.assignment_id, EvidenceAgreement.terms_digest).where(
        EvidenceAgreement.assignment_id.in_(set(assignment_ids)), EvidenceAgreement.user_id == ctx.actor_id
    )
    return {(row.assignment_id, row.terms_digest) for row in db.session.execute(query)}


def agreed_at(ctx: Context, row: Evidence, digest: str) -> datetime | None:
    """When this person agreed to terms of its respondent in that wording."""
    query = select(EvidenceAgreement.agreed_at).where(
        EvidenceAgreement.assignment_id == row.assignment_id,
        EvidenceAgreement.user_id == ctx.actor_id,
        EvidenceAgreement.terms_digest == digest,
    )
    return db.session.scalars(query).one_or_none()


def agreements_of(assessment: Assessment) -> Sequence[EvidenceAgreement]:
    """The latest first."""
    query = select(EvidenceAgreement).where(EvidenceAgreement.assessment_id == assessment.id)
    return db.session.scalars(
        query.order_by(EvidenceAgreement.agreed_at.desc(), EvidenceAgreement.id.desc())
    ).all()


def described_last(assignment: Assignment) -> Evidence | None:
    """The file that was laid there last: the next mostly comes under the same terms."""
    query = select(Evidence).where(Evidence.assignment_id == assignment.id)
    return db.session.scalars(query.order_by(Evidence.added_at.desc(), Evidence.id.desc()).limit(1)).first()
