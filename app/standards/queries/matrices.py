"""Reads of responsibility matrices: the templates in use, and what was entered for an engagement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select, union_all

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.identity import queries as identity
from app.identity.models import Unit
from app.register.models import Engagement, Organisation
from app.register.queries import chain as chains
from app.register.queries import merging
from app.register.rules.chain import Chain
from app.standards.content.vocabulary import Respondent
from app.standards.models import (
    ActorBinding,
    ConditionAnswer,
    ContentKind,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
    ItemLink,
    Ruling,
)
from app.standards.queries import contents
from app.standards.queries.contents import Published
from app.standards.rules import links
from app.standards.rules import matrices as rules
from app.standards.rules.matrices import Bound, ResolvedMatrix, Ruled, Side
from app.work import queries as work
from app.work.models import Finding, FindingState
from app.work.rules import ENDED

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue
    from app.standards.content.matrices import Matrix
    from app.standards.content.questionnaires import Questionnaire
    from app.standards.content.texts import Text

merging.follow(ActorBinding, "organisation_id")


@dataclass(frozen=True)
class Template:
    version: Published
    content: Matrix


@dataclass(frozen=True)
class Shelf:
    """The templates in use by key, and the catalogue whose items they name; `every`: versions of all content."""

    templates: dict[str, Template]
    catalogue: Catalogue
    questionnaires: tuple[Published, ...]
    every: tuple[Published, ...]

    def template(self, key: str) -> Template:
        if key not in self.templates:
            raise NotFound
        return self.templates[key]

    def groups(self, edition: str) -> dict[str, Text]:
        """Names of the groups of an edition's items, those below others too."""
        content = self.catalogue.editions.get(edition)
        waiting = list(content.groups) if content is not None else []
        found = {}
        for group in waiting:
            found[group.key] = group.title
            waiting += group.groups
        return found


def shelf() -> Shelf:
    """By one statement, and another the first time in a process."""
    every = contents.versions()
    current = contents.first_of(every)
    versions = [one for (kind, _key), one in sorted(current.items()) if kind == ContentKind.MATRIX]
    read = contents.read([version.id for version in versions])
    found = {version.key: Template(version, content) for version, content in zip(versions, read, strict=True)}
    asked = tuple(one for (kind, _key), one in sorted(current.items()) if kind == ContentKind.QUESTIONNAIRE)
    return Shelf(found, contents.catalogue(current), asked, tuple(every))


def asked_now(shelf: Shelf) -> list[tuple[Published, Questionnaire]]:
    """The questionnaires in use, in the order of lists."""
    read = contents.read([version.id for version in shelf.questionnaires])
    pairs = zip(shelf.questionnaires, read, strict=True)
    return sorted(pairs, key=lambda pair: (pair[1].position, pair[1].key))


def items_of_rows(shelf: Shelf, matrix: Matrix) -> dict[str, set[str]]:
    """Row → its items with what stands for them in other editions, as far as it is not held to be wrong."""
    others: dict[str, set[str]] = {}
    for link in links.standing(shelf.catalogue, db.session.scalars(select(ItemLink))):
        if link.before and link.after and link.stands:
            others.setdefault(link.before, set()).add(link.after)
            others.setdefault(link.after, set()).add(link.before)
    return {
        row: {*refs, *(other for ref in refs for other in others.get(ref, ()))}
        for row, refs in _refs_of_rows(shelf.catalogue, matrix).items()
    }


def _refs_of_rows(catalogue: Catalogue, matrix: Matrix) -> dict[str, tuple[str, ...]]:
    """Row → its items, written out once for a matrix; it is kept beside them, so that its number stays its own."""
    known: dict[int, tuple[Matrix, dict[str, tuple[str, ...]]]] = catalogue.kept.setdefault("matrices", {})
    if id(matrix) not in known:
        refs = {row.id: tuple(one.ref for one in catalogue.items_of_row(matrix, row)) for row in matrix.rows}
        known[id(matrix)] = (matrix, refs)
    return known[id(matrix)][1]


def checked(shelf: Shelf, entered: Entered, until: datetime | None = None) -> Entered:
    """With the rows of whose items no question of a questionnaire in use wants evidence from a vendor.

    `until`: by the questionnaires of that time; counterparts in other editions are those of now.
    """
    versions = shelf.questionnaires if until is None else _used(shelf, until)
    contents.read([version.id for version in versions])  # by one statement, where it is the first time
    wanted = frozenset().union(*(_collecting(version.id) for version in versions))
    items = items_of_rows(shelf, entered.content)
    return replace(entered, uncollected={row for row, refs in items.items() if wanted.isdisjoint(refs)})


def _used(shelf: Shelf, until: datetime) -> list[Published]:
    then = contents.first_of([version for version in shelf.every if version.published_at <= until])
    return [version for (kind, _key), version in then.items() if kind == ContentKind.QUESTIONNAIRE]


@lru_cache(contents.KEPT)
def _collecting(version_id: UUID) -> frozenset[str]:
    """The items of which a questionnaire wants evidence or a file from a vendor."""
    (content,) = contents.read([version_id])
    return frozenset(
        ref
        for question in content.questions()
        if question.respondent == Respondent.VENDOR
        and (question.evidence or any(part.type == "file" for part in question.parts))
        for ref in question.touches
    )


@dataclass(frozen=True)
class Binding:
    """`name`: of the organisation or unit, as it is called now."""

    row: ActorBinding
    name: str


@dataclass(frozen=True)
class Charged:
    """The newest finding that a gap was made into; `may_open`: whether the reader may see it."""

    finding_id: UUID
    number: int
    state: FindingState
    may_open: bool
    turn: int = 1

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True)
class Entered:
    """A matrix of an engagement with everything that was entered, under the template it answers.

    `uncollected`: its rows of whose items no question asks for evidence, where `checked` has looked.
    """

    matrix: EngagementMatrix
    content: Matrix
    answers: dict[str, ConditionAnswer]
    bindings: dict[str, Binding]
    rulings: dict[tuple[str, str], DutyRuling]
    charged: dict[str, Charged]
    uncollected: Set[str] = frozenset()

    @property
    def options(self) -> dict[str, str]:
        return {key: answer.option for key, answer in self.answers.items()}

    @property
    def ruled(self) -> dict[tuple[str, str], Ruled]:
        return {key: ruled_of(ruling) for key, ruling in self.rulings.items()}

    @property
    def under_way(self) -> frozenset[str]:
        """Gaps that somebody is dealing with."""
        return frozenset(gap for gap, charged in self.charged.items() if not charged.has_ended)

    def resolved(self, settled: Mapping[tuple[str, str], Ruled] | None = None) -> ResolvedMatrix:
        """`settled`: what is to stand in cells instead of what was ruled on them."""
        bounds = {key: bound_of(binding.row) for key, binding in self.bindings.items()}
        ruled = {**self.ruled, **(settled or {})}
        return rules.resolve(self.content, self.options, bounds, ruled, self.uncollected)


def bound_of(row: ActorBinding) -> Bound:
    is_known = row.organisation_id is not None or row.unit_id is not None
    return Bound(is_known, row.is_absent, row.title, is_ours=row.unit_id is not None)


def ruled_of(row: DutyRuling) -> Ruled:
    said = {side: getattr(row, side.value) for side in Side}
    return Ruled({side: value == Ruling.YES for side, value in said.items() if value is not None}, row.reason)


def started(engagement: Engagement) -> list[EngagementMatrix]:
    """Those that count: one of each template at most."""
    return [one for one in every(engagement) if one.withdrawn_at is None]


def every(engagement: Engagement) -> list[EngagementMatrix]:
    """The withdrawn ones too."""
    query = select(EngagementMatrix).where(EngagementMatrix.engagement_id == engagement.id)
    return list(db.session.scalars(query.order_by(EngagementMatrix.template, EngagementMatrix.id)))


def get_matrix(engagement: Engagement, template: str) -> EngagementMatrix:
    """Of an engagement that the actor may see."""
    found = next((one for one in started(engagement) if one.template == template), None)
    if found is None:
        raise NotFound
    return found


def entered(ctx: Context, matrix: EngagementMatrix) -> Entered:
    (content,) = contents.read([matrix.content_id])
    answers, rulings = _said(matrix)
    return Entered(
        matrix,
        content,
        {answer.condition: answer for answer in answers},
        _bindings(matrix),
        {(ruling.row, ruling.actor): ruling for ruling in rulings},
        _charged(ctx, matrix),
    )


def _said(matrix: EngagementMatrix) -> tuple[list[ConditionAnswer], list[DutyRuling]]:
    """Both by one statement: each row of it holds one or the other."""
    ids = union_all(
        *(select(part.id).where(part.matrix_id == matrix.id) for part in (ConditionAnswer, DutyRuling))
    ).subquery()
    query = (
        select(ConditionAnswer, DutyRuling)
        .select_from(ids)
        .outerjoin(ConditionAnswer, ConditionAnswer.id == ids.c.id)
        .outerjoin(DutyRuling, DutyRuling.id == ids.c.id)
    )
    rows: list[Any] = list(db.session.execute(query))
    return [row[0] for row in rows if row[0] is not None], [row[1] for row in rows if row[1] is not None]


def followed(entered: Entered) -> Published:
    """The version of the template that the matrix answers, which need not be the newest."""
    found = contents.versions(ContentKind.MATRIX, entered.matrix.template)
    return next(one for one in found if one.id == entered.matrix.content_id)


def _bindings(matrix: EngagementMatrix) -> dict[str, Binding]:
    query = (
        select(ActorBinding, Organisation.name, Unit.name)
        .outerjoin(Organisation, Organisation.id == ActorBinding.organisation_id)
        .outerjoin(Unit, Unit.id == ActorBinding.unit_id)
        .where(ActorBinding.matrix_id == matrix.id)
        .order_by(ActorBinding.actor)
    )
    return {row[0].actor: Binding(row[0], row[1] or row[2] or "") for row in db.session.execute(query)}


def _charged(ctx: Context, matrix: EngagementMatrix) -> dict[str, Charged]:
    seen = work.visible_findings(ctx).with_only_columns(Finding.id)
    query = (
        select(
            GapFinding.gap, Finding.id, Finding.number, Finding.state, Finding.id.in_(seen), GapFinding.turn
        )
        .join(Finding, Finding.id == GapFinding.finding_id)
        .where(GapFinding.matrix_id == matrix.id)
        .order_by(GapFinding.turn)
    )
    found = db.session.execute(query)
    return {row[0]: Charged(row[1], row[2], row[3], bool(row[4]), row[5]) for row in found}


@dataclass(frozen=True)
class Around:
    """What an engagement stands in: the chain below it today, and the units of ours."""

    chain: Chain | None
    units: list[Unit]


def around(ctx: Context, engagement: Engagement) -> Around:
    chain = chains.chain_of(ctx, engagement, Moment(None, day_of(ctx.at)), judged=())
    return Around(chain, identity.list_units(ctx))


@dataclass(frozen=True)
class Candidates:
    """Who an actor can be: organisations of the chain, and units of ours."""

    organisations: dict[UUID, str]
    units: dict[UUID, str]


def candidates(here: Around, held: Iterable[Binding] = ()) -> Candidates:
    """Whoever is named already stays to be chosen, in the chain or not."""
    parties = here.chain.parties().values() if here.chain is not None else ()
    found = {party.id: party.name for party in parties}
    kept = {one.row.organisation_id: one.name for one in held if one.row.organisation_id is not None}
    return Candidates({**kept, **found}, {unit.id: unit.name for unit in here.units})
