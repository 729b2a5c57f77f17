"""Published content of standards, and what the institution sets beside it."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_version", sa.Integer(), nullable=False),
        sa.Column("has_own_layer", sa.Boolean(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
        sa.UniqueConstraint("kind", "key", "number", name="uq_content_version_kind"),
    )
    op.create_table(
        "item_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_edition", sa.Text(), nullable=False),
        sa.Column("from_ref", sa.Text(), nullable=False),
        sa.Column("to_edition", sa.Text(), nullable=False),
        sa.Column("to_ref", sa.Text(), nullable=False),
        sa.Column("certainty", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_rejected", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_link")),
        sa.UniqueConstraint(
            "from_edition", "from_ref", "to_edition", "to_ref", name="uq_item_link_from_edition"
        ),
    )
    op.create_index("ix_item_link_to", "item_link", ["to_edition", "to_ref"], unique=False)
    op.create_table(
        "item_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_wording")),
        sa.UniqueConstraint("edition", "ref", name="uq_item_wording_edition"),
    )
    op.create_table(
        "question_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_change")),
        sa.UniqueConstraint("questionnaire", "question", "act", name="uq_question_change_questionnaire"),
    )
    op.create_table(
        "standard_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_item")),
        sa.UniqueConstraint("edition", "ref", name="uq_standard_item_edition"),
    )
    op.create_index("ix_standard_item_edition", "standard_item", ["edition", "position"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_standard_item_edition", table_name="standard_item")
    op.drop_table("standard_item")
    op.drop_table("question_change")
    op.drop_table("item_wording")
    op.drop_index("ix_item_link_to", table_name="item_link")
    op.drop_table("item_link")
    op.drop_table("content_version")
