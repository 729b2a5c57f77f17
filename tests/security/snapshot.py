"""All rows of all tables before and after: the oracle that no listener can be hidden from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from app.core.model import Model
from app.core.operational import OPERATIONAL

Rows = dict[str, dict[Any, dict[str, Any]]]
LOG = {"audit_event", "audit_values", "audit_head", "audit_erasure"}


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


def take(connection: Connection, *, but: set[str] = LOG) -> Rows:
    found: Rows = {}
    for table in Model.metadata.sorted_tables:
        if table.name in but:
            continue
        keys = [column.name for column in table.primary_key.columns]
        rows = connection.execute(select(table)).mappings()
        found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found


def differences(before: Rows, after: Rows) -> list[Changed]:
    found = []
    for table, rows in after.items():
        old = before[table]
        for key in rows.keys() | old.keys():
            if key not in old:
                found.append(Changed(table, key, "new", {}, rows[key]))
            elif key not in rows:
                found.append(Changed(table, key, "deleted", old[key], {}))
            elif rows[key] != old[key]:
                names = [name for name in rows[key] if rows[key][name] != old[key][name]]
                found.append(
                    Changed(
                        table,
                        key,
                        "changed",
                        {n: old[key][n] for n in names},
                        {n: rows[key][n] for n in names},
                    )
                )
    return found


def of_business(changes: list[Changed]) -> list[Changed]:
    """Without what the reviewed list calls machinery."""
    return [change for change in changes if change.table not in OPERATIONAL]
