"""One function per act of identity; `people`, `grants`, `units`, `moving`, `signing_in` hold them."""

from app.identity.services.grants import (
    activate_grant,
    activate_stand_in,
    end_grant,
    end_stand_in,
    refuse_grant,
    refuse_stand_in,
    request_grant,
    request_stand_in,
)
from app.identity.services.moving import cancel_hand_over, plan_hand_over, run_due_hand_overs
from app.identity.services.people import (
    change_language,
    deactivate_user,
    edit_profile,
    edit_user,
    enrol,
    find_invitation,
    invite_user,
    issue_link,
    reactivate_user,
    request_factor_reset,
    reset_factor,
)
from app.identity.services.signing_in import announce_privileged_sign_in, begin_session, expire_records
from app.identity.services.units import add_unit, edit_unit, succeed_unit

__all__ = [
    "activate_grant",
    "activate_stand_in",
    "add_unit",
    "announce_privileged_sign_in",
    "begin_session",
    "cancel_hand_over",
    "change_language",
    "deactivate_user",
    "edit_profile",
    "edit_unit",
    "edit_user",
    "end_grant",
    "end_stand_in",
    "enrol",
    "expire_records",
    "find_invitation",
    "invite_user",
    "issue_link",
    "plan_hand_over",
    "reactivate_user",
    "refuse_grant",
    "refuse_stand_in",
    "request_factor_reset",
    "request_grant",
    "request_stand_in",
    "reset_factor",
    "run_due_hand_overs",
    "succeed_unit",
]
