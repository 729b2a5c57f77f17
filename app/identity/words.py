"""What people, units and grants are called: labels of tables, fields, values, acts and permissions."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import words
from app.identity.events import IdentityAct as Act
from app.identity.models import GrantState, HandOverState
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import Role

LANGUAGES = (("ja", _l("Japanese")), ("en", _l("English")))
DATE_STYLES = (("iso", _l("Western calendar (2026-11-20)")), ("wareki", _l("Japanese calendar (Reiwa 8)")))

_permissions: dict[str, LazyString] = {}


def permissions(labels: Mapping[StrEnum, LazyString]) -> None:
    """Each package's `words.py` adds the words of its own permissions."""
    _permissions.update({str(permission): label for permission, label in labels.items()})


def permission_label(permission: str) -> str:
    return str(_permissions.get(permission, permission))


def known_permissions() -> frozenset[str]:
    return frozenset(_permissions)


permissions(
    {
        P.USER_VIEW: _l("See people and their roles"),
        P.USER_MANAGE: _l("Invite, edit and deactivate people"),
        P.GRANT_REQUEST: _l("Ask for a role for somebody, end a role"),
        P.GRANT_APPROVE: _l("Give roles and deputyships that others asked for"),
        P.GRANT_APPROVE_PRIVILEGED: _l("Give the roles of control, reset a second factor"),
        P.STAND_IN_REQUEST: _l("Ask for a deputy"),
        P.HAND_OVER: _l("Plan a hand-over"),
        P.ACCESS_VIEW: _l("See who may do what and when they were last seen"),
        P.UNIT_VIEW: _l("See units"),
        P.UNIT_EDIT: _l("Add and edit units"),
    }
)

words.values(
    {
        Role.OFFICER: _l("Officer in charge"),
        Role.APPROVER: _l("Approving officer"),
        Role.VENDOR_MANAGER: _l("Third-party management"),
        Role.LEGAL: _l("Legal"),
        Role.COMPLIANCE: _l("Compliance"),
        Role.SYSTEM_RISK: _l("System risk"),
        Role.RISK: _l("Risk management"),
        Role.SECRETARY: _l("Committee secretariat"),
        Role.COMMITTEE: _l("Committee member"),
        Role.AUDITOR: _l("Internal audit"),
        Role.ADMINISTRATOR: _l("Administrator"),
        Role.VENDOR: _l("Third party (outside)"),
    }
)
words.values(
    {
        GrantState.REQUESTED: _l("Waiting for approval"),
        GrantState.ACTIVE: _l("In force"),
        GrantState.REFUSED: _l("Refused"),
        GrantState.ENDED: _l("Ended"),
    }
)
words.values(
    {
        HandOverState.PLANNED: _l("Planned"),
        HandOverState.DONE: _l("Done"),
        HandOverState.CANCELLED: _l("Cancelled"),
    }
)

words.table(
    "unit",
    _l("Unit"),
    {
        "code": _l("Unit code"),
        "name": _l("Name"),
        "name_kana": _l("Name in kana"),
        "parent_id": _l("Belongs to"),
        "path": _l("Place in the tree"),
        "sort_key": _l("Sort key"),
        "organisation_id": _l("Organisation"),
        "from_on": _l("First day"),
        "until_on": _l("Last day"),
    },
)
words.table(
    "unit_succession",
    _l("Succession of units"),
    {"old_id": _l("Earlier unit"), "new_id": _l("Unit that carries on"), "on": _l("Day")},
)
words.table(
    "user",
    _l("Person"),
    {
        "email": _l("E-mail address"),
        "name": _l("Full name"),
        "name_kana": _l("Full name in kana"),
        "sort_key": _l("Sort key"),
        "title": _l("Position"),
        "organisation_id": _l("Organisation"),
        "active": _l("Active account"),
        "deactivated_at": _l("Deactivated at"),
        "language": _l("Language"),
        "date_style": _l("Dates"),
        "is_demonstration": _l("Persona of the demonstration"),
        "fs_uniquifier": _l("Mark of the sign-in"),
        "password": _l("Password"),
        "tf_primary_method": _l("Second factor"),
        "sealed_totp": _l("Key of the authenticator app"),
        "mf_recovery_codes": _l("Recovery codes"),
    },
)
words.field_values("user", "language", dict(LANGUAGES))
words.field_values("user", "date_style", dict(DATE_STYLES))
words.field_values("user", "tf_primary_method", {"authenticator": _l("Authenticator app")})
words.table(
    "role_grant",
    _l("Role held"),
    {
        "user_id": _l("Person"),
        "role": _l("Role"),
        "unit_id": _l("Unit"),
        "from_on": _l("First day"),
        "until_on": _l("Last day"),
        "state": _l("State"),
        "requested_by_id": _l("Asked for by"),
        "decided_by_id": _l("Decided by"),
    },
)
words.table(
    "stand_in",
    _l("Deputy"),
    {
        "user_id": _l("Absent person"),
        "deputy_id": _l("Deputy"),
        "from_on": _l("First day"),
        "until_on": _l("Last day"),
        "reason": _l("Reason"),
        "state": _l("State"),
        "requested_by_id": _l("Asked for by"),
        "decided_by_id": _l("Decided by"),
    },
)
words.table(
    "hand_over",
    _l("Hand-over"),
    {
        "from_user_id": _l("Hands over"),
        "to_user_id": _l("Takes over"),
        "on": _l("Day"),
        "reason": _l("Reason"),
        "state": _l("State"),
        "planned_by_id": _l("Planned by"),
        "moved": _l("Moved"),
    },
)

words.acts(
    {
        Act.USER_INVITED: _l("Person invited"),
        Act.USER_EDITED: _l("Person edited"),
        Act.USER_DEACTIVATED: _l("Person deactivated"),
        Act.USER_REACTIVATED: _l("Person reactivated"),
        Act.USER_UNLOCKED: _l("Account unlocked after failed sign-ins"),
        Act.USER_ENROLLED: _l("First password chosen by link"),
        Act.PROFILE_EDITED: _l("Preferences changed"),
        Act.PASSWORD_SET: _l("Password changed"),
        Act.FACTOR_SET: _l("Second factor set up"),
        Act.FACTOR_RESET: _l("Second factor reset"),
        Act.RECOVERY_CODES_CHANGED: _l("Recovery codes changed"),
        Act.CREDENTIALS_CHANGED: _l("Credentials changed"),
        Act.LINK_SENT: _l("One-time link issued"),
        Act.SESSIONS_ENDED: _l("Signed out elsewhere"),
        Act.GRANT_REQUESTED: _l("Role asked for"),
        Act.GRANT_GIVEN: _l("Role given"),
        Act.GRANT_REFUSED: _l("Role refused"),
        Act.GRANT_ENDED: _l("Role ended"),
        Act.STAND_IN_REQUESTED: _l("Deputy asked for"),
        Act.STAND_IN_GIVEN: _l("Deputy agreed"),
        Act.STAND_IN_REFUSED: _l("Deputy refused"),
        Act.STAND_IN_ENDED: _l("Deputyship ended"),
        Act.HAND_OVER_PLANNED: _l("Hand-over planned"),
        Act.HAND_OVER_DONE: _l("Hand-over done"),
        Act.HAND_OVER_CANCELLED: _l("Hand-over cancelled"),
        Act.UNIT_ADDED: _l("Unit added"),
        Act.UNIT_EDITED: _l("Unit edited"),
        Act.UNIT_SUCCEEDED: _l("Succession of units recorded"),
    }
)
