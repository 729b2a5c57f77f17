"""Rounds of assessments keep what they reach, and leave on one confirmation; questions that an answer may bring;
which consent of the register answers an application for a subcontractor."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment_round") as table:
        # Of rounds begun before, nobody knows.
        table.add_column(sa.Column("reach", sa.JSON(), nullable=True))
    op.create_table(
        "round_sending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_round_sending_round_id_assessment_round")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_sending_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_sending")),
    )
    op.create_index("ix_round_sending_round_id", "round_sending", ["round_id", "asked_at"], unique=False)
    with op.batch_alter_table("assignment") as table:
        table.add_column(sa.Column("more_count", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("subcontract_request") as table:
        table.add_column(sa.Column("use_id", sa.Uuid(), nullable=True))
        table.create_index("ix_subcontract_request_use_id", ["use_id"])


def downgrade() -> None:
    with op.batch_alter_table("subcontract_request") as table:
        table.drop_index("ix_subcontract_request_use_id")
        table.drop_column("use_id")
    with op.batch_alter_table("assignment") as table:
        table.drop_column("more_count")
    op.drop_table("round_sending")
    with op.batch_alter_table("assessment_round") as table:
        table.drop_column("reach")
