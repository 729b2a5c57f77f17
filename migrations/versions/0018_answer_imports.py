"""Answers that come back in a workbook, before they are taken; and when a workbook went out by mail."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime
from migrations import access

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_answer_import_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
    )
    op.create_index("ix_answer_import_assignment_id", "answer_import", ["assignment_id", "made_at"])
    op.create_index(op.f("ix_answer_import_organisation_id"), "answer_import", ["organisation_id"])
    access.share("answer_import", "SELECT, INSERT, UPDATE", rows="organisation_id")
    with op.batch_alter_table("assignment") as assignment:
        assignment.add_column(sa.Column("mailed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("assignment") as assignment:
        assignment.drop_column("mailed_at")
    op.drop_table("answer_import")
