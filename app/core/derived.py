"""Copies of what another row knows, kept so that a list can sort and filter by columns of its own table.

They carry no version and leave no event: a copy that follows must never make somebody's form stale, and
what it repeats has its own history.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, update
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.model import Entity


def copy(model: type[Entity], where: Any, values: dict[InstrumentedAttribute[Any], Any]) -> None:
    """Set copied columns of many rows at once; refuses a column whose changes the log must hold."""
    for column in values:
        if column.property.columns[0].info.get("audited", True):
            raise ValueError(f"{column} is no copy: change it through its record")
    db.session.flush()
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model} has no table of its own")
    plain: dict[str, Any] = {column.key: value for column, value in values.items()}
    # Named, so that it stays: else its own default would say that the records were touched.
    plain |= {name: table.c[name] for name in ("updated_at",) if name in table.c}
    db.session.connection().execute(update(table).where(where).values(plain))
    for loaded in _loaded(model):
        db.session.expire(loaded, [column.key for column in values])


def _loaded(model: type[Entity]) -> Sequence[Entity]:
    return [row for row in db.session.identity_map.values() if isinstance(row, model)]


def copy_to(record: Entity, values: dict[InstrumentedAttribute[Any], Any]) -> None:
    """The same for one record."""
    copy(type(record), type(record).id == record.id, values)
