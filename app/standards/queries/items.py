"""What touches an item: questions, rows of matrices, crosswalks, findings, and what the institution says of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.models import ContentKind, ItemLink, ItemWording, StandardItem
from app.standards.queries import contents, gap_findings
from app.standards.queries.contents import Published
from app.standards.rules.links import Ends
from app.work.models import Finding
from app.work.queries import findings_of, visible_findings
from app.work.rules import UNDER_WAY

if TYPE_CHECKING:
    from app.standards.content.frameworks import Edition, Framework
    from app.standards.content.matrices import Matrix, Row
    from app.standards.content.questionnaires import Question

Current = Mapping[tuple[ContentKind, str], Published]
KIND = StandardItem.__tablename__


@dataclass(frozen=True)
class Asked:
    """A question of a questionnaire in use."""

    questionnaire: Published
    question: Question


@dataclass(frozen=True)
class Ruled:
    """A row of a responsibility matrix in use."""

    matrix: Matrix
    row: Row


def edition_of(catalogue: Catalogue, framework: str, edition: str) -> tuple[Framework, Edition]:
    """Of an edition whose items are held."""
    found = catalogue.frameworks.get(framework)
    for one in found.editions if found else ():
        if one.key == edition and f"{framework}/{edition}" in catalogue.editions:
            return catalogue.frameworks[framework], one
    raise NotFound


def item_of(catalogue: Catalogue, framework: str, edition: str, local: str) -> CatalogueItem:
    try:
        return catalogue.items[f"{framework}/{edition}/{local}"]
    except KeyError:
        raise NotFound from None


_asked: dict[tuple[UUID, ...], dict[str, list[Asked]]] = {}


def questions_by_item(current: Current) -> dict[str, list[Asked]]:
    """Whole reference of an item → what asks about it, in the order of the questionnaires. Kept for those in use."""
    versions = [one for one in current.values() if one.kind == ContentKind.QUESTIONNAIRE]
    ids = tuple(one.id for one in versions)
    known = _asked.get(ids)
    if known is None:
        found: dict[str, list[Asked]] = defaultdict(list)
        for version, content in zip(versions, contents.read(ids), strict=True):
            for question in content.questions():
                for ref in dict.fromkeys(question.touches):
                    found[ref].append(Asked(version, question))
        _asked.clear()
        known = _asked[ids] = dict(found)
    return known


def rows_by_item(catalogue: Catalogue) -> dict[str, list[Ruled]]:
    """Whole reference of an item → the rows that stand for it. Put together once for a catalogue."""
    if "rows" not in catalogue.kept:
        found: dict[str, list[Ruled]] = defaultdict(list)
        for matrix in catalogue.matrices.values():
            for row in matrix.rows:
                for item in catalogue.items_of_row(matrix, row):
                    found[item.ref].append(Ruled(matrix, row))
        catalogue.kept["rows"] = dict(found)
    rows: dict[str, list[Ruled]] = catalogue.kept["rows"]
    return rows


# --- what the institution says -----------------------------------------------------------------


def wording_of(item: CatalogueItem) -> ItemWording | None:
    query = select(ItemWording).where(ItemWording.edition == item.edition, ItemWording.ref == item.local)
    return db.session.scalars(query).one_or_none()


def wordings() -> Sequence[ItemWording]:
    """All of them, each with its text: for the file that brings them in."""
    return db.session.scalars(select(ItemWording)).all()


def places_of(wording_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Wording → the edition and the number of its item."""
    query = select(ItemWording.id, ItemWording.edition, ItemWording.ref)
    found = db.session.execute(query.where(ItemWording.id.in_(wording_ids)))
    return {wording_id: (edition, ref) for wording_id, edition, ref in found}


def worded(edition: str) -> frozenset[str]:
    """Numbers of an edition that have a wording of the institution's own."""
    return frozenset(db.session.scalars(select(ItemWording.ref).where(ItemWording.edition == edition)))


def decisions() -> list[ItemLink]:
    """All of them: what an item was and became leads through several editions."""
    return list(db.session.scalars(select(ItemLink).order_by(ItemLink.decided_at, ItemLink.id)))


def decision_on(ends: Ends) -> ItemLink | None:
    query = select(ItemLink).filter_by(**ends._asdict())
    return db.session.scalars(query).one_or_none()


def get_decision(link_id: UUID) -> ItemLink:
    link = db.session.get(ItemLink, link_id)
    if link is None:
        raise NotFound
    return link


# --- what points at it -------------------------------------------------------------------------


def get_row(item_id: UUID) -> StandardItem:
    row = db.session.get(StandardItem, item_id)
    if row is None:
        raise NotFound
    return row


def row_id_of(item: CatalogueItem) -> UUID:
    query = select(StandardItem.id).where(
        StandardItem.edition == item.edition, StandardItem.ref == item.local
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def rows_of(edition: str, ref: str) -> Sequence[StandardItem]:
    """The row of an item, if its edition was published."""
    query = select(StandardItem).where(StandardItem.edition == edition, StandardItem.ref == ref)
    return db.session.scalars(query).all()


def findings_on(ctx: Context, item_id: UUID) -> Sequence[Finding]:
    return findings_of(ctx, KIND, item_id)


def open_findings_in(ctx: Context, catalogue: Catalogue, *editions: str) -> dict[str, Counter[str]]:
    """Edition → number of an item → how many findings this person sees that are not closed: on the item itself,
    and from gaps of matrix rows that hold it."""
    items = select(StandardItem.id, StandardItem.edition, StandardItem.ref).subquery()
    query = visible_findings(ctx).where(Finding.subject_type == KIND, Finding.state.in_(UNDER_WAY))
    found = query.join(items, items.c.id == Finding.subject_id).where(items.c.edition.in_(editions))
    counts: dict[str, Counter[str]] = {name: Counter() for name in editions}
    for edition, ref in db.session.execute(found.with_only_columns(items.c.edition, items.c.ref)):
        counts[edition][ref] += 1
    for whole, listed in gap_findings.open_by_item(ctx, catalogue).items():
        item = catalogue.items[whole]
        if item.edition in counts:
            counts[item.edition][item.local] += len(listed)
    return counts
