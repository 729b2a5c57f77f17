"""Security references: versions, records, papers, self-checks; a provider writes its own versions."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime
from migrations import access

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Rows of the provider's organisation, as its people may touch them.
TABLES = ("security_reference", "reference_version", "reference_record", "reference_paper")
RIGHTS = {
    "reference_version": "SELECT, INSERT, UPDATE",
    "reference_record": "SELECT, INSERT, UPDATE, DELETE",
    "reference_paper": "SELECT, INSERT, UPDATE, DELETE",
}
DRAFT_OF_THEIRS = "version_id IN (SELECT id FROM reference_version WHERE is_theirs AND state = 'draft')"


def upgrade() -> None:
    op.create_table(
        "security_reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column(
            "layout",
            sa.Enum("azure", "aws", "whole", name="layout", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column(
            "disclosure",
            sa.Enum(
                "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
            ),
            nullable=False,
        ),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_security_reference_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_security_reference_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_reference")),
    )
    with op.batch_alter_table("security_reference", schema=None) as batch_op:
        batch_op.create_index("ix_security_reference_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_security_reference_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_security_reference_service_id", ["service_id", "edition"], unique=False)
        batch_op.create_index("ix_security_reference_sort_key", ["sort_key", "id"], unique=False)
    op.create_table(
        "reference_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "published", "withdrawn", name="versionstate", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("premise_models", sa.JSON(), nullable=False),
        sa.Column("premise", sa.Text(), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_theirs", sa.Boolean(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_reference_version_reference_id_security_reference"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_version")),
        sa.UniqueConstraint("reference_id", "number", name="uq_reference_version_reference_id"),
    )
    with op.batch_alter_table("reference_version", schema=None) as batch_op:
        batch_op.create_index("ix_reference_version_organisation_id", ["organisation_id"], unique=False)
    op.create_table(
        "reference_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("document", "certificate", name="paperkind", native_enum=False, length=60),
            nullable=False,
        ),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column(
            "disclosure",
            sa.Enum(
                "public", "licensed", "nda", "confidential", name="disclosure", native_enum=False, length=60
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_reference_paper_reference_id_security_reference"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["reference_version.id"],
            name=op.f("fk_reference_paper_version_id_reference_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_paper")),
        sa.UniqueConstraint("version_id", "kind", "number", name="uq_reference_paper_version_id"),
    )
    with op.batch_alter_table("reference_paper", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reference_paper_version_id", ["version_id", "kind", "position"], unique=False
        )
    op.create_table(
        "reference_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provider_view", sa.Text(), nullable=False),
        sa.Column(
            "conformity",
            sa.Enum("conformable", "out_of_scope", name="conformity", native_enum=False, length=60),
            nullable=True,
        ),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("certified", sa.Text(), nullable=False),
        sa.Column("interview", sa.Text(), nullable=False),
        sa.Column("needed", sa.Text(), nullable=False),
        sa.Column(
            "provider_acts", sa.Enum("yes", "no", name="acts", native_enum=False, length=60), nullable=True
        ),
        sa.Column(
            "customer_acts", sa.Enum("yes", "no", name="acts", native_enum=False, length=60), nullable=True
        ),
        sa.Column("information", sa.Text(), nullable=False),
        sa.Column("simple", sa.Text(), nullable=False),
        sa.Column("strict", sa.Text(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_reference_record_reference_id_security_reference"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["reference_version.id"],
            name=op.f("fk_reference_record_version_id_reference_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_record")),
        sa.UniqueConstraint("version_id", "item", name="uq_reference_record_version_id"),
    )
    with op.batch_alter_table("reference_record", schema=None) as batch_op:
        batch_op.create_index("ix_reference_record_version_id", ["version_id", "position"], unique=False)
    op.create_table(
        "self_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_self_check_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"],
            ["security_reference.id"],
            name=op.f("fk_self_check_reference_id_security_reference"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["reference_version.id"], name=op.f("fk_self_check_version_id_reference_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.UniqueConstraint("engagement_id", "reference_id", name="uq_self_check_engagement_id"),
    )
    with op.batch_alter_table("self_check", schema=None) as batch_op:
        batch_op.create_index("ix_self_check_reference_id", ["reference_id"], unique=False)
        batch_op.create_index("ix_self_check_version_id", ["version_id"], unique=False)
    op.create_table(
        "self_check_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "done", "partly", "not_done", "not_needed", name="ownstate", native_enum=False, length=60
            ),
            nullable=True,
        ),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_to_confirm", sa.Boolean(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["self_check.id"], name=op.f("fk_self_check_item_check_id_self_check")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_self_check_item_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check_item")),
        sa.UniqueConstraint("check_id", "item", name="uq_self_check_item_check_id"),
    )

    for table in TABLES:
        access.share(table, RIGHTS.get(table, "SELECT"), rows="organisation_id")
    access.share("standard_item", "SELECT")
    access.restrict("security_reference", "vendor_shared", "is_shared")
    access.restrict(
        "reference_version",
        "vendor_sees",
        "(is_theirs OR state <> 'draft') AND reference_id IN (SELECT id FROM security_reference)",
    )
    access.restrict("reference_version", "vendor_begins", "is_theirs", "INSERT")
    access.restrict(
        "reference_version", "vendor_writes", "is_theirs AND state = 'draft'", "UPDATE", after="is_theirs"
    )
    for table in ("reference_record", "reference_paper"):
        access.restrict(table, "vendor_sees", "version_id IN (SELECT id FROM reference_version)")
        for command in ("INSERT", "UPDATE", "DELETE"):
            access.restrict(table, f"vendor_{command.lower()}", DRAFT_OF_THEIRS, command)


def downgrade() -> None:
    access.withhold("standard_item", "SELECT")
    op.drop_table("self_check_item")
    op.drop_table("self_check")
    op.drop_table("reference_record")
    op.drop_table("reference_paper")
    op.drop_table("reference_version")
    op.drop_table("security_reference")
