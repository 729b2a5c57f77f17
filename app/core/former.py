"""Names that records had, by which people still look for them.

Derived: a name goes in here when its record gets another one, or when the record is merged into another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, UniqueConstraint, delete, insert, inspect, select
from sqlalchemy.orm import Mapped

from app.core.columns import business, technical
from app.core.ids import uuid7
from app.core.model import Entity
from app.core.text import fold

BATCH = 500


class FormerName(Entity):
    __tablename__ = "former_name"
    __table_args__ = (UniqueConstraint("record_id", "name", name="uq_former_name_record_id"),)
    record_id: Mapped[UUID] = technical()
    name: Mapped[str] = business()


def names_of(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    """What each of these records was called before, the oldest first."""
    found: dict[UUID, list[str]] = defaultdict(list)
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        query = select(FormerName.record_id, FormerName.name).order_by(FormerName.id)
        for row in connection.execute(query.where(FormerName.record_id.in_(ordered[start : start + BATCH]))):
            found[row.record_id].append(row.name)
    return found


def keep(connection: Connection, records: Iterable[tuple[Any, Sequence[str]]]) -> None:
    """At a flush, while the old values are known: (record, names of the fields that name it)."""
    gone = [
        (record.id, before)
        for record, fields in records
        for field in fields
        for before in inspect(record).attrs[field].history.deleted or ()
        if before and fold(before) != fold(getattr(record, field) or "")
    ]
    _add(connection, gone)


def lead_on(connection: Connection, stays: Any, gone: Any, fields: Sequence[str]) -> None:
    """Of two records that become one: the names of the one that goes, and those it had before."""
    names = [getattr(gone, field) for field in fields]
    names += names_of(connection, [gone.id]).get(gone.id, ())
    known = {getattr(stays, field) for field in fields}
    _add(connection, [(stays.id, name) for name in names if name and name not in known])


def forget(connection: Connection, record_id: UUID) -> None:
    connection.execute(delete(FormerName).where(FormerName.record_id == record_id))


def _add(connection: Connection, pairs: Sequence[tuple[UUID, str]]) -> None:
    if not pairs:
        return
    known = names_of(connection, {record_id for record_id, _ in pairs})
    new = [pair for pair in dict.fromkeys(pairs) if pair[1] not in known.get(pair[0], ())]
    if new:
        connection.execute(
            insert(FormerName), [{"id": uuid7(), "record_id": one, "name": name} for one, name in new]
        )
