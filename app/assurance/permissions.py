"""Permissions on assurance reports, and which roles hold them. Reports are one for the whole institution."""

from enum import StrEnum

from app.core import authz
from app.identity.roles import EVERYBODY_WORKING, READ_ONLY, Role


class AssurancePermission(StrEnum):
    REPORT_VIEW = "assurance:report:view"
    REPORT_EDIT = "assurance:report:edit"
    READER_NAME = "assurance:reader:name"
    DUTY_EDIT = "assurance:duty:edit"


P = AssurancePermission

authz.catalogue(
    [
        (P.REPORT_VIEW, EVERYBODY_WORKING | READ_ONLY, False),
        (P.REPORT_EDIT, {Role.VENDOR_MANAGER, Role.SYSTEM_RISK}, True),
        # Who may open what is under NDA or 社外秘.
        (P.READER_NAME, {Role.VENDOR_MANAGER}, True),
        # Of the engagements of one's units.
        (P.DUTY_EDIT, {Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER}, True),
    ]
)
