"""Reads of who agreed to the terms of a reference."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.references.models import ReferenceAgreement, SecurityReference


def agreed_by(ctx: Context, reference_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Which of them in which wording: this person, and nobody whose deputy they are, as terms bind a person."""
    query = select(ReferenceAgreement.reference_id, ReferenceAgreement.terms_digest).where(
        ReferenceAgreement.reference_id.in_(reference_ids), ReferenceAgreement.user_id == ctx.actor_id
    )
    return {(row[0], row[1]) for row in db.session.execute(query)} if reference_ids else set()


def agreements_of(reference: SecurityReference) -> Sequence[ReferenceAgreement]:
    """The latest first."""
    query = select(ReferenceAgreement).where(ReferenceAgreement.reference_id == reference.id)
    return db.session.scalars(
        query.order_by(ReferenceAgreement.agreed_at.desc(), ReferenceAgreement.id.desc())
    ).all()
