"""提出: by who answers, or approved by somebody else of the same side first."""

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.diligence.models import AssessmentState, AssignmentState, Stance
from app.diligence.queries import answers as answer_queries
from app.diligence.queries import assessments as queries
from app.diligence.services import answering, submitting
from app.diligence.services.answering import Facts
from app.diligence.services.submitting import Attested
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import portal
from tests.factories.evidence import added
from tests.factories.identity import Made, context, grant
from tests.factories.identity import user as make_user
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
STANDS = Attested("田中 一郎", "部長")


@pytest.fixture
def head(at, root, part):
    return portal.person(at, root, part.organisation_id, "head@fixer.example", "上長 太郎")


@pytest.fixture
def whole(clerk, part, at):
    """All is answered, nothing submitted."""
    questions = {one.id: one for one in make.content().questions()}
    own = context_of(clerk, at)
    while left := answering.progress_of(part).open:
        for ref in left:
            answering.save(own, part, ref, make.answer_of(questions[ref]), version=None)
    db.session.commit()
    return part


def mails_to(user):
    query = select(outbox.Mail).where(outbox.Mail.address == user.email)
    return [(one.subject, one.body) for one in db.session.scalars(query.order_by(outbox.Mail.created_at))]


def test_the_page_leads_to_what_is_open_and_then_takes_the_attestation(part, clerk, pages_of, at):
    pages = pages_of(clerk)
    here = f"/requests/{part.id}/submit"
    page = pages.get(here)
    assert not page.select("[name=attested_name]")
    links = page.select("#open a")
    assert len(links) == len(answering.progress_of(part).open)
    pages.get(links[0]["href"])
    questions = {one.id: one for one in make.content().questions()}
    while left := answering.progress_of(part).open:
        for ref in left:
            answering.save(context_of(clerk, at), part, ref, make.answer_of(questions[ref]), version=None)
    db.session.commit()
    page = pages.get(here)
    assert page.select_one("[name=attested_name]")["value"] == clerk.name
    pages.submit(here, status=422, attested_name="")
    pages.follow(pages.submit(here, attested_name="田中 一郎", attested_title="部長"))
    db.session.refresh(part)
    assert (part.state, part.attested_name, part.submitted_by_id) == (
        AssignmentState.SUBMITTED, "田中 一郎", clerk.id,
    )  # fmt: skip


def test_what_is_wanted_and_not_attached_is_told_and_keeps_nobody(whole, clerk, head, pages_of, at):
    here = f"/requests/{whole.id}"
    now = answering.asked_of(whole, answer_queries.answers_of(whole))
    wants = [one.id for one in make.content().questions() if one.id in now and one.evidence is not None]
    refused, attached = wants[0], wants[1]
    row = answer_queries.answers_of(whole)[refused]
    answering.save(
        context_of(clerk, at), whole, refused, Facts(Stance.REFUSED, reason="非開示"), version=row.version
    )
    db.session.commit()
    pages = pages_of(clerk)
    told = pages.get(f"{here}/submit").select_one("#unattached")
    missing = [words(one) for one in told.select(".answer-number")]
    assert set(missing) == {*wants} - {refused}
    assert told.select_one("a")["href"] == f"{here}/evidence?question={missing[0]}"
    pages.get(told.select_one("a")["href"])
    added(context_of(clerk, at), whole, attached)
    told = pages.get(f"{here}/submit").select_one("#unattached")
    assert attached not in [words(one) for one in told.select(".answer-number")]
    pages.submit(f"{here}/approval", approver_id=str(head.id))
    page = pages_of(head).get(f"{here}/submit")
    assert page.select("#unattached a")
    pages_of(head).follow(pages_of(head).submit(f"{here}/submit", attested_name="上長 太郎"))
    db.session.refresh(whole)
    assert whole.state == AssignmentState.SUBMITTED


def test_a_vendor_of_another_organisation_finds_nothing(whole, pages_as, pages_of, head):
    stranger = pages_as(Role.VENDOR)
    for url in ("submit", "approval", "approval/refuse", "applications", "applications/due"):
        stranger.get(f"/requests/{whole.id}/{url}", 404)
    for url in ("submit", "approval/take-back", "applications/subcontract"):
        assert stranger.client.post(f"/requests/{whole.id}/{url}").status_code in (400, 404)
    assert pages_of(head).get(f"/requests/{whole.id}/submit")


def test_the_superior_approves_what_another_asked(whole, clerk, head, pages_of):
    pages, above = pages_of(clerk), pages_of(head)
    here = f"/requests/{whole.id}"
    pages.submit(f"{here}/approval", status=422, approver_id="")
    offered = [one["value"] for one in pages.get(f"{here}/approval").select("option") if one["value"]]
    assert offered == [str(head.id)]
    page = pages.follow(pages.submit(f"{here}/approval", approver_id=str(head.id)))
    assert "上長 太郎さんの承認を待っています。" in words(page)
    db.session.refresh(whole)
    assert (whole.state, whole.approver_id) == (AssignmentState.OWN_APPROVAL, head.id)
    ((subject, body),) = mails_to(head)
    assert f"{here}/submit" in body
    assert "承認" in subject
    page = above.follow(above.submit(f"{here}/submit", attested_name="上長 太郎"))
    assert "提出済み" in words(page)
    db.session.refresh(whole)
    assert (whole.state, whole.submitted_by_id) == (AssignmentState.SUBMITTED, head.id)


def test_sent_back_with_words_and_taken_back(whole, clerk, head, pages_of):
    pages, above = pages_of(clerk), pages_of(head)
    here = f"/requests/{whole.id}"
    pages.submit(f"{here}/approval", approver_id=str(head.id))
    above.submit(f"{here}/approval/refuse", status=422, refusal="")
    above.submit(f"{here}/approval/refuse", refusal="第3問を直してください")
    db.session.refresh(whole)
    assert (whole.state, whole.approver_id) == (AssignmentState.ANSWERING, None)
    assert "第3問を直してください" in mails_to(clerk)[0][1]
    assert "第3問を直してください" in words(pages.get(f"{here}/submit"))
    pages.submit(f"{here}/approval", approver_id=str(head.id))
    pages.follow(pages.submit(f"{here}/submit", form="main form.post-button"))
    db.session.refresh(whole)
    assert (whole.state, whole.approval_refusal) == (AssignmentState.ANSWERING, "")


def test_who_asked_never_approves_and_nobody_else_either(whole, clerk, head, at, root):
    own, above = context_of(clerk, at), context_of(head, at)
    with pytest.raises(DomainError) as caught:
        submitting.ask_approval(own, whole, clerk.id, all_hold=False, version=whole.version)
    assert caught.value.message == submitting.NOT_A_COLLEAGUE
    submitting.ask_approval(own, whole, head.id, all_hold=False, version=whole.version)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        submitting.approve(own, whole, STANDS, version=whole.version)
    assert caught.value.message == submitting.OWN_REQUEST
    third = portal.person(at, root, whole.organisation_id, "third@fixer.example", "三人目")
    with pytest.raises(NotAllowed):
        submitting.approve(context_of(third, at), whole, STANDS, version=whole.version)
    with pytest.raises(StaleVersion):
        submitting.approve(above, whole, STANDS, version=whole.version - 1)
    with pytest.raises(DomainError):
        submitting.submit(own, whole, STANDS, version=whole.version)
    submitting.approve(above, whole, STANDS, version=whole.version)
    assert whole.state == AssignmentState.SUBMITTED


def test_an_approval_that_we_want_cannot_be_left_out(whole, ctx, clerk, at, pages_of):
    portal.named(ctx, whole, needs_approval=True)
    with pytest.raises(DomainError) as caught:
        submitting.submit(context_of(clerk, at), whole, STANDS, version=whole.version)
    assert caught.value.message == answering.APPROVAL_FIRST
    assert not pages_of(clerk).get(f"/requests/{whole.id}/submit").select("[name=attested_name]")


def test_answers_of_last_time_are_looked_at_or_said_to_hold(whole, ctx, clerk, at, pages_of):
    first, second = list(answer_queries.answers_of(whole).values())[:2]
    first.carried_from_id, first.is_attested_anew = second.id, False
    audit.record(context(at), Made.FOR_TEST, first)
    db.session.commit()
    pages = pages_of(clerk)
    here = f"/requests/{whole.id}/submit"
    page = pages.get(here)
    assert len(page.select("#carried a")) == 1
    assert [one["href"] for one in page.select(".parents a")] == ["/requests", f"/requests/{whole.id}"]
    assert words(page.select_one("h1")) == f"{whole.title}の提出"
    pages.submit(here, status=422, attested_name="田中")
    pages.submit(here, attested_name="田中", all_hold="y")
    db.session.refresh(first)
    assert (first.is_attested_anew, first.answered_by_id) == (True, clerk.id)


def test_our_own_unit_asks_one_of_its_people(sent, ctx, at, root, pages_as):
    """The task goes from who answers to who approves, and back."""
    ours = queries.assignments_of(sent)[0]
    make_approver = make_user(at, "chief@tsubame.example", "課長 三郎")
    grant(at, make_approver, Role.APPROVER, root)
    db.session.commit()
    questions = {one.id: one for one in make.content().questions()}
    while left := answering.progress_of(ours).open:
        for ref in left:
            answering.save(ctx, ours, ref, make.answer_of(questions[ref]), version=None)
    submitting.ask_approval(ctx, ours, make_approver.id, all_hold=False, version=ours.version)
    db.session.commit()
    assert [one.owner_id for one in open_tasks(ours)] == [make_approver.id]
    above = context_of(make_approver, at)
    submitting.refuse(above, ours, words="直してください", version=ours.version)
    assert [one.permission for one in open_tasks(ours)] == ["diligence:answer:unit"]
    submitting.ask_approval(ctx, ours, make_approver.id, all_hold=False, version=ours.version)
    submitting.approve(above, ours, STANDS, version=ours.version)
    db.session.commit()
    assert not open_tasks(ours)
    assert sent.state == AssessmentState.ANSWERING


def open_tasks(part):
    query = select(Task).where(Task.source_id == part.id, Task.state == TaskState.OPEN)
    return db.session.scalars(query).all()


def test_a_returned_request_stays_returned_when_its_approval_is_refused(whole, ctx, clerk, head, at):
    own = context_of(clerk, at)
    submitting.submit(own, whole, STANDS, version=whole.version)
    db.session.commit()
    portal.named(ctx, whole, state=AssignmentState.RETURNED)
    submitting.ask_approval(own, whole, head.id, all_hold=False, version=whole.version)
    submitting.take_back(own, whole, version=whole.version)
    assert whole.state == AssignmentState.RETURNED
