"""What a vendor said elsewhere, what stands in for what it refuses, and on what the reviewer relies."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Copies of what stands in the assessment and in its register, and of what the answers taken over lead back to.
SERVICE = """UPDATE assignment SET service_id = (
    SELECT coalesce(assessment.service_id, engagement.service_id) FROM assessment
    LEFT JOIN engagement ON engagement.id = assessment.engagement_id WHERE assessment.id = assignment.assessment_id)"""
OFF = """UPDATE assignment SET is_withdrawn = true WHERE assessment_id IN (
    SELECT id FROM assessment WHERE state = 'withdrawn')"""
PREVIOUS = """UPDATE assignment SET previous_id = (
    SELECT min(CAST(before.id AS {text})) FROM assignment AS before
    JOIN assessment ON assessment.previous_id = before.assessment_id
    WHERE assessment.id = assignment.assessment_id AND assignment.sent_at IS NOT NULL
    AND (before.organisation_id = assignment.organisation_id OR before.unit_id = assignment.unit_id)){cast}"""


def upgrade() -> None:
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("substitute_kind", sa.String(length=60), nullable=True))
        answer.add_column(sa.Column("substitute_file_id", sa.Uuid(), nullable=True))
        answer.add_column(sa.Column("substitute_address", sa.Text(), nullable=False, server_default=""))
        answer.add_column(sa.Column("substitute_place", sa.Text(), nullable=False, server_default=""))
        answer.add_column(sa.Column("taken_from_id", sa.Uuid(), nullable=True))
        answer.add_column(sa.Column("difference_reason", sa.Text(), nullable=False, server_default=""))
        answer.create_index("ix_answer_organisation_question", ["organisation_id", "question"])
        answer.create_foreign_key(
            op.f("fk_answer_substitute_file_id_evidence"), "evidence", ["substitute_file_id"], ["id"]
        )
        answer.create_foreign_key(op.f("fk_answer_taken_from_id_answer"), "answer", ["taken_from_id"], ["id"])
    with op.batch_alter_table("assignment") as assignment:
        assignment.add_column(sa.Column("service_id", sa.Uuid(), nullable=True))
        assignment.add_column(sa.Column("previous_id", sa.Uuid(), nullable=True))
        assignment.add_column(
            sa.Column("is_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        assignment.create_foreign_key(
            op.f("fk_assignment_service_id_service"), "service", ["service_id"], ["id"]
        )
        assignment.create_foreign_key(
            op.f("fk_assignment_previous_id_assignment"), "assignment", ["previous_id"], ["id"]
        )
    with op.batch_alter_table("judgement") as judgement:
        judgement.add_column(sa.Column("relies_on", sa.String(length=60), nullable=True))
        judgement.add_column(sa.Column("report_id", sa.Uuid(), nullable=True))
        judgement.add_column(sa.Column("relied_place", sa.Text(), nullable=False, server_default=""))
        judgement.add_column(sa.Column("relied_until_on", sa.Date(), nullable=True))
        judgement.create_index(op.f("ix_judgement_report_id"), ["report_id"])
        judgement.create_foreign_key(
            op.f("fk_judgement_report_id_assurance_report"), "assurance_report", ["report_id"], ["id"]
        )
    op.execute(SERVICE)
    op.execute(OFF)
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    cast = "::uuid" if is_postgresql else ""
    op.execute(PREVIOUS.format(text="text", cast=cast))


def downgrade() -> None:
    with op.batch_alter_table("judgement") as judgement:
        judgement.drop_constraint(op.f("fk_judgement_report_id_assurance_report"), type_="foreignkey")
        judgement.drop_index(op.f("ix_judgement_report_id"))
        for name in ("relied_until_on", "relied_place", "report_id", "relies_on"):
            judgement.drop_column(name)
    with op.batch_alter_table("assignment") as assignment:
        assignment.drop_constraint(op.f("fk_assignment_previous_id_assignment"), type_="foreignkey")
        assignment.drop_constraint(op.f("fk_assignment_service_id_service"), type_="foreignkey")
        assignment.drop_column("is_withdrawn")
        assignment.drop_column("previous_id")
        assignment.drop_column("service_id")
    with op.batch_alter_table("answer") as answer:
        answer.drop_constraint(op.f("fk_answer_taken_from_id_answer"), type_="foreignkey")
        answer.drop_constraint(op.f("fk_answer_substitute_file_id_evidence"), type_="foreignkey")
        answer.drop_index("ix_answer_organisation_question")
        for name in ("difference_reason", "taken_from_id", "substitute_place", "substitute_address",
                     "substitute_file_id", "substitute_kind"):  # fmt: skip
            answer.drop_column(name)
