"""Tables of register."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime
from migrations import access

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "sort_key": ["sort_key", "id"],
    "kind": ["kind", "sort_key", "id"],
    "country": ["country", "sort_key", "id"],
    "parent_id": ["parent_id", "sort_key", "id"],
    "updated_at": ["updated_at", "id"],
    "name_key": ["name_key"],
}
PARTIAL_INDEXES = {
    "ix_organisation_numberless": (["sort_key", "id"], "corporate_number IS NULL"),
    "ix_organisation_ended": (["sort_key", "id"], "ended_on IS NOT NULL"),
    "uq_organisation_corporate_number": (["corporate_number"], "corporate_number IS NOT NULL"),
}


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("name_latin", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("corporate_number", sa.Text(), nullable=True),
        sa.Column(
            "no_number_reason",
            sa.String(60),
            nullable=True,
        ),
        sa.Column("no_number_note", sa.Text(), nullable=False),
        sa.Column("lei", sa.Text(), nullable=True),
        sa.Column("invoice_number", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("representative", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("lei", name=op.f("uq_organisation_lei")),
    )
    for name, columns in INDEXES.items():
        op.create_index(op.f(f"ix_organisation_{name}"), "organisation", columns, unique=False)
    for name, (columns, rows) in PARTIAL_INDEXES.items():
        op.create_index(
            op.f(name),
            "organisation",
            columns,
            unique=name.startswith("uq_"),
            sqlite_where=sa.text(rows),
            postgresql_where=sa.text(rows),
        )
    op.create_table(
        "organisation_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_code_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_code")),
        sa.UniqueConstraint("scheme", "value", name="uq_organisation_code_scheme"),
    )
    op.create_index(
        op.f("ix_organisation_code_organisation_id"), "organisation_code", ["organisation_id"], unique=False
    )
    access.share("organisation", "SELECT", rows="id")
    access.share("organisation_code", "SELECT", rows="organisation_id")


def downgrade() -> None:
    op.drop_index(op.f("ix_organisation_code_organisation_id"), table_name="organisation_code")
    op.drop_table("organisation_code")
    for name in reversed(PARTIAL_INDEXES):
        op.drop_index(op.f(name), table_name="organisation")
    for name in reversed(INDEXES):
        op.drop_index(op.f(f"ix_organisation_{name}"), table_name="organisation")
    op.drop_table("organisation")
