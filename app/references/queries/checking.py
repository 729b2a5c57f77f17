"""Reads of self-checks: of an engagement, one with both halves, and what a new version of a reference touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.references import settings
from app.references.models import (
    Conformity,
    PaperKind,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    SelfCheckItem,
    VersionState,
)
from app.references.rules import checking as rules
from app.references.rules.checking import SAID, Ground, Line, Moved, Own, Premises, Result, Said, Use
from app.references.rules.facts import RecordFacts, record_facts
from app.register.models import Engagement, EngagementSupply, Service, ServiceModel, Supply
from app.register.queries import chain as chains
from app.register.queries import engagements
from app.standards.queries import contents

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue, CatalogueItem

MOST = 500
V = VersionState


@dataclass(frozen=True)
class Held:
    """A self-check with what it is held against; `current`: the number of the version in use, `service_id`: what
    the engagement uses."""

    check: SelfCheck
    reference: SecurityReference
    version: ReferenceVersion
    current: int | None
    use: Use
    service_id: UUID

    @property
    def newer(self) -> int | None:
        return self.current if self.current is not None and self.current > self.version.number else None

    @property
    def may_move(self) -> bool:
        """To the version in use: a newer one, or the one that counts again since this one was withdrawn."""
        return self.current not in (None, self.version.number)

    @property
    def used_as(self) -> UUID:
        """The service whose model says how the engagement uses that of the reference."""
        return self.service_id if self.use.is_as_own else self.reference.service_id

    @property
    def premises(self) -> Premises:
        return Premises(
            self.version.state, self.version.premise_models, self.version.as_of_on,
            self.reference.withdrawn_at is not None, self.newer,
        )  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """One with its items, both halves of each, and why it may be outside the premises."""

    held: Held
    grounds: tuple[Ground, ...]
    lines: tuple[Line, ...]
    rows: Mapping[str, SelfCheckItem] = field(default_factory=dict)
    items: Mapping[str, CatalogueItem] = field(default_factory=dict)

    @property
    def is_outside(self) -> bool:
        return rules.is_outside(self.grounds)

    @property
    def counts(self) -> dict[Result, int]:
        return rules.counted(self.lines)

    @property
    def entered(self) -> int:
        return sum(line.is_entered for line in self.lines)

    def line(self, item: str) -> Line:
        found = next((line for line in self.lines if line.item == item), None)
        if found is None:
            raise NotFound
        return found


# --- one, and all of an engagement ----------------------------------------------------------------


def get_check(ctx: Context, engagement: Engagement, check_id: UUID) -> Held:
    """Of an engagement that the actor may see."""
    found = _held(ctx, engagement, SelfCheck.id == check_id)
    if not found:
        raise NotFound
    return found[0]


def of_engagement(ctx: Context, engagement: Engagement, on: date) -> list[Opened]:
    """`on`: the day on which the age of a version is judged."""
    held = _held(ctx, engagement)
    rows = _rows(held) if held else {}
    return joined([(one, rows[one.check.id]) for one in held], on)


def opened(ctx: Context, held: Held, on: date | None = None) -> Opened:
    rows = _rows([held])
    return joined([(held, rows[held.check.id])], on or day_of(ctx.at))[0]


def joined(found: Sequence[tuple[Held, Mapping[str, SelfCheckItem]]], on: date) -> list[Opened]:
    """Checks, each with our half of its items, joined with what their versions say."""
    if not found:
        return []
    said, catalogue = _said(held for held, _rows in found), contents.catalogue()
    return [_opened(held, said[held.version.id], rows, catalogue, on) for held, rows in found]


def _held(ctx: Context, engagement: Engagement, *conditions: ColumnElement[bool]) -> list[Held]:
    """By one statement, with the newest number of each reference and whether its service is reached."""
    reach, own = _reach(ctx, engagement), aliased(Service)
    newest = _newest_number()
    query = (
        select(
            SelfCheck, SecurityReference, ReferenceVersion, newest, own.model, Service.model,
            SecurityReference.service_id.in_(select(reach.c.id)),
        )
        .join(SecurityReference, SecurityReference.id == SelfCheck.reference_id)
        .join(ReferenceVersion, ReferenceVersion.id == SelfCheck.version_id)
        .join(Service, Service.id == SecurityReference.service_id)
        .join(own, own.id == engagement.service_id)
        .where(SelfCheck.engagement_id == engagement.id, *conditions)
        .order_by(SecurityReference.sort_key, SecurityReference.id)
    )  # fmt: skip
    found: list[Any] = list(db.session.execute(query))
    return [_told(engagement, *row) for row in found]


def _told(
    engagement: Engagement, check: SelfCheck, reference: SecurityReference, version: ReferenceVersion,
    newest: int | None, own: ServiceModel, its: ServiceModel, is_reached: bool,
) -> Held:  # fmt: skip
    use = Use(own, its if is_reached else None, reference.service_id == engagement.service_id)
    return Held(check, reference, version, newest, use, engagement.service_id)


def _newest_number() -> Any:
    newer = aliased(ReferenceVersion)
    return (
        select(func.max(newer.number))
        .where(newer.reference_id == SecurityReference.id, newer.state == V.PUBLISHED)
        .scalar_subquery()
    )


def _reach(ctx: Context, engagement: Engagement) -> CTE:
    """The services that the engagement uses, its own and those of its chain that it does not say are unused."""
    unused = exists().where(
        EngagementSupply.supply_id == Supply.id, EngagementSupply.engagement_id == engagement.id,
        EngagementSupply.is_unused,
    )  # fmt: skip
    return chains.reach_of(
        {engagement.service_id}, Supply.service_id, Supply.base_service_id,
        (*chains.holding(day_of(ctx.at)), ~unused),
    )  # fmt: skip


def _said(held: Iterable[Held]) -> dict[UUID, dict[str, Said]]:
    versions = {one.version.id for one in held}
    names = [getattr(ReferenceRecord, name) for name in SAID]
    query = select(ReferenceRecord.version_id, *names).where(ReferenceRecord.version_id.in_(versions))
    found: dict[UUID, dict[str, Said]] = defaultdict(dict)
    rows: list[Any] = list(db.session.execute(query.order_by(ReferenceRecord.position, ReferenceRecord.item)))
    for version_id, *values in rows:
        said = Said(*values)
        found[version_id][said.item] = said
    return found


def _rows(held: Iterable[Held]) -> dict[UUID, dict[str, SelfCheckItem]]:
    query = select(SelfCheckItem).where(SelfCheckItem.check_id.in_({one.check.id for one in held}))
    found: dict[UUID, dict[str, SelfCheckItem]] = defaultdict(dict)
    for row in db.session.scalars(query.order_by(SelfCheckItem.item)):
        found[row.check_id][row.item] = row
    return found


def rows_of(check: SelfCheck, items: Collection[str] | None = None) -> list[SelfCheckItem]:
    query = select(SelfCheckItem).where(SelfCheckItem.check_id == check.id)
    if items is not None:
        query = query.where(SelfCheckItem.item.in_(items))
    return list(db.session.scalars(query.order_by(SelfCheckItem.item)))


def _opened(
    held: Held,
    said: Mapping[str, Said],
    rows: Mapping[str, SelfCheckItem],
    catalogue: Catalogue,
    on: date,
) -> Opened:
    grounds = tuple(rules.grounds(held.premises, held.use, on, settings.months()))
    items = _items(catalogue, held.reference.edition, {*said, *rows})
    own = {
        item: Own(row.state, row.measure, row.is_to_confirm, row.is_condition_met)
        for item, row in rows.items()
    }
    lines = rules.joined(items, said, own, outside=rules.is_outside(grounds))
    return Opened(held, grounds, tuple(lines), rows, items)


def _items(catalogue: Catalogue, edition: str, named: Collection[str]) -> dict[str, CatalogueItem]:
    """Points of an item only where something is said to them."""
    every = catalogue.items_of(edition)
    return {item.local: item for item in every if item.parent is None or item.local in named}


# --- what a version says to one item ---------------------------------------------------------------


def record_of(version_id: UUID, item: str) -> ReferenceRecord | None:
    query = select(ReferenceRecord).where(
        ReferenceRecord.version_id == version_id, ReferenceRecord.item == item
    )
    return db.session.scalars(query).first()


def is_conditional(version_id: UUID, item: str) -> bool:
    """Whether what a version says to an item holds on conditions."""
    query = select(ReferenceRecord.conformity).where(
        ReferenceRecord.version_id == version_id, ReferenceRecord.item == item
    )
    return db.session.scalar(query) == Conformity.CONDITIONAL


def papers_of(record: ReferenceRecord | None) -> dict[PaperKind, list[ReferencePaper]]:
    """Those that it refers to, as the version lists them."""
    found: dict[PaperKind, list[ReferencePaper]] = {kind: [] for kind in PaperKind}
    if record is None or not (record.documents or record.certificates):
        return found
    named = {PaperKind.DOCUMENT: record.documents, PaperKind.CERTIFICATE: record.certificates}
    query = select(ReferencePaper).where(ReferencePaper.version_id == record.version_id)
    for paper in db.session.scalars(query.order_by(ReferencePaper.kind, ReferencePaper.position)):
        if paper.number in named[paper.kind]:
            found[paper.kind].append(paper)
    return found


def facts_of(version_id: UUID) -> dict[str, RecordFacts]:
    query = select(ReferenceRecord).where(ReferenceRecord.version_id == version_id)
    return {
        row.item: record_facts(row) for row in db.session.scalars(query.order_by(ReferenceRecord.position))
    }


def newest_of(reference_id: UUID) -> ReferenceVersion | None:
    """The version in use."""
    query = select(ReferenceVersion).where(
        ReferenceVersion.reference_id == reference_id, ReferenceVersion.state == V.PUBLISHED
    )
    return db.session.scalars(query.order_by(ReferenceVersion.number.desc()).limit(1)).first()


@dataclass(frozen=True)
class Moves:
    """What a newer version says otherwise to items that were answered; `before` and `after` by item."""

    moved: Moved
    before: Mapping[str, RecordFacts]
    after: Mapping[str, RecordFacts]


def moves(held: Held, newer: ReferenceVersion) -> Moves:
    answered = [row.item for row in rows_of(held.check)]
    before, after = facts_of(held.version.id), facts_of(newer.id)
    return Moves(rules.moved(answered, before, after), before, after)


def find_check(ctx: Context, check_id: UUID) -> SelfCheck:
    """Of an engagement that the actor may see."""
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    query = select(SelfCheck).where(SelfCheck.id == check_id, SelfCheck.engagement_id.in_(seen))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


# --- what may be begun ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Offered:
    """A reference with its version in use; whether the engagement uses its service."""

    reference: SecurityReference
    version: ReferenceVersion
    service: str
    is_reached: bool


def offered(ctx: Context, engagement: Engagement) -> list[Offered]:
    """Those without a check yet, what the engagement uses first."""
    reach = _reach(ctx, engagement)
    is_reached = SecurityReference.service_id.in_(select(reach.c.id))
    checked = exists().where(
        SelfCheck.reference_id == SecurityReference.id, SelfCheck.engagement_id == engagement.id
    )
    query: Any = (
        select(SecurityReference, ReferenceVersion, Service.name, is_reached)
        .join(ReferenceVersion, ReferenceVersion.reference_id == SecurityReference.id)
        .join(Service, Service.id == SecurityReference.service_id)
        .where(
            SecurityReference.withdrawn_at.is_(None), ~checked, ReferenceVersion.state == V.PUBLISHED,
            ReferenceVersion.number == _newest_number(),
        )
        .order_by(is_reached.desc(), SecurityReference.sort_key, SecurityReference.id)
        .limit(MOST)
    )  # fmt: skip
    return [Offered(*row) for row in db.session.execute(query)]
