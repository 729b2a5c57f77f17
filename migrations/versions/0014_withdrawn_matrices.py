"""A responsibility matrix can be withdrawn, and its template begun again for the engagement."""

import sqlalchemy as sa
from alembic import op

from app.core.model import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PARTS = ("actor_binding", "condition_answer", "duty_ruling", "gap_finding")
STANDS = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("engagement_matrix") as table:
        table.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("withdrawal_reason", sa.Text(), server_default="", nullable=False))
        table.drop_constraint("uq_engagement_matrix_engagement_id", type_="unique")
    op.create_index(
        "uq_engagement_matrix_template", "engagement_matrix", ["engagement_id", "template"], unique=True,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip


def downgrade() -> None:
    """An older program knows one matrix of a template for each engagement: of several, the one that stands."""
    _drop_all_but_one()
    op.drop_index("uq_engagement_matrix_template", table_name="engagement_matrix")
    with op.batch_alter_table("engagement_matrix") as table:
        table.drop_column("withdrawal_reason")
        table.drop_column("withdrawn_at")
        table.create_unique_constraint("uq_engagement_matrix_engagement_id", ["engagement_id", "template"])


def _drop_all_but_one() -> None:
    bind = op.get_bind()
    matrix = sa.table(
        "engagement_matrix", sa.column("id", sa.Uuid()), sa.column("engagement_id", sa.Uuid()),
        sa.column("template"), sa.column("withdrawn_at", UtcDateTime()),
    )  # fmt: skip
    newest_first = sa.select(matrix).order_by(
        matrix.c.withdrawn_at.is_(None).desc(), matrix.c.withdrawn_at.desc()
    )
    kept: set[tuple[object, str]] = set()
    for row in bind.execute(newest_first).all():
        place = (row.engagement_id, row.template)
        if place in kept:
            for name in PARTS:
                part = sa.table(name, sa.column("matrix_id", sa.Uuid()))
                bind.execute(part.delete().where(part.c.matrix_id == row.id))
            bind.execute(matrix.delete().where(matrix.c.id == row.id))
        kept.add(place)
