"""Who agreed to the terms under which a reference leaves as a file."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DISCLOSURE = sa.Enum(
    "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
)


def upgrade() -> None:
    op.create_table(
        "reference_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", DISCLOSURE, nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("terms_digest", sa.Text(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_reference_agreement_reference_id_security_reference"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_agreement")),
        sa.UniqueConstraint(
            "reference_id", "user_id", "terms_digest", name="uq_reference_agreement_reference_id"
        ),
    )


def downgrade() -> None:
    op.drop_table("reference_agreement")
