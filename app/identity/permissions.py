"""Permissions of identity, and which roles hold them."""

from enum import StrEnum

from app.core import authz
from app.identity.roles import STAFF, Role


class IdentityPermission(StrEnum):
    USER_VIEW = "identity:user:view"
    USER_MANAGE = "identity:user:manage"
    GRANT_REQUEST = "identity:grant:request"
    GRANT_APPROVE = "identity:grant:approve"
    GRANT_APPROVE_PRIVILEGED = "identity:grant:approve_privileged"
    STAND_IN_REQUEST = "identity:stand_in:request"
    HAND_OVER = "identity:hand_over:plan"
    ACCESS_VIEW = "identity:access:view"
    UNIT_VIEW = "identity:unit:view"
    UNIT_EDIT = "identity:unit:edit"


P = IdentityPermission
WORKING = STAFF - {Role.AUDITOR}

authz.catalogue(
    [
        (P.USER_VIEW, STAFF, False),
        (P.USER_MANAGE, {Role.ADMINISTRATOR}, True),
        (P.GRANT_REQUEST, {Role.ADMINISTRATOR}, True),
        (P.GRANT_APPROVE, {Role.ADMINISTRATOR, Role.APPROVER}, True),
        (P.GRANT_APPROVE_PRIVILEGED, {Role.ADMINISTRATOR}, True),
        (P.STAND_IN_REQUEST, WORKING, True),
        (P.HAND_OVER, {Role.ADMINISTRATOR, Role.APPROVER, Role.VENDOR_MANAGER}, True),
        (P.ACCESS_VIEW, {Role.ADMINISTRATOR, Role.AUDITOR, Role.COMPLIANCE, Role.RISK}, False),
        (P.UNIT_VIEW, STAFF, False),
        (P.UNIT_EDIT, {Role.ADMINISTRATOR, Role.VENDOR_MANAGER}, True),
    ]
)
