"""Permissions of the exchange of files, and which roles hold them.

What a file may hold, and what may be stored from it, is asked for by the permissions of its kind of record.
"""

from enum import StrEnum

from app.core import authz
from app.identity.roles import STAFF
from app.register.permissions import KEEPERS, RegisterPermission


class ExchangePermission(StrEnum):
    IMPORT = "exchange:import:run"
    EXPORT = "exchange:ledger:export"
    LAYOUT_EDIT = "exchange:layout:edit"


P = ExchangePermission
_RULE_SETTERS = {role for role in STAFF if RegisterPermission.SETTINGS_EDIT in authz.permissions_of(role)}

authz.catalogue(
    [
        (P.IMPORT, KEEPERS, True),
        (P.EXPORT, STAFF, False),
        (P.LAYOUT_EDIT, _RULE_SETTERS, True),
    ]
)
