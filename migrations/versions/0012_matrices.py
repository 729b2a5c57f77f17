"""Who does what for one engagement: answered templates."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engagement_matrix",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"],
            ["content_version.id"],
            name=op.f("fk_engagement_matrix_content_id_content_version"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_matrix_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_matrix")),
        sa.UniqueConstraint("engagement_id", "template", name="uq_engagement_matrix_engagement_id"),
    )
    op.create_table(
        "actor_binding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("matrix_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_actor_binding_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["engagement_matrix.id"], name=op.f("fk_actor_binding_matrix_id_engagement_matrix")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_actor_binding_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_actor_binding_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor_binding")),
        sa.UniqueConstraint("matrix_id", "actor", name="uq_actor_binding_matrix_id"),
    )
    op.create_table(
        "condition_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("matrix_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_condition_answer_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["matrix_id"],
            ["engagement_matrix.id"],
            name=op.f("fk_condition_answer_matrix_id_engagement_matrix"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_answer")),
        sa.UniqueConstraint("matrix_id", "condition", name="uq_condition_answer_matrix_id"),
    )
    op.create_table(
        "duty_ruling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("matrix_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("does", sa.String(60), nullable=True),
        sa.Column("accountable", sa.String(60), nullable=True),
        sa.Column("proof", sa.String(60), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_duty_ruling_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["engagement_matrix.id"], name=op.f("fk_duty_ruling_matrix_id_engagement_matrix")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_ruling")),
        sa.UniqueConstraint("matrix_id", "row", "actor", name="uq_duty_ruling_matrix_id"),
    )
    op.create_table(
        "gap_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("matrix_id", sa.Uuid(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_gap_finding_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_gap_finding_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["matrix_id"], ["engagement_matrix.id"], name=op.f("fk_gap_finding_matrix_id_engagement_matrix")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_finding")),
        sa.UniqueConstraint("matrix_id", "gap", "turn", name="uq_gap_finding_matrix_id"),
    )


def downgrade() -> None:
    op.drop_table("gap_finding")
    op.drop_table("duty_ruling")
    op.drop_table("condition_answer")
    op.drop_table("actor_binding")
    op.drop_table("engagement_matrix")
