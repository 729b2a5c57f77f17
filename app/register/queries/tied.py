"""The engagements that a system or a function of ours rests on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement
from app.register.queries import engagements

SHOWN = 200


def tied_engagements(ctx: Context, tied: Select[UUID]) -> Sequence[Engagement]:
    """Of the ids selected those one may see, by vendor; one more than are shown says that there are more."""
    query = engagements.visible_to(ctx).where(Engagement.id.in_(tied))
    return db.session.scalars(
        query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(SHOWN + 1)
    ).all()


def counts(ctx: Context, link: Any, record_id: Any, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many engagements one may see are tied to each: `record_id` is the column of `link` that says to what."""
    if not ids:
        return {}
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    query = (
        select(record_id, func.count())
        .where(record_id.in_(ids), seen.where(Engagement.id == link.engagement_id).exists())
        .group_by(record_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
