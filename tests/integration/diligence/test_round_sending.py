"""送付 of a round: one confirmation for all of it, read beforehand, carried out piece by piece, no half-state."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.context import system_context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.notices import Notice
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import (
    Assessment,
    AssessmentState,
    Assignment,
    AssignmentState,
    RoundSending,
)
from app.diligence.queries.assessments import assignments_of
from app.diligence.queries.rounds import Reach
from app.diligence.services import respondents, returning, round_sending, rounds, sending
from app.identity.models import Grant, User
from app.identity.roles import Role
from app.jobs import assessments as job
from app.register.models import Organisation
from app.work.models import Approval, ApprovalState
from app.work.services import deciding
from tests.conftest import begins_with, context_of
from tests.factories import chain, ours, portal
from tests.factories import engagements as register
from tests.factories.identity import Made, grant, user
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def manager(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def above(ctx_of):
    return ctx_of(Role.APPROVER)


def vendors(at, unit, count, first=0, *, known=True):
    found = []
    for each in range(first, first + count):
        service = chain.service(at, f"株式会社取引先{each}", f"基盤{each}")
        if known:
            ours.contact(
                at, db.session.get_one(Organisation, service.organisation_id), email=f"v{each}@example.com"
            )
        found.append(chain.engagement(at, unit, service, title=f"利用{each}"))
    return found


def begun(ctx):
    reach = Reach("to24")
    facts = rounds.RoundFacts("年次点検", day_of(ctx.at) + timedelta(days=40))
    made = rounds.start(ctx, reach, facts, rounds.outlook(ctx, reach).seen)
    db.session.commit()
    return made


def of(made):
    query = select(Assessment).where(Assessment.round_id == made.id).order_by(Assessment.number)
    return list(db.session.scalars(query))


def outside(one):
    return next(part for part in assignments_of(one) if part.organisation_id)


def asked(ctx, made):
    sent = round_sending.send_prepared(ctx, made)
    db.session.commit()
    return sent


def approvals():
    query = select(Approval).where(Approval.act == round_sending.SEND_ROUND)
    return list(db.session.scalars(query.order_by(Approval.made_at, Approval.id)))


def confirm(ctx, approval):
    deciding.approve(ctx, approval, version=approval.version, digest=approval.argument_digest)
    db.session.commit()
    db.session.expire_all()


def mailed():
    return sorted(
        set(db.session.scalars(select(outbox.Mail.address).where(outbox.Mail.address.like("v%@example.com"))))
    )


def test_one_person_reads_who_gets_what_and_confirms_all_of_it(pages_as, pages_of, manager, above, root, at):
    vendors(at, root, 3)
    vendors(at, root, 2, 3, known=False)
    made = begun(manager)
    part = outside(of(made)[0])
    portal.named(
        manager, part, contact_name="健吾", contact_email="v0@example.com", message="よろしく\nお願いします"
    )
    part.more_count = 0  # what is recorded decides anew, when it is asked for
    db.session.commit()
    pages, here = pages_as(Role.VENDOR_MANAGER), f"/assessments/rounds/{made.id}"
    page = pages.follow(pages.submit(f"{here}/send"))
    said = words(page)
    assert "3件は、別の役席者の確認を待って送付します。" in said
    assert said.count("連絡できる人がいない") == 1
    assert "2件は、" in said
    assert "株式会社取引先3" in said
    assert "株式会社取引先4" in said
    (approval,) = approvals()
    assert approval.maker_id == manager.actor_id
    assert [one.state for one in of(made)] == [AssessmentState.PREPARED] * 5
    with pytest.raises(DomainError):
        respondents.remove(manager, of(made)[0], part, version=part.version)
    with pytest.raises(DomainError):
        sending.ask_to_send(manager, of(made)[1], version=of(made)[1].version)
    with pytest.raises(NotAllowed):
        confirm(manager, approval)
    db.session.rollback()
    page = pages_as(Role.APPROVER).get(f"/approvals/{approval.id}")
    rows = [[words(cell) for cell in row.select("th, td")] for row in page.select("#parts tbody tr")]
    assert len(rows) == 6
    number, subject, respondent, goes_to, count, _due, message = next(row for row in rows if "健吾" in row[3])
    assert (number, subject, respondent) == (of(made)[0].number, "利用0", "株式会社取引先0")
    assert "v0@example.com" in goes_to
    assert str(part.asked_count) in count
    assert message == "よろしく お願いします"
    assert "別の役席者が確認するまで" in words(pages.get(f"/assessments/{of(made)[0].id}"))
    pages_as(Role.APPROVER).submit(f"/approvals/{approval.id}/approve")
    db.session.expire_all()
    states = [one.state for one in of(made)]
    assert states == [AssessmentState.ANSWERING] * 3 + [AssessmentState.PREPARED] * 2
    assert mailed() == [f"v{each}@example.com" for each in range(3)]
    found = db.session.scalars(select(RoundSending)).one()
    assert (found.confirmed_by_id, found.done, found.held) == (above.actor_id, 3, {})
    page = pages.get(here)
    assert [words(one) for one in page.select("#sendings tbody td")][-3:] == ["3", "3", "0"]
    assert page.select(f"main a[href='{here}/send']")
    _unit, stranger = register.branch(at, root)
    assert not pages_of(stranger).get(here).select("#sendings")
    assert pages_as(Role.OFFICER).get(f"{here}/send", status=403)


def test_refused_with_a_reason_all_of_it_can_be_changed_and_asked_for_again(
    manager, above, pages_as, root, at
):
    vendors(at, root, 2)
    made = begun(manager)
    asked(manager, made)
    assert not round_sending.to_go(manager, made)
    (approval,) = approvals()
    with pytest.raises(DomainError):
        deciding.refuse(above, approval, version=approval.version, note=" ")
    db.session.rollback()
    deciding.refuse(above, approval, version=approval.version, note="期限を延ばしてください")
    db.session.commit()
    assert approval.state == ApprovalState.REFUSED
    assert {one.state for one in of(made)} == {AssessmentState.PREPARED}
    assert not mailed()
    assert "送付せず" in words(pages_as(Role.VENDOR_MANAGER).get(f"/assessments/rounds/{made.id}"))
    one = of(made)[0]
    portal.named(manager, outside(one), contact_email="v0@example.com", message="改めて")
    sent = asked(manager, made)
    assert sent.waiting == 2
    returned = [row for row in approvals() if row.state == ApprovalState.REQUESTED]
    assert len(returned) == 1


def test_what_changed_in_between_stays_prepared_and_is_named(manager, above, pages_as, root, at):
    vendors(at, root, 3)
    made = begun(manager)
    asked(manager, made)
    first, second, third = of(made)
    changed = outside(second)
    changed.contact_email = "somebody@else.example"
    audit.record(manager, Act.ASSIGNMENT_SET, changed)
    late = outside(third)
    db.session.commit()
    (approval,) = approvals()
    confirm(above, approval)
    assert [one.state for one in of(made)] == [
        AssessmentState.ANSWERING, AssessmentState.PREPARED, AssessmentState.ANSWERING,
    ]  # fmt: skip
    assert late.state == AssignmentState.SENT
    page = pages_as(Role.VENDOR_MANAGER).get(f"/assessments/rounds/{made.id}")
    told = words(page.select_one("#sendings ul"))
    assert second.number in told
    assert first.number not in told
    assert "内容が変わりました" in told
    notice = db.session.scalars(select(Notice).where(Notice.message == round_sending.STAYED)).one()
    assert (notice.user_id, notice.params["count"]) == (manager.actor_id, "1")
    assert sending.waiting(second) is None
    asked(manager, made)
    confirm(above, approvals()[-1])
    assert {one.state for one in of(made)} == {AssessmentState.ANSWERING}
    assert not pages_as(Role.VENDOR_MANAGER).get(f"/assessments/rounds/{made.id}").select("#sendings .notice")


def test_what_cannot_go_out_any_more_leaves_nothing_behind(manager, above, root, at):
    """Its due date has passed when it is confirmed: no account, no mail, no state."""
    vendors(at, root, 1)
    made = begun(manager)
    asked(manager, made)
    (one,) = of(made)
    late = context_of(db.session.get_one(User, above.actor_id), at + timedelta(days=45))
    (approval,) = approvals()
    approval.expires_at = late.at + timedelta(days=1)
    audit.record(manager, Made.FOR_TEST, approval)
    db.session.commit()
    confirm(late, approval)
    found = db.session.scalars(select(RoundSending)).one()
    assert {row_id: told[0] for row_id, told in found.held.items()} == {str(one.id): sending.GONE_BY}
    assert (one.state, one.sent_at, outside(one).state) == (
        AssessmentState.PREPARED, None, AssignmentState.PREPARED,
    )  # fmt: skip
    assert not mailed()


def test_the_job_carries_on_what_one_act_does_not_hold(manager, above, root, at, monkeypatch):
    monkeypatch.setattr(round_sending, "AT_ONCE", 2)
    vendors(at, root, 5)
    made = begun(manager)
    asked(manager, made)
    assert not job.are_to_be_sent(system_context(at, "send_rounds"))
    confirm(above, approvals()[0])
    assert sum(one.state == AssessmentState.ANSWERING for one in of(made)) == 2
    waits = next(one for one in of(made) if one.state == AssessmentState.PREPARED)
    assert sending.waiting(waits) is not None
    with pytest.raises(DomainError):
        returning.withdraw(manager, waits, reason="不要", version=waits.version)
    db.session.rollback()
    assert not round_sending.to_go(manager, made)
    for left in (4, 5):
        ctx = system_context(at, "send_rounds")
        assert job.are_to_be_sent(ctx)
        job.send_rounds(ctx)
        db.session.commit()
        assert sum(one.state == AssessmentState.ANSWERING for one in of(made)) == left
    assert not job.are_to_be_sent(system_context(at, "send_rounds"))
    assert mailed() == [f"v{each}@example.com" for each in range(5)]
    found = db.session.scalars(select(RoundSending)).one()
    assert (found.done, found.held, found.finished_at is not None) == (5, {}, True)


def test_where_nobody_is_above_all_units_each_branch_has_its_own_confirmation(
    session, people, manager, root, at
):
    for one in session.scalars(select(Grant).where(Grant.role == Role.APPROVER)):
        one.until_on = day_of(at) - timedelta(days=1)
        audit.record(manager, Made.FOR_TEST, one)
    deciders = {}
    for name in ("桜町支店", "栄町支店"):
        unit, _officer = register.branch(at, root, name)
        deciders[unit.id] = user(at, f"{unit.code}@tsubame.example", f"{name}の次長")
        grant(at, deciders[unit.id], Role.APPROVER, unit)
        vendors(at, unit, 2, len(deciders) * 10)
    session.commit()
    again = context_of(people[Role.VENDOR_MANAGER], at)
    made = begun(again)
    sent = asked(again, made)
    assert {(one.unit_id, len(one.lines)) for one in sent.asked} == {(unit, 2) for unit in deciders}
    first, second = approvals()
    with pytest.raises(NotAllowed):
        confirm(context_of(deciders[second.unit_id], at), first)
    db.session.rollback()
    confirm(context_of(deciders[first.unit_id], at), first)
    states = {one.unit_id: one.state for one in of(made)}
    assert states == {first.unit_id: AssessmentState.ANSWERING, second.unit_id: AssessmentState.PREPARED}


def test_an_approver_who_asked_confirms_nothing_of_it(people, manager, root, at):
    grant(at, people[Role.VENDOR_MANAGER], Role.APPROVER, root)
    db.session.commit()
    both = context_of(people[Role.VENDOR_MANAGER], at)
    vendors(at, root, 1)
    made = begun(both)
    asked(both, made)
    with pytest.raises(DomainError):
        confirm(both, approvals()[0])
    db.session.rollback()
    assert {one.state for one in of(made)} == {AssessmentState.PREPARED}


def test_the_page_of_many_is_paged_and_costs_no_more(pages_as, manager, root, at, count_queries, monkeypatch):
    from app.diligence.sheets import round_sendings

    vendors(at, root, 6)
    made = begun(manager)
    asked(manager, made)
    place = f"/approvals/{approvals()[0].id}"
    pages = pages_as(Role.APPROVER)
    counts = []
    for size in (1, 6):
        monkeypatch.setattr(round_sendings, "PAGE", size)
        pages.get(place)
        count_queries.sent.clear()
        page = pages.get(place)
        counts.append(len(count_queries))
        assert len({words(one) for one in page.select("#parts tbody th")}) == size
    assert counts[0] == counts[1]
    monkeypatch.setattr(round_sendings, "PAGE", 4)
    page = pages.get(place)
    assert "1～4件目／6件" in words(page.select_one("#parts .pager"))
    page = pages.get(place + page.select_one("#parts a[rel=next]")["href"])
    assert len(page.select("#parts tbody tr")) == 4
    assert not page.select("#parts a[rel=next]")
    assert pages.get(f"{place}?page=99").select("#parts tbody tr")


def test_our_own_units_are_asked_at_once(manager, root, at):
    """Nothing of it leaves, so nobody confirms it."""
    vendors(at, root, 1)
    made = begun(manager)
    one = of(made)[0]
    db.session.delete(outside(one))
    audit.record(manager, Act.ASSIGNMENT_REMOVED, one)
    db.session.flush()
    sent = asked(manager, made)
    assert (sent.out, sent.asked) == (1, [])
    assert not approvals()
    assert of(made)[0].state == AssessmentState.ANSWERING
    assert {part.state for part in db.session.scalars(select(Assignment))} == {AssignmentState.SENT}
