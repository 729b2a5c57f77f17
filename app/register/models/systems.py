"""What of ours depends on third parties: information systems and business functions."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned


class SystemGrade(StrEnum):
    DESIGNATED = "designated"  # 特定システム
    ORDINARY = "ordinary"  # 通常システム
    NOT_JUDGED = "not_judged"


class SystemGround(StrEnum):
    """Why a system is a 特定システム."""

    EXTERNALITY = "externality"  # 重大な外部性
    SENSITIVE_DATA = "sensitive_data"  # 機微情報
    BOTH = "both"


class InformationSystem(Audited, Versioned, Entity):
    """情報システム. No full CMDB: enough to ask which third parties a system rests on."""

    __tablename__ = "information_system"
    __table_args__ = (
        Index("ix_information_system_sort_key", "sort_key", "id"),
        Index("ix_information_system_ledger_number", "ledger_number", "id"),
        Index("ix_information_system_grade", "grade", "sort_key", "id"),
        Index("ix_information_system_support_ends_on", "support_ends_on", "id"),
        Index("ix_information_system_updated_at", "updated_at", "id"),
    )
    ledger_number: Mapped[str] = business(unique=True)
    name: Mapped[str] = business()
    name_kana: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
    name_key: Mapped[str] = technical(default="", index=True, audited=False)
    grade: Mapped[SystemGrade] = business(default=SystemGrade.NOT_JUDGED)
    ground: Mapped[SystemGround | None] = business()
    unit_id: Mapped[UUID | None] = business(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[UUID | None] = business(index=True)
    version_name: Mapped[str] = business(default="")
    support_ends_on: Mapped[date | None] = business()
    asset_numbers: Mapped[list[str]] = business(JSON)
    ended_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")


class BusinessFunction(Audited, Versioned, Entity):
    """業務, and how long we can do without it."""

    __tablename__ = "business_function"
    __table_args__ = (
        Index("ix_business_function_sort_key", "sort_key", "id"),
        Index("ix_business_function_important", "is_important", "sort_key", "id"),
        Index("ix_business_function_updated_at", "updated_at", "id"),
    )
    name: Mapped[str] = business(unique=True)
    name_kana: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
    unit_id: Mapped[UUID | None] = business(ForeignKey("unit.id"), index=True)
    is_important: Mapped[bool] = business(default=False)  # 重要な業務
    tolerance_hours: Mapped[int | None] = business()  # 耐性度
    rto_hours: Mapped[int | None] = business()
    rpo_hours: Mapped[int | None] = business()
    ended_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")
