"""Reads of the provider's pages: what is shared with its organisation, and the versions it may see."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.references.models import ReferenceVersion, SecurityReference
from app.references.queries import references


def shared(ctx: Context) -> Sequence[SecurityReference]:
    query = references.visible_to(ctx).order_by(SecurityReference.sort_key, SecurityReference.id)
    return db.session.scalars(query).all()


def versions_of(ctx: Context, reference_ids: Collection[UUID]) -> Sequence[ReferenceVersion]:
    query = select(ReferenceVersion).where(
        ReferenceVersion.reference_id.in_(reference_ids), references.is_seen(ctx)
    )
    return db.session.scalars(query.order_by(ReferenceVersion.number, ReferenceVersion.id)).all()
