"""Engagement 案件: the institution's use of exactly one service by one owning unit."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned
from app.register.models.chain import Access, Substitutability


class Category(StrEnum):
    """区分: the first six are 外部委託, the others third parties of another kind."""

    CONTRACT_WORK = "contract_work"  # 請負
    QUASI_MANDATE = "quasi_mandate"  # 準委任
    DISPATCH = "dispatch"  # 派遣
    CLOUD = "cloud"
    SHARED_CENTRE = "shared_centre"  # 共同センター
    INTRA_GROUP = "intra_group"  # グループ内
    API = "api"  # API連携
    ALLIANCE = "alliance"  # 提携
    PURCHASE = "purchase"  # 購入・保守
    LINE = "line"  # 回線
    INFRASTRUCTURE = "infrastructure"  # 金融インフラ


class Stage(StrEnum):
    PLANNING = "planning"  # 企画
    SELECTION = "selection"  # 選定
    DECISION = "decision"  # 決裁
    CONTRACT = "contract"  # 契約
    READINESS = "readiness"  # 開始前確認
    OPERATION = "operation"  # 運用
    EXIT_PREPARATION = "exit_preparation"  # 終了準備
    ENDED = "ended"  # 終了
    DROPPED = "dropped"  # 見送り
    CANCELLED = "cancelled"  # 中止


class OutsourcingJudgement(StrEnum):
    """外部委託該当性の判定"""

    NOT_JUDGED = "not_judged"
    OUTSOURCING = "outsourcing"
    NOT_OUTSOURCING = "not_outsourcing"


class Connection(StrEnum):
    """接続方式"""

    NONE = "none"
    INTERNET = "internet"
    VPN = "vpn"
    LEASED_LINE = "leased_line"
    CLOSED_NETWORK = "closed_network"
    REMOTE_MAINTENANCE = "remote_maintenance"
    ON_SITE = "on_site"
    MEDIA = "media"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    PLANNED = "planned"
    DISCOVERED = "discovered"  # 発見: found in use, not registered


class ExitPlan(StrEnum):
    """出口計画"""

    NONE = "none"
    DRAFTED = "drafted"
    TESTED = "tested"
    NOT_NEEDED = "not_needed"


class Engagement(Audited, Versioned, Entity):
    __tablename__ = "engagement"
    __table_args__ = (
        Index("ix_engagement_number", "number", "id"),
        Index("ix_engagement_sort_key", "sort_key", "id"),
        Index("ix_engagement_vendor", "vendor_sort_key", "id"),
        Index("ix_engagement_stage", "stage", "vendor_sort_key", "id"),
        Index("ix_engagement_tier", "tier", "vendor_sort_key", "id"),
        Index("ix_engagement_category", "category", "vendor_sort_key", "id"),
        Index("ix_engagement_unit_id", "unit_id", "vendor_sort_key", "id"),
        Index("ix_engagement_owner_id", "owner_id", "vendor_sort_key", "id"),
        Index("ix_engagement_service_id", "service_id", "id"),
        Index("ix_engagement_vendor_id", "vendor_id", "id"),
        Index("ix_engagement_ends_on", "ends_on", "id"),
        Index("ix_engagement_renewal_notice_on", "renewal_notice_on", "id"),
        Index("ix_engagement_updated_at", "updated_at", "id"),
    )
    number: Mapped[str] = business(unique=True)
    title: Mapped[str] = business()
    title_kana: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
    service_id: Mapped[UUID] = business(ForeignKey("service.id"))
    # 契約の相手方: often, but not always, the provider of the service.
    vendor_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    # Copies kept by the acts that change what they repeat; the truth is the vendor's key and `EngagementTier`.
    vendor_sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    tier: Mapped[str] = technical(default="", audited=False)
    unit_id: Mapped[UUID] = business(ForeignKey("unit.id"))
    owner_id: Mapped[UUID | None] = business()
    category: Mapped[Category] = business()
    origin: Mapped[Origin] = business(default=Origin.PLANNED)
    stage: Mapped[Stage] = business(default=Stage.PLANNING)

    outsourcing: Mapped[OutsourcingJudgement] = business(default=OutsourcingJudgement.NOT_JUDGED)
    outsourcing_reason: Mapped[str] = business(default="")
    outsourcing_by_id: Mapped[UUID | None] = business()
    outsourcing_on: Mapped[date | None] = business()

    purpose: Mapped[str] = business(default="")
    # Keys of the setting `register.data_classes`; the flags say what the law tells apart.
    data_classes: Mapped[list[str]] = business(JSON)
    data_volume: Mapped[int | None] = business(BigInteger)
    data_note: Mapped[str] = business(default="")
    has_personal_data: Mapped[bool | None] = business()
    has_sensitive_data: Mapped[bool | None] = business()  # 機微（センシティブ）情報
    has_special_care_data: Mapped[bool | None] = business()  # 要配慮個人情報
    data_countries: Mapped[list[str]] = business(JSON)
    data_regions: Mapped[str] = business(default="")
    access: Mapped[Access] = business(default=Access.UNKNOWN)
    connection: Mapped[Connection] = business(default=Connection.UNKNOWN)

    annual_amount: Mapped[int | None] = business(BigInteger)
    started_on: Mapped[date | None] = business()
    ends_on: Mapped[date | None] = business()
    renewal_notice_on: Mapped[date | None] = business()
    is_auto_renewed: Mapped[bool] = business(default=False)
    contract_signed_on: Mapped[date | None] = business()
    legal_checked_on: Mapped[date | None] = business()

    is_important_third_party: Mapped[bool] = business(default=False)  # 重要なサードパーティ
    is_designated_equipment: Mapped[bool] = business(default=False)  # 特定重要設備
    substitutability: Mapped[Substitutability] = business(default=Substitutability.UNKNOWN)
    substitute: Mapped[str] = business(default="")
    exit_plan: Mapped[ExitPlan] = business(default=ExitPlan.NONE)
    exit_plan_on: Mapped[date | None] = business()

    ended_on: Mapped[date | None] = business()
    end_reason: Mapped[str] = business(default="")
    access_cut_on: Mapped[date | None] = business()
    erasure_proof_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")


class EngagementReader(Audited, Entity):
    """A unit that may read an engagement of another unit."""

    __tablename__ = "engagement_reader"
    __table_args__ = (
        UniqueConstraint("engagement_id", "unit_id", name="uq_engagement_reader_engagement_id"),
        Index("ix_engagement_reader_unit_id", "unit_id", "engagement_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    unit_id: Mapped[UUID] = business(ForeignKey("unit.id"))


class EngagementFunction(Audited, Entity):
    """Which 業務 the engagement serves."""

    __tablename__ = "engagement_function"
    __table_args__ = (
        UniqueConstraint("engagement_id", "function_id", name="uq_engagement_function_engagement_id"),
        Index("ix_engagement_function_function_id", "function_id", "engagement_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    function_id: Mapped[UUID] = business(ForeignKey("business_function.id"))


class EngagementSystem(Audited, Entity):
    """Which 情報システム depends on the engagement."""

    __tablename__ = "engagement_system"
    __table_args__ = (
        UniqueConstraint("engagement_id", "system_id", name="uq_engagement_system_engagement_id"),
        Index("ix_engagement_system_system_id", "system_id", "engagement_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    system_id: Mapped[UUID] = business(ForeignKey("information_system.id"))


class EngagementMemo(Audited, Entity):
    """経緯: what happened, in the order in which it did. Added to, never changed."""

    __tablename__ = "engagement_memo"
    __table_args__ = (Index("ix_engagement_memo_engagement_id", "engagement_id", "on", "id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    on: Mapped[date] = business()
    body: Mapped[str] = business()
    author_id: Mapped[UUID | None] = business()
    written_at: Mapped[datetime] = business()
