"""The one record of overview: who may take a part of the audit log out, and until when."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business
from app.core.model import Entity, Versioned


class PermitState(StrEnum):
    REQUESTED = "requested"
    ALLOWED = "allowed"
    REFUSED = "refused"


class AuditExportPermit(Audited, Versioned, Entity):
    """`from_on`–`until_on` is the part of the log; `days` how long the person may take it out once allowed."""

    __tablename__ = "audit_export_permit"
    __table_args__ = (Index("ix_audit_export_permit_user", "user_id", "state"),)
    user_id: Mapped[UUID] = business(ForeignKey("user.id"))
    from_on: Mapped[date] = business()
    until_on: Mapped[date] = business()
    days: Mapped[int] = business()
    reason: Mapped[str] = business()
    state: Mapped[PermitState] = business()
    requested_by_id: Mapped[UUID] = business()
    requested_at: Mapped[datetime] = business(index=True)
    decided_by_id: Mapped[UUID | None] = business()
    expires_at: Mapped[datetime | None] = business()

    def is_open(self, at: datetime) -> bool:
        return self.state == PermitState.ALLOWED and self.expires_at is not None and at < self.expires_at
