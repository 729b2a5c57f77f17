"""Reads of engagements: each in the units one may see, or where one's unit was made a reader."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core import search
from app.core.audit import AuditEvent, reading
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.core.search import SearchEntry
from app.register import numbering
from app.register.models import (
    Access,
    BusinessFunction,
    Category,
    Connection,
    Engagement,
    EngagementFunction,
    EngagementMemo,
    EngagementReader,
    EngagementTier,
    Origin,
    OutsourcingJudgement,
    PartyJudgement,
    Service,
    Stage,
    Substitutability,
    Supply,
)
from app.register.permissions import RegisterPermission as P
from app.register.rules import engagements as rules

FEW = 20
MEMOS_SHOWN = 20
HISTORY_SHOWN = 100
SOON = timedelta(days=90)


@dataclass(frozen=True)
class Wanted:
    """What a list of engagements is narrowed to."""

    on: date
    words: str = ""
    stage: Stage | None = None
    tier: str = ""
    category: Category | None = None
    unit_id: UUID | None = None
    owner_id: UUID | None = None
    vendor_id: UUID | None = None
    service_id: UUID | None = None
    has_personal_data: bool | None = None
    is_important: bool = False
    serves_important: bool = False
    ends_soon: bool = False
    is_incomplete: bool = False
    is_over: bool | None = None


class Row(NamedTuple):
    """One line of a list: columns instead of whole records, which cost three times as much to load."""

    id: UUID
    number: str
    title: str
    sort_key: str
    vendor_id: UUID
    vendor_sort_key: str
    service_id: UUID
    unit_id: UUID
    owner_id: UUID | None
    tier: str
    stage: Stage
    category: Category
    origin: Origin
    outsourcing: OutsourcingJudgement
    purpose: str
    data_classes: list[str]
    has_personal_data: bool | None
    has_sensitive_data: bool | None
    has_special_care_data: bool | None
    data_countries: list[str]
    access: Access
    connection: Connection
    annual_amount: int | None
    started_on: date | None
    ends_on: date | None
    renewal_notice_on: date | None
    is_auto_renewed: bool
    substitutability: Substitutability
    is_important_third_party: bool
    updated_at: datetime | None


ROW = [getattr(Engagement, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[Engagement]:
    units = ctx.units(P.ENGAGEMENT_VIEW)
    reading = (
        select(EngagementReader.id)
        .where(EngagementReader.engagement_id == Engagement.id, EngagementReader.unit_id.in_(units))
        .exists()
    )
    return select(Engagement).where(Engagement.unit_id.in_(units) | reading)


def get_engagement(ctx: Context, engagement_id: UUID) -> Engagement:
    found = db.session.scalars(visible_to(ctx).where(Engagement.id == engagement_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def engagements_of(ctx: Context, ids: Sequence[UUID]) -> Sequence[Engagement]:
    """Those of the given ones that the actor may see."""
    return db.session.scalars(visible_to(ctx).where(Engagement.id.in_(ids))).all()


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    if not wanted.words:
        return query
    asked = search.matching(wanted.words)
    if asked is None:
        return query.where(Engagement.id.is_(None))
    return query.where(Engagement.id.in_(select(SearchEntry.record_id).where(asked)))


PLAIN = ("stage", "category", "unit_id", "owner_id", "vendor_id", "service_id", "has_personal_data")


def _conditions(wanted: Wanted) -> Iterable[Any]:
    for name in PLAIN:
        value = getattr(wanted, name)
        if value is not None:
            yield getattr(Engagement, name) == value
    if wanted.tier:
        yield Engagement.tier == wanted.tier
    if wanted.is_important:
        yield Engagement.is_important_third_party.is_(True)
    if wanted.serves_important:
        yield serves_important()
    if wanted.ends_soon:
        yield Engagement.ends_on.between(wanted.on, wanted.on + SOON)
        yield Engagement.stage.not_in(rules.OVER)
    if wanted.is_incomplete:
        yield is_incomplete()
    if wanted.is_over is not None:
        yield Engagement.stage.in_(rules.OVER) if wanted.is_over else Engagement.stage.not_in(rules.OVER)


def serves_important() -> ColumnElement[bool]:
    """重要な業務: one of the functions it serves is an important one."""
    return (
        select(EngagementFunction.id)
        .join(BusinessFunction, BusinessFunction.id == EngagementFunction.function_id)
        .where(EngagementFunction.engagement_id == Engagement.id, BusinessFunction.is_important.is_(True))
        .exists()
    )


def is_incomplete() -> ColumnElement[bool]:
    """The database's own reading of `rules.missing`."""
    never = [_is_unsaid(name) for name in rules.MANDATORY]
    return and_(Engagement.stage.not_in(rules.OVER), or_(*never))


def _is_unsaid(name: str) -> ColumnElement[bool]:
    column: InstrumentedAttribute[Any] = getattr(Engagement, name)
    if name == "ends_on":
        return and_(column.is_(None), Engagement.is_auto_renewed.is_(False))
    if name in ("data_classes", "data_countries"):
        return cast(column, Text) == "[]"
    if name == "purpose":
        return column == ""
    silent = {
        "access": Access.UNKNOWN, "connection": Connection.UNKNOWN,
        "substitutability": Substitutability.UNKNOWN, "outsourcing": OutsourcingJudgement.NOT_JUDGED,
    }  # fmt: skip
    return column == silent[name] if name in silent else column.is_(None)


def offered(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The first few that a picker offers."""
    query = listed(ctx, Wanted(on=on, words=words, is_over=False))
    return db.session.execute(query.order_by(Engagement.sort_key, Engagement.id).limit(FEW)).all()


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(Engagement.id, Engagement.title)
    return {row.id: row.title for row in db.session.execute(query.where(Engagement.id.in_(wanted)))}


def holder_of(number: str, except_id: UUID) -> Engagement | None:
    """Whose number it is already. Asked about all, for a number is unique whoever may see it."""
    query = select(Engagement).where(Engagement.number == number, Engagement.id != except_id)
    return db.session.scalars(query).first()


def numbers() -> Sequence[Any]:
    """Every number and whose it is, whoever may see that, as pairs."""
    return [(row[0], row[1]) for row in db.session.execute(select(Engagement.number, Engagement.id))]


def next_numbers(series: str, count: int = 1) -> list[str]:
    """The next free ones of a series such as "E-2026-"; the longest are the highest."""
    highest = (
        select(Engagement.number)
        .where(Engagement.number.startswith(series, autoescape=True))
        .order_by(func.length(Engagement.number).desc(), Engagement.number.desc())
        .limit(1000)
    )
    return numbering.following(series, db.session.scalars(highest), count)


def engagements_owned_by(user_id: UUID) -> Sequence[Engagement]:
    """Of all units: who leaves a post hands everything over. What is over keeps its last owner."""
    query = select(Engagement).where(Engagement.owner_id == user_id, Engagement.stage.not_in(rules.OVER))
    return db.session.scalars(query.order_by(Engagement.vendor_sort_key, Engagement.id)).all()


# --- parts -----------------------------------------------------------------------------------


def links_of(engagement: Engagement, column: InstrumentedAttribute[UUID]) -> Sequence[Any]:
    """Rows that tie the engagement to functions, systems or reading units."""
    model: Any = column.class_
    query = select(model).where(model.engagement_id == engagement.id)
    return db.session.scalars(query.order_by(column)).all()


def linked_ids(engagement: Engagement, column: InstrumentedAttribute[UUID]) -> list[UUID]:
    return [getattr(row, column.key) for row in links_of(engagement, column)]


def judgements_of(engagement: Engagement) -> Sequence[PartyJudgement]:
    query = select(PartyJudgement).where(PartyJudgement.engagement_id == engagement.id)
    return db.session.scalars(query.order_by(PartyJudgement.id)).all()


def judgement_of(engagement: Engagement, organisation_id: UUID) -> PartyJudgement | None:
    query = select(PartyJudgement).where(PartyJudgement.engagement_id == engagement.id)
    return db.session.scalars(query.where(PartyJudgement.organisation_id == organisation_id)).one_or_none()


def memos_of(
    engagement: Engagement, page: int = 1, until: datetime | None = None
) -> Sequence[EngagementMemo]:
    """One page, newest first, and one more if there are older ones. A memo never changes: the past is a cut."""
    query = select(EngagementMemo).where(EngagementMemo.engagement_id == engagement.id)
    if until is not None:
        query = query.where(EngagementMemo.written_at <= until)
    ordered = query.order_by(EngagementMemo.on.desc(), EngagementMemo.id.desc())
    return db.session.scalars(ordered.offset((page - 1) * MEMOS_SHOWN).limit(MEMOS_SHOWN + 1)).all()


def tier_rows_of(ids: Sequence[UUID]) -> Sequence[EngagementTier]:
    return db.session.scalars(select(EngagementTier).where(EngagementTier.engagement_id.in_(ids))).all()


def history_of(engagement: Engagement, before_number: int | None = None) -> list[Entry]:
    return reading.entries_of(engagement, limit=HISTORY_SHOWN + 1, before_number=before_number)


def history_began(engagement: Engagement) -> datetime | None:
    query = select(func.min(AuditEvent.at)).where(
        AuditEvent.subject_type == Engagement.__tablename__, AuditEvent.subject_id == engagement.id
    )
    return db.session.scalar(query)


def titles_of(ctx: Context, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of what the history of an engagement points at: master data, which all staff may read, and itself."""
    kinds = ("organisation", "service", "information_system", "business_function")
    query = select(SearchEntry.record_id, SearchEntry.title).where(
        SearchEntry.kind.in_(kinds), SearchEntry.record_id.in_(ids)
    )
    upper, lower = aliased(Service), aliased(Service)
    edges = (
        select(Supply.id, upper.name, lower.name)
        .join(upper, upper.id == Supply.service_id)
        .join(lower, lower.id == Supply.base_service_id)
        .where(Supply.id.in_(ids))
    )
    return {
        **{row[0]: row[1] for row in db.session.execute(query)},
        **{row[0]: f"{row[1]} → {row[2]}" for row in db.session.execute(edges)},
        **names_of(ctx, ids),
    }


def chosen(ctx: Context, ids: Sequence[UUID]) -> Sequence[Engagement]:
    """The rows somebody ticked, in the order of their numbers; those that one may not see are left out."""
    query = visible_to(ctx).where(Engagement.id.in_(ids))
    return db.session.scalars(query.order_by(Engagement.number, Engagement.id)).all()
