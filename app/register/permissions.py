"""Permissions of the register, and which roles hold them (model.md §1).

Master data is one for the whole institution: all staff read it; those who work with third parties keep it.
The auditor and the administrator change none of it, and a vendor reads its own organisation.
"""

from enum import StrEnum

from app.core import authz
from app.identity.roles import STAFF, Role


class RegisterPermission(StrEnum):
    ORGANISATION_VIEW = "register:organisation:view"
    ORGANISATION_HISTORY = "register:organisation:history"
    ORGANISATION_ADD = "register:organisation:add"
    ORGANISATION_EDIT = "register:organisation:edit"


P = RegisterPermission
KEEPERS = frozenset({Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER})

authz.catalogue(
    [
        (P.ORGANISATION_VIEW, STAFF | {Role.VENDOR}, False),
        (P.ORGANISATION_HISTORY, STAFF, False),
        (P.ORGANISATION_ADD, KEEPERS, True),
        (P.ORGANISATION_EDIT, KEEPERS, True),
    ]
)
