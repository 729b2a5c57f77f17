"""Reads of the register: staff see every organisation, a vendor's person their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, literal, select, text

from app.core import search
from app.core.audit import AuditEvent, reading
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.core.search import SearchEntry
from app.register.indexing import organisations as indexing
from app.register.models import Organisation, OrganisationCode, OrganisationKind, Screening, ScreeningResult
from app.register.permissions import RegisterPermission as P
from app.register.rules import organisations as rules

FEW = 20
SCREENINGS_SHOWN = 20
GROUP_SHOWN = 50
DEEPEST_GROUP = 50


@dataclass(frozen=True)
class Wanted:
    """What a list of organisations is narrowed to."""

    on: date
    words: str = ""
    kind: OrganisationKind | None = None
    country: str = ""
    is_numberless: bool = False
    has_ended: bool | None = None
    parent_id: UUID | None = None


class Row(NamedTuple):
    """One line of a list: columns instead of whole records, which cost three times as much to load."""

    id: UUID
    name: str
    name_kana: str
    kind: OrganisationKind
    country: str
    corporate_number: str | None
    no_number_reason: Any
    lei: str | None
    parent_id: UUID | None
    ended_on: date | None
    sort_key: str
    updated_at: datetime | None


ROW = [getattr(Organisation, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[Organisation]:
    query = select(Organisation)
    if ctx.is_vendor:
        query = query.where(Organisation.id == ctx.organisation_id)
    return query


def get_organisation(ctx: Context, organisation_id: UUID) -> Organisation:
    found = db.session.scalars(visible_to(ctx).where(Organisation.id == organisation_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW).where(Organisation.merged_into_id.is_(None))
    for condition in _conditions(wanted):
        query = query.where(condition)
    return _with_words(ctx, query, wanted.words)


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.kind is not None:
        yield Organisation.kind == wanted.kind
    if wanted.country:
        yield Organisation.country == wanted.country
    if wanted.parent_id is not None:
        yield Organisation.parent_id == wanted.parent_id
    if wanted.is_numberless:
        yield Organisation.corporate_number.is_(None)
    if wanted.has_ended:
        # The first half is what the index of ended organisations is made of.
        yield Organisation.ended_on.is_not(None)
        yield Organisation.ended_on <= wanted.on
    elif wanted.has_ended is False:
        yield Organisation.ended_on.is_(None) | (Organisation.ended_on > wanted.on)


def _with_words(ctx: Context, query: Select[Any], words: str) -> Select[Any]:
    if not words:
        return query
    if ctx.is_vendor:  # the search index is not for them, and they have one row
        return query.where(Organisation.name.contains(words, autoescape=True))
    condition = search.matching(indexing.asked(words))
    if condition is None:
        return query.where(Organisation.id.is_(None))
    # Not narrowed to their kind: ids of other records match nothing here, and the index of kinds would be
    # read from end to end.
    found = select(SearchEntry.record_id).where(condition)
    return query.where(Organisation.id.in_(found))


def offered(ctx: Context, words: str, on: date) -> Sequence[Any]:
    """The first few that a picker offers; what has ended is not chosen any more."""
    query = listed(ctx, Wanted(on=on, words=words, has_ended=False))
    return db.session.execute(query.order_by(Organisation.sort_key, Organisation.id).limit(FEW)).all()


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(Organisation.id, Organisation.name)
    return {row.id: row.name for row in db.session.execute(query.where(Organisation.id.in_(wanted)))}


def called(ctx: Context, name: str) -> list[UUID]:
    """Ids of what is called so, in any spelling; the name of one that was merged leads to where it went."""
    query = visible_to(ctx).where(Organisation.name_key == rules.name_key(name)).limit(FEW)
    return sorted({found.merged_into_id or found.id for found in db.session.scalars(query)})


def named_alike(ctx: Context, name: str, except_id: UUID | None = None) -> Sequence[Organisation]:
    """Those whose name differs in spelling or legal form only."""
    query = visible_to(ctx).where(
        Organisation.name_key == rules.name_key(name), Organisation.merged_into_id.is_(None)
    )
    if except_id is not None:
        query = query.where(Organisation.id != except_id)
    return db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id).limit(FEW)).all()


def holder_of(column: Any, value: str, except_id: UUID) -> Organisation | None:
    """Who has this number already. Asked about all, for a number is unique whoever may see it."""
    return db.session.scalars(
        select(Organisation).where(column == value, Organisation.id != except_id)
    ).first()


def holder_of_code(scheme: str, value: str) -> Organisation | None:
    query = select(Organisation).join(OrganisationCode, OrganisationCode.organisation_id == Organisation.id)
    return db.session.scalars(
        query.where(OrganisationCode.scheme == scheme, OrganisationCode.value == value)
    ).first()


class ScreenedOn(NamedTuple):
    """A screening as its reader may see it: nothing of what came of it for who is not of compliance."""

    id: UUID
    checked_on: date
    checked_by: str
    result: ScreeningResult | None
    note: str


def screened_on(ctx: Context, screening: Screening, checked_by: str) -> ScreenedOn:
    sees = ctx.may(P.SCREENING_RESULT_VIEW)
    return ScreenedOn(
        screening.id,
        screening.checked_on,
        checked_by,
        screening.result if sees else None,
        screening.note if sees else "",
    )


def codes_of(organisation: Organisation) -> Sequence[OrganisationCode]:
    query = select(OrganisationCode).where(OrganisationCode.organisation_id == organisation.id)
    return db.session.scalars(query.order_by(OrganisationCode.scheme, OrganisationCode.value)).all()


def get_code(organisation: Organisation, code_id: UUID) -> OrganisationCode:
    query = select(OrganisationCode).where(OrganisationCode.organisation_id == organisation.id)
    code = db.session.scalars(query.where(OrganisationCode.id == code_id)).one_or_none()
    if code is None:
        raise NotFound
    return code


def ancestors_of(parent_id: UUID | None) -> list[UUID]:
    """From the parent up to the root of the group, the nearest first."""
    if parent_id is None:
        return []
    chain = (
        select(Organisation.id, Organisation.parent_id, literal(1).label("level"))
        .where(Organisation.id == parent_id)
        .cte(recursive=True)
    )
    above = select(Organisation.id, Organisation.parent_id, chain.c.level + 1).join(
        chain, Organisation.id == chain.c.parent_id
    )
    chain = chain.union_all(above.where(chain.c.level < DEEPEST_GROUP))
    return list(db.session.scalars(select(chain.c.id).order_by(chain.c.level)))


COUNTRIES_IN_USE = text(
    "WITH RECURSIVE used (country) AS (SELECT min(country) FROM organisation UNION ALL "
    "SELECT (SELECT min(o.country) FROM organisation o WHERE o.country > used.country) "
    "FROM used WHERE used.country IS NOT NULL) SELECT country FROM used WHERE country IS NOT NULL"
)


def countries_in_use(ctx: Context) -> list[str]:
    """Each country once, by one step along the index for each: DISTINCT would read all rows."""
    return [] if ctx.is_vendor else list(db.session.scalars(COUNTRIES_IN_USE))


def history_of(organisation: Organisation, before_number: int | None = None) -> list[Entry]:
    return reading.entries_of(organisation, limit=HISTORY_SHOWN + 1, before_number=before_number)


HISTORY_SHOWN = 100


def history_began(organisation: Organisation | None = None) -> datetime | None:
    """When the log first knew this organisation, or any."""
    query = select(func.min(AuditEvent.at)).where(AuditEvent.subject_type == Organisation.__tablename__)
    if organisation is not None:
        query = query.where(AuditEvent.subject_id == organisation.id)
    return db.session.scalar(query)
