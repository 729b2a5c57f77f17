"""Reads of services: all staff see every one. One joined into another is opened, and no longer listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, cast, func, select

from app.core import search
from app.core.audit import AuditEvent, reading
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.core.search import SearchEntry
from app.register.indexing.organisations import asked
from app.register.models import Organisation, Service, ServiceModel
from app.register.rules import services as rules

FEW = 20
HISTORY_SHOWN = 100
NO_COUNTRIES = "[]"


@dataclass(frozen=True)
class Wanted:
    """What a list of services is narrowed to."""

    on: date
    words: str = ""
    kind: str = ""
    model: ServiceModel | None = None
    organisation_id: UUID | None = None
    is_placeholder: bool | None = None
    is_countryless: bool = False
    has_ended: bool | None = None


class Row(NamedTuple):
    id: UUID
    name: str
    name_kana: str
    organisation_id: UUID
    kind: str
    model: ServiceModel
    is_placeholder: bool
    countries: list[str]
    regions: str
    ended_on: date | None
    sort_key: str
    provider_sort_key: str
    updated_at: datetime | None


ROW = [getattr(Service, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[Service]:
    query = select(Service)
    if ctx.is_vendor:
        query = query.where(Service.organisation_id == ctx.organisation_id)
    return query


def get_service(ctx: Context, service_id: UUID) -> Service:
    found = db.session.scalars(visible_to(ctx).where(Service.id == service_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(Service.id, Service.name)
    return {row.id: row.name for row in db.session.execute(query.where(Service.id.in_(wanted)))}


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW).where(Service.merged_into_id.is_(None))
    for condition in _conditions(wanted):
        query = query.where(condition)
    if not wanted.words:
        return query
    found = matching(wanted.words)
    return query.where(Service.id.is_(None) if found is None else Service.id.in_(found))


def matching(words: str) -> Select[UUID] | None:
    """Ids of what the words find; None if they ask for nothing."""
    condition = search.matching(asked(words))
    return None if condition is None else select(SearchEntry.record_id).where(condition)


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.kind:
        yield Service.kind == wanted.kind
    if wanted.model is not None:
        yield Service.model == wanted.model
    if wanted.organisation_id is not None:
        yield Service.organisation_id == wanted.organisation_id
    if wanted.is_placeholder is not None:
        yield Service.is_placeholder.is_(wanted.is_placeholder)
    if wanted.is_countryless:
        yield is_empty(Service.countries)
    if wanted.has_ended:
        yield Service.ended_on <= wanted.on
    elif wanted.has_ended is False:
        yield Service.ended_on.is_(None) | (Service.ended_on > wanted.on)


def is_empty(column: Any) -> Any:
    """A list that nobody filled in; as text, for that is what both databases keep it as."""
    return cast(column, String) == NO_COUNTRIES


def offered(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The first few that a picker offers; what has ended is not chosen any more."""
    query = listed(ctx, Wanted(on=on, words=words, has_ended=False))
    return db.session.execute(query.order_by(Service.sort_key, Service.id).limit(FEW)).all()


class WithProvider(NamedTuple):
    """Many services bear one name: each is told with who provides it."""

    id: UUID
    name: str
    provider: str


def with_provider(ctx: Context, ids: Iterable[UUID]) -> Sequence[Any]:
    return db.session.execute(_with_provider(ctx).where(Service.id.in_(set(ids)))).all()


def _with_provider(ctx: Context) -> Select[Any]:
    query: Any = visible_to(ctx).with_only_columns(
        Service.id, Service.name, Organisation.name.label("provider")
    )
    joined: Select[Any] = query.join(Organisation, Organisation.id == Service.organisation_id)
    return joined


def offered_with_provider(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The same for a picker."""
    rows = offered(ctx, words, on)
    names = {row.id: row.provider for row in with_provider(ctx, (row.id for row in rows))}
    return [WithProvider(row.id, row.name, names.get(row.id, "")) for row in rows]


def named_alike(organisation_id: UUID, name: str, except_id: UUID | None = None) -> Sequence[Service]:
    """Services of the same provider whose name differs in spelling only."""
    query = select(Service).where(
        Service.organisation_id == organisation_id,
        Service.name_key == rules.name_key(name),
        Service.merged_into_id.is_(None),
    )
    if except_id is not None:
        query = query.where(Service.id != except_id)
    return db.session.scalars(query.order_by(Service.sort_key, Service.id).limit(FEW)).all()


def placeholder(organisation_id: UUID) -> Service | None:
    query = select(Service).where(
        Service.organisation_id == organisation_id,
        Service.is_placeholder,
        Service.merged_into_id.is_(None),
    )
    return db.session.scalars(query.order_by(Service.id).limit(1)).first()


def services_of(ctx: Context, organisation_id: UUID, limit: int) -> Sequence[Any]:
    """What an organisation provides, in the order of names."""
    query = listed(ctx, Wanted(on=date.min, organisation_id=organisation_id))
    return db.session.execute(query.order_by(Service.sort_key, Service.id).limit(limit)).all()


def merged_into(service: Service) -> Sequence[Service]:
    query = select(Service).where(Service.merged_into_id == service.id)
    return db.session.scalars(query.order_by(Service.sort_key, Service.id)).all()


def history_of(service: Service, before_number: int | None = None) -> list[Entry]:
    return reading.entries_of(service, limit=HISTORY_SHOWN + 1, before_number=before_number)


def history_began(service: Service) -> datetime | None:
    query = select(func.min(AuditEvent.at)).where(
        AuditEvent.subject_type == Service.__tablename__, AuditEvent.subject_id == service.id
    )
    return db.session.scalar(query)
