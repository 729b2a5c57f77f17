"""What a history needs to know of the parts of a reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.references.models import (
    PaperKind,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    VersionState,
)


class Part(NamedTuple):
    """A record by its item, or a paper by its number."""

    id: UUID
    version_id: UUID
    called: str
    kind: PaperKind | None = None


def parts_of(record_ids: Collection[UUID], paper_ids: Collection[UUID]) -> dict[UUID, Part]:
    found: dict[UUID, Part] = {}
    if record_ids:
        records = select(ReferenceRecord.id, ReferenceRecord.version_id, ReferenceRecord.item)
        for row in db.session.execute(records.where(ReferenceRecord.id.in_(record_ids))):
            found[row.id] = Part(*row)
    if paper_ids:
        papers = select(
            ReferencePaper.id, ReferencePaper.version_id, ReferencePaper.number, ReferencePaper.kind
        )
        for one in db.session.execute(papers.where(ReferencePaper.id.in_(paper_ids))):
            found[one.id] = Part(*one)
    return found


def versions_named(version_ids: Collection[UUID]) -> dict[UUID, ReferenceVersion]:
    query = select(ReferenceVersion).where(ReferenceVersion.id.in_(version_ids))
    return {row.id: row for row in db.session.scalars(query)} if version_ids else {}


def drafts_of_others(ctx: Context, reference_id: UUID) -> frozenset[UUID]:
    """What the other side is still writing."""
    query = select(ReferenceVersion.id).where(
        ReferenceVersion.reference_id == reference_id, ReferenceVersion.state == VersionState.DRAFT,
        ReferenceVersion.is_theirs.is_(not ctx.is_vendor),
    )  # fmt: skip
    return frozenset(db.session.scalars(query))


def references_of_checks(check_ids: Collection[UUID], instant: datetime) -> dict[UUID, UUID]:
    """Self-check → its reference; of one that was ended since, as it stood at `instant`."""
    query = select(SelfCheck.id, SelfCheck.reference_id).where(SelfCheck.id.in_(check_ids))
    found = {row.id: row.reference_id for row in db.session.execute(query)}
    gone = [SelfCheck(id=check_id) for check_id in check_ids if check_id not in found]
    states = reading.states_at(SelfCheck, gone, instant) if gone else {}
    return found | {key: state.reference_id for key, state in states.items()}


def reference_titles(reference_ids: Collection[UUID]) -> Mapping[UUID | None, str]:
    query = select(SecurityReference.id, SecurityReference.title).where(
        SecurityReference.id.in_(reference_ids)
    )
    return {row.id: row.title for row in db.session.execute(query)} if reference_ids else {}
