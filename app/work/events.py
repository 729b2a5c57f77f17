"""What work does, as the audit log names it, and what it tells the packages above."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class WorkAct(StrEnum):
    TASK_OPENED = "task:item:opened"
    TASK_CHANGED = "task:item:changed"
    TASK_DONE = "task:item:done"
    TASK_CANCELLED = "task:item:cancelled"
    TASK_REASSIGNED = "task:item:reassigned"
    APPROVAL_REQUESTED = "approval:request:opened"
    APPROVAL_APPROVED = "approval:request:approved"
    APPROVAL_REFUSED = "approval:request:refused"
    APPROVAL_WITHDRAWN = "approval:request:withdrawn"
    APPROVAL_EXPIRED = "approval:request:expired"
    APPROVAL_RECORDED = "approval:ringi:recorded"
    FINDING_RAISED = "finding:record:raised"
    FINDING_EDITED = "finding:record:edited"
    FINDING_STARTED = "finding:state:started"
    FINDING_REPORTED = "finding:state:reported"
    FINDING_SENT_BACK = "finding:state:sent_back"
    FINDING_CLOSED = "finding:state:closed"
    FINDING_WITHDRAWN = "finding:state:withdrawn"
    FINDING_HANDED_OVER = "finding:owner:handed_over"
    DOCUMENT_ADDED = "document:record:added"
    DOCUMENT_EDITED = "document:record:edited"
    DOCUMENT_WITHDRAWN = "document:record:withdrawn"
    DOCUMENT_FILE_REPLACED = "document:file:replaced"
    DOCUMENT_FILE_DOWNLOADED = "document:file:downloaded"


@dataclass(frozen=True)
class ApprovalDecided:
    """An approval came to its end. `state` is approved, refused, withdrawn or expired."""

    approval_id: UUID
    act: str
    subject_type: str
    subject_id: UUID
    state: str


@dataclass(frozen=True)
class FindingMoved:
    finding_id: UUID
    subject_type: str
    subject_id: UUID | None
    state: str
