"""What overview does, as the audit log names it."""

from enum import StrEnum


class OverviewAct(StrEnum):
    AUDIT_EXPORT_REQUESTED = "audit_export:permit:requested"
    AUDIT_EXPORT_ALLOWED = "audit_export:permit:allowed"
    AUDIT_EXPORT_REFUSED = "audit_export:permit:refused"
    AUDIT_LOG_EXPORTED = "audit_export:log:exported"
