"""Permissions of the register, and which roles hold them (model.md §1).

Master data is one for the whole institution: all staff read it; those who work with third parties keep it.
Engagements are read in the units one has them for; the administrator manages people and sees none. The
auditor changes nothing, and a vendor reads its own organisation.
"""

from collections.abc import Iterable
from enum import StrEnum

from app.core import authz
from app.identity.roles import EVERYBODY_WORKING, READ_ONLY, STAFF, Role


class RegisterPermission(StrEnum):
    ORGANISATION_VIEW = "register:organisation:view"
    ORGANISATION_HISTORY = "register:organisation:history"
    ORGANISATION_ADD = "register:organisation:add"
    ORGANISATION_EDIT = "register:organisation:edit"
    ORGANISATION_MERGE = "register:organisation:merge"
    SCREENING_RECORD = "register:screening:record"
    SCREENING_RESULT_VIEW = "register:screening:result_view"
    SERVICE_VIEW = "register:service:view"
    SERVICE_HISTORY = "register:service:history"
    SERVICE_ADD = "register:service:add"
    SERVICE_EDIT = "register:service:edit"
    SUPPLY_VIEW = "register:supply:view"
    SUPPLY_HISTORY = "register:supply:history"
    SUPPLY_ADD = "register:supply:add"
    SUPPLY_EDIT = "register:supply:edit"
    SYSTEM_VIEW = "register:system:view"
    SYSTEM_HISTORY = "register:system:history"
    SYSTEM_ADD = "register:system:add"
    SYSTEM_EDIT = "register:system:edit"
    FUNCTION_VIEW = "register:function:view"
    FUNCTION_HISTORY = "register:function:history"
    FUNCTION_ADD = "register:function:add"
    FUNCTION_EDIT = "register:function:edit"
    CONTACT_VIEW = "register:contact:view"
    CONTACT_HISTORY = "register:contact:history"
    CONTACT_ADD = "register:contact:add"
    CONTACT_EDIT = "register:contact:edit"
    ENGAGEMENT_VIEW = "register:engagement:view"
    ENGAGEMENT_HISTORY = "register:engagement:history"
    ENGAGEMENT_ADD = "register:engagement:add"
    ENGAGEMENT_EDIT = "register:engagement:edit"
    ENGAGEMENT_JUDGE = "register:engagement:judge"
    ENGAGEMENT_MEMO = "register:engagement:memo"
    ENGAGEMENT_CHECK = "register:engagement:check"
    ENGAGEMENT_MOVE = "register:engagement:move"
    ENGAGEMENT_MOVE_APPROVE = "register:engagement:move_approve"
    TIER_OVERRIDE = "register:tier:override"
    TIER_OVERRIDE_APPROVE = "register:tier:override_approve"
    CONSENT_VIEW = "register:consent:view"
    CONSENT_APPLY = "register:consent:apply"
    CONSENT_EXAMINE = "register:consent:examine"
    CONSENT_DECIDE = "register:consent:decide"
    SETTINGS_VIEW = "register:settings:view"
    SETTINGS_EDIT = "register:settings:edit"
    BULK_EDIT = "register:bulk:edit"


P = RegisterPermission
KEEPERS = frozenset({Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER})
JUDGES = KEEPERS | {Role.LEGAL, Role.COMPLIANCE}
DECIDERS = frozenset({Role.APPROVER, Role.VENDOR_MANAGER})
READERS = EVERYBODY_WORKING | READ_ONLY
KINDS = ("organisation", "service", "supply", "system", "function", "contact")


def _master_data() -> list[tuple[StrEnum, Iterable[str], bool]]:
    """The same four rights for each kind of master data."""
    return [
        (P(f"register:{kind}:{act}"), holders, act in ("add", "edit"))
        for kind in KINDS
        for act, holders in (("view", STAFF), ("history", STAFF), ("add", KEEPERS), ("edit", KEEPERS))
        if (kind, act) != ("organisation", "view")
    ]


authz.catalogue(
    [
        (P.ORGANISATION_VIEW, STAFF | {Role.VENDOR}, False),
        *_master_data(),
        (P.ORGANISATION_MERGE, {Role.VENDOR_MANAGER}, True),
        (P.SCREENING_RECORD, {Role.COMPLIANCE}, True),
        (P.SCREENING_RESULT_VIEW, {Role.COMPLIANCE}, False),
        (P.ENGAGEMENT_VIEW, READERS, False),
        (P.ENGAGEMENT_HISTORY, READERS, False),
        (P.ENGAGEMENT_ADD, KEEPERS, True),
        (P.ENGAGEMENT_EDIT, KEEPERS, True),
        (P.ENGAGEMENT_JUDGE, JUDGES, True),
        (P.ENGAGEMENT_MEMO, EVERYBODY_WORKING, True),
        (P.ENGAGEMENT_CHECK, JUDGES | {Role.SYSTEM_RISK, Role.RISK}, True),
        (P.ENGAGEMENT_MOVE, KEEPERS, True),
        (P.ENGAGEMENT_MOVE_APPROVE, DECIDERS, True),
        (P.TIER_OVERRIDE, KEEPERS, True),
        (P.TIER_OVERRIDE_APPROVE, DECIDERS | {Role.RISK}, True),
        (P.CONSENT_VIEW, READERS, False),
        (P.CONSENT_APPLY, KEEPERS, True),
        (P.CONSENT_EXAMINE, JUDGES, True),
        (P.CONSENT_DECIDE, DECIDERS, True),
        (P.SETTINGS_VIEW, READERS, False),
        (P.SETTINGS_EDIT, {Role.VENDOR_MANAGER, Role.RISK}, True),
        (P.BULK_EDIT, DECIDERS, True),
    ]
)
