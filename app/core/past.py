"""Lists and parts of records as at a past instant, for every kind of record alike (model.md §5).

What did not change since is found by the indexes of now; only the rest is undone, row by row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from app.core.audit import AuditEvent, AuditValues, reading
from app.core.db import db
from app.core.listing import COUNTED, DEEPEST, EXPORTED, ListState, Page, not_too_many, page_of
from app.core.model import Entity

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True)
class Past(Generic[E]):
    """What a list of the past is made of.

    `same` selects the columns of `row` of everything wanted now, `visible` whole records that may be seen,
    `is_wanted` repeats the conditions of `same` on a record that no index knows. `copies` are columns that the
    log does not hold because they repeat another record: they are taken from the row of now.
    """

    model: type[E]
    row: Any
    same: Select[Any]
    visible: Select[E]
    is_wanted: Callable[[E], bool]
    copies: frozenset[str] = frozenset()

    def row_of(self, found: E) -> Any:
        present = db.session.get(self.model, found.id) if self.copies else None
        return self.row(
            *(getattr(present if name in self.copies else found, name) for name in self.row._fields)
        )


def list_at(past: Past[Any], state: ListState, instant: datetime) -> Page[Any]:
    rows, is_cut = rows_at(past, state.order(), instant, DEEPEST + state.definition.size)
    rows = state.in_order(rows)
    is_more = len(rows) > COUNTED or is_cut
    return page_of(rows, state, COUNTED if is_more else len(rows), is_more=is_more)


def export_at(past: Past[Any], state: ListState, instant: datetime) -> Sequence[Any]:
    return not_too_many(state.in_order(rows_at(past, state.order(), instant, EXPORTED + 1)[0]))


def rows_at(past: Past[E], order: Sequence[Any], instant: datetime, limit: int) -> tuple[list[Any], bool]:
    """The rows, and whether there may be more than `limit` of them."""
    changed = changed_since(past.model, instant)
    unchanged = db.session.execute(past.same.where(~changed).order_by(*order).limit(limit)).all()
    present = db.session.scalars(past.visible.where(changed)).all()
    states = reading.states_at(past.model, present, instant, all_rows=True)
    then = [past.row_of(found) for found in states.values() if past.is_wanted(found)]
    return [*(past.row(*row) for row in unchanged), *then], len(unchanged) == limit


def changed_since(model: type[Entity], instant: datetime) -> Any:
    """A condition: the record itself changed after the instant."""
    return (
        select(AuditEvent.subject_id)
        .where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
        .where(AuditEvent.subject_id == model.id)
        .exists()
    )


def named_since(model: type[Entity], record_id: UUID, instant: datetime) -> Any:
    """Ids of records whose events after the instant name another one: they may have pointed at it then."""
    return (
        select(AuditEvent.subject_id)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
        .where(AuditValues.content.contains(str(record_id), autoescape=True))
    )


def pointing_at(
    visible: Select[E], model: type[E], field: str, record_id: UUID, instant: datetime
) -> list[E]:
    """Records whose `field` held this id at the instant, whatever it holds now."""
    column = getattr(model, field)
    may_have = (column == record_id) | model.id.in_(named_since(model, record_id, instant))
    present = db.session.scalars(visible.where(may_have)).all()
    states = reading.states_at(model, present, instant).values()
    return [state for state in states if getattr(state, field) == record_id]


def parts_at(
    part: type[E], root: Entity, present: Sequence[E], instant: datetime, shell: Callable[[UUID], E]
) -> list[E]:
    """The parts of a record at that moment, those since removed among them.

    `shell` makes an object that stands for a removed row: its values come back with the event of its removal.
    """
    known = {row.id for row in present}
    removed = db.session.scalars(
        select(AuditEvent.subject_id)
        .where(AuditEvent.root_type == root.__tablename__, AuditEvent.root_id == root.id)
        .where(AuditEvent.subject_type == part.__tablename__, AuditEvent.at > instant)
        .distinct()
    ).all()
    rows = [*present, *(shell(row_id) for row_id in removed if row_id not in known)]
    return list(reading.states_at(part, rows, instant).values()) if rows else []
