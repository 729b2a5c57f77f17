"""What waits for whom, and what happens to it when somebody leaves."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.core import audit
from app.core.dates import day_of
from app.core.errors import DomainError, NotFound
from app.identity import services as identity
from app.identity.events import HandedOver
from app.identity.models import GrantState, StandIn
from app.identity.permissions import IdentityPermission
from app.identity.roles import Role
from app.work import queries, services, waiting
from app.work.models import Approval, FindingState, TaskState
from app.work.permissions import WorkPermission as P
from tests.conftest import context_of
from tests.factories import identity as make_identity
from tests.factories import work as make


def waits_for(session, ctx):
    return set(session.scalars(queries.open_tasks(ctx)))


def test_a_task_waits_for_its_owner_only(session, ctx_of, people, at):
    task = make.task(at, owner_id=people[Role.OFFICER].id)
    assert waits_for(session, ctx_of(Role.OFFICER)) == {task}
    assert waits_for(session, ctx_of(Role.APPROVER)) == set()


def test_a_task_of_a_pool_waits_for_holders_of_the_right_in_the_unit(session, ctx_of, people, root, at):
    branch = make_identity.unit(at, "101", "支店", root)
    clerk = make_identity.user(at, "clerk@tsubame.example", "支店 担当")
    make_identity.grant(at, clerk, Role.OFFICER, branch)
    here = make.task(at, permission=P.FINDING_EDIT, unit_id=branch.id)
    above = make.task(at, permission=P.FINDING_EDIT, unit_id=root.id)
    anywhere = make.task(at, permission=P.FINDING_EDIT)
    other_right = make.task(at, permission=P.FINDING_VERIFY, unit_id=branch.id)
    ctx = context_of(clerk, at)
    assert waits_for(session, ctx) == {here, anywhere}
    assert waits_for(session, ctx_of(Role.RISK)) == {here, above, anywhere, other_right}
    with pytest.raises(NotFound):
        queries.get_task(ctx, above.id)


def test_the_maker_is_not_asked_to_check_themselves(session, ctx_of, people, root, at):
    make.task(at, permission=P.FINDING_VERIFY, unit_id=root.id, not_for_id=people[Role.RISK].id)
    assert waits_for(session, ctx_of(Role.RISK)) == set()
    assert len(waits_for(session, ctx_of(Role.COMPLIANCE))) == 1


def test_audit_compliance_and_risk_see_everybodys_tasks(session, ctx_of, people, at):
    task = make.task(at, owner_id=people[Role.OFFICER].id)
    for role in Role:
        query = queries.open_tasks(ctx_of(role), everybody=True)
        sees = task in session.scalars(query).all()
        assert sees == (role in (Role.OFFICER, Role.AUDITOR, Role.COMPLIANCE, Role.RISK)), role


@pytest.fixture
def away(session, people, at):
    """The officer is away today, and legal stands in."""
    made = StandIn(
        user_id=people[Role.OFFICER].id, deputy_id=people[Role.LEGAL].id, from_on=day_of(at), until_on=day_of(at),
        reason="休暇", state=GrantState.ACTIVE,
    )  # fmt: skip
    session.add(made)
    audit.record(make_identity.context(at), make_identity.Made.FOR_TEST, made)
    session.commit()
    return made


def test_what_waits_for_an_absent_person_waits_for_their_deputy(
    app, session, ctx_of, people, at, away, count_queries
):
    task = make.task(at, owner_id=people[Role.OFFICER].id)
    checked = make.task(at, owner_id=people[Role.OFFICER].id, not_for_id=people[Role.LEGAL].id)
    session.flush()
    ctx = ctx_of(Role.LEGAL)
    assert waits_for(session, ctx) == {task}
    assert waits_for(session, ctx_of(Role.OFFICER)) == {task, checked}
    assert waits_for(session, ctx_of(Role.SECRETARY)) == set()
    assert waiting.count(ctx) == 1
    count_queries.sent.clear()
    with app.test_request_context(), force_locale("ja"):
        [found] = waiting.list_for(ctx)
        assert len(count_queries) <= len(waiting._sources) + 1
        assert found.title.endswith(f"（{people[Role.OFFICER].name}さんの代行）")
        [own] = [w for w in waiting.list_for(ctx_of(Role.OFFICER)) if w.url.endswith(str(task.id))]
        assert "代行" not in own.title
    services.complete_task(ctx, queries.get_task(ctx, task.id))
    assert (task.state, task.done_by_id) == (TaskState.DONE, people[Role.LEGAL].id)


def test_the_deputys_list_of_tasks_says_for_whom(pages_as, people, at, session, away):
    make.task(at, owner_id=people[Role.OFFICER].id)
    session.commit()
    said = f"（{people[Role.OFFICER].name}さんの代行）"
    assert said in pages_as(Role.LEGAL).get("/work").select_one("main").text
    assert said not in pages_as(Role.OFFICER).get("/work").select_one("main").text


@pytest.mark.parametrize(
    "change", [{"state": GrantState.REQUESTED}, {"until_on": timedelta(-1)}, {"from_on": timedelta(1)}]
)
def test_a_stand_in_that_is_not_in_force_moves_nothing(change, session, ctx_of, people, at, away):
    make.task(at, owner_id=people[Role.OFFICER].id)
    for name, value in change.items():
        setattr(away, name, day_of(at) + value if isinstance(value, timedelta) else value)
    audit.record(make_identity.context(at), make_identity.Made.FOR_TEST, away)
    session.flush()
    assert waits_for(session, ctx_of(Role.LEGAL)) == set()


def test_a_deputy_deals_with_the_finding_and_does_not_verify_it(session, at, root, away):
    here, there = (make_identity.unit(at, code, f"支店{code}", root) for code in ("102", "103"))
    owner, deputy = (make_identity.user(at, f"{n}@tsubame.example", n) for n in ("owner", "deputy"))
    make_identity.grant(at, owner, Role.OFFICER, here)
    make_identity.grant(at, deputy, Role.OFFICER, here)
    away.user_id, away.deputy_id = owner.id, deputy.id
    finding = make.finding(at, there, owner_id=owner.id)
    audit.record(make_identity.context(at), make_identity.Made.FOR_TEST, away)
    session.commit()
    ctx = context_of(deputy, at)
    assert queries.get_finding(ctx, finding.id) is finding
    services.move_finding(ctx, finding, FindingState.IN_PROGRESS, note="")
    session.commit()
    services.move_finding(ctx, finding, FindingState.TO_BE_VERIFIED, note="点検した")
    make_identity.grant(at, deputy, Role.RISK, there)
    session.commit()
    ctx = context_of(deputy, at)
    with pytest.raises(DomainError):
        services.move_finding(ctx, finding, FindingState.CLOSED, note="確認した")


def test_ended_tasks_no_longer_wait(session, ctx_of, people, at):
    ctx = ctx_of(Role.OFFICER)
    done, cancelled = (make.task(at, owner_id=ctx.actor_id) for _ in range(2))
    services.complete_task(ctx, done)
    services.cancel_task(ctx, cancelled, reason="不要")
    session.commit()
    assert waits_for(session, ctx) == set()
    assert (done.state, done.done_by_id, done.done_at) == (TaskState.DONE, ctx.actor_id, ctx.at)
    with pytest.raises(DomainError, match="no longer open"):
        services.complete_task(ctx, cancelled)


def test_tasks_of_a_source_are_closed_together(session, ctx_of, people, root, at):
    ctx = ctx_of(Role.OFFICER)
    tasks = [make.task(at, source_type="unit", source_id=root.id, owner_id=ctx.actor_id) for _ in range(2)]
    make.task(at, source_type="user", source_id=root.id, owner_id=ctx.actor_id)
    assert services.close_tasks_of(ctx, "unit", root.id) == 2
    assert services.close_tasks_of(ctx, "unit", root.id) == 0
    assert {task.state for task in tasks} == {TaskState.DONE}
    assert len(waits_for(session, ctx)) == 1


def test_a_task_goes_to_another_person(session, ctx_of, people, at):
    ctx = ctx_of(Role.OFFICER)
    task = make.task(at, owner_id=ctx.actor_id, not_for_id=people[Role.RISK].id)
    services.reassign_task(ctx, task, owner_id=people[Role.LEGAL].id, reason="応援")
    session.commit()
    assert waits_for(session, ctx_of(Role.LEGAL)) == {task}
    for role in (Role.VENDOR, Role.RISK):
        with pytest.raises(DomainError) as refused:
            services.reassign_task(ctx, task, owner_id=people[role].id, reason="x")
        assert refused.value.field == "owner_id"


def test_a_task_waits_for_somebody(ctx_of, root):
    with pytest.raises(ValueError, match="waits for"):
        services.open_task(ctx_of(Role.OFFICER), source_type="unit", source_id=root.id, message="x")


def test_a_hand_over_moves_open_tasks_and_findings_and_counts_them(session, ctx_of, people, root, at):
    leaver, successor = people[Role.OFFICER], people[Role.APPROVER]
    tasks = [make.task(at, owner_id=leaver.id) for _ in range(2)]
    done = make.task(at, owner_id=leaver.id, state=TaskState.DONE)
    finding = make.finding(at, root, owner_id=leaver.id, state=FindingState.IN_PROGRESS)
    closed = make.finding(at, root, owner_id=leaver.id, state=FindingState.CLOSED)
    session.flush()
    hand_over = identity.plan_hand_over(
        ctx_of(Role.ADMINISTRATOR), leaver, to_user=successor, on=day_of(at), reason="異動"
    )
    session.commit()
    assert {task.owner_id for task in tasks} == {successor.id}
    assert (done.owner_id, closed.owner_id) == (leaver.id, leaver.id)
    assert finding.owner_id == successor.id
    [follow_up] = queries.open_tasks_of("finding", finding.id)
    assert follow_up.owner_id == successor.id
    assert hand_over.moved == {
        "task": 2, "finding": 1, "engagement": 0, "information_system": 0, "assurance_report": 0,
        "security_reference": 0,
    }  # fmt: skip


def test_a_finding_handed_over_is_not_verified_by_its_new_owner(session, ctx_of, people, root, at):
    finding = make.finding(at, root, owner_id=people[Role.OFFICER].id, state=FindingState.TO_BE_VERIFIED)
    happening = HandedOver(people[Role.OFFICER].id, people[Role.RISK].id)
    services.hand_over_work(ctx_of(Role.ADMINISTRATOR), happening)
    session.commit()
    [task] = queries.open_tasks_of("finding", finding.id)
    assert task.not_for_id == people[Role.RISK].id


def test_home_counts_an_approval_once_and_what_is_first_comes_first(app, session, ctx_of, people, root, at):
    ctx = ctx_of(Role.APPROVER)
    right = IdentityPermission.GRANT_APPROVE
    approval = make.approval(at, maker=people[Role.ADMINISTRATOR], permission=right, unit=root)
    make.task(
        at, source_type=Approval.__tablename__, source_id=approval.id, permission=right, unit_id=root.id
    )
    make.task(at, owner_id=ctx.actor_id, due_on=day_of(at) - timedelta(days=3))
    make.task(at, owner_id=ctx.actor_id)
    session.flush()
    assert waiting.count(ctx) == 3
    with app.test_request_context():
        found = waiting.list_for(ctx)
    assert found[0].due_on == day_of(at) - timedelta(days=3)
    assert found[-1].due_on is None
    assert found[1].url == f"/approvals/{approval.id}"


def test_every_approval_of_the_product_is_named(app):
    from app.core.words import known_acts
    from app.work import approvals

    assert approvals.known() <= known_acts()
    assert {"role", "unit", "user", "from_on", "until_on", "reason", "deputy"} <= approvals.known_arguments()


def test_each_stand_in_for_a_task_is_one_query(session, ctx_of, at, people, count_queries):
    make.task(at, owner_id=people[Role.OFFICER].id)
    session.flush()
    ctx = ctx_of(Role.OFFICER)
    count_queries.sent.clear()
    waiting.count(ctx)
    assert len(count_queries) <= len(waiting._sources)
    assert session.scalars(select(Approval)).all() == []
