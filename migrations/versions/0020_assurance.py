"""Assurance reports and certificates, who may read their files, what they ask of our units."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assurance_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "soc1",
                "soc2",
                "soc3",
                "iso27001",
                "iso27017",
                "iso27018",
                "ismap",
                "pci_dss",
                "fedramp",
                "privacy_mark",
                "other",
                name="reportkind",
                native_enum=False,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("auditor", sa.Text(), nullable=False),
        sa.Column(
            "soc_type", sa.Enum("type1", "type2", name="soctype", native_enum=False, length=60), nullable=True
        ),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("period_from_on", sa.Date(), nullable=True),
        sa.Column("period_to_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column(
            "opinion",
            sa.Enum(
                "unqualified",
                "qualified",
                "adverse",
                "disclaimer",
                name="opinion",
                native_enum=False,
                length=60,
            ),
            nullable=True,
        ),
        sa.Column("opinion_note", sa.Text(), nullable=False),
        sa.Column(
            "disclosure",
            sa.Enum(
                "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
            ),
            nullable=False,
        ),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_assurance_report_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["assurance_report.id"],
            name=op.f("fk_assurance_report_previous_id_assurance_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurance_report")),
        sa.UniqueConstraint("number", name=op.f("uq_assurance_report_number")),
    )
    with op.batch_alter_table("assurance_report", schema=None) as batch_op:
        batch_op.create_index("ix_assurance_report_ends_on", ["ends_on", "id"], unique=False)
        batch_op.create_index("ix_assurance_report_kind", ["kind", "id"], unique=False)
        batch_op.create_index("ix_assurance_report_number", ["number", "id"], unique=False)
        batch_op.create_index(
            "ix_assurance_report_organisation_id", ["organisation_id", "kind"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assurance_report_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_assurance_report_previous_id", ["previous_id"], unique=False)
        batch_op.create_index("ix_assurance_report_sort_key", ["sort_key", "id"], unique=False)
    op.create_table(
        "bridge_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_bridge_letter_report_id_assurance_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge_letter")),
    )
    with op.batch_alter_table("bridge_letter", schema=None) as batch_op:
        batch_op.create_index("ix_bridge_letter_report_id", ["report_id", "from_on"], unique=False)
    op.create_table(
        "report_exception",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("our_view", sa.Text(), nullable=False),
        sa.Column("is_relevant", sa.Boolean(), nullable=True),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_report_exception_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["assurance_report.id"],
            name=op.f("fk_report_exception_report_id_assurance_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_exception")),
    )
    with op.batch_alter_table("report_exception", schema=None) as batch_op:
        batch_op.create_index("ix_report_exception_report_id", ["report_id", "position"], unique=False)
    op.create_table(
        "report_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_report_reader_report_id_assurance_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reader")),
    )
    with op.batch_alter_table("report_reader", schema=None) as batch_op:
        batch_op.create_index("ix_report_reader_report_id", ["report_id", "user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reader_user_id"), ["user_id"], unique=False)
    op.create_table(
        "report_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_report_service_report_id_assurance_report")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_report_service_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_service")),
        sa.UniqueConstraint("report_id", "service_id", name="uq_report_service_report_id"),
    )
    with op.batch_alter_table("report_service", schema=None) as batch_op:
        batch_op.create_index("ix_report_service_service_id", ["service_id", "report_id"], unique=False)
    op.create_table(
        "report_subservice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "method",
            sa.Enum("carve_out", "inclusive", name="subservicemethod", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_report_subservice_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["assurance_report.id"],
            name=op.f("fk_report_subservice_report_id_assurance_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subservice")),
    )
    with op.batch_alter_table("report_subservice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_subservice_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_report_subservice_report_id", ["report_id", "id"], unique=False)
    op.create_table(
        "terms_acceptance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("terms_digest", sa.Text(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["assurance_report.id"],
            name=op.f("fk_terms_acceptance_report_id_assurance_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_acceptance")),
        sa.UniqueConstraint("report_id", "user_id", "terms_digest", name="uq_terms_acceptance_report_id"),
    )
    op.create_table(
        "user_control",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_user_control_report_id_assurance_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_control")),
        sa.UniqueConstraint("report_id", "ref", name="uq_user_control_report_id"),
    )
    op.create_table(
        "control_duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("control_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "done", "not_needed", name="dutystate", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("is_to_confirm", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["control_id"], ["user_control.id"], name=op.f("fk_control_duty_control_id_user_control")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_control_duty_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_control_duty_report_id_assurance_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_duty")),
        sa.UniqueConstraint("control_id", "engagement_id", name="uq_control_duty_control_id"),
    )
    with op.batch_alter_table("control_duty", schema=None) as batch_op:
        batch_op.create_index("ix_control_duty_engagement_id", ["engagement_id", "state"], unique=False)
        batch_op.create_index("ix_control_duty_report_id", ["report_id", "state"], unique=False)
    op.create_table(
        "report_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "certificate",
                "bridge_letter",
                "other",
                name="filekind",
                native_enum=False,
                length=60,
            ),
            nullable=False,
        ),
        sa.Column("bridge_letter_id", sa.Uuid(), nullable=True),
        sa.Column("stored_file_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "disclosure",
            sa.Enum(
                "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
            ),
            nullable=False,
        ),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bridge_letter_id"],
            ["bridge_letter.id"],
            name=op.f("fk_report_file_bridge_letter_id_bridge_letter"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["assurance_report.id"], name=op.f("fk_report_file_report_id_assurance_report")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_report_file_stored_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
    )
    with op.batch_alter_table("report_file", schema=None) as batch_op:
        batch_op.create_index("ix_report_file_report_id", ["report_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_file_stored_file_id"), ["stored_file_id"], unique=False)


def downgrade() -> None:
    op.drop_table("report_file")
    op.drop_table("control_duty")
    op.drop_table("user_control")
    op.drop_table("terms_acceptance")
    op.drop_table("report_subservice")
    op.drop_table("report_service")
    op.drop_table("report_reader")
    op.drop_table("report_exception")
    op.drop_table("bridge_letter")
    op.drop_table("assurance_report")
