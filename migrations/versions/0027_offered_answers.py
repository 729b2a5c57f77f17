"""Answers that we brought for a respondent who answers here themselves: theirs to take over or not. Forms of others are
listed page by page.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("answer_import") as brought:
        brought.add_column(sa.Column("offered_by", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("foreign_form") as form:
        form.create_index("ix_foreign_form_made_at", ["made_at", "id"], unique=False)
        form.create_index("ix_foreign_form_file_name", ["file_name", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("foreign_form") as form:
        form.drop_index("ix_foreign_form_file_name")
        form.drop_index("ix_foreign_form_made_at")
    with op.batch_alter_table("answer_import") as brought:
        brought.drop_column("offered_by")
