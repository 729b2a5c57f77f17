"""Reads of references and their versions.

All staff see every reference; a provider's person sees those of its organisation that are shared. Neither side sees
what the other is still writing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.references.models import (
    Conformity,
    PaperKind,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    VersionState,
)
from app.references.permissions import ReferencesPermission as P
from app.references.rules.facts import PAPER_FIELDS, RECORD_FIELDS
from app.standards.models import StandardItem


def visible_to(ctx: Context) -> Select[SecurityReference]:
    query = select(SecurityReference)
    if ctx.is_vendor:
        if not ctx.may(P.PORTAL_WRITE):
            return query.where(false())
        theirs = SecurityReference.organisation_id == ctx.organisation_id
        return query.where(theirs, SecurityReference.is_shared)
    return query if ctx.may(P.REFERENCE_VIEW) else query.where(false())


def get_reference(ctx: Context, reference_id: UUID) -> SecurityReference:
    found = db.session.scalars(visible_to(ctx).where(SecurityReference.id == reference_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_references(ctx: Context, reference_ids: Sequence[UUID]) -> list[SecurityReference]:
    """In the order in which they are asked for; each of them has to be there."""
    query = visible_to(ctx).where(SecurityReference.id.in_(reference_ids))
    found = {one.id: one for one in db.session.scalars(query)}
    if any(one not in found for one in reference_ids):
        raise NotFound
    return [found[one] for one in reference_ids]


def is_seen(ctx: Context) -> ColumnElement[bool]:
    """Of versions: drafts of one's own side, and whatever is no draft any more."""
    not_draft = ReferenceVersion.state != VersionState.DRAFT
    own = ReferenceVersion.is_theirs if ctx.is_vendor else ~ReferenceVersion.is_theirs
    return or_(not_draft, own)


def versions_of(ctx: Context, reference_id: UUID) -> Sequence[ReferenceVersion]:
    """The newest first, drafts before all of them."""
    query = select(ReferenceVersion).where(ReferenceVersion.reference_id == reference_id, is_seen(ctx))
    return db.session.scalars(
        query.order_by(
            (ReferenceVersion.state != VersionState.DRAFT),
            ReferenceVersion.number.desc(),
            ReferenceVersion.id,
        )
    ).all()


def get_version(ctx: Context, version_id: UUID) -> tuple[SecurityReference, ReferenceVersion]:
    query = (
        visible_to(ctx)
        .join(ReferenceVersion, ReferenceVersion.reference_id == SecurityReference.id)
        .where(ReferenceVersion.id == version_id, is_seen(ctx))
        .add_columns(ReferenceVersion)
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def in_force(versions: Iterable[ReferenceVersion]) -> ReferenceVersion | None:
    """The one that counts now: the last that was published and not withdrawn."""
    published = [one for one in versions if one.state == VersionState.PUBLISHED]
    return max(published, key=lambda one: one.number, default=None)


def before(version: ReferenceVersion) -> ReferenceVersion | None:
    """The published one that came before it."""
    query = select(ReferenceVersion).where(
        ReferenceVersion.reference_id == version.reference_id,
        ReferenceVersion.state == VersionState.PUBLISHED,
        ReferenceVersion.id != version.id,
    )
    if version.state != VersionState.DRAFT:
        query = query.where(ReferenceVersion.number < version.number)
    return db.session.scalars(query.order_by(ReferenceVersion.number.desc()).limit(1)).one_or_none()


def published_before(
    versions: Iterable[ReferenceVersion], version: ReferenceVersion
) -> ReferenceVersion | None:
    """The same among versions that are known already."""
    is_draft = version.state == VersionState.DRAFT
    return in_force(
        one for one in versions if one.id != version.id and (is_draft or one.number < version.number)
    )


def next_number(reference_id: UUID) -> int:
    query = select(func.max(ReferenceVersion.number)).where(ReferenceVersion.reference_id == reference_id)
    return max(db.session.scalar(query) or 0, 0) + 1


def draft_of(reference_id: UUID, is_theirs: bool) -> ReferenceVersion | None:
    query = select(ReferenceVersion).where(
        ReferenceVersion.reference_id == reference_id,
        ReferenceVersion.state == VersionState.DRAFT,
        ReferenceVersion.is_theirs.is_(is_theirs),
    )
    return db.session.scalars(query).one_or_none()


# --- records -----------------------------------------------------------------------------------

SHORT = (
    "id", "item", "conformity", "provider_acts", "customer_acts", "documents", "certificates",
)  # fmt: skip


class Short(NamedTuple):
    """One line of a version: what a table shows, without the texts."""

    id: UUID
    item: str
    conformity: Conformity | None
    provider_acts: Any
    customer_acts: Any
    documents: list[str]
    certificates: list[str]
    has_needed: bool


def short_records(version_id: UUID) -> dict[str, Short]:
    """By item, in the order of the edition."""
    query = select(
        *(getattr(ReferenceRecord, name) for name in SHORT),
        (ReferenceRecord.needed != "").label("has_needed"),
    ).where(ReferenceRecord.version_id == version_id)
    rows: list[Any] = list(db.session.execute(query.order_by(ReferenceRecord.position, ReferenceRecord.item)))
    return {row.item: Short(*row) for row in rows}


def items_of(version_id: UUID) -> list[str]:
    """Those it says something to, in the order of the edition."""
    query = select(ReferenceRecord.item).where(ReferenceRecord.version_id == version_id)
    return list(db.session.scalars(query.order_by(ReferenceRecord.position, ReferenceRecord.item)))


def records_of(version_id: UUID) -> Sequence[ReferenceRecord]:
    query = select(ReferenceRecord).where(ReferenceRecord.version_id == version_id)
    return db.session.scalars(query.order_by(ReferenceRecord.position, ReferenceRecord.item)).all()


def record_rows(version_id: UUID) -> dict[str, Any]:
    """By item, every column of the facts and no record behind it: for what is only compared."""
    query = select(*(getattr(ReferenceRecord, name) for name in ("item", *RECORD_FIELDS))).where(
        ReferenceRecord.version_id == version_id
    )
    rows = db.session.execute(query.order_by(ReferenceRecord.position, ReferenceRecord.item))
    return {row.item: row for row in rows}


def record_of(version_id: UUID, item: str) -> ReferenceRecord | None:
    query = select(ReferenceRecord).where(
        ReferenceRecord.version_id == version_id, ReferenceRecord.item == item
    )
    return db.session.scalars(query).one_or_none()


NOT_STATED = "not_stated"


def counts_of(version_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Version → how many records it has, and how many of them state which conformity, or none."""
    query = (
        select(ReferenceRecord.version_id, ReferenceRecord.conformity, func.count())
        .where(ReferenceRecord.version_id.in_(version_ids))
        .group_by(ReferenceRecord.version_id, ReferenceRecord.conformity)
    )
    found: dict[UUID, dict[str, int]] = {}
    for version_id, conformity, count in db.session.execute(query) if version_ids else ():
        counts = found.setdefault(version_id, {"records": 0})
        counts["records"] += count
        counts[conformity.value if conformity is not None else NOT_STATED] = count
    return found


# --- papers ------------------------------------------------------------------------------------


def papers_of(version_id: UUID) -> Sequence[ReferencePaper]:
    """Documents first, then certificates, each as they are listed."""
    query = select(ReferencePaper).where(ReferencePaper.version_id == version_id)
    return db.session.scalars(
        query.order_by(
            (ReferencePaper.kind != PaperKind.DOCUMENT), ReferencePaper.position, ReferencePaper.number
        )
    ).all()


def rows_of(model: Any, names: Iterable[str], *version_ids: UUID) -> dict[UUID, list[Any]]:
    """Rows of several versions by one statement, columns without records behind them, in the order of each."""
    columns = [getattr(model, name) for name in ("version_id", *names)]
    query = select(*columns).where(model.version_id.in_(version_ids))
    found: dict[UUID, list[Any]] = {version_id: [] for version_id in version_ids}
    for row in db.session.execute(query.order_by(model.position, model.id)):
        found[row.version_id].append(row)
    return found


def paper_rows(version_id: UUID) -> list[Any]:
    """The columns of the facts alone."""
    query = select(*(getattr(ReferencePaper, name) for name in PAPER_FIELDS)).where(
        ReferencePaper.version_id == version_id
    )
    return list(
        db.session.execute(
            query.order_by(
                (ReferencePaper.kind != PaperKind.DOCUMENT), ReferencePaper.position, ReferencePaper.number
            )
        )
    )


def get_paper(version_id: UUID, paper_id: UUID) -> ReferencePaper:
    query = select(ReferencePaper).where(
        and_(ReferencePaper.id == paper_id, ReferencePaper.version_id == version_id)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


# --- items of the edition ------------------------------------------------------------------------


def editions() -> set[str]:
    """Those that have items, as they are published."""
    return set(db.session.scalars(select(StandardItem.edition).distinct()))


def positions(edition: str) -> dict[str, int]:
    """Number of an item → its place in the edition, in that order."""
    query = select(StandardItem.ref, StandardItem.position).where(StandardItem.edition == edition)
    return {row.ref: row.position for row in db.session.execute(query.order_by(StandardItem.position))}


def item_titles(edition: str) -> dict[str, tuple[str, str]]:
    """Number of an item → its short label of ours in both languages, in the order of the edition."""
    query = select(StandardItem.ref, StandardItem.title_ja, StandardItem.title_en).where(
        StandardItem.edition == edition
    )
    rows = db.session.execute(query.order_by(StandardItem.position))
    return {row.ref: (row.title_ja, row.title_en) for row in rows}


def item_counts() -> dict[str, int]:
    query = select(StandardItem.edition, func.count()).group_by(StandardItem.edition)
    return {row[0]: row[1] for row in db.session.execute(query)}
