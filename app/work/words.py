"""What tables, fields, values, acts and tasks of work are called: one source for page, CSV and PDF."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.context import Context
from app.core.words import N_
from app.identity.roles import Role
from app.identity.services.grants import GIVE_GRANT, GIVE_STAND_IN
from app.identity.services.people import FACTOR_RESET
from app.identity.words import permissions
from app.work import approvals
from app.work.events import WorkAct as Act
from app.work.models import (
    ApprovalOrigin,
    ApprovalState,
    DocumentKind,
    FindingState,
    Severity,
    Task,
    TaskState,
)
from app.work.permissions import WorkPermission as P

# A task keeps one of these with its values, so that it reads in the language of who opens it.
MESSAGES = {
    "decide": N_("Decide: %(act)s – %(title)s"),
    "name_owner": N_("Name who deals with finding %(number)s: %(title)s"),
    "deal_with_finding": N_("Deal with finding %(number)s: %(title)s"),
    "verify_finding": N_("Verify that finding %(number)s is dealt with: %(title)s"),
}


def say(message: str, params: Mapping[str, str]) -> str:
    """The words of a task for the reader; an act among the values is named in their language too."""
    values = {name: words.act_label(value) if name == "act" else value for name, value in params.items()}
    return str(gettext(message, **values))


def for_whom(task: Task, ctx: Context, names: Mapping[Any, str]) -> str:
    """The words of a task that waits for somebody absent say so to their deputy."""
    said = say(task.message, task.params)
    if task.owner_id is None or task.owner_id == ctx.actor_id:
        return said
    return str(gettext("%(task)s (standing in for %(name)s)", task=said, name=names.get(task.owner_id, "")))


def _day(text: Any) -> date | str:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return str(text)


def _role(text: Any) -> str:
    return words.value_label(Role(text)) if text in set(Role) else str(text)


approvals.argument("user", _l("Person"))
approvals.argument("role", _l("Role"), _role)
approvals.argument("unit", _l("Unit"))
approvals.argument("deputy", _l("Deputy"))
approvals.argument("from_on", _l("First day"), _day)
approvals.argument("until_on", _l("Last day"), _day)
approvals.argument("reason", _l("Reason"))

words.table(
    "task",
    _l("Task"),
    {
        "source_type": _l("Kind of record"),
        "source_id": _l("Record concerned"),
        "message": _l("What is to be done"),
        "params": _l("Particulars"),
        "owner_id": _l("Person in charge"),
        "permission": _l("Right needed"),
        "unit_id": _l("Unit"),
        "not_for_id": _l("Not for"),
        "due_on": _l("Due"),
        "state": _l("State"),
        "done_by_id": _l("Done by"),
        "done_at": _l("Done at"),
    },
)
words.table(
    "approval",
    _l("Approval"),
    {
        "origin": _l("Made in"),
        "act": _l("What is asked for"),
        "subject_type": _l("Kind of record"),
        "subject_id": _l("Record concerned"),
        "title": _l("Subject"),
        "sort_key": _l("Sort key"),
        "permission": _l("Right needed"),
        "unit_id": _l("Unit"),
        "arguments": _l("Particulars"),
        "argument_digest": _l("Digest of the particulars"),
        "state": _l("State"),
        "maker_id": _l("Requested by"),
        "made_at": _l("Requested at"),
        "expires_at": _l("Decide by"),
        "approver_id": _l("Decided by"),
        "approver_title": _l("Title of the decider"),
        "decided_at": _l("Decided at"),
        "note": _l("Comment"),
        "ringi_number": _l("Ringi number"),
        "drafting_unit": _l("Drafting unit"),
        "drafter": _l("Drafter"),
        "drafted_on": _l("Drafted on"),
        "consulted": _l("Consulted"),
        "authority": _l("Authority for the decision"),
        "decider": _l("Decider"),
        "decided_on": _l("Decided on"),
        "conditions": _l("Conditions"),
    },
)
words.table(
    "finding",
    _l("Finding"),
    {
        "number": _l("No."),
        "title": _l("Subject"),
        "detail": _l("Details"),
        "source": _l("Found by"),
        "subject_type": _l("Kind of record"),
        "subject_id": _l("Record concerned"),
        "severity": _l("Severity"),
        "unit_id": _l("Unit"),
        "owner_id": _l("Person in charge"),
        "raised_by_id": _l("Raised by"),
        "raised_on": _l("Raised on"),
        "due_on": _l("Due"),
        "state": _l("State"),
        "measure": _l("Measure taken"),
        "closed_on": _l("Closed on"),
        "closed_by_id": _l("Closed by"),
        "closing_note": _l("Note on closing"),
    },
)

words.table(
    "document",
    _l("Document"),
    {
        "subject_type": _l("Kind of record"),
        "subject_id": _l("Record concerned"),
        "kind": _l("Kind of document"),
        "title": _l("Document title"),
        "based_on": _l("Effective on"),
        "note": _l("Note"),
        "file_number": _l("Edition of the file"),
        "added_by_id": _l("Added by"),
        "added_at": _l("Added at"),
        "is_withdrawn": _l("Withdrawn from the file"),
        "withdrawal_reason": _l("Reason for withdrawing"),
    },
)
words.table(
    "document_file",
    _l("File of a document"),
    {
        "document_id": _l("Document"),
        "number": _l("Edition of the file"),
        "stored_file_id": _l("Stored file"),
        "name": _l("File name"),
        "media_type": _l("Type of file"),
        "size": _l("Size"),
        "sha256": _l("SHA-256"),
        "added_by_id": _l("Added by"),
        "added_at": _l("Added at"),
    },
)

words.values(
    {
        TaskState.OPEN: _l("Not done yet"),
        TaskState.DONE: _l("Done"),
        TaskState.CANCELLED: _l("Cancelled"),
    }
)
words.values(
    {
        ApprovalState.REQUESTED: _l("Waits for a decision"),
        ApprovalState.APPROVED: _l("Approved"),
        ApprovalState.REFUSED: _l("Refused"),
        ApprovalState.WITHDRAWN: _l("Withdrawn"),
        ApprovalState.EXPIRED: _l("Expired"),
    }
)
words.values(
    {
        ApprovalOrigin.HERE: _l("Sekisho"),
        ApprovalOrigin.RECORDED: _l("Decision recorded from the ringi system"),
    }
)
words.values(
    {
        Severity.HIGH: _l("High"),
        Severity.MEDIUM: _l("Medium"),
        Severity.LOW: _l("Low"),
    }
)
words.values(
    {
        FindingState.OPEN: _l("Not begun"),
        FindingState.IN_PROGRESS: _l("In progress"),
        FindingState.TO_BE_VERIFIED: _l("To be verified"),
        FindingState.CLOSED: _l("Dealt with"),
        FindingState.WITHDRAWN: _l("Withdrawn"),
    }
)
words.values(
    {
        DocumentKind.CONTRACT: _l("Contract document"),
        DocumentKind.RINGI_PAPER: _l("Ringi paper"),
        DocumentKind.OUTSOURCING_JUDGEMENT: _l("Judgement whether it is outsourcing"),
        DocumentKind.CHECKLIST: _l("Checklist"),
        DocumentKind.CERTIFICATE: _l("Certificate"),
        DocumentKind.REPORT: _l("Report"),
        DocumentKind.MINUTES: _l("Minutes"),
        DocumentKind.CONSENT: _l("Letter of consent"),
        DocumentKind.DIAGRAM: _l("Diagram"),
        DocumentKind.ERASURE_PROOF: _l("Proof of erasure"),
        DocumentKind.CORRESPONDENCE: _l("Correspondence"),
        DocumentKind.OTHER: _l("Other document"),
    }
)
words.acts(
    {
        Act.TASK_OPENED: _l("Opened a task"),
        Act.TASK_CHANGED: _l("Changed a task"),
        Act.TASK_DONE: _l("Completed a task"),
        Act.TASK_CANCELLED: _l("Cancelled a task"),
        Act.TASK_REASSIGNED: _l("Gave a task to another person"),
        Act.APPROVAL_REQUESTED: _l("Asked for approval"),
        Act.APPROVAL_APPROVED: _l("Approved a request"),
        Act.APPROVAL_REFUSED: _l("Refused a request"),
        Act.APPROVAL_WITHDRAWN: _l("Withdrew a request"),
        Act.APPROVAL_EXPIRED: _l("Let a request expire"),
        Act.APPROVAL_RECORDED: _l("Recorded a decision of the ringi system"),
        Act.FINDING_RAISED: _l("Raised a finding"),
        Act.FINDING_EDITED: _l("Edited a finding"),
        Act.FINDING_STARTED: _l("Began to deal with a finding"),
        Act.FINDING_REPORTED: _l("Reported a finding as dealt with"),
        Act.FINDING_SENT_BACK: _l("Sent a finding back"),
        Act.FINDING_CLOSED: _l("Verified and closed a finding"),
        Act.FINDING_WITHDRAWN: _l("Withdrew a finding"),
        Act.FINDING_HANDED_OVER: _l("Handed a finding over"),
        Act.DOCUMENT_ADDED: _l("Added a document"),
        Act.DOCUMENT_EDITED: _l("Edited a document"),
        Act.DOCUMENT_WITHDRAWN: _l("Withdrew a document"),
        Act.DOCUMENT_FILE_REPLACED: _l("Replaced the file of a document"),
        Act.DOCUMENT_FILE_DOWNLOADED: _l("Downloaded the file of a document"),
        # What identity asks a second person for.
        GIVE_GRANT: _l("Give a role"),
        GIVE_STAND_IN: _l("Name a deputy"),
        FACTOR_RESET: _l("Reset the second factor"),
    }
)
permissions(
    {
        P.TASK_VIEW: _l("See one's own tasks"),
        P.TASK_VIEW_ALL: _l("See everybody's tasks"),
        P.APPROVAL_VIEW: _l("See approvals that one made or may decide"),
        P.APPROVAL_VIEW_ALL: _l("See all approvals"),
        P.APPROVAL_VIEW_IDENTITY: _l("See all approvals about people and roles"),
        P.APPROVAL_APPROVE: _l("Approve what one's roles allow"),
        P.APPROVAL_REFUSE: _l("Refuse what one's roles allow"),
        P.APPROVAL_WITHDRAW: _l("Withdraw one's own requests"),
        P.APPROVAL_RECORD: _l("Record decisions of the ringi system"),
        P.FINDING_VIEW: _l("See findings"),
        P.FINDING_RAISE: _l("Raise findings"),
        P.FINDING_EDIT: _l("Edit findings"),
        P.FINDING_MOVE: _l("Deal with findings"),
        P.FINDING_VERIFY: _l("Verify and close findings"),
        P.DOCUMENT_VIEW: _l("See and download documents"),
        P.DOCUMENT_ADD: _l("Add documents"),
        P.DOCUMENT_EDIT: _l("Edit documents and replace their files"),
        P.DOCUMENT_WITHDRAW: _l("Withdraw documents"),
    }
)
