"""Who may read the files of a report, who agreed to its terms, and what it asks of units of ours."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.assurance.models.distinctions import DutyState
from app.assurance.models.reports import ROOT
from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, Versioned


class TermsAcceptance(Audited, Entity):
    """同意: one person to one wording; other terms are to be agreed to anew."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (
        UniqueConstraint("report_id", "user_id", "terms_digest", name="uq_terms_acceptance_report_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    user_id: Mapped[UUID] = business()
    terms_digest: Mapped[str] = technical()
    accepted_at: Mapped[datetime] = business()


class ReportReader(Audited, Entity):
    """閲覧者: a person named for the files under NDA or 社外秘. Ended, never deleted."""

    __tablename__ = "report_reader"
    __table_args__ = (Index("ix_report_reader_report_id", "report_id", "user_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    user_id: Mapped[UUID] = business(index=True)
    purpose: Mapped[str] = business(default="")
    named_by_id: Mapped[UUID | None] = business()
    named_at: Mapped[datetime] = business()
    ended_at: Mapped[datetime | None] = business()


class ControlDuty(Audited, Versioned, Entity):
    """A user control as the duty of an engagement: who of ours sees to it, until when, with what result."""

    __tablename__ = "control_duty"
    __table_args__ = (
        UniqueConstraint("control_id", "engagement_id", name="uq_control_duty_control_id"),
        Index("ix_control_duty_engagement_id", "engagement_id", "state"),
        Index("ix_control_duty_report_id", "report_id", "state"),
        Index("ix_control_duty_due_on", "due_on", "id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    control_id: Mapped[UUID] = business(ForeignKey("user_control.id"))
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    owner_id: Mapped[UUID | None] = business()
    due_on: Mapped[date | None] = business()
    state: Mapped[DutyState] = business(default=DutyState.OPEN)
    # Taken over from the report before: whether it still holds is to be looked at again.
    is_to_confirm: Mapped[bool] = business(default=False)
    note: Mapped[str] = business(default="")
    settled_by_id: Mapped[UUID | None] = business()
    settled_on: Mapped[date | None] = business()
