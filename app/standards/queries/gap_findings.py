"""Findings raised from gaps of matrices, by the item they are about, and the engagements that follow a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement
from app.register.queries import engagements
from app.standards.models import EngagementMatrix, GapFinding
from app.standards.queries import contents
from app.standards.rules.matrices import gap_of_key
from app.work.models import Finding
from app.work.queries import visible_findings
from app.work.rules import UNDER_WAY, severity_rank

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue
    from app.standards.content.matrices import Matrix

FOLLOWERS_SHOWN = 10


@dataclass(frozen=True)
class Follower:
    """An engagement whose matrix follows a template."""

    engagement_id: UUID
    number: str
    title: str


@dataclass(frozen=True)
class OfGap:
    """An open finding raised from a gap: of which engagement, in which row of which matrix."""

    finding: Finding
    engagement: Follower
    template: str
    row: str


def place_of(finding: Finding) -> tuple[str, EngagementMatrix] | None:
    """The gap that it was raised from, and its matrix, which may be withdrawn."""
    query = (
        select(GapFinding.gap, EngagementMatrix)
        .join(EngagementMatrix, EngagementMatrix.id == GapFinding.matrix_id)
        .where(GapFinding.finding_id == finding.id)
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found is not None else None


def open_by_item(ctx: Context, catalogue: Catalogue) -> dict[str, list[OfGap]]:
    """Whole reference of an item → the open findings about rows that hold it, the gravest first. Only of
    engagements that this person sees, and findings that they see; none of a matrix that was withdrawn."""
    found: dict[str, list[OfGap]] = defaultdict(list)
    for one, refs in _with_items(catalogue, _open(ctx)):
        for ref in refs:
            found[ref].append(one)
    for listed in found.values():
        listed.sort(key=lambda one: (severity_rank(one.finding.severity), -one.finding.number))
    return dict(found)


def _open(ctx: Context) -> Sequence[Any]:
    query = (
        select(
            GapFinding.gap, EngagementMatrix.content_id, EngagementMatrix.template, Finding,
            Engagement.id, Engagement.number, Engagement.title,
        )
        .join(EngagementMatrix, EngagementMatrix.id == GapFinding.matrix_id)
        .join(Finding, Finding.id == GapFinding.finding_id)
        .join(Engagement, Engagement.id == GapFinding.engagement_id)
        .where(
            EngagementMatrix.withdrawn_at.is_(None),
            Finding.state.in_(UNDER_WAY),
            Finding.id.in_(visible_findings(ctx).with_only_columns(Finding.id)),
            Engagement.id.in_(engagements.visible_to(ctx).with_only_columns(Engagement.id)),
        )
    )  # fmt: skip
    return db.session.execute(query).all()


def _with_items(catalogue: Catalogue, rows: Sequence[Any]) -> Iterator[tuple[OfGap, frozenset[str]]]:
    versions = list(dict.fromkeys(row[1] for row in rows))
    matrices = dict(zip(versions, contents.read(versions), strict=True))
    known: dict[tuple[UUID, str], frozenset[str]] = {}
    for key, content_id, template, finding, *engagement in rows:
        gap = gap_of_key(key)
        if gap is None or not gap.row:
            continue
        place = (content_id, gap.row)
        if place not in known:
            known[place] = _items(catalogue, matrices[content_id], gap.row)
        yield OfGap(finding, Follower(*engagement), template, gap.row), known[place]


def _items(catalogue: Catalogue, matrix: Matrix, row_id: str) -> frozenset[str]:
    """None for a row that the version followed does not have, or where the edition lost an item that it names."""
    told = [row for row in matrix.rows if row.id == row_id]
    try:
        return frozenset(item.ref for row in told for item in catalogue.items_of_row(matrix, row))
    except KeyError:
        return frozenset()


def followers(ctx: Context, templates: Collection[str]) -> dict[str, tuple[list[Follower], int]]:
    """Template → the first engagements that follow it, and how many there are in all; by one statement."""
    place = func.row_number().over(partition_by=EngagementMatrix.template, order_by=Engagement.number)
    counted = func.count().over(partition_by=EngagementMatrix.template)
    numbered = (
        select(
            EngagementMatrix.template, Engagement.id, Engagement.number, Engagement.title,
            place.label("place"), counted.label("counted"),
        )
        .join(Engagement, Engagement.id == EngagementMatrix.engagement_id)
        .where(
            EngagementMatrix.template.in_(templates),
            EngagementMatrix.withdrawn_at.is_(None),
            Engagement.id.in_(engagements.visible_to(ctx).with_only_columns(Engagement.id)),
        )
        .subquery()
    )  # fmt: skip
    shown = select(numbered).where(numbered.c.place <= FOLLOWERS_SHOWN)
    found: dict[str, tuple[list[Follower], int]] = {}
    for row in db.session.execute(shown.order_by(numbered.c.template, numbered.c.place)):
        found.setdefault(row.template, ([], row.counted))[0].append(Follower(row.id, row.number, row.title))
    return found
