"""The rows of a table as they are, or as they stood at a past instant: what a desk is made of for an export."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from app.core.audit import AuditEvent, reading
from app.core.db import db
from app.core.model import Entity

E = TypeVar("E", bound=Entity)


def instant_of(moment: Any) -> datetime | None:
    """`moment` is None where nobody asks for any but now."""
    return None if moment is None else moment.instant


def records(model: type[E], seen: Select[E], instant: datetime | None) -> Sequence[E]:
    """All of `seen`, which selects whole records by what is true of them now, and nothing that can change."""
    present = db.session.scalars(seen).all()
    if instant is None:
        return present
    return list(reading.states_at(model, present, instant, all_rows=True).values())


def parts(model: type[E], instant: datetime | None, shell: Callable[[UUID], E]) -> Sequence[E]:
    """All rows of a table of parts, those removed since among them; `shell` stands for a removed one."""
    present = db.session.scalars(select(model)).all()
    if instant is None:
        return present
    known = {row.id for row in present}
    gone = db.session.scalars(
        select(AuditEvent.subject_id)
        .where(AuditEvent.subject_type == model.__tablename__, AuditEvent.at > instant)
        .distinct()
    )
    rows = [*present, *(shell(row_id) for row_id in gone if row_id not in known)]
    return list(reading.states_at(model, rows, instant, all_rows=True).values())
