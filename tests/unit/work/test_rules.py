"""Who may decide, which way a finding goes, what is late."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from app.work import rules
from app.work.events import WorkAct as Act
from app.work.models import ApprovalOrigin, ApprovalState, FindingState, Severity

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MAKER, APPROVER, PERSON = UUID(int=1), UUID(int=2), UUID(int=3)


def obstacle(**changes):
    facts = {
        "actor_id": APPROVER, "maker_id": MAKER, "concerned": frozenset({PERSON}), "state": ApprovalState.REQUESTED,
        "expires_at": NOW + timedelta(days=1), "at": NOW,
    }  # fmt: skip
    return rules.why_not_decide(**{**facts, **changes})


def test_another_person_may_decide_an_open_request_in_time():
    assert obstacle() is None
    assert obstacle(expires_at=None) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"actor_id": None}, rules.NO_PERSON),
        ({"actor_id": MAKER}, rules.OWN_REQUEST),
        ({"actor_id": PERSON}, rules.CONCERNS_YOU),
        ({"expires_at": NOW}, rules.EXPIRED),
        *(({"state": state}, rules.NOT_OPEN) for state in ApprovalState if state != ApprovalState.REQUESTED),
    ],
)
def test_it_is_said_why_a_request_cannot_be_decided(changes, message):
    assert obstacle(**changes) == message


def test_a_system_request_may_be_decided_by_anybody_with_the_right():
    assert obstacle(maker_id=None) is None


def test_a_request_ends_in_four_ways_and_an_ended_one_stays_ended():
    ends = set(ApprovalState) - {ApprovalState.REQUESTED}
    for target in ends:
        assert rules.may_move_approval(ApprovalOrigin.HERE, ApprovalState.REQUESTED, target)
        for state in ends:
            assert not rules.may_move_approval(ApprovalOrigin.HERE, state, target)


def test_of_a_recorded_decision_only_the_record_can_be_taken_back():
    reached = {
        (state, target)
        for state in ApprovalState
        for target in ApprovalState
        if rules.may_move_approval(ApprovalOrigin.RECORDED, state, target)
    }
    assert reached == {(ApprovalState.APPROVED, ApprovalState.WITHDRAWN)}


def test_the_digest_knows_facts_and_not_their_order():
    facts = {"a": 1, "b": {"c": "か", "d": None}}
    turned = {"b": {"d": None, "c": "か"}, "a": 1}
    assert rules.argument_digest(facts) == rules.argument_digest(turned)
    assert rules.argument_digest(facts) != rules.argument_digest({**facts, "a": "1"})


def move(state, target, *, actor=APPROVER, owner=MAKER, reporter=None):
    return rules.why_not_move(
        state=state, target=target, actor_id=actor, owner_id=owner, reporter_id=reporter
    )


def test_a_finding_goes_its_way_step_by_step():
    way = [FindingState.OPEN, FindingState.IN_PROGRESS, FindingState.TO_BE_VERIFIED, FindingState.CLOSED]
    for state, target in pairwise(way):
        assert move(state, target) is None
    assert move(FindingState.TO_BE_VERIFIED, FindingState.IN_PROGRESS) is None
    assert move(FindingState.OPEN, FindingState.CLOSED) == rules.NO_WAY
    assert move(FindingState.IN_PROGRESS, FindingState.CLOSED) == rules.NO_WAY


@pytest.mark.parametrize("state", sorted(rules.ENDED))
def test_an_ended_finding_goes_nowhere(state):
    assert all(move(state, target) == rules.NO_WAY for target in FindingState)


def test_whatever_is_open_can_be_withdrawn():
    assert all(move(state, FindingState.WITHDRAWN) is None for state in rules.UNDER_WAY)


@pytest.mark.parametrize("target", sorted(rules.NEEDS_VERIFIER))
def test_nobody_verifies_what_they_answer_for_or_reported(target):
    state = FindingState.TO_BE_VERIFIED
    assert move(state, target, actor=MAKER, owner=MAKER) == rules.OWN_FINDING
    assert move(state, target, actor=PERSON, reporter=PERSON) == rules.OWN_FINDING
    assert move(state, target, actor=None) == rules.OWN_FINDING
    assert move(state, target, actor=APPROVER, reporter=PERSON) is None


def test_work_on_a_finding_begins_when_somebody_answers_for_it():
    assert move(FindingState.OPEN, FindingState.IN_PROGRESS, owner=None) == rules.NO_OWNER


def test_each_step_is_an_act_of_its_own_name():
    acts = [act for targets in rules.FINDING_MOVES.values() for act in targets.values()]
    assert {Act.FINDING_CLOSED, Act.FINDING_SENT_BACK, Act.FINDING_REPORTED} <= set(acts)
    assert set(rules.FINDING_MOVES) == set(FindingState)


def test_the_gravest_comes_first():
    ranked = sorted(Severity, key=rules.severity_rank)
    assert ranked == [Severity.HIGH, Severity.MEDIUM, Severity.LOW]


def test_a_finding_is_late_from_the_day_after_it_was_due_until_it_is_closed():
    today = date(2026, 11, 20)
    assert rules.is_overdue(date(2026, 11, 19), FindingState.OPEN, today)
    assert not rules.is_overdue(today, FindingState.OPEN, today)
    assert not rules.is_overdue(None, FindingState.OPEN, today)
    assert not rules.is_overdue(date(2026, 11, 19), FindingState.CLOSED, today)
