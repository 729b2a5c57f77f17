"""A workbook of a reference that comes in: read, compared with the draft or what is in force, applied to a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, select

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.words import N_
from app.exchange.models import ReferenceImport
from app.exchange.reading.book import Book
from app.exchange.reading.files import read_file
from app.exchange.rules import reference_differences as rules
from app.exchange.rules.reference_differences import Difference, Outcome, Standing
from app.exchange.rules.reference_layouts import PAPERS, Sort
from app.exchange.rules.reference_terms import stamp_of
from app.exchange.rules.reference_values import Items
from app.exchange.services import reference_reading, reference_whose
from app.exchange.services.reference_whose import Offer
from app.references.events import ReferencesAct as Act
from app.references.models import ReferenceVersion, SecurityReference
from app.references.queries import references as queries
from app.references.rules.facts import paper_facts, record_facts, version_facts
from app.references.services import writing
from app.references.services.writing import REFERENCE_WITHDRAWN

IS_APPLIED = N_("This workbook was applied already. Bring it again to apply more of it.")
NOTHING = N_("Nothing in the workbook would change the version.")
OTHER = N_(
    "The workbook names another service, provider or edition. Confirm that it belongs here, or leave it."
)
MOVED_ON = N_("The version changed here meanwhile. Look at the differences again, then apply.")
REASON = "%(name)s (SHA-256 %(sha256)s)"


@dataclass(frozen=True)
class Brought:
    """A file that was read before anything was locked."""

    name: str
    sha256: str
    book: Book


def read(name: str, content: bytes) -> Brought:
    """In a process of its own, before any transaction: parsing may take seconds."""
    return Brought(name, hashlib.sha256(content).hexdigest(), read_file(name, content))


def check_may_import(ctx: Context, reference: SecurityReference) -> None:
    writing.check_may_write(ctx, reference, is_theirs=ctx.is_vendor)
    if reference.withdrawn_at is not None:
        raise DomainError(REFERENCE_WITHDRAWN)


def stage(ctx: Context, reference: SecurityReference, brought: Brought) -> ReferenceImport:
    check_may_import(ctx, reference)
    made = ReferenceImport(
        reference_id=reference.id, organisation_id=reference.organisation_id if ctx.is_vendor else None,
        made_by_id=ctx.actor_id, made_at=ctx.at, file_name=brought.name[:200], sha256=brought.sha256,
        content=reference_reading.kept(brought.book), reading=reference_reading.proposed(ctx, brought.book),
        counts={},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def visible_to(ctx: Context, reference: SecurityReference) -> Select[ReferenceImport]:
    """Each person sees the files that they brought."""
    return select(ReferenceImport).where(
        ReferenceImport.reference_id == reference.id, ReferenceImport.made_by_id == ctx.actor_id
    )


def get_import(ctx: Context, reference: SecurityReference, import_id: UUID) -> ReferenceImport:
    found = db.session.scalars(
        visible_to(ctx, reference).where(ReferenceImport.id == import_id)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def require_open(brought: ReferenceImport) -> None:
    if brought.applied_at is not None:
        raise DomainError(IS_APPLIED)


# --- compared ------------------------------------------------------------------------------------


def base_of(ctx: Context, reference: SecurityReference) -> ReferenceVersion | None:
    """What the file is held against: the draft of one's own side, else what is in force."""
    draft = queries.draft_of(reference.id, ctx.is_vendor)
    return draft or queries.in_force(queries.versions_of(ctx, reference.id))


def differences(ctx: Context, reference: SecurityReference, brought: ReferenceImport) -> list[Difference]:
    """Against the version as it stands now, however long ago the file was read."""
    return differences_from(ctx, reference, brought, base_of(ctx, reference))


def differences_from(
    ctx: Context, reference: SecurityReference, brought: ReferenceImport, base: ReferenceVersion | None
) -> list[Difference]:
    standing = Standing(
        {item: record_facts(row) for item, row in queries.record_rows(base.id).items()} if base else {},
        {facts.key: facts for facts in map(paper_facts, queries.paper_rows(base.id))} if base else {},
        Items(list(queries.positions(reference.edition))),
        day_of(ctx.at),
        version_facts(base) if base else None,
    )
    return rules.compared(
        reference_reading.tables(brought), standing, is_clearing=brought.is_clearing,
        head=reference_reading.head(brought),
    )  # fmt: skip


# --- applied -------------------------------------------------------------------------------------


def seen_of(found: Collection[Difference], offer: Offer | None) -> str:
    """Stands for all that the reader looked at: the differences of the version, and those of the terms."""
    return rules.digest_of(found, stamp_of(offer.difference if offer is not None else None))


def apply(
    ctx: Context, reference: SecurityReference, brought: ReferenceImport, *, seen: str, is_removing: bool,
    is_confirmed: bool = False, takes_terms: bool = False,
) -> ReferenceVersion | None:  # fmt: skip
    """What can be taken, into the draft or a new one; `seen`: the differences that were looked at.

    `is_removing`: what is recorded and not in the file goes, else it stays. `is_confirmed`: the file names another
    service, provider or edition, and the person says that it belongs here. `takes_terms`: its terms become those of the
    reference; where nothing else is new, no draft is begun.
    """
    check_may_import(ctx, reference)
    require_open(brought)
    base, offer = base_of(ctx, reference), reference_whose.offered(ctx, reference, brought)
    found = differences_from(ctx, reference, brought, base)
    if seen_of(found, offer) != seen:
        raise DomainError(MOVED_ON)
    taken = [one for one in found if one.outcome in rules.TAKEN]
    absent = [one for one in found if one.outcome is Outcome.ABSENT and is_removing]
    if not taken and not absent and not takes_terms:
        raise DomainError(NOTHING)
    if not is_confirmed and reference_whose.whose(ctx, reference, brought).others:
        raise DomainError(OTHER, "is_confirmed")
    draft = _drafted(ctx, reference, base, brought, taken, absent) if taken or absent else None
    if takes_terms:
        reference_whose.take(ctx, reference, offer)
    brought.applied_at, brought.version_id = ctx.at, draft.id if draft is not None else None
    terms = {"terms": int(takes_terms)} if offer is not None else {}
    brought.counts = {"taken": len(taken), "removed": len(absent), **terms}
    return draft


def _drafted(
    ctx: Context, reference: SecurityReference, base: ReferenceVersion | None, brought: ReferenceImport,
    taken: Collection[Difference], absent: Collection[Difference],
) -> ReferenceVersion:  # fmt: skip
    draft = queries.draft_of(reference.id, ctx.is_vendor) or writing.begin(ctx, reference, base)
    _write(ctx, draft, taken, absent)
    reason = REASON % {"name": brought.file_name, "sha256": brought.sha256}
    audit.witness(ctx, Act.WORKBOOK_APPLIED, draft, reason=reason)
    return draft


def _write(
    ctx: Context, draft: ReferenceVersion, taken: Collection[Difference], absent: Collection[Difference]
) -> None:
    """Papers before the records that refer to them; those that go after the records that did."""
    for head in (one.after for one in taken if one.sort is Sort.HEAD):
        writing.edit_version(ctx, draft, head, seen=draft.version)
    papers = [one.after for one in taken if one.sort in PAPERS]
    if papers:
        writing.set_papers(ctx, draft, papers)
    _remove_records(ctx, draft, {one.key for one in absent if one.sort is Sort.RECORDS})
    records = {one.key: one.after for one in taken if one.sort is Sort.RECORDS}
    if records:
        writing.set_records(ctx, draft, records)
    _remove_papers(ctx, draft, {(PAPERS[one.sort], one.key) for one in absent if one.sort in PAPERS})


def _remove_records(ctx: Context, draft: ReferenceVersion, items: Collection[str]) -> None:
    for record in queries.records_of(draft.id) if items else ():
        if record.item in items:
            writing.remove_record(ctx, draft, record)


def _remove_papers(ctx: Context, draft: ReferenceVersion, keys: Collection[tuple[object, str]]) -> None:
    for paper in queries.papers_of(draft.id) if keys else ():
        if (paper.kind, paper.number) in keys:
            writing.remove_paper(ctx, draft, paper)


def expire(before: datetime) -> int:
    return db.affect(delete(ReferenceImport).where(ReferenceImport.made_at < before))


def imports_of(ctx: Context, reference: SecurityReference, limit: int = 10) -> Iterable[ReferenceImport]:
    """The last files of this person that were not applied yet."""
    query = visible_to(ctx, reference).where(ReferenceImport.applied_at.is_(None))
    return db.session.scalars(
        query.order_by(ReferenceImport.made_at.desc(), ReferenceImport.id.desc()).limit(limit)
    ).all()
