"""Tables of work."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "origin",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("argument_digest", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("maker_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approver_title", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ringi_number", sa.Text(), nullable=False),
        sa.Column("drafting_unit", sa.Text(), nullable=False),
        sa.Column("drafter", sa.Text(), nullable=False),
        sa.Column("drafted_on", sa.Date(), nullable=True),
        sa.Column("consulted", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_expires", "approval", ["expires_at", "id"], unique=False)
    op.create_index("ix_approval_made", "approval", ["made_at", "id"], unique=False)
    op.create_index(op.f("ix_approval_sort_key"), "approval", ["sort_key"], unique=False)
    op.create_index("ix_approval_state", "approval", ["state", "expires_at"], unique=False)
    op.create_index("ix_approval_subject", "approval", ["subject_type", "subject_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column(
            "severity",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("raised_by_id", sa.Uuid(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_finding_number")),
    )
    op.create_index("ix_finding_due", "finding", ["due_on", "id"], unique=False)
    op.create_index("ix_finding_order", "finding", ["number", "id"], unique=False)
    op.create_index("ix_finding_raised", "finding", ["raised_on", "id"], unique=False)
    op.create_index(op.f("ix_finding_owner_id"), "finding", ["owner_id"], unique=False)
    op.create_index("ix_finding_subject", "finding", ["subject_type", "subject_id"], unique=False)
    op.create_index("ix_finding_unit", "finding", ["unit_id", "state", "due_on"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("not_for_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.String(60),
            nullable=False,
        ),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_due", "task", ["due_on", "id"], unique=False)
    op.create_index("ix_task_owner", "task", ["owner_id", "state", "due_on"], unique=False)
    op.create_index("ix_task_pool", "task", ["permission", "state", "due_on"], unique=False)
    op.create_index("ix_task_source", "task", ["source_type", "source_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_task_source", table_name="task")
    op.drop_index("ix_task_pool", table_name="task")
    op.drop_index("ix_task_owner", table_name="task")
    op.drop_index("ix_task_due", table_name="task")
    op.drop_table("task")
    op.drop_index("ix_finding_unit", table_name="finding")
    op.drop_index("ix_finding_subject", table_name="finding")
    op.drop_index(op.f("ix_finding_owner_id"), table_name="finding")
    op.drop_index("ix_finding_raised", table_name="finding")
    op.drop_index("ix_finding_order", table_name="finding")
    op.drop_index("ix_finding_due", table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_approval_subject", table_name="approval")
    op.drop_index("ix_approval_state", table_name="approval")
    op.drop_index(op.f("ix_approval_sort_key"), table_name="approval")
    op.drop_index("ix_approval_made", table_name="approval")
    op.drop_index("ix_approval_expires", table_name="approval")
    op.drop_table("approval")
