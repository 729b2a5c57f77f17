"""Assessments: what is put to whom."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime
from migrations import access

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STILL_ASKED = "organisation_id IS NOT NULL AND state NOT IN ('submitted', 'closed')"
ONE_SUBJECT = (
    "(organisation_id IS NOT NULL) = (subject_kind = 'organisation')"
    " AND (service_id IS NOT NULL) = (subject_kind = 'service')"
    " AND (engagement_id IS NOT NULL) = (subject_kind = 'engagement')"
)


def upgrade() -> None:
    op.create_table(
        "assessment_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
    )
    op.create_table(
        "question_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content_version.id"], name=op.f("fk_question_paper_content_id_content_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_paper")),
        sa.UniqueConstraint("content_id", name=op.f("uq_question_paper_content_id")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("engagement_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("depth", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("score_low", sa.Integer(), nullable=True),
        sa.Column("score_high", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            ONE_SUBJECT,
            name=op.f("ck_assessment_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content_version.id"], name=op.f("fk_assessment_content_id_content_version")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_assessment_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assessment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["assessment.id"], name=op.f("fk_assessment_previous_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_assessment_round_id_assessment_round")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_assessment_service_id_service")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assessment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("number", name=op.f("uq_assessment_number")),
    )
    op.create_index("ix_assessment_due", "assessment", ["due_on", "id"], unique=False)
    op.create_index(
        "ix_assessment_engagement_id", "assessment", ["engagement_id", "questionnaire"], unique=False
    )
    op.create_index("ix_assessment_number", "assessment", ["number", "id"], unique=False)
    op.create_index(
        "ix_assessment_organisation_id", "assessment", ["organisation_id", "questionnaire"], unique=False
    )
    op.create_index(
        "ix_assessment_questionnaire", "assessment", ["questionnaire", "due_on", "id"], unique=False
    )
    op.create_index("ix_assessment_round_id", "assessment", ["round_id", "id"], unique=False)
    op.create_index("ix_assessment_score", "assessment", ["score_low", "id"], unique=False)
    op.create_index("ix_assessment_service_id", "assessment", ["service_id", "questionnaire"], unique=False)
    op.create_index("ix_assessment_sort_key", "assessment", ["sort_key", "id"], unique=False)
    op.create_index("ix_assessment_state", "assessment", ["state", "due_on", "id"], unique=False)
    op.create_index("ix_assessment_unit_id", "assessment", ["unit_id", "due_on", "id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("content_id", sa.Uuid(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("borrowed", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approval_asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("approval_asked_at", UtcDateTime(), nullable=True),
        sa.Column("approval_refusal", sa.Text(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("attested_name", sa.Text(), nullable=False),
        sa.Column("attested_title", sa.Text(), nullable=False),
        sa.Column("attested_on", sa.Date(), nullable=True),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("answered_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (unit_id IS NULL)", name=op.f("ck_assignment_one_respondent")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assignment_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["content_id"], ["content_version.id"], name=op.f("fk_assignment_content_id_content_version")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assignment_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_due", "assignment", ["state", "due_on"], unique=False)
    op.create_index(
        "ix_assignment_organisation_id", "assignment", ["organisation_id", "state", "due_on"], unique=False
    )
    op.create_index("ix_assignment_unit_id", "assignment", ["unit_id", "state", "due_on"], unique=False)
    op.create_index(
        "uq_assignment_organisation",
        "assignment",
        ["assessment_id", "organisation_id"],
        unique=True,
        sqlite_where=sa.text(STILL_ASKED),
        postgresql_where=sa.text(STILL_ASKED),
    )
    op.create_index(
        "uq_assignment_unit",
        "assignment",
        ["assessment_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    access.share("question_paper", "SELECT")
    access.share("assignment", "SELECT, UPDATE", rows="organisation_id")


def downgrade() -> None:
    op.drop_table("assignment")
    op.drop_table("assessment")
    op.drop_table("question_paper")
    op.drop_table("assessment_round")
