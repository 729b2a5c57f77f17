"""Reads of business functions: all staff see every one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, false, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import BusinessFunction, Engagement, EngagementFunction
from app.register.queries import tied
from app.register.queries.narrowing import by_end, with_words

FEW = 20


@dataclass(frozen=True)
class Wanted:
    """What a list of functions is narrowed to."""

    on: date
    words: str = ""
    is_important: bool | None = None
    unit_id: UUID | None = None
    has_ended: bool | None = None


class Row(NamedTuple):
    """One line of a list."""

    id: UUID
    name: str
    name_kana: str
    unit_id: UUID | None
    is_important: bool
    tolerance_hours: int | None
    rto_hours: int | None
    rpo_hours: int | None
    ended_on: date | None
    sort_key: str
    updated_at: datetime | None


ROW = [getattr(BusinessFunction, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[BusinessFunction]:
    query = select(BusinessFunction)
    return query.where(false()) if ctx.is_vendor else query


def get_function(ctx: Context, function_id: UUID) -> BusinessFunction:
    found = db.session.scalars(visible_to(ctx).where(BusinessFunction.id == function_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return with_words(query, BusinessFunction.id, wanted.words)


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.is_important is not None:
        yield BusinessFunction.is_important.is_(wanted.is_important)
    if wanted.unit_id is not None:
        yield BusinessFunction.unit_id == wanted.unit_id
    yield from by_end(BusinessFunction.ended_on, wanted.has_ended, wanted.on)


def offered(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The first few that a picker offers; what is no longer done is not chosen any more."""
    query = listed(ctx, Wanted(on=on, words=words, has_ended=False))
    return db.session.execute(query.order_by(BusinessFunction.sort_key, BusinessFunction.id).limit(FEW)).all()


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(BusinessFunction.id, BusinessFunction.name)
    return {row.id: row.name for row in db.session.execute(query.where(BusinessFunction.id.in_(wanted)))}


def holder_of(name: str, except_id: UUID) -> BusinessFunction | None:
    """Who is called so already. Asked about all, for a name is unique whoever may see it."""
    return db.session.scalars(
        select(BusinessFunction).where(BusinessFunction.name == name, BusinessFunction.id != except_id)
    ).first()


def engagement_ids_of(function_id: UUID) -> Sequence[UUID]:
    """Of all engagements that serve it, whoever may see them: a rule about them counts every one."""
    query = select(EngagementFunction.engagement_id).where(EngagementFunction.function_id == function_id)
    return db.session.scalars(query.order_by(EngagementFunction.engagement_id)).all()


def engagements_for(ctx: Context, function_id: UUID) -> Sequence[Engagement]:
    """What serves this function, as far as one may see it."""
    of_this = select(EngagementFunction.engagement_id).where(EngagementFunction.function_id == function_id)
    return tied.tied_engagements(ctx, of_this)


def counts_of(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, int]:
    return tied.counts(ctx, EngagementFunction, EngagementFunction.function_id, ids)
