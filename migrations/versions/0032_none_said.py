"""Who read a report for exceptions, subservice organisations or user controls and found that it names none."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PARTS = ("exceptions", "subservices", "controls")


def upgrade() -> None:
    with op.batch_alter_table("assurance_report") as report:
        for part in PARTS:
            report.add_column(sa.Column(f"no_{part}_by_id", sa.Uuid(), nullable=True))
            report.add_column(sa.Column(f"no_{part}_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("assurance_report") as report:
        for part in reversed(PARTS):
            report.drop_column(f"no_{part}_at")
            report.drop_column(f"no_{part}_by_id")
