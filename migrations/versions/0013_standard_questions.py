"""Questions become findable, and what has words in two languages is found in the reader's."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standard_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("place_ja", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("other_words", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_question")),
        sa.UniqueConstraint("questionnaire", "question", name="uq_standard_question_questionnaire"),
    )
    op.add_column("search_entry", sa.Column("title_en", sa.Text(), server_default="", nullable=False))
    op.add_column("search_entry", sa.Column("detail_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("search_entry", "detail_en")
    op.drop_column("search_entry", "title_en")
    op.drop_table("standard_question")
