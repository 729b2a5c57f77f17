"""The ways of assessments and of what respondents are asked."""

from app.diligence.models.distinctions import AssessmentState, AssignmentState
from app.diligence.rules import states
from app.diligence.rules.states import (
    ASSESSMENT_MOVES,
    ASSIGNMENT_MOVES,
    all_answered,
    may_move,
    may_move_assignment,
)

A, R = AssessmentState, AssignmentState


def reached(moves, start):
    """Every state that some way leads to."""
    found, ahead = set(), {start}
    while ahead:
        found |= ahead
        ahead = set().union(*(moves[state] for state in ahead)) - found
    return found


def test_every_state_has_its_ways_and_can_be_reached():
    assert set(ASSESSMENT_MOVES) == reached(ASSESSMENT_MOVES, A.PREPARED) == set(A)
    assert set(ASSIGNMENT_MOVES) == reached(ASSIGNMENT_MOVES, R.PREPARED) == set(R)


def test_nothing_is_concluded_that_nobody_confirmed():
    assert {state for state in A if may_move(state, A.CONCLUDED)} == {A.CONFIRMING}
    assert not may_move(A.CONCLUDED, A.WITHDRAWN)
    assert may_move(A.CONCLUDED, A.REVIEWING)


def test_what_was_withdrawn_or_closed_stays_so():
    assert not ASSESSMENT_MOVES[A.WITHDRAWN]
    assert not ASSIGNMENT_MOVES[R.CLOSED]


def test_an_answer_is_taken_only_from_who_is_asked_now():
    assert {R.SENT, R.ANSWERING, R.RETURNED} == states.OPEN
    assert all(may_move_assignment(state, R.SUBMITTED) for state in states.OPEN)
    assert not may_move_assignment(R.PREPARED, R.SUBMITTED)
    assert not may_move_assignment(R.SUBMITTED, R.ANSWERING)


def test_the_review_begins_when_everybody_has_submitted_or_was_released():
    assert all_answered([R.SUBMITTED, R.CLOSED])
    assert not all_answered([R.SUBMITTED, R.RETURNED])
    assert not all_answered([])
