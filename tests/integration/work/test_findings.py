"""Raised with a number, dealt with by its owner, verified by another."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import events, search
from app.core.dates import day_of
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.search import SearchEntry
from app.identity.roles import Role
from app.work import queries, services
from app.work.events import FindingMoved
from app.work.models import Finding, FindingState, Severity, Task, TaskState
from app.work.queries import FindingFilter
from app.work.services.findings import FindingFacts, moves_for
from tests.conftest import context_of
from tests.factories import identity as make_identity
from tests.factories import work as make


def facts(root, at, **changes):
    return FindingFacts(
        **{
            "title": "点検記録がない",
            "severity": Severity.HIGH,
            "unit_id": root.id,
            "due_on": day_of(at),
            **changes,
        }
    )


def raised(session, ctx, root, at, **changes):
    found = services.raise_finding(ctx, facts(root, at, **changes))
    session.commit()
    return found


def step(session, ctx, finding, target, note="済"):
    services.move_finding(ctx, finding, target, note=note)
    session.commit()


def test_numbers_have_no_gaps(session, ctx_of, root, at):
    ctx = ctx_of(Role.RISK)
    first = queries.next_finding_number()
    assert [raised(session, ctx, root, at).number for _ in range(3)] == [first, first + 1, first + 2]


def test_a_number_taken_meanwhile_is_passed_over(session, ctx_of, root, at, monkeypatch):
    ctx = ctx_of(Role.RISK)
    taken = raised(session, ctx, root, at).number
    real, answers = queries.next_finding_number, [taken, taken]
    monkeypatch.setattr(queries, "next_finding_number", lambda: answers.pop() if answers else real())
    found = raised(session, ctx, root, at, title="別の指摘")
    assert found.number == taken + 1
    assert session.scalars(select(Finding).where(Finding.title == "別の指摘")).one() is found


def test_the_database_itself_keeps_numbers_apart(session, root, at):
    one = make.finding(at, root)
    make.finding(at, root, title="x").number = one.number
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_finding_without_owner_asks_for_one_and_then_waits_for_them(session, ctx_of, people, root, at):
    finding = raised(session, ctx_of(Role.RISK), root, at)
    [task] = queries.open_tasks_of("finding", finding.id)
    assert task.owner_id is None
    assert task in session.scalars(queries.open_tasks(ctx_of(Role.APPROVER))).all()
    officer = people[Role.OFFICER]
    services.edit_finding(ctx_of(Role.RISK), finding, facts(root, at, owner_id=officer.id))
    session.commit()
    [task] = queries.open_tasks_of("finding", finding.id)
    assert (task.owner_id, task.due_on) == (officer.id, day_of(at))


def test_the_whole_way_of_a_finding(session, ctx_of, people, root, at, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, FindingMoved, [lambda _ctx, event: heard.append(event.state)])
    officer, risk = ctx_of(Role.OFFICER), ctx_of(Role.RISK)
    finding = raised(session, risk, root, at, owner_id=officer.actor_id)
    step(session, officer, finding, FindingState.IN_PROGRESS, note="")
    step(session, officer, finding, FindingState.TO_BE_VERIFIED, note="記録を作成した")
    [task] = queries.open_tasks_of("finding", finding.id)
    assert task not in session.scalars(queries.open_tasks(officer)).all()
    assert task in session.scalars(queries.open_tasks(risk)).all()
    step(session, risk, finding, FindingState.CLOSED, note="記録を見た")
    assert (finding.measure, finding.closing_note) == ("記録を作成した", "記録を見た")
    assert (finding.closed_by_id, finding.closed_on) == (risk.actor_id, day_of(at))
    assert queries.open_tasks_of("finding", finding.id) == []
    states = session.scalars(select(Task.state).where(Task.source_id == finding.id)).all()
    assert states
    assert set(states) == {TaskState.DONE}
    assert heard == ["in_progress", "to_be_verified", "closed"]


def verified_by(session, ctx_of, people, root, at, owner, reporter):
    finding = raised(session, ctx_of(Role.RISK), root, at, owner_id=people[owner].id)
    step(session, ctx_of(reporter), finding, FindingState.IN_PROGRESS)
    step(session, ctx_of(reporter), finding, FindingState.TO_BE_VERIFIED)
    return finding


def test_nobody_verifies_the_closing_of_a_finding_they_own(session, ctx_of, people, root, at):
    finding = verified_by(session, ctx_of, people, root, at, Role.APPROVER, Role.OFFICER)
    with pytest.raises(DomainError, match="somebody else must verify"):
        services.move_finding(ctx_of(Role.APPROVER), finding, FindingState.CLOSED, note="x")
    with pytest.raises(DomainError, match="somebody else must verify"):
        services.move_finding(ctx_of(Role.APPROVER), finding, FindingState.WITHDRAWN, note="x")
    assert moves_for(ctx_of(Role.APPROVER), finding) == [FindingState.IN_PROGRESS]


def test_who_reported_it_as_dealt_with_does_not_verify_it_either(session, ctx_of, people, root, at):
    finding = verified_by(session, ctx_of, people, root, at, Role.OFFICER, Role.APPROVER)
    with pytest.raises(DomainError, match="somebody else must verify"):
        services.move_finding(ctx_of(Role.APPROVER), finding, FindingState.CLOSED, note="x")
    step(session, ctx_of(Role.RISK), finding, FindingState.CLOSED)


def test_a_step_needs_its_words_and_its_right(session, ctx_of, people, root, at):
    officer = ctx_of(Role.OFFICER)
    finding = verified_by(session, ctx_of, people, root, at, Role.OFFICER, Role.OFFICER)
    with pytest.raises(DomainError) as refused:
        services.move_finding(ctx_of(Role.RISK), finding, FindingState.CLOSED, note=" ")
    assert refused.value.field == "note"
    for role in (Role.SECRETARY, Role.AUDITOR, Role.COMMITTEE, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            services.move_finding(ctx_of(role), finding, FindingState.CLOSED, note="x")
    assert moves_for(officer, finding) == [FindingState.IN_PROGRESS]
    assert finding.state == FindingState.TO_BE_VERIFIED


def test_a_closed_finding_is_not_edited(session, ctx_of, root, at):
    finding = make.finding(at, root, state=FindingState.CLOSED)
    with pytest.raises(DomainError, match="closed"):
        services.edit_finding(ctx_of(Role.RISK), finding, facts(root, at))


def test_a_finding_is_seen_in_its_unit_and_by_its_owner_only(session, ctx_of, people, root, at):
    branch = make_identity.unit(at, "101", "支店", root)
    other = make_identity.unit(at, "102", "別の支店", root)
    clerk = make_identity.user(at, "clerk@tsubame.example", "支店 担当")
    make_identity.grant(at, clerk, Role.OFFICER, branch)
    here, there = make.finding(at, branch), make.finding(at, other)
    own = make.finding(at, other, owner_id=clerk.id)
    session.flush()
    ctx = context_of(clerk, at)
    assert set(session.scalars(queries.visible_findings(ctx))) == {here, own}
    with pytest.raises(NotFound):
        queries.get_finding(ctx, there.id)
    with pytest.raises(NotAllowed):
        services.raise_finding(ctx, facts(root, at, unit_id=other.id))
    with pytest.raises(NotAllowed):
        services.edit_finding(ctx, there, facts(root, at, unit_id=branch.id))
    assert here in session.scalars(queries.visible_findings(ctx_of(Role.AUDITOR))).all()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR])
def test_the_administrator_and_the_third_party_see_no_findings(session, ctx_of, root, at, role):
    make.finding(at, root)
    session.flush()
    assert session.scalars(queries.visible_findings(ctx_of(role))).all() == []


def test_only_somebody_who_could_deal_with_it_is_put_in_charge(session, ctx_of, people, root, at):
    for role in (Role.AUDITOR, Role.VENDOR, Role.ADMINISTRATOR):
        with pytest.raises(DomainError) as refused:
            services.raise_finding(ctx_of(Role.RISK), facts(root, at, owner_id=people[role].id))
        assert refused.value.field == "owner_id"


def test_a_finding_about_a_record_that_cannot_be_seen_is_not_raised(session, ctx_of, people, root, at):
    ctx = ctx_of(Role.RISK)
    with pytest.raises(NotFound):
        services.raise_finding(ctx, facts(root, at), subject_type="user", subject_id=root.id)
    with pytest.raises(NotFound):
        services.raise_finding(ctx, facts(root, at), subject_type="nothing", subject_id=root.id)


def test_filters_of_the_list(session, ctx_of, people, root, at):
    from datetime import timedelta

    today = day_of(at)
    late = make.finding(
        at, root, due_on=today - timedelta(days=1), severity=Severity.HIGH, title="暗号鍵の管理"
    )
    closed = make.finding(at, root, due_on=today - timedelta(days=1), state=FindingState.CLOSED)
    mine = make.finding(at, root, due_on=today, owner_id=people[Role.RISK].id)
    session.flush()

    def found(**wanted):
        return set(session.scalars(queries.find_findings(ctx_of(Role.RISK), FindingFilter(**wanted), today)))

    assert found() >= {late, closed, mine}
    assert found(is_overdue=True) == {late}
    assert found(states=(FindingState.CLOSED,)) == {closed}
    assert found(is_mine=True) == {mine}
    assert found(severity=Severity.HIGH) == {late}
    assert found(text="鍵の") == {late}
    assert found(unit_id=root.id) >= {late, closed, mine}


def test_on_the_page_of_a_record_the_open_and_grave_come_first(session, ctx_of, root, at):
    about = {"subject_type": "unit", "subject_id": root.id}
    closed = make.finding(at, root, severity=Severity.HIGH, state=FindingState.CLOSED, **about)
    low = make.finding(at, root, severity=Severity.LOW, **about)
    high = make.finding(at, root, severity=Severity.HIGH, **about)
    session.flush()
    assert queries.findings_of(ctx_of(Role.RISK), "unit", root.id) == [high, low, closed]


def test_a_finding_is_found_by_its_words_in_its_unit(session, ctx_of, root, at):
    found = raised(session, ctx_of(Role.RISK), root, at, title="暗号鍵の管理台帳がない")
    asked = search.matching("管理台帳")
    assert asked is not None
    entry = session.scalars(select(SearchEntry).where(asked)).one()
    assert (entry.kind, entry.record_id, entry.unit_id) == ("finding", found.id, root.id)
