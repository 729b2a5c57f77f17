"""The roles of model.md §1, and what is particular about each."""

from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    APPROVER = "approver"
    VENDOR_MANAGER = "vendor_manager"
    LEGAL = "legal"
    COMPLIANCE = "compliance"
    SYSTEM_RISK = "system_risk"
    RISK = "risk"
    SECRETARY = "secretary"
    COMMITTEE = "committee"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    VENDOR = "vendor"


STAFF = frozenset(Role) - {Role.VENDOR}
# Reads everything and writes nothing; its independence rests on that.
READ_ONLY = frozenset({Role.AUDITOR})
# A sign-in with one of these is announced to the other holders.
PRIVILEGED = frozenset({Role.ADMINISTRATOR})
# Only another administrator may approve these; for the rest the unit's 役席者 may.
GRANTED_BY_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.COMPLIANCE, Role.RISK})
EVERYBODY_WORKING = STAFF - READ_ONLY - {Role.ADMINISTRATOR}
