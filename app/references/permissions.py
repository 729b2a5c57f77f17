"""Permissions on security references and self-checks, and which roles hold them.

A reference is one for the whole institution; a provider's people write versions of their own in the portal.
"""

from enum import StrEnum

from app.core import authz
from app.identity.roles import EVERYBODY_WORKING, READ_ONLY, Role


class ReferencesPermission(StrEnum):
    REFERENCE_VIEW = "references:reference:view"
    REFERENCE_EDIT = "references:reference:edit"
    REFERENCE_PUBLISH = "references:reference:publish"
    CHECK_EDIT = "references:check:edit"
    PORTAL_WRITE = "references:portal:write"


P = ReferencesPermission

authz.catalogue(
    [
        (P.REFERENCE_VIEW, EVERYBODY_WORKING | READ_ONLY, False),
        (P.REFERENCE_EDIT, {Role.VENDOR_MANAGER, Role.SYSTEM_RISK}, True),
        (P.REFERENCE_PUBLISH, {Role.VENDOR_MANAGER}, True),
        # Of the engagements of one's units.
        (P.CHECK_EDIT, {Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER, Role.SYSTEM_RISK}, True),
        (P.PORTAL_WRITE, {Role.VENDOR}, True),
    ]
)
