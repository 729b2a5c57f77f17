"""A report or certificate about services of one provider, and what it says."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.assurance.models.distinctions import (
    Disclosure,
    FileKind,
    Opinion,
    ReportKind,
    SocType,
    SubserviceMethod,
)
from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned

ROOT = ("report_id", "assurance_report")


class AssuranceReport(Audited, Versioned, Entity):
    """It belongs to services; engagements reach it by their chain, never by a copy."""

    __tablename__ = "assurance_report"
    __table_args__ = (
        Index("ix_assurance_report_number", "number", "id"),
        Index("ix_assurance_report_sort_key", "sort_key", "id"),
        Index("ix_assurance_report_kind", "kind", "id"),
        Index("ix_assurance_report_ends_on", "ends_on", "id"),
        Index("ix_assurance_report_organisation_id", "organisation_id", "kind"),
        Index("ix_assurance_report_previous_id", "previous_id"),
    )
    number: Mapped[str] = business(unique=True)
    kind: Mapped[ReportKind] = business()
    title: Mapped[str] = business()
    # Whose controls it is about.
    organisation_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    # Who keeps it up to date on our side.
    owner_id: Mapped[UUID | None] = business(index=True)
    auditor: Mapped[str] = business(default="")
    soc_type: Mapped[SocType | None] = business()
    # Of a SOC 2: security, availability and so on.
    criteria: Mapped[list[str]] = business(JSON, default=list)
    period_from_on: Mapped[date | None] = business()
    period_to_on: Mapped[date | None] = business()
    issued_on: Mapped[date | None] = business()
    expires_on: Mapped[date | None] = business()
    # 登録番号・認証番号
    registration: Mapped[str] = business(default="")
    opinion: Mapped[Opinion | None] = business()
    opinion_note: Mapped[str] = business(default="")
    disclosure: Mapped[Disclosure] = business(default=Disclosure.CONFIDENTIAL)
    # What who opens a file has to agree to; which agreement of the institution stands behind an NDA.
    terms: Mapped[str] = business(default="")
    source: Mapped[str] = business(default="")
    note: Mapped[str] = business(default="")
    # 確認済み・該当なし: who read the report for such parts and found none. Empty: nobody has said so.
    no_exceptions_by_id: Mapped[UUID | None] = business()
    no_exceptions_at: Mapped[datetime | None] = business()
    no_subservices_by_id: Mapped[UUID | None] = business()
    no_subservices_at: Mapped[datetime | None] = business()
    no_controls_by_id: Mapped[UUID | None] = business()
    no_controls_at: Mapped[datetime | None] = business()
    # 前の期の報告書: this one stands in its place.
    previous_id: Mapped[UUID | None] = business(ForeignKey("assurance_report.id"))
    withdrawn_at: Mapped[datetime | None] = business()
    withdrawal_reason: Mapped[str] = business(default="")
    recorded_by_id: Mapped[UUID | None] = business()
    recorded_at: Mapped[datetime] = business()
    # Copies, so that lists sort by their own table: the provider's key, and the end of period or validity.
    sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    ends_on: Mapped[date | None] = technical(audited=False)


class ReportService(Audited, Entity):
    """対象サービス: a service in the scope of a report."""

    __tablename__ = "report_service"
    __table_args__ = (
        UniqueConstraint("report_id", "service_id", name="uq_report_service_report_id"),
        Index("ix_report_service_service_id", "service_id", "report_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    service_id: Mapped[UUID] = business(ForeignKey("service.id"))
    note: Mapped[str] = business(default="")


class ReportException(Audited, Entity):
    """例外事項: what the auditor found otherwise, the reply of who was audited, and what we make of it."""

    __tablename__ = "report_exception"
    __table_args__ = (Index("ix_report_exception_report_id", "report_id", "position"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    position: Mapped[int] = technical(default=0)
    control: Mapped[str] = business(default="")
    description: Mapped[str] = business()
    reply: Mapped[str] = business(default="")
    our_view: Mapped[str] = business(default="")
    # None: nobody has judged yet.
    is_relevant: Mapped[bool | None] = business()
    finding_id: Mapped[UUID | None] = business(ForeignKey("finding.id"))


class ReportSubservice(Audited, Entity):
    """再受託会社: on whom the audited relies, and whether the report covers them; held beside the recorded chain."""

    __tablename__ = "report_subservice"
    __table_args__ = (Index("ix_report_subservice_report_id", "report_id", "id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    name: Mapped[str] = business()
    organisation_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"), index=True)
    method: Mapped[SubserviceMethod] = business()
    note: Mapped[str] = business(default="")


class UserControl(Audited, Entity):
    """CUEC 相補的な内部統制: what the report expects its users to do themselves."""

    __tablename__ = "user_control"
    __table_args__ = (UniqueConstraint("report_id", "ref", name="uq_user_control_report_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    ref: Mapped[str] = business()
    position: Mapped[int] = technical(default=0)
    text: Mapped[str] = business()


class BridgeLetter(Audited, Entity):
    """ブリッジレター: the provider's word for the days after the period."""

    __tablename__ = "bridge_letter"
    __table_args__ = (Index("ix_bridge_letter_report_id", "report_id", "from_on"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    from_on: Mapped[date] = business()
    to_on: Mapped[date] = business()
    issued_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")


class ReportFile(Audited, Versioned, Entity):
    """Never deleted: withdrawn with a reason."""

    __tablename__ = "report_file"
    __table_args__ = (Index("ix_report_file_report_id", "report_id", "id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    report_id: Mapped[UUID] = technical(ForeignKey("assurance_report.id"))
    kind: Mapped[FileKind] = business(default=FileKind.REPORT)
    bridge_letter_id: Mapped[UUID | None] = business(ForeignKey("bridge_letter.id"))
    stored_file_id: Mapped[UUID] = technical(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = business()
    media_type: Mapped[str] = business()
    size: Mapped[int] = business()
    sha256: Mapped[str] = business()
    # Under its own conditions: a certificate is often public where the report is not.
    disclosure: Mapped[Disclosure] = business(default=Disclosure.CONFIDENTIAL)
    added_by_id: Mapped[UUID | None] = business()
    added_at: Mapped[datetime] = business()
    is_withdrawn: Mapped[bool] = business(default=False)
    withdrawal_reason: Mapped[str] = business(default="")
