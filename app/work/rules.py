"""Pure rules of work: who may decide, which way a finding goes, what is late."""

import hashlib
import json
from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.words import N_
from app.work.events import WorkAct as Act
from app.work.models import ApprovalOrigin, ApprovalState, FindingState, Severity

# --- approvals -----------------------------------------------------------------------------

APPROVAL_MOVES: dict[ApprovalOrigin, dict[ApprovalState, frozenset[ApprovalState]]] = {
    ApprovalOrigin.HERE: {
        ApprovalState.REQUESTED: frozenset(
            {ApprovalState.APPROVED, ApprovalState.REFUSED, ApprovalState.WITHDRAWN, ApprovalState.EXPIRED}
        )
    },
    # A mistyped record is taken back by who made it, and recorded again.
    ApprovalOrigin.RECORDED: {ApprovalState.APPROVED: frozenset({ApprovalState.WITHDRAWN})},
}

NO_PERSON = N_("Only a person can decide this.")
NOT_OPEN = N_("This was already decided, withdrawn or has expired. Open it again to see how it ended.")
EXPIRED = N_("The time to decide this is over. Ask the person who made the request to make it again.")
OWN_REQUEST = N_("You made this request, so somebody else must decide it.")
CONCERNS_YOU = N_("This request is about your own rights, so somebody else must decide it.")
NOT_YOURS = N_("Only the person who made this can withdraw it.")
CHANGED = N_("What would be done is no longer what was asked for. Refuse it, and ask for a new request.")


def may_move_approval(origin: ApprovalOrigin, state: ApprovalState, target: ApprovalState) -> bool:
    return target in APPROVAL_MOVES[origin].get(state, frozenset())


def is_expired(expires_at: datetime | None, at: datetime) -> bool:
    return expires_at is not None and at >= expires_at


def why_not_decide(
    *,
    actor_id: UUID | None,
    maker_id: UUID | None,
    concerned: Set[UUID],
    state: ApprovalState,
    expires_at: datetime | None,
    at: datetime,
) -> str | None:
    """The obstacle as a msgid, or None. That the actor holds the permission is asked elsewhere.

    People are compared, not rights: a deputy who holds an approver's rights still made what they made.
    """
    if actor_id is None:
        return NO_PERSON
    if state != ApprovalState.REQUESTED:
        return NOT_OPEN
    if is_expired(expires_at, at):
        return EXPIRED
    if actor_id == maker_id:
        return OWN_REQUEST
    return CONCERNS_YOU if actor_id in concerned else None


def argument_digest(facts: Mapping[str, Any]) -> str:
    """The same facts, the same digest, whatever the order they are kept in."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# --- findings ------------------------------------------------------------------------------

FINDING_MOVES: dict[FindingState, dict[FindingState, Act]] = {
    FindingState.OPEN: {
        FindingState.IN_PROGRESS: Act.FINDING_STARTED,
        FindingState.WITHDRAWN: Act.FINDING_WITHDRAWN,
    },
    FindingState.IN_PROGRESS: {
        FindingState.TO_BE_VERIFIED: Act.FINDING_REPORTED,
        FindingState.WITHDRAWN: Act.FINDING_WITHDRAWN,
    },
    FindingState.TO_BE_VERIFIED: {
        FindingState.CLOSED: Act.FINDING_CLOSED,
        FindingState.IN_PROGRESS: Act.FINDING_SENT_BACK,
        FindingState.WITHDRAWN: Act.FINDING_WITHDRAWN,
    },
    FindingState.CLOSED: {},
    FindingState.WITHDRAWN: {},
}

ENDED = frozenset({FindingState.CLOSED, FindingState.WITHDRAWN})
# Both take a finding off the list, so both need somebody who does not answer for it.
NEEDS_VERIFIER = ENDED
UNDER_WAY = tuple(state for state in FindingState if state not in ENDED)

OWN_FINDING = N_("You answer for this finding or reported it as dealt with, so somebody else must verify it.")
NO_OWNER = N_("Name the person who deals with it first.")
NO_WAY = N_("A finding in this state cannot go there. Open it again to see what is possible now.")


def finding_act(state: FindingState, target: FindingState) -> Act | None:
    return FINDING_MOVES[state].get(target)


def why_not_move(
    *,
    state: FindingState,
    target: FindingState,
    actor_id: UUID | None,
    owner_id: UUID | None,
    reporter_id: UUID | None,
) -> str | None:
    """The obstacle as a msgid, or None. `reporter_id` is who last said that it is dealt with."""
    if finding_act(state, target) is None:
        return NO_WAY
    if target in NEEDS_VERIFIER and (actor_id is None or actor_id in (owner_id, reporter_id)):
        return OWN_FINDING
    if target in (FindingState.IN_PROGRESS, FindingState.TO_BE_VERIFIED) and owner_id is None:
        return NO_OWNER
    return None


GRAVEST_FIRST = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def severity_rank(severity: Severity) -> int:
    """0 is the gravest."""
    return GRAVEST_FIRST.index(severity)


def is_overdue(due_on: date | None, state: FindingState, today: date) -> bool:
    return due_on is not None and due_on < today and state not in ENDED
