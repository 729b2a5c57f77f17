"""Names that records had before; organisations that look like one and are two."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.ids import uuid7
from app.core.model import UtcDateTime
from app.core.text import fold, grams

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

THREE = ("name", "name_kana", "name_latin")
NAMES = {
    "organisation": THREE,
    "service": THREE,
    "engagement": ("title", "title_kana"),
    "information_system": ("name", "name_kana"),
    "business_function": ("name", "name_kana"),
}
# What is found by the names of another record: that record's column in it.
NAMED_BY = (("service", "organisation_id"), ("engagement", "service_id"), ("engagement", "vendor_id"))


def upgrade() -> None:
    op.create_table(
        "former_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint("record_id", "name", name="uq_former_name_record_id"),
    )
    op.create_table(
        "organisation_distinction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["organisation.id"], name=op.f("fk_organisation_distinction_first_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_distinction_second_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_distinction")),
        sa.UniqueConstraint("first_id", "second_id", name="uq_organisation_distinction_first_id"),
    )
    op.create_index(
        op.f("ix_organisation_distinction_second_id"), "organisation_distinction", ["second_id"], unique=False
    )
    names = _former_names()
    if names:
        _store(names)
        _make_findable(names)


def _former_names() -> dict[Any, dict[str, None]]:
    """By record, oldest first: what the log says it was called, and what was merged into it is called."""
    bind = op.get_bind()
    found: dict[Any, dict[str, None]] = defaultdict(dict)
    for table, fields in NAMES.items():
        for record_id, name in _before(bind, table, fields):
            found[record_id][name] = None
    for table in ("organisation", "service"):
        record = sa.table(
            table, sa.column("id", sa.Uuid()), sa.column("merged_into_id", sa.Uuid()), *map(sa.column, THREE)
        )
        gone = sa.select(record).where(record.c.merged_into_id.is_not(None))
        for row in bind.execute(gone).all():
            own = [name for name in (row.name, row.name_kana, row.name_latin) if name]
            found[row.merged_into_id].update(dict.fromkeys([*own, *found.get(row.id, ())]))
    return {record_id: kept for record_id, kept in found.items() if kept}


def _before(bind: Any, table: str, fields: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    event = sa.table(
        "audit_event", sa.column("number"), sa.column("subject_type"), sa.column("subject_id", sa.Uuid())
    )
    values = sa.table("audit_values", sa.column("number"), sa.column("content"))
    query = (
        sa.select(event.c.subject_id, values.c.content)
        .join(values, values.c.number == event.c.number)
        .where(event.c.subject_type == table, sa.or_(*(values.c.content.contains(f'"{f}"') for f in fields)))
        .order_by(event.c.number)
    )
    for record_id, content in bind.execute(query).all():
        logged = json.loads(content)
        for field in fields:
            before, after = logged.get(field, {}).get("v") or (None, None)
            if before and fold(before) != fold(after or ""):
                yield record_id, before


def _store(names: dict[Any, dict[str, None]]) -> None:
    former = sa.table(
        "former_name", sa.column("id", sa.Uuid()), sa.column("record_id", sa.Uuid()), sa.column("name")
    )
    rows = [
        {"id": uuid7(), "record_id": record_id, "name": name}
        for record_id, kept in names.items()
        for name in kept
    ]
    op.get_bind().execute(former.insert(), rows)


def _make_findable(names: dict[Any, dict[str, None]]) -> None:
    """Their entries, and those of what carries their names, are written anew: the index follows no update."""
    bind = op.get_bind()
    added: dict[Any, list[str]] = {record_id: list(kept) for record_id, kept in names.items()}
    for table, column in NAMED_BY:
        record = sa.table(table, sa.column("id", sa.Uuid()), sa.column(column, sa.Uuid()))
        for row_id, by in bind.execute(sa.select(record.c.id, record.c[column])).all():
            if by in names:
                added.setdefault(row_id, []).extend(names[by])
    entry = sa.table(
        "search_entry", sa.column("row"), sa.column("record_id", sa.Uuid()), sa.column("kind"), sa.column("title"),
        sa.column("detail"), sa.column("sort_key"), sa.column("unit_id", sa.Uuid()),
        sa.column("organisation_id", sa.Uuid()), sa.column("grams"),
    )  # fmt: skip
    for record_id, more in added.items():
        is_record = (entry.c.record_id == record_id) & entry.c.kind.in_(NAMES)
        for row in bind.execute(sa.select(entry).where(is_record)).mappings().all():
            bind.execute(entry.delete().where(entry.c.row == row["row"]))
            tokens = " ".join([row["grams"], *(f"{grams(name)} x" for name in more)])
            bind.execute(entry.insert().values(**{**row, "grams": tokens}))


def downgrade() -> None:
    op.drop_index(op.f("ix_organisation_distinction_second_id"), table_name="organisation_distinction")
    op.drop_table("organisation_distinction")
    op.drop_table("former_name")
