"""差戻し, release, 取下げ: who is asked again, who is not any more, and what they hear."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.models import AssessmentState, AssignmentState, Message
from app.diligence.queries import assessments as queries
from app.diligence.services import answering, returning
from app.diligence.services.returning import Return
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import portal
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def sent(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def clerk(at, root, ctx, sent):
    part = queries.assignments_of(sent)[1]
    made = portal.person(at, root, part.organisation_id, "clerk@fixer.example", "担当 花子")
    portal.named(ctx, part, lead_id=made.id)
    return made


@pytest.fixture
def reviewed(sent, clerk, ctx, at):
    """Everything answered by both; under review."""
    questions = {one.id: one for one in make.content().questions()}
    for part, who in zip(queries.assignments_of(sent), (ctx, context_of(clerk, at)), strict=True):
        while left := answering.progress_of(part).open:
            for ref in left:
                answering.save(who, part, ref, make.answer_of(questions[ref]), version=None)
        answering.submit(who, part, name="佐藤", title="", version=part.version)
    db.session.commit()
    from app.diligence.services import advancing

    advancing.advance(ctx, sent)
    db.session.commit()
    assert sent.state == AssessmentState.REVIEWING
    return sent


def mails_to(user):
    return list(db.session.scalars(select(outbox.Mail).where(outbox.Mail.address == user.email)))


def open_tasks(source_id):
    query = select(Task).where(Task.source_id == source_id, Task.state == TaskState.OPEN)
    return db.session.scalars(query).all()


def test_returned_with_the_questions_that_are_meant(reviewed, clerk, at, pages_as, pages_of):
    part = queries.assignments_of(reviewed)[1]
    here = f"/assessments/{reviewed.id}/respondents/{part.id}/return"
    pages = pages_as(Role.RISK)
    pages.submit(here, status=422, reason="")
    due = (day_of(at) + timedelta(days=5)).isoformat()
    refs = part.questions[:2]
    pages.submit(here, reason="根拠を書いてください", due_on=due, questions=refs)
    db.session.refresh(part)
    db.session.refresh(reviewed)
    assert (part.state, part.returned_reason, part.due_on.isoformat()) == (
        AssignmentState.RETURNED, "根拠を書いてください", due,
    )  # fmt: skip
    assert reviewed.state == AssessmentState.ANSWERING
    told = db.session.scalars(select(Message).where(Message.assignment_id == part.id)).all()
    assert {(one.question, one.is_ours) for one in told} == {(ref, True) for ref in refs}
    assert any("根拠を書いてください" in one.body for one in mails_to(clerk))
    assert not open_tasks(reviewed.id)
    theirs = pages_of(clerk)
    assert "根拠を書いてください" in words(theirs.get(f"/requests/{part.id}/submit"))
    theirs.submit(f"/requests/{part.id}/submit", attested_name="担当 花子")
    db.session.refresh(part)
    assert part.state == AssignmentState.SUBMITTED


def test_our_unit_finds_it_among_its_tasks_again(reviewed, ctx_of):
    ours = queries.assignments_of(reviewed)[0]
    assert not open_tasks(ours.id)
    returning.return_answers(ctx_of(Role.RISK), reviewed, ours, Return("もう一度"), version=ours.version)
    db.session.commit()
    assert [one.permission for one in open_tasks(ours.id)] == ["diligence:answer:unit"]


def test_who_may_not_or_when_it_is_not_the_time(reviewed, ctx, ctx_of):
    first, second = queries.assignments_of(reviewed)
    with pytest.raises(NotAllowed):
        returning.return_answers(ctx, reviewed, second, Return("x"), version=second.version)
    risk = ctx_of(Role.RISK)
    for said, message in (
        (Return(" "), returning.NO_REASON),
        (Return("x", ("another",)), returning.NOT_ASKED),
        (Return("x", (), day_of(ctx.at) - timedelta(days=1)), returning.PAST_DUE),
    ):
        with pytest.raises(DomainError) as caught:
            returning.return_answers(risk, reviewed, second, said, version=second.version)
        assert caught.value.message == message
    returning.return_answers(risk, reviewed, second, Return("x"), version=second.version)
    with pytest.raises(DomainError) as caught:
        returning.return_answers(risk, reviewed, first, Return("x"), version=first.version)
    assert caught.value.message == returning.NOT_NOW


def test_a_respondent_released_hears_of_it_and_why(sent, clerk, pages_as, pages_of):
    part = queries.assignments_of(sent)[1]
    pages_as(Role.OFFICER).submit(
        f"/assessments/{sent.id}/respondents/{part.id}/release", reason="別の会社に依頼する"
    )
    db.session.refresh(part)
    assert part.state == AssignmentState.CLOSED
    (mail,) = mails_to(clerk)
    assert "受付を終了" in mail.body
    assert "別の会社に依頼する" in mail.body
    assert "別の会社に依頼する" in words(pages_of(clerk).get(f"/requests/{part.id}/submit"))


def test_withdrawn_everybody_is_closed_and_told(sent, clerk, pages_as):
    parts = queries.assignments_of(sent)
    pages = pages_as(Role.OFFICER)
    pages.submit(f"/assessments/{sent.id}/withdraw", status=422, reason="")
    page = pages.follow(pages.submit(f"/assessments/{sent.id}/withdraw", reason="質問票を間違えた"))
    assert "質問票を間違えた" in words(page)
    db.session.expire_all()
    assert sent.state == AssessmentState.WITHDRAWN
    assert {one.state for one in parts} == {AssignmentState.CLOSED}
    assert not [task for one in parts for task in open_tasks(one.id)]
    assert len(mails_to(clerk)) == 1
    pages.submit(f"/assessments/{sent.id}/withdraw", status=422, reason="もう一度")
