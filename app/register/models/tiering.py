"""Tier 管理区分: computed by a published rule, or set against it for a while by two people."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, Versioned


class EngagementTier(Audited, Entity):
    """What the rule made of the recorded factors, with the factors, the rule's version and the time.

    No version of its own: a recomputation must never make somebody's form stale.
    """

    __tablename__ = "engagement_tier"
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"), unique=True)
    tier: Mapped[str] = business()
    # One line per factor: key, value as recorded, effect.
    factors: Mapped[list[dict[str, Any]]] = business(JSON)
    rule_version: Mapped[int] = business()
    computed_at: Mapped[datetime] = technical(audited=False)


class OverrideState(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    REFUSED = "refused"
    EXPIRED = "expired"
    ENDED = "ended"


class TierOverride(Audited, Versioned, Entity):
    """Another tier than the rule's, until a day; then it comes back to be decided."""

    __tablename__ = "tier_override"
    __table_args__ = (
        Index("ix_tier_override_engagement_id", "engagement_id", "state"),
        Index("ix_tier_override_expires_on", "state", "expires_on"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    tier: Mapped[str] = business()
    reason: Mapped[str] = business()
    expires_on: Mapped[date] = business()
    state: Mapped[OverrideState] = business(default=OverrideState.REQUESTED)
    maker_id: Mapped[UUID | None] = business()
    approver_id: Mapped[UUID | None] = business()
    made_at: Mapped[datetime] = business()
    decided_at: Mapped[datetime | None] = business()
