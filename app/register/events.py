"""What the register does, as the audit log names it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class RegisterAct(StrEnum):
    ORGANISATION_ADDED = "organisation:record:added"
    ORGANISATION_EDITED = "organisation:record:edited"
    ORGANISATION_CODE_ADDED = "organisation:code:added"
    ORGANISATION_CODE_REMOVED = "organisation:code:removed"
    ORGANISATION_MERGED = "organisation:record:merged"
    ORGANISATIONS_TOLD_APART = "organisation:pair:told_apart"
    ORGANISATIONS_SUSPECTED_AGAIN = "organisation:pair:suspected_again"
    SCREENING_RECORDED = "organisation:screening:recorded"
    SERVICE_ADDED = "service:record:added"
    SERVICE_EDITED = "service:record:edited"
    SUPPLY_ADDED = "supply:record:added"
    SUPPLY_EDITED = "supply:record:edited"
    SYSTEM_ADDED = "information_system:record:added"
    SYSTEM_EDITED = "information_system:record:edited"
    SYSTEM_HANDED_OVER = "information_system:record:handed_over"
    FUNCTION_ADDED = "business_function:record:added"
    FUNCTION_EDITED = "business_function:record:edited"
    CONTACT_ADDED = "contact:record:added"
    CONTACT_EDITED = "contact:record:edited"
    CONTACT_TESTED = "contact:test:recorded"
    ENGAGEMENT_ADDED = "engagement:record:added"
    ENGAGEMENT_EDITED = "engagement:record:edited"
    ENGAGEMENT_OUTSOURCING_JUDGED = "engagement:outsourcing:judged"
    ENGAGEMENT_PARTY_JUDGED = "engagement:party:judged"
    ENGAGEMENT_MEMO_WRITTEN = "engagement:memo:written"
    ENGAGEMENT_HANDED_OVER = "engagement:record:handed_over"
    ENGAGEMENT_CHECKED = "engagement:check:recorded"
    ENGAGEMENT_MOVED = "engagement:record:moved"
    TIER_COMPUTED = "engagement:tier:computed"
    TIER_OVERRIDE_REQUESTED = "engagement:tier_override:requested"
    TIER_OVERRIDE_GIVEN = "engagement:tier_override:given"
    TIER_OVERRIDE_REFUSED = "engagement:tier_override:refused"
    TIER_OVERRIDE_EXPIRED = "engagement:tier_override:expired"
    TIER_OVERRIDE_ENDED = "engagement:tier_override:ended"
    USE_RECORDED = "engagement:use:recorded"
    CONSENT_APPLIED = "engagement:consent:applied"
    CONSENT_EXAMINED = "engagement:consent:examined"
    CONSENT_GRANTED = "engagement:consent:granted"
    CONSENT_REFUSED = "engagement:consent:refused"
    CONSENT_WITHDRAWN = "engagement:consent:withdrawn"
    BULK_EDITED = "register:records:bulk_edited"
    IMPORTED = "register:records:imported"


@dataclass(frozen=True)
class Refiled:
    """An organisation, a service or an engagement goes by another name now, or belongs to another unit or provider."""

    record: Any


@dataclass(frozen=True)
class ConsentMoved:
    """再委託承諾 was given, or is not given any more. `is_granted`: None where the application was taken back and
    nothing was said to it; `reason`: of a withdrawal."""

    use: Any
    is_granted: bool | None
    reason: str = ""
