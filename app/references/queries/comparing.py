"""Two versions of a reference, or two references of one edition, laid beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.references.models import ReferencePaper, ReferenceRecord, ReferenceVersion, SecurityReference
from app.references.queries import listing
from app.references.queries import references as queries
from app.references.rules import comparing as rules
from app.references.rules.comparing import SIDE_BY_SIDE, FieldChange, PaperChange, RecordChange, Side
from app.references.rules.facts import (
    PAPER_FIELDS,
    RECORD_FIELDS,
    paper_facts,
    record_facts,
    version_facts,
)
from app.register.queries import services


@dataclass(frozen=True)
class Between:
    head: tuple[FieldChange, ...]
    records: list[RecordChange]
    papers: list[PaperChange]


def between(left: ReferenceVersion, right: ReferenceVersion, order: Iterable[str]) -> Between:
    ids = (left.id, right.id)
    said = queries.rows_of(ReferenceRecord, ("item", *RECORD_FIELDS), *ids)
    listed = queries.rows_of(ReferencePaper, PAPER_FIELDS, *ids)
    records = [{row.item: record_facts(row) for row in said[key]} for key in ids]
    papers = [[paper_facts(row) for row in listed[key]] for key in ids]
    return Between(
        rules.head_changes(version_facts(left), version_facts(right)),
        rules.record_changes(records[0], records[1], order),
        rules.paper_changes(papers[0], papers[1]),
    )


@dataclass(frozen=True)
class Pair:
    """Two references that can be compared, each speaking by its version in use."""

    left: SecurityReference
    right: SecurityReference
    one: ReferenceVersion
    other: ReferenceVersion


def pair(ctx: Context, left: SecurityReference, right: SecurityReference) -> Pair | None:
    """None where one of them has nothing in use, or they speak to different editions."""
    found = listing.standings(ctx, [left.id, right.id])
    one, other = (found[each.id].current if each.id in found else None for each in (left, right))
    if left.id == right.id or left.edition != right.edition or one is None or other is None:
        return None
    return Pair(left, right, one, other)


def side_by_side(left: ReferenceVersion, right: ReferenceVersion, order: Iterable[str]) -> list[Side]:
    said = _said(left.id, right.id)
    return rules.sides(said.get(left.id, {}), said.get(right.id, {}), order)


def _said(*version_ids: UUID) -> dict[UUID, dict[str, Any]]:
    columns = [getattr(ReferenceRecord, name) for name in ("version_id", "item", *SIDE_BY_SIDE)]
    query = select(*columns).where(ReferenceRecord.version_id.in_(version_ids))
    found: dict[UUID, dict[str, Any]] = {}
    for row in db.session.execute(query.order_by(ReferenceRecord.position, ReferenceRecord.item)):
        found.setdefault(row.version_id, {})[row.item] = row
    return found


def service_names(ctx: Context, references: Iterable[SecurityReference]) -> Mapping[UUID, str]:
    return services.names_of(ctx, (one.service_id for one in references))
