"""利用内容 and 再委託承諾: each step, who may do it, what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.asat import Moment
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.identity.roles import Role
from app.register.models import (
    Access,
    ConsentKind,
    ConsentState,
    EngagementSupply,
    Organisation,
    Service,
    Stage,
)
from app.register.queries import consents as queries
from app.register.queries.chain import chain_of
from app.register.rules.consents import Application, Decision, Standing, UseFacts, standing_of
from app.register.services import consents as services
from app.register.services.reminding import RAN_OUT, RUNS_OUT, close_after_silence, remind_of_consents
from app.work import services as work
from app.work.models import Task, TaskState
from app.work.queries import approvals_of
from app.work.services import Ringi
from tests.conftest import context_of
from tests.factories import chain as make
from tests.factories import identity
from tests.there import there


@pytest.fixture
def today(at):
    return day_of(at)


@pytest.fixture
def officer(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def approver(ctx_of):
    return ctx_of(Role.APPROVER)


@pytest.fixture
def edge(at):
    top, low = make.service(at, "株式会社元請"), make.service(at, "株式会社再委託先")
    return make.supply(at, top, low)


@pytest.fixture
def engagement(at, root, edge):
    return make.engagement(at, root, db.session.get_one(Service, edge.service_id))


def application(today, **given):
    return Application(
        **{"consent_kind": ConsentKind.PRIOR, "applied_on": today, "applied_by": "元請", **given}
    )


def applied(officer, engagement, edge, today, **given):
    use = services.apply_for_consent(officer, engagement, edge.id, application(today, **given))
    db.session.commit()
    return use


def examined(ctx, engagement, use, today, **given):
    services.examine(
        ctx, engagement, use, examined_on=today, examination="問題なし", version=use.version, **given
    )
    db.session.commit()
    return use


def tasks_of(use, state=TaskState.OPEN):
    query = select(Task).where(Task.source_id == use.id, Task.state == state)
    return list(db.session.scalars(query.order_by(Task.id)))


def acts_of(use):
    query = select(AuditEvent.event).where(AuditEvent.subject_id == use.id).order_by(AuditEvent.number)
    return [event.split(":", 1)[1] for event in db.session.scalars(query)]


def test_the_whole_way_each_step_an_act_and_a_task(officer, approver, engagement, edge, today):
    use = applied(officer, engagement, edge, today)
    assert [task.permission for task in tasks_of(use)] == ["register:consent:examine"]
    examined(officer, engagement, use, today)
    (task,) = tasks_of(use)
    assert (task.permission, task.not_for_id) == ("register:consent:decide", officer.actor_id)
    until = today + timedelta(days=365)
    decision = Decision(decided_on=today, conditions="国内に限る", expires_on=until)
    services.grant(approver, engagement, use, decision, version=use.version)
    db.session.commit()
    assert (use.state, use.conditions, use.expires_on) == (ConsentState.GRANTED, "国内に限る", until)
    assert use.decided_by_id == approver.actor_id
    assert use.examined_by_id == officer.actor_id
    assert not tasks_of(use)
    assert acts_of(use) == ["consent:applied", "consent:examined", "consent:granted"]


def test_who_recorded_the_application_does_not_decide_it(approver, ctx_of, engagement, edge, today):
    use = applied(approver, engagement, edge, today)
    examined(ctx_of(Role.OFFICER), engagement, use, today)
    for decide in (services.grant, services.refuse):
        with pytest.raises(DomainError, match="somebody else"):
            decide(approver, engagement, use, Decision(decided_on=today), version=use.version)
        db.session.rollback()
    other = ctx_of(Role.VENDOR_MANAGER)
    services.refuse(
        other, engagement, use, Decision(decided_on=today, conditions="体制不足"), version=use.version
    )
    assert use.state == ConsentState.REFUSED


def test_steps_out_of_order_are_refused(officer, approver, engagement, edge, today):
    use = applied(officer, engagement, edge, today)
    with pytest.raises(DomainError, match="not examined yet"):
        services.grant(approver, engagement, use, Decision(decided_on=today), version=use.version)
    with pytest.raises(DomainError, match="dealt with already"):
        services.apply_for_consent(officer, engagement, edge.id, application(today), version=use.version)


def test_a_step_against_an_older_version_is_refused(officer, engagement, edge, today):
    use = applied(officer, engagement, edge, today)
    with pytest.raises(StaleVersion):
        services.examine(
            officer, engagement, use, examined_on=today, examination="可", version=use.version - 1
        )


def test_rights_are_asked_for_in_the_unit_of_the_engagement(at, root, people, engagement, edge, today):

    branch = identity.unit(at, "777", "別部", root)
    clerk = identity.user(at, "clerk@tsubame.example", "別部の担当")
    identity.grant(at, clerk, Role.OFFICER, branch)
    db.session.commit()
    stranger = context_of(clerk, at)
    with pytest.raises(NotAllowed):
        services.apply_for_consent(stranger, engagement, edge.id, application(today))
    with pytest.raises(NotAllowed):
        services.record_use(stranger, engagement, edge.id, UseFacts())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"consent_kind": ConsentKind.NOTICE}, "objection_until_on"),
        ({"consent_kind": ConsentKind.EXEMPT}, "exempt_reason"),
        ({"exempt_reason": "同一法人"}, "exempt_reason"),
    ],
)
def test_each_kind_asks_for_its_own_facts(officer, engagement, edge, today, given, field):
    with pytest.raises(DomainError) as refused:
        services.apply_for_consent(officer, engagement, edge.id, application(today, **given))
    assert refused.value.field == field


def test_a_decision_may_rest_on_a_ringi_of_the_engagement_and_on_no_other(
    officer, approver, engagement, edge, today, root, at
):
    other = make.engagement(at, root, db.session.get_one(Service, edge.base_service_id))
    ringi = Ringi(
        number="2026-1", title="再委託の承諾", decider="役員", decider_title="常務", decided_on=today
    )
    papers = [
        work.record_ringi(approver, ringi, subject_type="engagement", subject_id=one.id, unit_id=root.id)
        for one in (engagement, other)
    ]
    use = examined(officer, engagement, applied(officer, engagement, edge, today), today)
    foreign = Decision(decided_on=today, approval_id=papers[1].id)
    with pytest.raises(DomainError, match="approval of this engagement"):
        services.grant(approver, engagement, use, foreign, version=use.version)
    own = Decision(decided_on=today, approval_id=papers[0].id)
    services.grant(approver, engagement, use, own, version=use.version)
    assert use.approval_id == papers[0].id


@pytest.mark.parametrize("is_agreed", [True, False])
def test_a_decision_asked_for_as_an_approval(officer, approver, engagement, edge, today, is_agreed):
    use = examined(officer, engagement, applied(officer, engagement, edge, today), today)
    until = today + timedelta(days=100)
    services.ask_for_decision(
        officer, engagement, use, conditions="国内に限る", expires_on=until, version=use.version
    )
    db.session.commit()
    with pytest.raises(DomainError, match="asked for already"):
        services.grant(approver, engagement, use, Decision(decided_on=today), version=use.version)
    approval = approvals_of("engagement_supply", use.id)[0]
    if is_agreed:
        work.approve(approver, approval, version=approval.version, digest=approval.argument_digest, note="")
    else:
        work.refuse(approver, approval, version=approval.version, note="体制が不足")
    db.session.commit()
    assert use.state == (ConsentState.GRANTED if is_agreed else ConsentState.REFUSED)
    assert use.approval_id == approval.id
    assert (use.conditions, use.expires_on) == (("国内に限る", until) if is_agreed else ("", None))


def test_taking_back_and_withdrawing(officer, approver, engagement, edge, today):
    use = applied(officer, engagement, edge, today)
    services.withdraw(officer, engagement, use, reason="取りやめ", version=use.version)
    assert (use.state, use.consent_kind, use.applied_on) == (ConsentState.NOT_APPLIED, None, None)
    assert not tasks_of(use)
    db.session.commit()
    services.apply_for_consent(officer, engagement, edge.id, application(today), version=use.version)
    db.session.commit()
    examined(officer, engagement, use, today)
    services.grant(approver, engagement, use, Decision(decided_on=today), version=use.version)
    db.session.commit()
    with pytest.raises(NotAllowed):
        services.withdraw(officer, engagement, use, reason="事故", version=use.version)
    services.withdraw(approver, engagement, use, reason="事故", version=use.version)
    assert use.state == ConsentState.WITHDRAWN


def test_applying_again_keeps_what_still_holds_and_forgets_what_was_refused(
    at, officer, approver, ctx_of, engagement, edge, today
):
    ends = today + timedelta(days=20)
    use = make.granted(at, engagement, edge, expires_on=ends, conditions="国内")
    services.apply_for_consent(officer, engagement, edge.id, application(today), version=use.version)
    db.session.commit()

    def standing():
        chain = there(chain_of(officer, engagement, Moment(None, today)))
        return standing_of(chain, chain.links[0])

    assert standing() == Standing.GIVEN_SOON_OVER
    examined(officer, engagement, use, today)
    services.refuse(approver, engagement, use, Decision(decided_on=today), version=use.version)
    db.session.commit()
    assert standing() == Standing.REFUSED
    services.apply_for_consent(officer, engagement, edge.id, application(today), version=use.version)
    db.session.commit()
    assert use.decided_on is None
    assert standing() == Standing.WAITING


def test_one_blanket_application_for_all_edges_of_one_vendor(
    at, root, officer, approver, engagement, edge, today
):
    top = db.session.get_one(Service, edge.service_id)
    low = db.session.get_one(Service, edge.base_service_id)
    own = make.service(at, db.session.get_one(Organisation, top.organisation_id), "自社の別サービス")
    second = make.supply(at, top, make.service(at, "株式会社第二"))
    make.supply(at, top, own)
    make.supply(at, low, make.service(at, "株式会社再々委託先"))
    chain = there(chain_of(officer, engagement, Moment(None, today)))
    kind = application(today, consent_kind=ConsentKind.BLANKET)
    uses = services.apply_blanket(officer, engagement, chain, top.organisation_id, kind)
    db.session.commit()
    assert {use.supply_id for use in uses} == {edge.id, second.id}
    assert sum(len(tasks_of(use)) for use in uses) == 1
    first = uses[0]
    assert len(queries.together_with(first)) == 1
    examined(officer, engagement, first, today, with_others=True)
    services.grant(
        approver, engagement, first, Decision(decided_on=today), version=first.version, with_others=True
    )
    db.session.commit()
    assert {use.state for use in uses} == {ConsentState.GRANTED}
    assert not any(tasks_of(use) for use in uses)


def test_a_use_is_recorded_in_one_spelling(officer, engagement, edge):
    facts = UseFacts(countries=["us", "JP", "JP"], data_classes=["personal", "internal"], access=Access.VIEW)
    use = services.record_use(officer, engagement, edge.id, facts)
    db.session.commit()
    assert (use.countries, use.data_classes) == (["JP", "US"], ["internal", "personal"])
    assert use.unit_id == engagement.unit_id
    with pytest.raises(DomainError):
        services.record_use(officer, engagement, edge.id, UseFacts(countries=["XX"]), version=use.version)


# --- reminding -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "message"), [(61, ""), (60, RUNS_OUT), (30, RUNS_OUT), (0, RUNS_OUT), (-1, RAN_OUT)]
)
def test_consents_that_run_out_come_back_to_the_owner(at, root, people, edge, today, days, message):
    top = db.session.get_one(Service, edge.service_id)
    owner = people[Role.OFFICER]
    engagement = make.engagement(at, root, top, owner_id=owner.id)
    use = make.granted(at, engagement, edge, expires_on=today + timedelta(days=days))
    given = remind_of_consents(identity.context(at))
    assert given == (1 if message else 0)
    assert [(task.message, task.owner_id) for task in tasks_of(use)] == (
        [(message, owner.id)] if message else []
    )
    assert remind_of_consents(identity.context(at)) == 0


def test_a_reminder_is_given_once_for_each_stage(at, root, edge, engagement, today):
    use = make.granted(at, engagement, edge, expires_on=today + timedelta(days=45))
    for later, expected in ((0, 1), (1, 0), (15, 1), (20, 0), (46, 1), (60, 0)):
        ctx = identity.context(at + timedelta(days=later))
        assert remind_of_consents(ctx) == expected, later
    assert len(tasks_of(use)) == 1
    assert tasks_of(use)[0].permission == "register:consent:apply"


def test_nobody_is_reminded_of_what_is_not_used_or_over(at, root, edge, today):
    top = db.session.get_one(Service, edge.service_id)
    soon = today + timedelta(days=5)
    unused = make.engagement(at, root, top)
    make.granted(at, unused, edge, expires_on=soon, is_unused=True)
    over = make.engagement(at, root, top, stage=Stage.ENDED)
    make.granted(at, over, edge, expires_on=soon)
    assert remind_of_consents(identity.context(at)) == 0


def test_a_consent_for_one_engagement_covers_no_other(at, root, officer, edge, today):
    top = db.session.get_one(Service, edge.service_id)
    first, second = make.engagement(at, root, top), make.engagement(at, root, top)
    make.granted(at, first, edge)
    moment = Moment(None, today)
    stands = [
        standing_of(chain, chain.links[0])
        for chain in (there(chain_of(officer, e, moment)) for e in (first, second))
    ]
    assert stands == [Standing.GIVEN, Standing.MISSING]
    assert db.session.query(EngagementSupply).count() == 1


def test_after_silence_nothing_is_left_to_examine(officer, engagement, edge, today, at):
    kind, until = ConsentKind.NOTICE, today + timedelta(days=10)
    use = applied(officer, engagement, edge, today, consent_kind=kind, objection_until_on=until)
    prior_edge = make.supply(at, db.session.get_one(Service, edge.service_id), make.service(at, "株式会社別"))
    other = applied(officer, engagement, prior_edge, today)
    assert close_after_silence(identity.context(at + timedelta(days=10))) == 0
    assert len(tasks_of(use)) == 1
    later = identity.context(at + timedelta(days=11))
    assert close_after_silence(later) == 1
    db.session.commit()
    assert tasks_of(use) == []
    assert len(tasks_of(other)) == 1
    assert close_after_silence(later) == 0
