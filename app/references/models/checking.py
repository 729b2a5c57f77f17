"""自己点検: a version of a reference joined with what we do ourselves for an engagement."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business
from app.core.model import Entity, Versioned
from app.references.models.distinctions import OwnState

ROOT = ("engagement_id", "engagement")


class SelfCheck(Audited, Versioned, Entity):
    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("engagement_id", "reference_id", name="uq_self_check_engagement_id"),
        Index("ix_self_check_version_id", "version_id"),
        Index("ix_self_check_reference_id", "reference_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    reference_id: Mapped[UUID] = business(ForeignKey("security_reference.id"))
    version_id: Mapped[UUID] = business(ForeignKey("reference_version.id"))
    note: Mapped[str] = business(default="")
    begun_by_id: Mapped[UUID | None] = business()
    begun_at: Mapped[datetime] = business()


class SelfCheckItem(Audited, Versioned, Entity):
    """Our half of one item. It conforms only together with the provider's half. Several people enter items of one
    check at a time, so each has a version of its own."""

    __tablename__ = "self_check_item"
    __table_args__ = (UniqueConstraint("check_id", "item", name="uq_self_check_item_check_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    check_id: Mapped[UUID] = business(ForeignKey("self_check.id"))
    item: Mapped[str] = business()
    state: Mapped[OwnState | None] = business()
    measure: Mapped[str] = business(default="")
    due_on: Mapped[date | None] = business()
    # The provider's half holds on a condition; our measure says how that is met.
    is_condition_met: Mapped[bool] = business(default=False)
    # The check was moved to a version whose record reads otherwise: what stands here counts once it was looked at.
    is_to_confirm: Mapped[bool] = business(default=False)
    entered_by_id: Mapped[UUID | None] = business()
    entered_at: Mapped[datetime] = business()
