"""Workbooks of references on their way in."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime
from migrations import access

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("is_clearing", sa.Boolean(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_reference_import_reference_id_security_reference"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_import")),
    )
    op.create_index("ix_reference_import_reference_id", "reference_import", ["reference_id", "made_at"])
    op.create_index(op.f("ix_reference_import_organisation_id"), "reference_import", ["organisation_id"])
    access.share("reference_import", "SELECT, INSERT, UPDATE", rows="organisation_id")


def downgrade() -> None:
    op.drop_table("reference_import")
