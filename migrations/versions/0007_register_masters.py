"""What all share: services and what they are built on, systems, business functions, screenings."""

import sqlalchemy as sa
from alembic import op

from app.core.ids import uuid7
from app.core.model import SortText, UtcDateTime
from app.register.rules.likeness import keys_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_function",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("is_important", sa.Boolean(), nullable=False),
        sa.Column("tolerance_hours", sa.Integer(), nullable=True),
        sa.Column("rto_hours", sa.Integer(), nullable=True),
        sa.Column("rpo_hours", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_business_function_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_function")),
        sa.UniqueConstraint("name", name=op.f("uq_business_function_name")),
    )
    op.create_index(
        "ix_business_function_important",
        "business_function",
        ["is_important", "sort_key", "id"],
        unique=False,
    )
    op.create_index("ix_business_function_sort_key", "business_function", ["sort_key", "id"], unique=False)
    op.create_index(op.f("ix_business_function_unit_id"), "business_function", ["unit_id"], unique=False)
    op.create_index(
        "ix_business_function_updated_at", "business_function", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "information_system",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("ground", sa.String(60), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("version_name", sa.Text(), nullable=False),
        sa.Column("support_ends_on", sa.Date(), nullable=True),
        sa.Column("asset_numbers", sa.JSON(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_information_system_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_system")),
        sa.UniqueConstraint("ledger_number", name=op.f("uq_information_system_ledger_number")),
    )
    op.create_index(
        "ix_information_system_grade", "information_system", ["grade", "sort_key", "id"], unique=False
    )
    op.create_index(op.f("ix_information_system_name_key"), "information_system", ["name_key"], unique=False)
    op.create_index(op.f("ix_information_system_owner_id"), "information_system", ["owner_id"], unique=False)
    op.create_index(
        "ix_information_system_ledger_number", "information_system", ["ledger_number", "id"], unique=False
    )
    op.create_index("ix_information_system_sort_key", "information_system", ["sort_key", "id"], unique=False)
    op.create_index(
        "ix_information_system_support_ends_on", "information_system", ["support_ends_on", "id"], unique=False
    )
    op.create_index(op.f("ix_information_system_unit_id"), "information_system", ["unit_id"], unique=False)
    op.create_index(
        "ix_information_system_updated_at", "information_system", ["updated_at", "id"], unique=False
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_screening_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_index(
        "ix_screening_organisation_id", "screening", ["organisation_id", "checked_on"], unique=False
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("name_latin", sa.Text(), nullable=False),
        sa.Column("sort_key", SortText, nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("provider_sort_key", SortText, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("is_placeholder", sa.Boolean(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index("ix_service_kind", "service", ["kind", "sort_key", "id"], unique=False)
    op.create_index(
        "ix_service_merged_into_id",
        "service",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_service_model", "service", ["model", "sort_key", "id"], unique=False)
    op.create_index("ix_service_name_key", "service", ["name_key"], unique=False)
    op.create_index(
        "ix_service_organisation_id", "service", ["organisation_id", "sort_key", "id"], unique=False
    )
    op.create_index("ix_service_provider", "service", ["provider_sort_key", "sort_key", "id"], unique=False)
    op.create_index("ix_service_sort_key", "service", ["sort_key", "id"], unique=False)
    op.create_index("ix_service_updated_at", "service", ["updated_at", "id"], unique=False)
    op.create_table(
        "supply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("base_service_id", sa.Uuid(), nullable=False),
        sa.Column("service_sort_key", SortText, nullable=False),
        sa.Column("base_sort_key", SortText, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("substitutability", sa.String(60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_service_id"], ["service.id"], name=op.f("fk_supply_base_service_id_service")
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_supply_service_id_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply")),
        sa.UniqueConstraint("service_id", "base_service_id", name="uq_supply_service_id"),
    )
    op.create_index("ix_supply_base", "supply", ["base_sort_key", "id"], unique=False)
    op.create_index("ix_supply_base_service_id", "supply", ["base_service_id", "service_id"], unique=False)
    op.create_index(
        "ix_supply_merged_into_id",
        "supply",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_supply_service", "supply", ["service_sort_key", "id"], unique=False)
    op.create_index("ix_supply_to_on", "supply", ["to_on", "id"], unique=False)
    op.create_index("ix_supply_updated_at", "supply", ["updated_at", "id"], unique=False)
    op.add_column("organisation", sa.Column("fiscal_year_end", sa.Date(), nullable=True))
    op.add_column("organisation", sa.Column("net_assets", sa.BigInteger(), nullable=True))
    op.add_column("organisation", sa.Column("subcontract_act", sa.String(60), nullable=True))
    op.add_column("organisation", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_organisation_merged_into_id",
        "organisation",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_table(
        "organisation_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_key_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_key")),
    )
    op.create_index(
        "ix_organisation_key_key", "organisation_key", ["key", "kind", "organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_organisation_key_organisation_id"), "organisation_key", ["organisation_id"], unique=False
    )
    _recognise_what_is_there()


def _recognise_what_is_there() -> None:
    """Organisations of before are suspected like those of after."""
    bind = op.get_bind()
    names = ("id", "name", "name_kana", "name_latin", "website", "corporate_number", "invoice_number")
    organisations = sa.table(
        "organisation", *(sa.column(name) for name in names[1:]), sa.column("id", sa.Uuid())
    )
    keys = sa.table(
        "organisation_key", sa.column("id", sa.Uuid()), sa.column("organisation_id", sa.Uuid()),
        sa.column("kind"), sa.column("key"),
    )  # fmt: skip
    made = [
        {"id": uuid7(), "organisation_id": row.id, "kind": kind, "key": key}
        for row in bind.execute(sa.select(organisations)).all()
        for kind, key in keys_of(*(getattr(row, name) for name in names[1:]))
    ]
    if made:
        bind.execute(keys.insert(), made)


def downgrade() -> None:
    op.drop_index("ix_organisation_key_key", table_name="organisation_key")
    op.drop_index(op.f("ix_organisation_key_organisation_id"), table_name="organisation_key")
    op.drop_table("organisation_key")
    op.drop_index("ix_organisation_merged_into_id", table_name="organisation")
    op.drop_column("organisation", "merged_into_id")
    op.drop_column("organisation", "subcontract_act")
    op.drop_column("organisation", "net_assets")
    op.drop_column("organisation", "fiscal_year_end")
    op.drop_index("ix_supply_updated_at", table_name="supply")
    op.drop_index("ix_supply_to_on", table_name="supply")
    op.drop_index("ix_supply_service", table_name="supply")
    op.drop_index("ix_supply_merged_into_id", table_name="supply")
    op.drop_index("ix_supply_base_service_id", table_name="supply")
    op.drop_index("ix_supply_base", table_name="supply")
    op.drop_table("supply")
    op.drop_index("ix_service_updated_at", table_name="service")
    op.drop_index("ix_service_sort_key", table_name="service")
    op.drop_index("ix_service_provider", table_name="service")
    op.drop_index("ix_service_organisation_id", table_name="service")
    op.drop_index("ix_service_name_key", table_name="service")
    op.drop_index("ix_service_model", table_name="service")
    op.drop_index("ix_service_merged_into_id", table_name="service")
    op.drop_index("ix_service_kind", table_name="service")
    op.drop_table("service")
    op.drop_index("ix_screening_organisation_id", table_name="screening")
    op.drop_table("screening")
    op.drop_index("ix_information_system_updated_at", table_name="information_system")
    op.drop_index(op.f("ix_information_system_unit_id"), table_name="information_system")
    op.drop_index("ix_information_system_support_ends_on", table_name="information_system")
    op.drop_index("ix_information_system_sort_key", table_name="information_system")
    op.drop_index(op.f("ix_information_system_owner_id"), table_name="information_system")
    op.drop_index(op.f("ix_information_system_name_key"), table_name="information_system")
    op.drop_index("ix_information_system_grade", table_name="information_system")
    op.drop_table("information_system")
    op.drop_index("ix_business_function_updated_at", table_name="business_function")
    op.drop_index(op.f("ix_business_function_unit_id"), table_name="business_function")
    op.drop_index("ix_business_function_sort_key", table_name="business_function")
    op.drop_index("ix_business_function_important", table_name="business_function")
    op.drop_table("business_function")
