"""Asked for by one person, decided by another, carried out in the same transaction."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from app.core import audit, events
from app.core.context import system_context
from app.core.dates import day_of
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.notices import Notice
from app.core.outbox import Mail
from app.core.two_person import ApprovalNeeded
from app.identity import services as identity
from app.identity.models import Grant, GrantState, StandIn, WebSession
from app.identity.permissions import IdentityPermission
from app.identity.roles import Role
from app.work import queries, rules, services
from app.work.events import ApprovalDecided
from app.work.models import Approval, ApprovalState, Task, TaskState
from tests.factories import identity as make_identity
from tests.factories import work as make

GRANT_APPROVE = IdentityPermission.GRANT_APPROVE


def pending(at, people, root, **facts):
    facts = {"maker": people[Role.ADMINISTRATOR], "permission": GRANT_APPROVE, "unit": root, **facts}
    return make.approval(at, **facts)


def give(ctx, approval, **changes):
    facts = {"version": approval.version, "digest": approval.argument_digest, "note": "", **changes}
    services.approve(ctx, approval, **facts)


def ask_for_role(ctx, person, root, at, role=Role.OFFICER):
    return identity.request_grant(
        ctx, person, role=role, unit=root, from_on=day_of(at), until_on=None, reason="異動のため"
    )


def approval_of(session, subject):
    return session.scalars(select(Approval).where(Approval.subject_id == subject.id)).one()


def test_a_request_makes_an_approval_and_a_task_for_those_who_may_decide(session, ctx_of, people, root):
    ctx = ctx_of(Role.ADMINISTRATOR)
    needed = ApprovalNeeded(
        act="test:act", subject_type="unit", subject_id=root.id, title="試験", permission=GRANT_APPROVE,
        unit_id=root.id, arguments={"reason": "b", "role": "officer"}, days=3,
    )  # fmt: skip
    services.open_approval(ctx, needed)
    session.commit()
    approval = approval_of(session, root)
    assert (approval.state, approval.maker_id) == (ApprovalState.REQUESTED, ctx.actor_id)
    assert approval.expires_at == ctx.at + timedelta(days=3)
    [task] = queries.open_tasks_of("approval", approval.id)
    assert (task.permission, task.unit_id, task.not_for_id) == (GRANT_APPROVE, root.id, ctx.actor_id)
    assert task in session.scalars(queries.open_tasks(ctx_of(Role.APPROVER))).all()
    assert task not in session.scalars(queries.open_tasks(ctx)).all()
    assert task not in session.scalars(queries.open_tasks(ctx_of(Role.OFFICER))).all()


def test_those_who_may_decide_get_a_mail_in_their_language_and_the_maker_none(
    session, ctx_of, people, root, at
):
    person = make_identity.user(at, "new@tsubame.example", "新任 太郎")
    ask_for_role(ctx_of(Role.ADMINISTRATOR), person, root, at)
    mails = {mail.user_id: mail for mail in session.scalars(select(Mail))}
    assert set(mails) == {people[Role.APPROVER].id}
    assert "新任 太郎" in mails[people[Role.APPROVER].id].body
    assert "決裁" in mails[people[Role.APPROVER].id].subject


@pytest.mark.parametrize("public_url", ["", "https://sekisho.example"])
def test_the_mail_leads_to_the_approval_where_the_address_is_known(
    public_url, app, session, ctx_of, root, at, monkeypatch
):
    config = replace(app.extensions["sekisho"], public_url=public_url)
    monkeypatch.setitem(app.extensions, "sekisho", config)
    grant = ask_for_role(ctx_of(Role.ADMINISTRATOR), make_identity.user(at, "n@t.example", "新任"), root, at)
    body = session.scalars(select(Mail)).one().body
    if public_url:
        assert f"{public_url}/approvals/{approval_of(session, grant).id}\n" in body
    else:
        assert "/approvals/" not in body


def test_approving_a_role_makes_it_hold_and_ends_the_persons_sessions(
    session, ctx_of, people, root, at, pages_of
):
    person = make_identity.user(at, "new@tsubame.example", "新任 太郎")
    grant = ask_for_role(ctx_of(Role.ADMINISTRATOR), person, root, at)
    pages_of(person)
    assert session.scalars(select(WebSession).where(WebSession.user_id == person.id)).all()
    approval = approval_of(session, grant)
    give(ctx_of(Role.APPROVER), approval, note="確認済み")
    session.commit()
    session.expire_all()
    assert session.get(Grant, grant.id).state == GrantState.ACTIVE
    assert not session.scalars(select(WebSession).where(WebSession.user_id == person.id)).all()
    assert (approval.state, approval.note) == (ApprovalState.APPROVED, "確認済み")
    assert approval.approver_id == people[Role.APPROVER].id
    assert not queries.open_tasks_of("approval", approval.id)


def test_the_approvers_position_is_kept_as_it_was(session, ctx_of, people, root, at, trace):
    people[Role.APPROVER].title = "次長"
    identity.edit_user(
        ctx_of(Role.ADMINISTRATOR), people[Role.APPROVER], name="役席", name_kana="", title="次長",
        email=people[Role.APPROVER].email,
    )  # fmt: skip
    approval = pending(at, people, root)
    give(ctx_of(Role.APPROVER), approval)
    assert approval.approver_title == "次長"


def test_a_refused_role_is_refused_and_its_maker_reads_it(session, ctx_of, people, root, at):
    person = make_identity.user(at, "new@tsubame.example", "新任 太郎")
    grant = ask_for_role(ctx_of(Role.ADMINISTRATOR), person, root, at)
    approval = approval_of(session, grant)
    services.refuse(ctx_of(Role.APPROVER), approval, version=approval.version, note="部署が違います")
    session.commit()
    assert grant.state == GrantState.REFUSED
    assert approval.state == ApprovalState.REFUSED
    notices = session.scalars(select(Notice).where(Notice.user_id == people[Role.ADMINISTRATOR].id)).all()
    assert [notice.params["title"] for notice in notices] == [approval.title]
    assert [notice.about for notice in notices] == [("approval", approval.id)]


def test_a_refusal_needs_a_reason(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    with pytest.raises(DomainError) as refused:
        services.refuse(ctx_of(Role.APPROVER), approval, version=approval.version, note="  ")
    assert refused.value.field == "note"
    assert approval.state == ApprovalState.REQUESTED


def test_nobody_approves_what_they_made_even_with_the_right(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root, maker=people[Role.APPROVER])
    with pytest.raises(DomainError, match="You made this request"):
        give(ctx_of(Role.APPROVER), approval)
    assert trace.approved == []


def deputy(session, people, at):
    """The officer stands in for the approver."""
    stand_in = StandIn(
        user_id=people[Role.APPROVER].id, deputy_id=people[Role.OFFICER].id, reason="出張",
        from_on=make_identity.LONG_AGO, until_on=date(2099, 3, 31), state=GrantState.ACTIVE,
    )  # fmt: skip
    session.add(stand_in)
    audit.record(make_identity.context(at), make_identity.Made.FOR_TEST, stand_in)
    return stand_in


def test_lent_rights_do_not_let_a_deputy_approve_what_they_made(session, ctx_of, people, root, at, trace):
    deputy(session, people, at)
    ctx = ctx_of(Role.OFFICER)
    assert ctx.may(GRANT_APPROVE, root.id)
    own = pending(at, people, root, maker=people[Role.OFFICER])
    with pytest.raises(DomainError, match="You made this request"):
        give(ctx, own)
    give(ctx, pending(at, people, root))
    assert [actor for actor, _ in trace.approved] == [ctx.actor_id]


def test_nobody_decides_about_their_own_rights(session, ctx_of, people, root, at):
    grant = ask_for_role(ctx_of(Role.ADMINISTRATOR), people[Role.APPROVER], root, at)
    approval = approval_of(session, grant)
    with pytest.raises(DomainError, match="about your own rights"):
        give(ctx_of(Role.APPROVER), approval)
    assert grant.state == GrantState.REQUESTED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.COMMITTEE, Role.VENDOR])
def test_without_the_right_nothing_is_decided(session, ctx_of, people, root, at, trace, role):
    approval = pending(at, people, root)
    with pytest.raises(NotAllowed):
        give(ctx_of(role), approval)
    with pytest.raises(NotAllowed):
        services.refuse(ctx_of(role), approval, version=approval.version, note="x")
    assert (trace.approved, trace.refused) == ([], [])


def test_the_right_in_another_unit_does_not_count(session, people, root, at, trace):
    from tests.conftest import context_of

    here = make_identity.unit(at, "101", "本店", root)
    there = make_identity.unit(at, "102", "支店", root)
    person = make_identity.user(at, "branch@tsubame.example", "支店 役席")
    make_identity.grant(at, person, Role.APPROVER, there)
    session.flush()
    approval = pending(at, people, root, unit=here)
    with pytest.raises(NotAllowed):
        give(context_of(person, at), approval)
    assert not session.scalars(queries.visible_approvals(context_of(person, at))).all()


def test_after_its_time_a_request_cannot_be_approved(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root, expires_at=at - timedelta(minutes=1))
    with pytest.raises(DomainError, match="time to decide this is over"):
        give(ctx_of(Role.APPROVER), approval)
    assert trace.approved == []


def test_changed_arguments_are_refused(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    session.flush()
    session.execute(
        text("UPDATE approval SET arguments = :changed WHERE title = :title"),
        {"changed": '{"reason": "other"}', "title": approval.title},
    )
    with pytest.raises(DomainError, match="no longer what was asked for"):
        give(ctx_of(Role.APPROVER), approval)
    assert trace.approved == []


def test_another_digest_than_the_one_shown_is_refused(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    with pytest.raises(DomainError, match="no longer what was asked for"):
        give(ctx_of(Role.APPROVER), approval, digest="0" * 64)
    assert trace.approved == []


def test_a_version_that_was_overtaken_is_not_decided(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    session.flush()
    with pytest.raises(StaleVersion):
        give(ctx_of(Role.APPROVER), approval, version=approval.version - 1)
    assert trace.approved == []


def test_a_second_approval_has_no_effect(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    session.flush()
    seen = approval.version
    give(ctx_of(Role.APPROVER), approval, version=seen)
    with pytest.raises(StaleVersion):
        give(ctx_of(Role.APPROVER), approval, version=seen)
    with pytest.raises(DomainError, match="already decided"):
        give(ctx_of(Role.APPROVER), approval)
    assert len(trace.approved) == 1


def test_only_the_maker_withdraws(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root)
    session.flush()
    with pytest.raises(DomainError, match="Only the person who made this"):
        services.withdraw(ctx_of(Role.APPROVER), approval, version=approval.version, reason="x")
    services.withdraw(ctx_of(Role.ADMINISTRATOR), approval, version=approval.version, reason="誤り")
    session.commit()
    assert approval.state == ApprovalState.WITHDRAWN
    assert [subject for _, subject in trace.refused] == [approval.subject_id]


def test_a_job_closes_what_nobody_decided_in_time(session, ctx_of, people, root, at):
    person = make_identity.user(at, "new@tsubame.example", "新任 太郎")
    grant = ask_for_role(ctx_of(Role.ADMINISTRATOR), person, root, at)
    approval = approval_of(session, grant)
    assert services.expire_due(system_context(at + timedelta(days=13), "test")) == 0
    assert services.expire_due(system_context(at + timedelta(days=15), "test")) == 1
    session.commit()
    assert (approval.state, grant.state) == (ApprovalState.EXPIRED, GrantState.REFUSED)
    [task] = session.scalars(select(Task).where(Task.source_id == approval.id))
    assert task.state == TaskState.CANCELLED
    assert services.expire_due(system_context(at + timedelta(days=16), "test")) == 0


def test_the_packages_above_hear_how_it_ended(session, ctx_of, people, root, at, trace, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, ApprovalDecided, [lambda _ctx, event: heard.append(event.state)])
    give(ctx_of(Role.APPROVER), pending(at, people, root))
    assert heard == ["approved"]


def test_whose_rights_change_is_known_for_roles_deputies_and_factors(session, people, root, at):
    officer, approver = people[Role.OFFICER], people[Role.APPROVER]
    grant = make_identity.grant(at, officer, Role.OFFICER, root)
    facts = {"subject_type": "role_grant", "subject_id": grant.id}
    assert queries.people_concerned(pending(at, people, root, **facts)) == {officer.id}
    facts = {"subject_type": "user", "subject_id": approver.id}
    assert queries.people_concerned(pending(at, people, root, **facts)) == {approver.id}
    stand_in = deputy(session, people, at)
    facts = {"subject_type": "stand_in", "subject_id": stand_in.id}
    assert queries.people_concerned(pending(at, people, root, **facts)) == {officer.id}
    assert queries.people_concerned(pending(at, people, root)) == frozenset()


def test_the_rule_of_the_state_and_the_reason_for_refusal_agree(session, ctx_of, people, root, at, trace):
    approval = pending(at, people, root, state=ApprovalState.REFUSED)
    with pytest.raises(DomainError) as refused:
        give(ctx_of(Role.APPROVER), approval)
    assert refused.value.message == rules.NOT_OPEN
