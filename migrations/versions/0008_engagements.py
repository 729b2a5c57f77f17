"""Engagements and what hangs on each of them."""

import sqlalchemy as sa
from alembic import op

from app.core.model import SortText, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_kana", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_sort_key", SortText, nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("origin", sa.String(60), nullable=False),
        sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("outsourcing", sa.String(60), nullable=False),
        sa.Column("outsourcing_reason", sa.Text(), nullable=False),
        sa.Column("outsourcing_by_id", sa.Uuid(), nullable=True),
        sa.Column("outsourcing_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("data_classes", sa.JSON(), nullable=False),
        sa.Column("data_volume", sa.BigInteger(), nullable=True),
        sa.Column("data_note", sa.Text(), nullable=False),
        sa.Column("has_personal_data", sa.Boolean(), nullable=True),
        sa.Column("has_sensitive_data", sa.Boolean(), nullable=True),
        sa.Column("has_special_care_data", sa.Boolean(), nullable=True),
        sa.Column("data_countries", sa.JSON(), nullable=False),
        sa.Column("data_regions", sa.Text(), nullable=False),
        sa.Column("access", sa.String(60), nullable=False),
        sa.Column("connection", sa.String(60), nullable=False),
        sa.Column("annual_amount", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("renewal_notice_on", sa.Date(), nullable=True),
        sa.Column("is_auto_renewed", sa.Boolean(), nullable=False),
        sa.Column("contract_signed_on", sa.Date(), nullable=True),
        sa.Column("legal_checked_on", sa.Date(), nullable=True),
        sa.Column("is_important_third_party", sa.Boolean(), nullable=False),
        sa.Column("is_designated_equipment", sa.Boolean(), nullable=False),
        sa.Column("substitutability", sa.String(60), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=False),
        sa.Column("exit_plan", sa.String(60), nullable=False),
        sa.Column("exit_plan_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("access_cut_on", sa.Date(), nullable=True),
        sa.Column("erasure_proof_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_engagement_service_id_service")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_engagement_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["organisation.id"], name=op.f("fk_engagement_vendor_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("number", name=op.f("uq_engagement_number")),
    )
    op.create_index(
        "ix_engagement_category", "engagement", ["category", "vendor_sort_key", "id"], unique=False
    )
    op.create_index("ix_engagement_ends_on", "engagement", ["ends_on", "id"], unique=False)
    op.create_index("ix_engagement_number", "engagement", ["number", "id"], unique=False)
    op.create_index(
        "ix_engagement_owner_id", "engagement", ["owner_id", "vendor_sort_key", "id"], unique=False
    )
    op.create_index(
        "ix_engagement_renewal_notice_on", "engagement", ["renewal_notice_on", "id"], unique=False
    )
    op.create_index("ix_engagement_service_id", "engagement", ["service_id", "id"], unique=False)
    op.create_index("ix_engagement_sort_key", "engagement", ["sort_key", "id"], unique=False)
    op.create_index("ix_engagement_stage", "engagement", ["stage", "vendor_sort_key", "id"], unique=False)
    op.create_index("ix_engagement_tier", "engagement", ["tier", "vendor_sort_key", "id"], unique=False)
    op.create_index("ix_engagement_unit_id", "engagement", ["unit_id", "vendor_sort_key", "id"], unique=False)
    op.create_index("ix_engagement_updated_at", "engagement", ["updated_at", "id"], unique=False)
    op.create_index("ix_engagement_vendor", "engagement", ["vendor_sort_key", "id"], unique=False)
    op.create_index("ix_engagement_vendor_id", "engagement", ["vendor_id", "id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("night_phone", sa.Text(), nullable=False),
        sa.Column("last_tested_on", sa.Date(), nullable=True),
        sa.Column("test_result", sa.String(60), nullable=True),
        sa.Column("test_note", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_contact_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_engagement_id", "contact", ["engagement_id"], unique=False)
    op.create_index("ix_contact_last_tested_on", "contact", ["last_tested_on", "id"], unique=False)
    op.create_index(
        "ix_contact_organisation_id", "contact", ["organisation_id", "sort_key", "id"], unique=False
    )
    op.create_index("ix_contact_role", "contact", ["role", "sort_key", "id"], unique=False)
    op.create_index("ix_contact_sort_key", "contact", ["sort_key", "id"], unique=False)
    op.create_index("ix_contact_updated_at", "contact", ["updated_at", "id"], unique=False)
    op.create_table(
        "engagement_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_check_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_check")),
        sa.UniqueConstraint("engagement_id", "item", name="uq_engagement_check_engagement_id"),
    )
    op.create_table(
        "engagement_function",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("function_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_function_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["function_id"],
            ["business_function.id"],
            name=op.f("fk_engagement_function_function_id_business_function"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_function")),
        sa.UniqueConstraint("engagement_id", "function_id", name="uq_engagement_function_engagement_id"),
    )
    op.create_index(
        "ix_engagement_function_function_id",
        "engagement_function",
        ["function_id", "engagement_id"],
        unique=False,
    )
    op.create_table(
        "engagement_memo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_memo_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_memo")),
    )
    op.create_index(
        "ix_engagement_memo_engagement_id", "engagement_memo", ["engagement_id", "on", "id"], unique=False
    )
    op.create_table(
        "engagement_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_reader_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_engagement_reader_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_reader")),
        sa.UniqueConstraint("engagement_id", "unit_id", name="uq_engagement_reader_engagement_id"),
    )
    op.create_index(
        "ix_engagement_reader_unit_id", "engagement_reader", ["unit_id", "engagement_id"], unique=False
    )
    op.create_table(
        "engagement_supply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("supply_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("is_unused", sa.Boolean(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("data_classes", sa.JSON(), nullable=False),
        sa.Column("access", sa.String(60), nullable=False),
        sa.Column("consent_kind", sa.String(60), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("applied_by", sa.Text(), nullable=False),
        sa.Column("objection_until_on", sa.Date(), nullable=True),
        sa.Column("examined_on", sa.Date(), nullable=True),
        sa.Column("examined_by_id", sa.Uuid(), nullable=True),
        sa.Column("examination", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_supply_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["supply_id"], ["supply.id"], name=op.f("fk_engagement_supply_supply_id_supply")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_supply")),
        sa.UniqueConstraint("engagement_id", "supply_id", name="uq_engagement_supply_engagement_id"),
    )
    op.create_index(
        "ix_engagement_supply_applied_on", "engagement_supply", ["applied_on", "id"], unique=False
    )
    op.create_index(
        "ix_engagement_supply_expires_on", "engagement_supply", ["expires_on", "id"], unique=False
    )
    op.create_index(
        "ix_engagement_supply_state", "engagement_supply", ["state", "applied_on", "id"], unique=False
    )
    op.create_index("ix_engagement_supply_supply_id", "engagement_supply", ["supply_id"], unique=False)
    op.create_index(op.f("ix_engagement_supply_unit_id"), "engagement_supply", ["unit_id"], unique=False)
    op.create_index(
        "ix_engagement_supply_updated_at", "engagement_supply", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "engagement_system",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("system_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_system_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["system_id"],
            ["information_system.id"],
            name=op.f("fk_engagement_system_system_id_information_system"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_system")),
        sa.UniqueConstraint("engagement_id", "system_id", name="uq_engagement_system_engagement_id"),
    )
    op.create_index(
        "ix_engagement_system_system_id", "engagement_system", ["system_id", "engagement_id"], unique=False
    )
    op.create_table(
        "engagement_tier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_engagement_tier_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_tier")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_engagement_tier_engagement_id")),
    )
    op.create_table(
        "party_judgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("personal_data", sa.String(60), nullable=True),
        sa.Column("personal_data_reason", sa.Text(), nullable=False),
        sa.Column("personal_data_by_id", sa.Uuid(), nullable=True),
        sa.Column("personal_data_on", sa.Date(), nullable=True),
        sa.Column("foreign_basis", sa.String(60), nullable=True),
        sa.Column("foreign_basis_reason", sa.Text(), nullable=False),
        sa.Column("foreign_basis_by_id", sa.Uuid(), nullable=True),
        sa.Column("foreign_basis_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_party_judgement_engagement_id_engagement")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_party_judgement_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_judgement")),
        sa.UniqueConstraint("engagement_id", "organisation_id", name="uq_party_judgement_engagement_id"),
    )
    op.create_index(
        "ix_party_judgement_organisation_id",
        "party_judgement",
        ["organisation_id", "engagement_id"],
        unique=False,
    )
    op.create_table(
        "stage_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("from_stage", sa.String(60), nullable=False),
        sa.Column("to_stage", sa.String(60), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("is_after_the_fact", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_stage_move_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_move")),
    )
    op.create_index(
        "ix_stage_move_engagement_id", "stage_move", ["engagement_id", "moved_at", "id"], unique=False
    )
    op.create_table(
        "tier_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(60), nullable=False),
        sa.Column("maker_id", sa.Uuid(), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_tier_override_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_override")),
    )
    op.create_index(
        "ix_tier_override_engagement_id", "tier_override", ["engagement_id", "state"], unique=False
    )
    op.create_index("ix_tier_override_expires_on", "tier_override", ["state", "expires_on"], unique=False)
    op.create_table(
        "chain_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("engagement_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_sort_key", SortText, nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("severity_rank", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_chain_check_engagement_id_engagement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_check")),
    )
    op.create_index("ix_chain_check_engagement_id", "chain_check", ["engagement_id"], unique=False)
    op.create_index("ix_chain_check_unit", "chain_check", ["unit_id", "severity"], unique=False)
    op.create_index(
        "ix_chain_check_severity", "chain_check", ["severity_rank", "vendor_sort_key", "id"], unique=False
    )
    op.create_index("ix_chain_check_vendor", "chain_check", ["vendor_sort_key", "id"], unique=False)
    op.create_index("ix_chain_check_check", "chain_check", ["check", "vendor_sort_key", "id"], unique=False)
    op.create_table(
        "chain_check_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_check_run")),
    )


def downgrade() -> None:
    op.drop_table("chain_check_run")
    op.drop_index("ix_chain_check_check", table_name="chain_check")
    op.drop_index("ix_chain_check_vendor", table_name="chain_check")
    op.drop_index("ix_chain_check_severity", table_name="chain_check")
    op.drop_index("ix_chain_check_unit", table_name="chain_check")
    op.drop_index("ix_chain_check_engagement_id", table_name="chain_check")
    op.drop_table("chain_check")
    op.drop_index("ix_tier_override_expires_on", table_name="tier_override")
    op.drop_index("ix_tier_override_engagement_id", table_name="tier_override")
    op.drop_table("tier_override")
    op.drop_index("ix_stage_move_engagement_id", table_name="stage_move")
    op.drop_table("stage_move")
    op.drop_index("ix_party_judgement_organisation_id", table_name="party_judgement")
    op.drop_table("party_judgement")
    op.drop_table("engagement_tier")
    op.drop_index("ix_engagement_system_system_id", table_name="engagement_system")
    op.drop_table("engagement_system")
    op.drop_index("ix_engagement_supply_updated_at", table_name="engagement_supply")
    op.drop_index(op.f("ix_engagement_supply_unit_id"), table_name="engagement_supply")
    op.drop_index("ix_engagement_supply_supply_id", table_name="engagement_supply")
    op.drop_index("ix_engagement_supply_state", table_name="engagement_supply")
    op.drop_index("ix_engagement_supply_expires_on", table_name="engagement_supply")
    op.drop_index("ix_engagement_supply_applied_on", table_name="engagement_supply")
    op.drop_table("engagement_supply")
    op.drop_index("ix_engagement_reader_unit_id", table_name="engagement_reader")
    op.drop_table("engagement_reader")
    op.drop_index("ix_engagement_memo_engagement_id", table_name="engagement_memo")
    op.drop_table("engagement_memo")
    op.drop_index("ix_engagement_function_function_id", table_name="engagement_function")
    op.drop_table("engagement_function")
    op.drop_table("engagement_check")
    op.drop_index("ix_contact_updated_at", table_name="contact")
    op.drop_index("ix_contact_sort_key", table_name="contact")
    op.drop_index("ix_contact_role", table_name="contact")
    op.drop_index("ix_contact_organisation_id", table_name="contact")
    op.drop_index("ix_contact_last_tested_on", table_name="contact")
    op.drop_index("ix_contact_engagement_id", table_name="contact")
    op.drop_table("contact")
    op.drop_index("ix_engagement_vendor_id", table_name="engagement")
    op.drop_index("ix_engagement_vendor", table_name="engagement")
    op.drop_index("ix_engagement_updated_at", table_name="engagement")
    op.drop_index("ix_engagement_unit_id", table_name="engagement")
    op.drop_index("ix_engagement_tier", table_name="engagement")
    op.drop_index("ix_engagement_stage", table_name="engagement")
    op.drop_index("ix_engagement_sort_key", table_name="engagement")
    op.drop_index("ix_engagement_service_id", table_name="engagement")
    op.drop_index("ix_engagement_renewal_notice_on", table_name="engagement")
    op.drop_index("ix_engagement_owner_id", table_name="engagement")
    op.drop_index("ix_engagement_number", table_name="engagement")
    op.drop_index("ix_engagement_ends_on", table_name="engagement")
    op.drop_index("ix_engagement_category", table_name="engagement")
    op.drop_table("engagement")
