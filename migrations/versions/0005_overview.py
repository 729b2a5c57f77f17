"""Tables of overview, and the right of a vendor's people to find what is theirs."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime
from migrations import access

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_export_permit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_export_permit_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_export_permit")),
    )
    op.create_index(
        op.f("ix_audit_export_permit_requested_at"), "audit_export_permit", ["requested_at"], unique=False
    )
    op.create_index("ix_audit_export_permit_user", "audit_export_permit", ["user_id", "state"], unique=False)
    access.share("search_entry", "SELECT", rows="organisation_id")


def downgrade() -> None:
    if access.is_postgresql():
        op.execute("DROP POLICY vendor_own ON search_entry")
        op.execute("DROP POLICY staff_all ON search_entry")
        op.execute("ALTER TABLE search_entry DISABLE ROW LEVEL SECURITY")
        op.execute("REVOKE SELECT ON search_entry FROM sekisho_vendor")
    op.drop_index("ix_audit_export_permit_user", table_name="audit_export_permit")
    op.drop_index(op.f("ix_audit_export_permit_requested_at"), table_name="audit_export_permit")
    op.drop_table("audit_export_permit")
