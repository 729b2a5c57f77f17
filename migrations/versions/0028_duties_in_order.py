"""User controls of engagements are listed in the order in which they are due."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("control_duty") as duty:
        duty.create_index("ix_control_duty_due_on", ["due_on", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("control_duty") as duty:
        duty.drop_index("ix_control_duty_due_on")
