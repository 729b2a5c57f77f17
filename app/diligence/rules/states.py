"""The ways of an assessment and of what one respondent is asked: pages, services and tests read these tables."""

from collections.abc import Collection, Mapping

from app.diligence.models.distinctions import AssessmentState, AssignmentState

A, R = AssessmentState, AssignmentState

ASSESSMENT_MOVES: Mapping[AssessmentState, frozenset[AssessmentState]] = {
    A.PREPARED: frozenset({A.ANSWERING, A.WITHDRAWN}),
    A.ANSWERING: frozenset({A.REVIEWING, A.WITHDRAWN}),
    # 差戻し asks a respondent again.
    A.REVIEWING: frozenset({A.ANSWERING, A.CONFIRMING, A.WITHDRAWN}),
    A.CONFIRMING: frozenset({A.REVIEWING, A.CONCLUDED}),
    A.CONCLUDED: frozenset({A.REVIEWING}),
    A.WITHDRAWN: frozenset(),
}
ASSIGNMENT_MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    R.PREPARED: frozenset({R.SENT, R.CLOSED}),
    R.SENT: frozenset({R.ANSWERING, R.OWN_APPROVAL, R.SUBMITTED, R.CLOSED}),
    R.ANSWERING: frozenset({R.OWN_APPROVAL, R.SUBMITTED, R.CLOSED}),
    # Sent back or taken back, to where it came from.
    R.OWN_APPROVAL: frozenset({R.ANSWERING, R.RETURNED, R.SUBMITTED, R.CLOSED}),
    R.SUBMITTED: frozenset({R.RETURNED, R.CLOSED}),
    R.RETURNED: frozenset({R.OWN_APPROVAL, R.SUBMITTED, R.CLOSED}),
    R.CLOSED: frozenset(),
}
# Answers are taken in these only.
OPEN = frozenset({R.SENT, R.ANSWERING, R.RETURNED})
# Nobody waits for the respondent any more.
DONE = frozenset({R.SUBMITTED, R.CLOSED})
# Reviewers and the conclusion are still ahead.
UNDER_WAY = frozenset({A.PREPARED, A.ANSWERING, A.REVIEWING, A.CONFIRMING})


def may_move(state: AssessmentState, target: AssessmentState) -> bool:
    return target in ASSESSMENT_MOVES[state]


def may_move_assignment(state: AssignmentState, target: AssignmentState) -> bool:
    return target in ASSIGNMENT_MOVES[state]


def before_approval(was_submitted: bool) -> AssignmentState:
    """What a request goes back to when the respondent's own side does not approve: one that was submitted before
    stays a returned one."""
    return R.RETURNED if was_submitted else R.ANSWERING


def all_answered(states: Collection[AssignmentState]) -> bool:
    """Everybody has submitted or was released; the review of the whole can begin."""
    return bool(states) and all(state in DONE for state in states)
