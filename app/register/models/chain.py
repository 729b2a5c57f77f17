"""The chain: which service is built on which, and what of it is true for one engagement."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned
from app.register.models.organisations import only


class Substitutability(StrEnum):
    """代替可能性"""

    EASY = "easy"
    HARD = "hard"
    NONE = "none"
    UNKNOWN = "unknown"


class Access(StrEnum):
    """アクセスレベル: how near they come to our systems and data."""

    NONE = "none"
    VIEW = "view"
    CHANGE = "change"
    ADMINISTER = "administer"
    UNKNOWN = "unknown"


class Supply(Audited, Versioned, Entity):
    """再委託・利用関係: a service is built on another, for every customer alike."""

    __tablename__ = "supply"
    __table_args__ = (
        UniqueConstraint("service_id", "base_service_id", name="uq_supply_service_id"),
        Index("ix_supply_base_service_id", "base_service_id", "service_id"),
        Index("ix_supply_service", "service_sort_key", "id"),
        Index("ix_supply_base", "base_sort_key", "id"),
        Index("ix_supply_to_on", "to_on", "id"),
        Index("ix_supply_updated_at", "updated_at", "id"),
        Index("ix_supply_merged_into_id", "merged_into_id", **only("merged_into_id IS NOT NULL")),
    )
    service_id: Mapped[UUID] = business(ForeignKey("service.id"))
    base_service_id: Mapped[UUID] = business(ForeignKey("service.id"))
    service_sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    base_sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    purpose: Mapped[str] = business(default="")
    # Where the work may be done or the data may lie; empty means unknown.
    countries: Mapped[list[str]] = business(JSON)
    regions: Mapped[str] = business(default="")
    substitutability: Mapped[Substitutability] = business(default=Substitutability.UNKNOWN)
    from_on: Mapped[date | None] = business()
    to_on: Mapped[date | None] = business()
    noticed_on: Mapped[date | None] = business()
    # The same edge was recorded twice, and the other one stands for both.
    merged_into_id: Mapped[UUID | None] = business()
    note: Mapped[str] = business(default="")


class ConsentKind(StrEnum):
    PRIOR = "prior"  # 事前個別承諾
    BLANKET = "blanket"  # 包括承諾
    NOTICE = "notice"  # 通知＋異議期間
    EXEMPT = "exempt"  # 対象外, with a reason


class ConsentState(StrEnum):
    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    EXAMINED = "examined"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class EngagementSupply(Audited, Versioned, Entity):
    """利用内容・再委託承諾: an edge of the chain as it is for one engagement. Never stands for another."""

    __tablename__ = "engagement_supply"
    __table_args__ = (
        UniqueConstraint("engagement_id", "supply_id", name="uq_engagement_supply_engagement_id"),
        Index("ix_engagement_supply_supply_id", "supply_id"),
        Index("ix_engagement_supply_state", "state", "applied_on", "id"),
        Index("ix_engagement_supply_applied_on", "applied_on", "id"),
        Index("ix_engagement_supply_expires_on", "expires_on", "id"),
        Index("ix_engagement_supply_updated_at", "updated_at", "id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    supply_id: Mapped[UUID] = business(ForeignKey("supply.id"))
    # The engagement's own unit, copied by the same act: lists of consents are limited by it.
    unit_id: Mapped[UUID] = technical(index=True, audited=False)
    is_unused: Mapped[bool] = business(default=False)
    countries: Mapped[list[str]] = business(JSON)
    regions: Mapped[str] = business(default="")
    data_classes: Mapped[list[str]] = business(JSON)
    access: Mapped[Access] = business(default=Access.UNKNOWN)
    consent_kind: Mapped[ConsentKind | None] = business()
    exempt_reason: Mapped[str] = business(default="")
    state: Mapped[ConsentState] = business(default=ConsentState.NOT_APPLIED)
    applied_on: Mapped[date | None] = business()
    applied_by: Mapped[str] = business(default="")
    objection_until_on: Mapped[date | None] = business()
    examined_on: Mapped[date | None] = business()
    examined_by_id: Mapped[UUID | None] = business()
    examination: Mapped[str] = business(default="")
    decided_on: Mapped[date | None] = business()
    decided_by_id: Mapped[UUID | None] = business()
    approval_id: Mapped[UUID | None] = business()
    conditions: Mapped[str] = business(default="")
    expires_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")
