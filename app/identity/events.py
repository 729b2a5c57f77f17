"""What identity does, as the audit log names it, and what it tells the packages above."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class IdentityAct(StrEnum):
    USER_INVITED = "user:account:invited"
    USER_EDITED = "user:account:edited"
    USER_DEACTIVATED = "user:account:deactivated"
    USER_REACTIVATED = "user:account:reactivated"
    USER_UNLOCKED = "user:account:unlocked"
    USER_ENROLLED = "user:account:enrolled"
    PROFILE_EDITED = "user:profile:edited"
    PASSWORD_SET = "user:password:set"  # noqa: S105 - the name of an act
    FACTOR_SET = "user:factor:set"
    FACTOR_RESET = "user:factor:reset"
    RECOVERY_CODES_CHANGED = "user:recovery_codes:changed"
    CREDENTIALS_CHANGED = "user:credentials:changed"
    LINK_SENT = "user:link:sent"
    SESSIONS_ENDED = "user:sessions:ended"
    GRANT_REQUESTED = "grant:role:requested"
    GRANT_GIVEN = "grant:role:given"
    GRANT_REFUSED = "grant:role:refused"
    GRANT_ENDED = "grant:role:ended"
    STAND_IN_REQUESTED = "stand_in:deputy:requested"
    STAND_IN_GIVEN = "stand_in:deputy:given"
    STAND_IN_REFUSED = "stand_in:deputy:refused"
    STAND_IN_ENDED = "stand_in:deputy:ended"
    HAND_OVER_PLANNED = "hand_over:work:planned"
    HAND_OVER_DONE = "hand_over:work:done"
    HAND_OVER_CANCELLED = "hand_over:work:cancelled"
    UNIT_ADDED = "unit:record:added"
    UNIT_EDITED = "unit:record:edited"
    UNIT_SUCCEEDED = "unit:record:succeeded"


@dataclass
class HandedOver:
    """Everybody who keeps owners moves them and writes down how many: name of the thing → count."""

    from_user_id: UUID
    to_user_id: UUID
    moved: dict[str, int] = field(default_factory=dict)
