"""Permissions of work, and which roles hold them. What an approver must hold stands in each approval."""

from enum import StrEnum

from app.core import authz
from app.identity.roles import EVERYBODY_WORKING, READ_ONLY, STAFF, Role


class WorkPermission(StrEnum):
    TASK_VIEW = "work:task:view"
    TASK_VIEW_ALL = "work:task:view_all"
    APPROVAL_VIEW = "work:approval:view"
    APPROVAL_VIEW_ALL = "work:approval:view_all"
    APPROVAL_VIEW_IDENTITY = "work:approval:view_identity"
    APPROVAL_APPROVE = "work:approval:approve"
    APPROVAL_REFUSE = "work:approval:refuse"
    APPROVAL_WITHDRAW = "work:approval:withdraw"
    APPROVAL_RECORD = "work:approval:record"
    FINDING_VIEW = "work:finding:view"
    FINDING_RAISE = "work:finding:raise"
    FINDING_EDIT = "work:finding:edit"
    FINDING_MOVE = "work:finding:move"
    FINDING_VERIFY = "work:finding:verify"
    DOCUMENT_VIEW = "work:document:view"
    DOCUMENT_ADD = "work:document:add"
    DOCUMENT_EDIT = "work:document:edit"
    DOCUMENT_WITHDRAW = "work:document:withdraw"


P = WorkPermission
WORKING = STAFF - READ_ONLY
OVERSEERS = {Role.AUDITOR, Role.COMPLIANCE, Role.RISK}
SECOND_LINE = {Role.VENDOR_MANAGER, Role.LEGAL, Role.COMPLIANCE, Role.SYSTEM_RISK, Role.RISK}
FIRST_LINE = {Role.OFFICER, Role.APPROVER}

authz.catalogue(
    [
        (P.TASK_VIEW, STAFF, False),
        (P.TASK_VIEW_ALL, OVERSEERS, False),
        (P.APPROVAL_VIEW, STAFF, False),
        (P.APPROVAL_VIEW_ALL, OVERSEERS, False),
        # The administrator manages people, and so sees what is decided about them and nothing else.
        (P.APPROVAL_VIEW_IDENTITY, {Role.ADMINISTRATOR}, False),
        (P.APPROVAL_APPROVE, WORKING, True),
        (P.APPROVAL_REFUSE, WORKING, True),
        (P.APPROVAL_WITHDRAW, WORKING, True),
        (P.APPROVAL_RECORD, FIRST_LINE | {Role.VENDOR_MANAGER, Role.SECRETARY}, True),
        (P.FINDING_VIEW, EVERYBODY_WORKING | READ_ONLY, False),
        (P.FINDING_RAISE, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
        (P.FINDING_EDIT, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
        (P.FINDING_MOVE, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
        (P.FINDING_VERIFY, SECOND_LINE | {Role.APPROVER}, True),
        # Of what one may see; the administrator manages people and sees no evidence.
        (P.DOCUMENT_VIEW, EVERYBODY_WORKING | READ_ONLY, False),
        (P.DOCUMENT_ADD, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
        (P.DOCUMENT_EDIT, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
        (P.DOCUMENT_WITHDRAW, FIRST_LINE | SECOND_LINE | {Role.SECRETARY}, True),
    ]
)
