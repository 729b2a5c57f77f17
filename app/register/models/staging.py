"""What is recorded on an engagement's way from 企画 to 終了."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity
from app.register.models.engagements import Stage


class EngagementCheck(Audited, Entity):
    """An item of a checklist that somebody confirmed: 比較検討, 開始前確認 and the like."""

    __tablename__ = "engagement_check"
    __table_args__ = (UniqueConstraint("engagement_id", "item", name="uq_engagement_check_engagement_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    # A key of the table of gates.
    item: Mapped[str] = business()
    done_on: Mapped[date | None] = business()
    done_by_id: Mapped[UUID | None] = business()
    # Said instead of done: why the item does not apply here.
    is_not_applicable: Mapped[bool] = business(default=False)
    note: Mapped[str] = business(default="")


class StageMove(Audited, Entity):
    """A step that was made, with what it rested on."""

    __tablename__ = "stage_move"
    __table_args__ = (Index("ix_stage_move_engagement_id", "engagement_id", "moved_at", "id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    from_stage: Mapped[Stage] = business()
    to_stage: Mapped[Stage] = business()
    moved_at: Mapped[datetime] = business()
    moved_by_id: Mapped[UUID | None] = business()
    approval_id: Mapped[UUID | None] = business()
    # 事後稟議: signed before it was decided; shown as such for ever.
    is_after_the_fact: Mapped[bool] = business(default=False)
    reason: Mapped[str] = business(default="")
