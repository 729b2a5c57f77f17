"""Decisions of the bank's own 電子稟議."""

from datetime import timedelta

import pytest

from app.core.dates import day_of
from app.core.errors import DomainError, NotAllowed, NotFound
from app.identity.roles import Role
from app.work import queries, services
from app.work.models import ApprovalOrigin, ApprovalState
from app.work.services import Ringi


def ringi(at, **changes):
    facts = {
        "number": "稟議2026-0123", "title": "クラウド利用の件", "decider": "山田 一郎", "decider_title": "常務取締役",
        "decided_on": day_of(at), "drafted_on": day_of(at) - timedelta(days=10), "conditions": "年1回の点検",
    }  # fmt: skip
    return Ringi(**{**facts, **changes})


def record(ctx, root, paper):
    return services.record_ringi(ctx, paper, subject_type="unit", subject_id=root.id, unit_id=root.id)


def test_what_stands_on_the_paper_is_kept(session, ctx_of, root, at):
    approval = record(ctx_of(Role.OFFICER), root, ringi(at))
    session.commit()
    assert (approval.origin, approval.state) == (ApprovalOrigin.RECORDED, ApprovalState.APPROVED)
    assert (approval.decider, approval.approver_title) == ("山田 一郎", "常務取締役")
    assert (approval.ringi_number, approval.conditions) == ("稟議2026-0123", "年1回の点検")
    assert queries.approvals_of("unit", root.id) == [approval]


def test_days_that_cannot_be_are_refused(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    for paper in (
        ringi(at, decided_on=day_of(at) + timedelta(days=2)),
        ringi(at, decided_on=day_of(at) - timedelta(days=11)),
    ):
        with pytest.raises(DomainError) as refused:
            record(ctx, root, paper)
        assert refused.value.field == "decided_on"


def test_one_number_is_recorded_once_for_a_record_however_it_is_typed(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    first = record(ctx, root, ringi(at))
    with pytest.raises(DomainError) as refused:
        record(ctx, root, ringi(at, number="稟議２０２６－０１２３"))
    assert refused.value.field == "ringi_number"
    services.withdraw(ctx, first, version=first.version, reason="日付の誤り")
    assert record(ctx, root, ringi(at)).state == ApprovalState.APPROVED


def test_it_is_tied_only_to_a_record_that_its_recorder_can_see(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    with pytest.raises(NotFound):
        services.record_ringi(ctx, ringi(at), subject_type="user", subject_id=root.id, unit_id=root.id)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.VENDOR):
        with pytest.raises(NotAllowed):
            record(ctx_of(role), root, ringi(at))


def test_a_recorded_decision_is_not_decided_again_here(session, ctx_of, root, at):
    approval = record(ctx_of(Role.OFFICER), root, ringi(at))
    session.flush()
    with pytest.raises(DomainError, match="already decided"):
        services.refuse(ctx_of(Role.APPROVER), approval, version=approval.version, note="x")
