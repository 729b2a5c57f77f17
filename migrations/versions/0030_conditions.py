"""A reference may say that its service conforms on conditions; a self-check says whether they are met."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# The program of before knows no such value; not stated is what it can say without a word too much.
UNSAID = "UPDATE reference_record SET conformity = NULL WHERE conformity = 'conditional'"


def upgrade() -> None:
    with op.batch_alter_table("reference_record") as record:
        record.add_column(sa.Column("conformity_note", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("self_check_item") as item:
        item.add_column(
            sa.Column("is_condition_met", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("self_check_item") as item:
        item.drop_column("is_condition_met")
    with op.batch_alter_table("reference_record") as record:
        record.drop_column("conformity_note")
    op.execute(UNSAID)
