"""Reads of information systems: all staff see every one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, false, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import Engagement, EngagementSystem, InformationSystem, SystemGrade
from app.register.permissions import RegisterPermission as P
from app.register.queries import tied
from app.register.queries.narrowing import by_end, is_current, with_words

FEW = 20


@dataclass(frozen=True)
class Wanted:
    """What a list of systems is narrowed to."""

    on: date
    words: str = ""
    grade: SystemGrade | None = None
    unit_id: UUID | None = None
    support_until: date | None = None
    has_ended: bool | None = None


class Row(NamedTuple):
    """One line of a list."""

    id: UUID
    ledger_number: str
    name: str
    name_kana: str
    grade: SystemGrade
    unit_id: UUID | None
    owner_id: UUID | None
    version_name: str
    support_ends_on: date | None
    ended_on: date | None
    sort_key: str
    updated_at: datetime | None


ROW = [getattr(InformationSystem, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[InformationSystem]:
    query = select(InformationSystem)
    return query.where(false()) if ctx.is_vendor else query


def get_system(ctx: Context, system_id: UUID) -> InformationSystem:
    found = db.session.scalars(visible_to(ctx).where(InformationSystem.id == system_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return with_words(query, InformationSystem.id, wanted.words)


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.grade is not None:
        yield InformationSystem.grade == wanted.grade
    if wanted.unit_id is not None:
        yield InformationSystem.unit_id == wanted.unit_id
    if wanted.support_until is not None:
        yield InformationSystem.support_ends_on <= wanted.support_until
    yield from by_end(InformationSystem.ended_on, wanted.has_ended, wanted.on)


def offered(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The first few that a picker offers; what is no longer run is not chosen any more."""
    query = listed(ctx, Wanted(on=on, words=words, has_ended=False))
    return db.session.execute(
        query.order_by(InformationSystem.sort_key, InformationSystem.id).limit(FEW)
    ).all()


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(InformationSystem.id, InformationSystem.name)
    return {row.id: row.name for row in db.session.execute(query.where(InformationSystem.id.in_(wanted)))}


def holder_of(ledger_number: str, except_id: UUID) -> InformationSystem | None:
    """Who has this number already. Asked about all, for a number is unique whoever may see it."""
    return db.session.scalars(
        select(InformationSystem).where(
            InformationSystem.ledger_number == ledger_number, InformationSystem.id != except_id
        )
    ).first()


def engagement_ids_of(system_id: UUID) -> Sequence[UUID]:
    """Of all engagements that name it, whoever may see them: a rule about them counts every one."""
    query = select(EngagementSystem.engagement_id).where(EngagementSystem.system_id == system_id)
    return db.session.scalars(query.order_by(EngagementSystem.engagement_id)).all()


def engagements_on(ctx: Context, system_id: UUID) -> Sequence[Engagement]:
    """「この情報システムは、どのサードパーティに依存しているか」: what one may see of it."""
    of_this = select(EngagementSystem.engagement_id).where(EngagementSystem.system_id == system_id)
    return tied.tied_engagements(ctx, of_this)


def counts_of(ctx: Context, ids: Sequence[UUID]) -> dict[UUID, int]:
    return tied.counts(ctx, EngagementSystem, EngagementSystem.system_id, ids)


def supported_until(ctx: Context, day: date, on: date) -> Select[InformationSystem]:
    """Systems whose support ends by a day, for who owns them; without an owner, for who keeps that unit's."""
    units = ctx.units(P.SYSTEM_EDIT)
    is_mine = or_(
        InformationSystem.owner_id == ctx.actor_id,
        and_(InformationSystem.owner_id.is_(None), InformationSystem.unit_id.in_(units)),
    )
    return visible_to(ctx).where(
        InformationSystem.support_ends_on <= day, is_mine, is_current(InformationSystem.ended_on, on)
    )


def owned_by(user_id: UUID) -> Sequence[InformationSystem]:
    """For who hands everything over; what is no longer run keeps its last owner."""
    query = select(InformationSystem).where(
        InformationSystem.owner_id == user_id, InformationSystem.ended_on.is_(None)
    )
    return db.session.scalars(query.order_by(InformationSystem.sort_key, InformationSystem.id)).all()
