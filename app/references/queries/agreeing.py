"""Reads of who agreed to the terms of a reference."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.references.models import ReferenceAgreement, SecurityReference


def has_agreed(ctx: Context, reference: SecurityReference, digest: str) -> bool:
    """This person, and nobody whose deputy they are: terms bind a person."""
    query = select(ReferenceAgreement.id).where(
        ReferenceAgreement.reference_id == reference.id,
        ReferenceAgreement.user_id == ctx.actor_id,
        ReferenceAgreement.terms_digest == digest,
    )
    return db.session.scalars(query.limit(1)).first() is not None


def agreements_of(reference: SecurityReference) -> Sequence[ReferenceAgreement]:
    """The latest first."""
    query = select(ReferenceAgreement).where(ReferenceAgreement.reference_id == reference.id)
    return db.session.scalars(
        query.order_by(ReferenceAgreement.agreed_at.desc(), ReferenceAgreement.id.desc())
    ).all()
