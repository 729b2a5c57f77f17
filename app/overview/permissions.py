"""Permissions of overview, and which roles hold them."""

from enum import StrEnum

from app.core import authz
from app.identity.roles import Role


class OverviewPermission(StrEnum):
    AUDIT_LOG_VIEW = "overview:audit_log:view"
    AUDIT_VALUES_VIEW = "overview:audit_values:view"
    AUDIT_LOG_EXPORT = "overview:audit_log:export"
    AUDIT_EXPORT_REQUEST = "overview:audit_export:request"
    AUDIT_EXPORT_ALLOW = "overview:audit_export:allow"
    SETTINGS_VIEW = "overview:settings:view"
    SETTINGS_EDIT = "overview:settings:edit"
    SECURITY_VIEW = "overview:security:view"
    MAILS_VIEW = "overview:mails:view"
    MAILS_RETRY = "overview:mails:retry"
    JOBS_VIEW = "overview:jobs:view"
    SYSTEM_VIEW = "overview:system:view"


P = OverviewPermission
SECOND_LINE = {Role.COMPLIANCE, Role.RISK}
CHECKING = SECOND_LINE | {Role.AUDITOR}
READERS = CHECKING | {Role.ADMINISTRATOR}

authz.catalogue(
    [
        (P.AUDIT_LOG_VIEW, READERS, False),
        # The administrator runs the system and sees no evidence: acts, not what stands in the records.
        (P.AUDIT_VALUES_VIEW, CHECKING, False),
        (P.AUDIT_LOG_EXPORT, READERS, False),
        (P.AUDIT_EXPORT_REQUEST, {Role.ADMINISTRATOR, Role.COMPLIANCE}, True),
        (P.AUDIT_EXPORT_ALLOW, {Role.ADMINISTRATOR} | SECOND_LINE, True),
        (P.SETTINGS_VIEW, READERS, False),
        (P.SETTINGS_EDIT, {Role.ADMINISTRATOR, Role.COMPLIANCE}, True),
        (P.SECURITY_VIEW, READERS, False),
        (P.MAILS_VIEW, {Role.ADMINISTRATOR, Role.AUDITOR}, False),
        (P.MAILS_RETRY, {Role.ADMINISTRATOR}, True),
        (P.JOBS_VIEW, {Role.ADMINISTRATOR, Role.AUDITOR}, False),
        (P.SYSTEM_VIEW, {Role.ADMINISTRATOR, Role.AUDITOR}, False),
    ]
)
