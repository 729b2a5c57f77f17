"""What the register does, as the audit log names it."""

from enum import StrEnum


class RegisterAct(StrEnum):
    ORGANISATION_ADDED = "organisation:record:added"
    ORGANISATION_EDITED = "organisation:record:edited"
    ORGANISATION_CODE_ADDED = "organisation:code:added"
    ORGANISATION_CODE_REMOVED = "organisation:code:removed"
