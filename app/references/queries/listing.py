"""The list of references, what stands beside each, and which items a version changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from app.core import search
from app.core.context import Context
from app.core.db import db
from app.core.search import SearchEntry
from app.references.models import (
    Layout,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    VersionState,
)
from app.references.queries import references as queries
from app.references.rules.facts import RECORD_FIELDS
from app.register.indexing.organisations import asked

KIND = SecurityReference.__tablename__
DRAFT, PUBLISHED = VersionState.DRAFT, VersionState.PUBLISHED


@dataclass(frozen=True)
class Wanted:
    words: str = ""
    service_id: UUID | None = None
    organisation_id: UUID | None = None
    edition: str = ""
    owner_id: UUID | None = None
    has_draft: bool | None = None
    is_withdrawn: bool | None = None


class Row(NamedTuple):
    id: UUID
    title: str
    service_id: UUID
    organisation_id: UUID
    edition: str
    layout: Layout
    is_shared: bool
    owner_id: UUID | None
    withdrawn_at: datetime | None
    sort_key: str


ROW = [getattr(SecurityReference, name) for name in Row._fields]
PLAIN = ("service_id", "organisation_id", "edition", "owner_id")


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = queries.visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(ctx, wanted):
        query = query.where(condition)
    return query


def _conditions(ctx: Context, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for name in PLAIN:
        value = getattr(wanted, name)
        if value not in (None, ""):
            yield getattr(SecurityReference, name) == value
    if wanted.has_draft is not None:
        of = select(ReferenceVersion.reference_id).where(
            ReferenceVersion.state == DRAFT, queries.is_seen(ctx)
        )
        has_one = SecurityReference.id.in_(of)
        yield has_one if wanted.has_draft else ~has_one
    if wanted.is_withdrawn is not None:
        is_standing = SecurityReference.withdrawn_at.is_(None)
        yield ~is_standing if wanted.is_withdrawn else is_standing
    if wanted.words:
        yield _said(wanted.words)


def _said(words: str) -> ColumnElement[bool]:
    """By its title, or by whatever finds it, its service or its provider."""
    is_titled = SecurityReference.title.icontains(words, autoescape=True)
    condition = search.matching(asked(words))
    if condition is None:
        return is_titled
    found = select(SearchEntry.record_id).where(condition)
    subjects = (SecurityReference.id, SecurityReference.service_id, SecurityReference.organisation_id)
    return or_(is_titled, *(column.in_(found) for column in subjects))


@dataclass(frozen=True)
class Standing:
    """The version of a reference that counts now, and whether one is being written."""

    current: ReferenceVersion | None
    has_draft: bool


def standings(ctx: Context, reference_ids: Collection[UUID]) -> dict[UUID, Standing]:
    query = select(ReferenceVersion).where(
        ReferenceVersion.reference_id.in_(reference_ids), queries.is_seen(ctx),
        ReferenceVersion.state.in_((DRAFT, PUBLISHED)),
    )  # fmt: skip
    by_reference: dict[UUID, list[ReferenceVersion]] = {}
    for version in db.session.scalars(query) if reference_ids else ():
        by_reference.setdefault(version.reference_id, []).append(version)
    return {
        key: Standing(queries.in_force(found), any(one.state == DRAFT for one in found))
        for key, found in by_reference.items()
    }


def check_counts(reference_ids: Collection[UUID]) -> dict[UUID, int]:
    """Reference → how many engagements are checked against it, whoever may see them: a number names none."""
    query = (
        select(SelfCheck.reference_id, func.count())
        .where(SelfCheck.reference_id.in_(reference_ids))
        .group_by(SelfCheck.reference_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if reference_ids else {}


def checks_by_version(reference_id: UUID) -> dict[UUID, int]:
    query = (
        select(SelfCheck.version_id, func.count())
        .where(SelfCheck.reference_id == reference_id)
        .group_by(SelfCheck.version_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


JSON_FIELDS = frozenset({"documents", "certificates"})


def changed_items(before_id: UUID, version_id: UUID) -> set[str]:
    """Items whose records differ, those that one version alone has among them; no text leaves the database."""
    old, new = aliased(ReferenceRecord), aliased(ReferenceRecord)
    pair = and_(old.version_id == before_id, old.item == new.item)
    differs = or_(old.id.is_(None), *(_is_other(old, new, name) for name in RECORD_FIELDS))
    changed = select(new.item).outerjoin(old, pair).where(new.version_id == version_id, differs)
    there = select(ReferenceRecord.item).where(ReferenceRecord.version_id == version_id)
    gone = select(ReferenceRecord.item).where(
        ReferenceRecord.version_id == before_id, ReferenceRecord.item.not_in(there)
    )
    return set(db.session.scalars(changed.union_all(gone)))


def _is_other(old: Any, new: Any, name: str) -> ColumnElement[bool]:
    before, after = getattr(old, name), getattr(new, name)
    if name in JSON_FIELDS:  # written alike by one program, and PostgreSQL compares no JSON
        return cast(before, String) != cast(after, String)
    is_other: ColumnElement[bool] = before.is_distinct_from(after)
    return is_other


MOST = 200
_HAS_ONE = SecurityReference.id.in_(
    select(ReferenceVersion.reference_id).where(ReferenceVersion.state == PUBLISHED)
)


def comparable(ctx: Context, beside: SecurityReference | None = None) -> Sequence[SecurityReference]:
    """References with a version that counts now, by edition and title: those to the same edition as `beside`, else
    those that have another one to be compared with."""
    if beside is not None:
        query = _beside(ctx, beside)
    else:
        query = queries.visible_to(ctx).where(_HAS_ONE)
        several = queries.visible_to(ctx).with_only_columns(SecurityReference.edition).where(_HAS_ONE)
        several = several.group_by(SecurityReference.edition).having(func.count() > 1)
        query = query.where(SecurityReference.edition.in_(several))
    ordered = query.order_by(SecurityReference.edition, SecurityReference.sort_key, SecurityReference.id)
    return db.session.scalars(ordered.limit(MOST)).all()


def is_comparable(ctx: Context, beside: SecurityReference) -> bool:
    """Whether there is another one to the same edition."""
    return bool(db.session.scalar(select(_beside(ctx, beside).exists())))


def _beside(ctx: Context, one: SecurityReference) -> Select[SecurityReference]:
    return queries.visible_to(ctx).where(
        _HAS_ONE, SecurityReference.edition == one.edition, SecurityReference.id != one.id
    )
