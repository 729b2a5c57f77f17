"""Tasks, approvals and findings. They point at any record by its type and id."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, personal, technical
from app.core.model import Entity, SortText, Versioned


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(Audited, Versioned, Entity):
    """Waits for one person (`owner_id`), or for whoever holds `permission` in `unit_id`."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_owner", "owner_id", "state", "due_on"),
        Index("ix_task_pool", "permission", "state", "due_on"),
        Index("ix_task_source", "source_type", "source_id", "state"),
        Index("ix_task_due", "due_on", "id"),
    )
    source_type: Mapped[str] = technical()
    source_id: Mapped[UUID] = technical()
    # A msgid with its values, so that it reads in the language of who opens it.
    message: Mapped[str] = business()
    params: Mapped[dict[str, str]] = business(JSON)
    owner_id: Mapped[UUID | None] = business()
    permission: Mapped[str] = technical(default="")
    unit_id: Mapped[UUID | None] = business()
    # Nobody approves what they made: the maker is not shown the task.
    not_for_id: Mapped[UUID | None] = technical()
    due_on: Mapped[date | None] = business()
    state: Mapped[TaskState] = business(default=TaskState.OPEN)
    done_by_id: Mapped[UUID | None] = business()
    done_at: Mapped[datetime | None] = business()


class ApprovalState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApprovalOrigin(StrEnum):
    HERE = "here"
    RECORDED = "recorded"  # from the bank's own 電子稟議


class Approval(Audited, Versioned, Entity):
    """決裁 on anything: made here by two people, or recorded from the bank's own system."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_subject", "subject_type", "subject_id"),
        Index("ix_approval_state", "state", "expires_at"),
        Index("ix_approval_expires", "expires_at", "id"),
        Index("ix_approval_made", "made_at", "id"),
    )
    origin: Mapped[ApprovalOrigin] = business()
    act: Mapped[str] = business(default="")
    subject_type: Mapped[str] = technical()
    subject_id: Mapped[UUID] = technical()
    title: Mapped[str] = business()
    sort_key: Mapped[str] = business(SortText, index=True, default="")
    permission: Mapped[str] = technical(default="")
    unit_id: Mapped[UUID | None] = business()
    # What will be done on approval, and the digest the approver saw: they must still agree then.
    arguments: Mapped[dict[str, Any]] = business(JSON)
    argument_digest: Mapped[str] = technical(default="")
    state: Mapped[ApprovalState] = business()
    maker_id: Mapped[UUID | None] = business()
    made_at: Mapped[datetime] = business()
    expires_at: Mapped[datetime | None] = business()
    approver_id: Mapped[UUID | None] = business()
    # As then: people move each April and October.
    approver_title: Mapped[str] = personal(default="")
    decided_at: Mapped[datetime | None] = business()
    note: Mapped[str] = business(default="")
    ringi_number: Mapped[str] = business(default="")
    drafting_unit: Mapped[str] = business(default="")
    drafter: Mapped[str] = personal(default="")
    drafted_on: Mapped[date | None] = business()
    consulted: Mapped[str] = business(default="")
    authority: Mapped[str] = business(default="")
    decider: Mapped[str] = personal(default="")
    decided_on: Mapped[date | None] = business()
    conditions: Mapped[str] = business(default="")


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class FindingState(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    TO_BE_VERIFIED = "to_be_verified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Finding(Audited, Versioned, Entity):
    """指摘事項: raised by somebody, owned by a unit, closed by somebody else than its owner."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_unit", "unit_id", "state", "due_on"),
        Index("ix_finding_subject", "subject_type", "subject_id"),
        Index("ix_finding_order", "number", "id"),
        Index("ix_finding_due", "due_on", "id"),
        Index("ix_finding_raised", "raised_on", "id"),
    )
    number: Mapped[int] = business(unique=True)
    title: Mapped[str] = business()
    detail: Mapped[str] = business(default="")
    source: Mapped[str] = business(default="")
    subject_type: Mapped[str] = technical(default="")
    subject_id: Mapped[UUID | None] = technical()
    severity: Mapped[Severity] = business()
    unit_id: Mapped[UUID] = business()
    owner_id: Mapped[UUID | None] = business(index=True)
    raised_by_id: Mapped[UUID | None] = business()
    raised_on: Mapped[date] = business()
    due_on: Mapped[date | None] = business()
    state: Mapped[FindingState] = business()
    measure: Mapped[str] = business(default="")
    closed_on: Mapped[date | None] = business()
    closed_by_id: Mapped[UUID | None] = business()
    closing_note: Mapped[str] = business(default="")


class DocumentKind(StrEnum):
    CONTRACT = "contract"
    RINGI_PAPER = "ringi_paper"  # 決裁書
    OUTSOURCING_JUDGEMENT = "outsourcing_judgement"  # 外部委託該当性の判定
    CHECKLIST = "checklist"
    CERTIFICATE = "certificate"
    REPORT = "report"
    MINUTES = "minutes"  # 議事録
    CONSENT = "consent"  # 承諾書
    DIAGRAM = "diagram"
    ERASURE_PROOF = "erasure_proof"  # 消去証明書
    CORRESPONDENCE = "correspondence"
    OTHER = "other"


class Document(Audited, Versioned, Entity):
    """書類 on any record. Never deleted: withdrawn with a reason; its file is replaced by a further one."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_subject", "subject_type", "subject_id", "based_on"),)
    subject_type: Mapped[str] = technical()
    subject_id: Mapped[UUID] = technical()
    kind: Mapped[DocumentKind] = business()
    title: Mapped[str] = business()
    # 基準日: the day that the document speaks of.
    based_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")
    # Which of its files is the present one.
    file_number: Mapped[int] = business(default=1)
    added_by_id: Mapped[UUID | None] = business()
    added_at: Mapped[datetime] = business()
    is_withdrawn: Mapped[bool] = business(default=False)
    withdrawal_reason: Mapped[str] = business(default="")


class DocumentFile(Audited, Entity):
    """One file of a document, the first or one that replaced another. What the log signs is its SHA-256."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("document_id", "number", name="uq_document_file_document_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("document_id", "document")
    document_id: Mapped[UUID] = technical(ForeignKey("document.id"))
    number: Mapped[int] = business()
    stored_file_id: Mapped[UUID] = technical(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = business()
    media_type: Mapped[str] = business()
    size: Mapped[int] = business()
    sha256: Mapped[str] = business()
    added_by_id: Mapped[UUID | None] = business()
    added_at: Mapped[datetime] = business()
