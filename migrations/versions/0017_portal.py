"""The portal: mails with a file, colleagues invited by a vendor's own person."""

import sqlalchemy as sa
from alembic import op

from migrations import access

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLLEAGUES = 'user_id IN (SELECT id FROM "user")'  # which shows a vendor's transaction its own people only


def upgrade() -> None:
    with op.batch_alter_table("mail") as mail:
        mail.add_column(sa.Column("attachment_id", sa.Uuid(), nullable=True))
        mail.add_column(sa.Column("attachment_name", sa.Text(), nullable=False, server_default=""))
        mail.create_foreign_key(
            op.f("fk_mail_attachment_id_stored_file"), "stored_file", ["attachment_id"], ["id"]
        )
        mail.create_index(op.f("ix_mail_attachment_id"), ["attachment_id"])
    # Contents without names or owners: whose they are stands in the rows that refer to them.
    access.share("stored_file", "SELECT, INSERT")
    access.share("user", "INSERT")
    access.share("invitation", "INSERT")
    access.allow("invitation", "vendor_colleague", COLLEAGUES)
    access.share("role_grant", "INSERT")
    access.allow("role_grant", "vendor_colleague", f"{COLLEAGUES} AND role = 'vendor'")


def downgrade() -> None:
    access.withhold("role_grant", "INSERT", "vendor_colleague")
    access.withhold("invitation", "INSERT", "vendor_colleague")
    access.withhold("user", "INSERT")
    access.withhold("stored_file", "SELECT, INSERT")
    with op.batch_alter_table("mail") as mail:
        mail.drop_index(op.f("ix_mail_attachment_id"))
        mail.drop_constraint(op.f("fk_mail_attachment_id_stored_file"), type_="foreignkey")
        mail.drop_column("attachment_name")
        mail.drop_column("attachment_id")
