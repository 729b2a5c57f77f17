"""What stands behind the keys and ids that events of standards hold: read once for a page of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit import reading
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement
from app.standards.models import ActorBinding, ContentKind, EngagementMatrix
from app.standards.queries import contents
from app.standards.queries.contents import Published
from app.work.models import Finding
from app.work.queries import visible_findings

if TYPE_CHECKING:
    from app.standards.content.matrices import Actor, Condition, Matrix, Row


@dataclass(frozen=True)
class Named:
    """What the keys in a matrix stand for: as the version it follows says it, else as another version did.

    `is_one_of_many`: whether its engagement has another matrix, too.
    """

    content: Matrix
    rows: Mapping[str, Row]
    conditions: Mapping[str, Condition]
    actors: Mapping[str, Actor]
    own_actors: Mapping[str, str]
    is_one_of_many: bool


def kept_values(
    model: type[Any], entries: Sequence[Entry], names: Collection[str]
) -> dict[UUID, dict[str, Any]]:
    """Of each record that the events are about: what it holds in these fields, which never change in it.

    Its first and its last event say it themselves; the others by one statement, and one more for records that
    are gone.
    """
    own = [entry for entry in entries if entry.subject_type == model.__tablename__]
    found: dict[UUID, dict[str, Any]] = {}
    for entry in own:
        held = {name: _either(entry.changes.get(name)) for name in names}
        if held.keys() <= entry.changes.keys():
            found[entry.subject_id] = held
    missing = {entry.subject_id for entry in own} - found.keys()
    if missing:
        rows = list(db.session.scalars(select(model).where(model.id.in_(missing))))
        gone = missing - {row.id for row in rows}
        if gone:
            last = max(entry.at for entry in own if entry.subject_id in gone)
            rows += reading.states_at(model, [model(id=row_id) for row_id in gone], last).values()
        found |= {row.id: {name: getattr(row, name) for name in names} for row in rows}
    return found


def _either(pair: Sequence[Any] | None) -> Any:
    return next((value for value in pair or () if value is not None), None)


def matrices_of(entries: Iterable[Entry]) -> dict[UUID, Named]:
    """The matrices of the engagements that the events are about."""
    roots = {entry.root_id for entry in entries if entry.root_type == Engagement.__tablename__}
    started = db.session.scalars(select(EngagementMatrix).where(EngagementMatrix.engagement_id.in_(roots)))
    matrices = {matrix.id: matrix for matrix in started} if roots else {}
    if not matrices:
        return {}
    versions = _versions({matrix.template for matrix in matrices.values()})
    titles: dict[UUID, dict[str, str]] = {}
    named = select(ActorBinding.matrix_id, ActorBinding.actor, ActorBinding.title)
    for row in db.session.execute(
        named.where(ActorBinding.matrix_id.in_(matrices), ActorBinding.title != "")
    ):
        titles.setdefault(row.matrix_id, {})[row.actor] = row.title
    owners = [matrix.engagement_id for matrix in matrices.values()]
    return {
        matrix.id: _named(
            contents.matrix(next(one for one in versions if one.id == matrix.content_id)),
            [contents.matrix(one) for one in versions if one.key == matrix.template],
            titles.get(matrix.id, {}),
            is_one_of_many=owners.count(matrix.engagement_id) > 1,
        )
        for matrix in matrices.values()
    }


def _versions(keys: Collection[str]) -> list[Published]:
    """Of these templates, the oldest first; each was read by this process before, or is by one statement."""
    found = [one for one in contents.versions(ContentKind.MATRIX) if one.key in keys]
    contents.read([one.id for one in found])
    return found[::-1]


def _named(
    content: Matrix, versions: Iterable[Matrix], own_actors: Mapping[str, str], *, is_one_of_many: bool
) -> Named:
    rows: dict[str, Row] = {}
    conditions: dict[str, Condition] = {}
    actors: dict[str, Actor] = {}
    for one in (*versions, content):
        rows |= {row.id: row for row in one.rows}
        conditions |= {condition.key: condition for condition in one.conditions}
        actors |= {actor.key: actor for actor in one.actors}
    return Named(content, rows, conditions, actors, own_actors, is_one_of_many)


def findings_called(ctx: Context, ids: Collection[UUID]) -> dict[UUID, tuple[int, str]]:
    """Number and title; of a finding that the reader may not see the number only."""
    if not ids:
        return {}
    seen = visible_findings(ctx).with_only_columns(Finding.id)
    query = select(Finding.id, Finding.number, Finding.title, Finding.id.in_(seen)).where(Finding.id.in_(ids))
    return {row[0]: (row[1], row[2] if row[3] else "") for row in db.session.execute(query)}
