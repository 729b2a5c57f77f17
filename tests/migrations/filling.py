"""A row for every table of the model, made from its metadata: a later table is covered the day it appears."""

import enum
import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Enum, MetaData, Table, inspect, select, text

from app.core.model import Model

START = datetime(2026, 4, 1, 0, 0, 1, 25, UTC)
IN_USE = {"audit_head"}  # its one row is there from the beginning

# Where one column decides which of the others may hold something: column → the columns by its values.
ONE_OF: dict[str, tuple[str, dict[str, str]]] = {
    "assessment": (
        "subject_kind",
        {"organisation": "organisation_id", "service": "service_id", "engagement": "engagement_id"},
    ),
}
# Of these columns the first holds something and the others nothing.
EITHER = {"assignment": ("organisation_id", "unit_id")}


def tables(metadata: MetaData = Model.metadata) -> list[Table]:
    return list(metadata.sorted_tables)


def fill(connection: Connection, rows: int = 2, *, only: set[str] | None = None) -> None:
    """Parents first; a reference points at the row of the same number. Older schemas lack some columns."""
    there = inspect(connection)
    made: dict[tuple[str, str], list[Any]] = {}
    for table in tables():
        if table.name in IN_USE or (only is not None and table.name not in only):
            continue
        known = {column["name"] for column in there.get_columns(table.name)}
        for n in range(rows):
            row = {column.name: _value(column, n, made) for column in table.columns if column.name in known}
            row |= _excluded(table.name, row)
            # The model's own insert would add the defaults of columns that are not there yet.
            into = Table(
                table.name, MetaData(), *(Column(c.name, c.type) for c in table.columns if c.name in row)
            )
            connection.execute(into.insert().values(row))
            for name, value in row.items():
                made.setdefault((table.name, name), []).append(value)


def _excluded(table: str, row: dict[str, Any]) -> dict[str, None]:
    """What may not stand beside the rest of the row."""
    found = dict.fromkeys(EITHER.get(table, ())[1:])
    if table in ONE_OF:
        deciding, columns = ONE_OF[table]
        found |= {name: None for value, name in columns.items() if value != _comparable(row[deciding])}
    return {name: None for name in found if name in row}


def _value(column: Column[Any], n: int, made: dict[tuple[str, str], list[Any]]) -> Any:
    for key in column.foreign_keys:
        there = made.get((key.column.table.name, key.column.name), [])
        if there:
            return there[min(n, len(there) - 1)]
        assert column.nullable, column  # a row cannot point at itself before it exists
        return None
    if column.nullable and n % 2:
        return None
    return _plain(column, n)


def _plain(column: Column[Any], n: int) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        members = list(kind.enum_class or ())
        return members[n % len(members)]
    if kind.__class__.__name__ == "JSON":
        return {"数": n, "list": [1, None, "甲"]}
    samples: dict[type, Any] = {
        str: f"{column.name} 値{n} 'quoted' \U00020bb7",
        bool: bool(n % 2),
        int: n + 1,
        uuid.UUID: uuid.uuid5(uuid.NAMESPACE_OID, f"{column.table.name}.{column.name}.{n}"),
        date: date(2026, 3, 31 - n),
        datetime: START.replace(second=n),
    }
    return samples[kind.python_type]


def contents(connection: Connection, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    """All rows of these tables as far as they are there, in an order of their own, in types that compare."""
    found = {}
    there = inspect(connection)
    for table in tables():
        if table.name in names:
            known = {column["name"] for column in there.get_columns(table.name)}
            chosen = [column for column in table.columns if column.name in known]
            rows = connection.execute(select(*chosen).order_by(*table.primary_key.columns)).all()
            found[table.name] = [{k: _comparable(v) for k, v in row._mapping.items()} for row in rows]
    return found


def _comparable(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value


def count(connection: Connection, table: str) -> int:
    return int(connection.scalar(text(f'SELECT count(*) FROM "{table}"')) or 0)
