"""Reports that stand beside another one: perhaps the same paper recorded twice, and what rests on a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, union_all

from app.assurance.models import AssuranceReport, ReportFile, ReportReader, ReportService, TermsAcceptance
from app.assurance.queries.reports import visible_to
from app.assurance.rules import reports as rules
from app.assurance.rules.reports import ReportFacts
from app.core.context import Context
from app.core.db import db

R = AssuranceReport
TOLD_APART_BY = ("soc_type", "period_from_on", "period_to_on", "expires_on", "registration")
# What a report has whatever its kind is.
OF_EVERY_KIND = frozenset(
    one.__tablename__ for one in (ReportService, ReportFile, ReportReader, TermsAcceptance)
)


class Alike(NamedTuple):
    """A report of the same group, kind and days."""

    id: UUID
    number: str
    title: str


def alike(
    ctx: Context, facts: ReportFacts, group: Collection[UUID], *, but: UUID | None = None
) -> list[Alike]:
    """Those that perhaps are the same one; `group`: whom it may be about by one name or another."""
    columns = [R.id, R.number, R.title, *(getattr(R, name) for name in TOLD_APART_BY)]
    query = visible_to(ctx).with_only_columns(*columns).where(
        R.organisation_id.in_(group), R.kind == facts.kind, R.withdrawn_at.is_(None),
        R.id.is_distinct_from(but),
    )  # fmt: skip
    rows = db.session.execute(query.order_by(R.number, R.id)).all()
    return [Alike(row.id, row.number, row.title) for row in rows if rules.is_same(facts, row)]


def resting_on(report: AssuranceReport) -> Mapping[str, int]:
    """By table how many records were made of a report as the kind that it is: its own parts, reports before and
    after it, judgements, and whatever else points at it."""
    mine: Any = R.__table__
    counts = [
        select(literal(table.name), func.count()).where(column == report.id)
        for table in mine.metadata.sorted_tables
        if table.name not in OF_EVERY_KIND
        for column in _pointing(table)
    ]
    found: dict[str, int] = {mine.name: int(report.previous_id is not None)}
    for name, count in db.session.execute(union_all(*counts)):
        found[name] = found.get(name, 0) + count
    return {name: count for name, count in found.items() if count}


def _pointing(table: Any) -> list[ColumnElement[Any]]:
    own = R.__table__.c.id
    return [key.parent for key in table.foreign_keys if key.column is own]
