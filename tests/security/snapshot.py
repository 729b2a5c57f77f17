"""All rows of all tables before and after: the oracle that no listener can be hidden from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import Table as Described

from app.core.model import Model
from app.core.operational import OPERATIONAL

Table = dict[Any, dict[str, Any]]
LOG = {"audit_event", "audit_values", "audit_head", "audit_erasure"}


@dataclass(frozen=True)
class Rows:
    """Each table as the driver answered it, and as its columns' types read it."""

    raw: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    read: dict[str, Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Changed:
    """One row: `before` and `after` hold only the cells that differ; a missing side is empty."""

    table: str
    key: Any
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table} {self.kind} {sorted({*self.before, *self.after})}"


def take(connection: Connection, *, known: Sequence[Rows] = ()) -> Rows:
    """What an earlier snapshot holds in the same words is not read a second time."""
    found = Rows()
    for table in Model.metadata.sorted_tables:
        name = table.name
        if name in LOG:
            continue
        raw = [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
        same = next((rows for rows in known if rows.raw.get(name) == raw), None)
        found.raw[name] = same.raw[name] if same else raw
        found.read[name] = same.read[name] if same else _read(connection, table)
    return found


def _read(connection: Connection, table: Described) -> Table:
    keys = [column.name for column in table.primary_key.columns]
    rows = connection.execute(select(table)).mappings()
    return {tuple(row[key] for key in keys): dict(row) for row in rows}


def differences(before: Rows, after: Rows) -> list[Changed]:
    found: list[Changed] = []
    for table, rows in after.read.items():
        old = before.read[table]
        if old is not rows:
            found += [_changed(table, key, old.get(key), rows.get(key)) for key in rows.keys() | old.keys()
                      if old.get(key) != rows.get(key)]  # fmt: skip
    return found


def _changed(table: str, key: Any, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Changed:
    if old is None:
        return Changed(table, key, "new", {}, new or {})
    if new is None:
        return Changed(table, key, "deleted", old, {})
    names = [name for name in new if new[name] != old[name]]
    return Changed(table, key, "changed", {n: old[n] for n in names}, {n: new[n] for n in names})


def of_business(changes: list[Changed]) -> list[Changed]:
    """Without what the reviewed list calls machinery."""
    return [change for change in changes if change.table not in OPERATIONAL]
