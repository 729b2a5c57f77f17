"""Reads of what all engagements did about the user controls of one report: counted, and listed page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, func, literal, or_, select, union_all

from app.assurance.models import AssuranceReport, ControlDuty, DutyState, UserControl
from app.assurance.queries import duties
from app.assurance.queries.duties import Placed
from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement
from app.register.queries import engagements

D = ControlDuty
# Settled once, and to be looked at again: as much to do as what is open.
TO_DO = or_(D.state == DutyState.OPEN, D.is_to_confirm)


class Counted(NamedTuple):
    """Of one engagement: how many of the report's controls are settled, and how many are still to be."""

    settled: int = 0
    to_do: int = 0


@dataclass(frozen=True)
class Counts:
    """`to_carry`: results of the report before that are not taken over yet."""

    controls: int
    to_carry: int
    by_engagement: Mapping[UUID, Counted]


def counts_of(report: AssuranceReport) -> Counts:
    """One statement, one row of its answer for each engagement: which of them one may see is for who asks to say."""
    to_do = func.sum(case((TO_DO, 1), else_=0))
    each = select(literal("each"), D.engagement_id, func.count(), to_do)
    whole = select(literal("controls"), literal(None, Uuid()), func.count(UserControl.id), literal(0))
    carried = duties.to_carry_of(report, literal("to_carry"), literal(None, Uuid()), func.count(), literal(0))
    rows: Sequence[Any] = db.session.execute(
        union_all(
            each.where(D.report_id == report.id).group_by(D.engagement_id),
            whole.where(UserControl.report_id == report.id),
            *([carried] if report.previous_id else []),
        )
    ).all()
    single = {row[0]: row[2] for row in rows if row[1] is None}
    found = {row[1]: Counted(row[2] - int(row[3]), int(row[3])) for row in rows if row[1] is not None}
    return Counts(single.get("controls", 0), single.get("to_carry", 0), found)


# --- the list -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """`owner_id`: of this person; `is_unassigned`: of nobody in particular; `is_to_do`: open, or to be confirmed."""

    words: str = ""
    state: DutyState | None = None
    is_to_do: bool = False
    owner_id: UUID | None = None
    is_unassigned: bool = False
    engagement_id: UUID | None = None


class Row(NamedTuple):
    id: UUID
    engagement_id: UUID
    number: str
    title: str
    unit_id: UUID
    ref: str
    text: str
    state: DutyState
    is_to_confirm: bool
    owner_id: UUID | None
    due_on: date | None
    note: str
    settled_by_id: UUID | None
    settled_on: date | None


COLUMNS = (
    D.id, D.engagement_id, Engagement.number, Engagement.title, Engagement.unit_id, UserControl.ref, UserControl.text,
    D.state, D.is_to_confirm, D.owner_id, D.due_on, D.note, D.settled_by_id, D.settled_on,
)  # fmt: skip


def listed(ctx: Context, report: AssuranceReport, wanted: Wanted) -> Select[Any]:
    """The rows of the list, not yet ordered, of engagements that the actor may see."""
    query = _seen(ctx, COLUMNS).where(D.report_id == report.id)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return query


def _seen(ctx: Context, columns: Sequence[Any]) -> Select[Any]:
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    return (
        select(*columns)
        .join(UserControl, UserControl.id == D.control_id)
        .join(Engagement, Engagement.id == D.engagement_id)
        .where(D.engagement_id.in_(seen))
    )


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.state is not None:
        yield and_(D.state == wanted.state, D.is_to_confirm.is_(False))
    if wanted.is_to_do:
        yield TO_DO
    if wanted.owner_id is not None:
        yield D.owner_id == wanted.owner_id
    if wanted.is_unassigned:
        yield D.owner_id.is_(None)
    if wanted.engagement_id is not None:
        yield D.engagement_id == wanted.engagement_id
    if wanted.words:
        told = (UserControl.ref, UserControl.text, Engagement.number, Engagement.title, D.note)
        yield or_(*(column.icontains(wanted.words, autoescape=True) for column in told))


class Chosen(NamedTuple):
    """A duty that somebody ticked in a list."""

    placed: Placed
    engagement: Engagement


def chosen(ctx: Context, ids: Collection[UUID]) -> list[Chosen]:
    """Those of the given ones whose engagements the actor may see, in one order."""
    query = _seen(ctx, (D, UserControl, Engagement)).where(D.id.in_(ids))
    rows = db.session.execute(query.order_by(Engagement.number, UserControl.position, D.id))
    return [Chosen(Placed(duty, control), engagement) for duty, control, engagement in rows]
