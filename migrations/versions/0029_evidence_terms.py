"""What readers agree to before evidence under terms of use or an NDA opens, and who has."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

DISCLOSURE = sa.Enum(
    "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
)


def upgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(sa.Column("terms", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "evidence_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", DISCLOSURE, nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("terms_digest", sa.Text(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_evidence_agreement_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_evidence_agreement_assignment_id_assignment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_agreement")),
        sa.UniqueConstraint(
            "assignment_id", "user_id", "terms_digest", name="uq_evidence_agreement_assignment_id"
        ),
    )
    with op.batch_alter_table("evidence_agreement") as agreement:
        agreement.create_index(
            "ix_evidence_agreement_assessment_id", ["assessment_id", "agreed_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("evidence_agreement")
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_column("terms")
