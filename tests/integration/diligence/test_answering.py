"""An assessment of an engagement from its beginning to the submitted answers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.diligence import words  # noqa: F401 - acts need their labels
from app.diligence.models import (
    Assessment,
    AssessmentState,
    AssignmentState,
    QuestionPaper,
    Stance,
    SubjectKind,
    SubstituteKind,
)
from app.diligence.queries import answers as answer_queries
from app.diligence.queries import assessments as queries
from app.diligence.queries import proposals, scores
from app.diligence.rules.respondents import Party
from app.diligence.rules.scoring import Ground
from app.diligence.services import answering, evidence, sending, starting
from app.diligence.services.answering import Entry, Facts, StandIn
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as make_engagement
from tests.factories import evidence as lay
from tests.factories.questionnaires import published

ground = begins_with(lambda at: published(at, "to24", "to20"))


def test_it_starts_with_who_is_asked_what(ctx, engagement, at):
    made = make.begun(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    assert (made.state, made.subject_kind) == (AssessmentState.PREPARED, SubjectKind.ENGAGEMENT)
    assert made.number == f"D-{day_of(at).year if day_of(at).month > 3 else day_of(at).year - 1}-0001"
    assert (ours.unit_id, vendor.organisation_id) == (engagement.unit_id, engagement.vendor_id)
    asked = {one.id: one.respondent for one in make.content().questions()}
    assert {asked[ref] for ref in ours.questions} == {"institution"}
    assert {asked[ref] for ref in vendor.questions} == {"vendor"}
    assert set(ours.questions) | set(vendor.questions) == set(asked)


def test_the_same_is_not_asked_twice(ctx, engagement, at):
    first = make.begun(ctx, engagement)
    with pytest.raises(DomainError) as caught:
        make.begun(ctx, engagement)
    assert (caught.value.message, caught.value.params) == (starting.RUNNING, {"number": first.number})


def test_what_cannot_be_started_is_told(ctx, engagement, at):
    for said, message, field in (
        ({"due_on": day_of(at) - timedelta(days=1)}, starting.PAST_DUE, "due_on"),
        ({"asked": {Party(): ()}}, starting.NOBODY, "questionnaire"),
    ):
        with pytest.raises(DomainError) as caught:
            make.begun(ctx, engagement, **said)
        assert (caught.value.message, caught.value.field) == (message, field)
    assert db.session.scalar(select(Assessment.id)) is None


def test_only_who_may_starts_and_sees_it(ctx, engagement, at, root, ctx_of):
    made = make.begun(ctx, engagement)
    for role in (Role.AUDITOR, Role.LEGAL):
        with pytest.raises(NotAllowed):
            starting.start(
                ctx_of(role), make.subject_of(engagement), make.plan(make.setting_of(ctx, engagement), at)
            )
    assert queries.get_assessment(ctx_of(Role.AUDITOR), made.id) is made
    _unit, stranger = make_engagement.branch(at, root)
    for other in (make_engagement.ctx_of(stranger, at), ctx_of(Role.ADMINISTRATOR), ctx_of(Role.VENDOR)):
        with pytest.raises(NotFound):
            queries.get_assessment(other, made.id)


def test_sending_lays_down_the_paper_and_tells_our_unit(ctx, engagement, at):
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    assert (made.state, ours.state, vendor.state) == (
        AssessmentState.ANSWERING, AssignmentState.SENT, AssignmentState.SENT,
    )  # fmt: skip
    assert made.facts == make.setting_of(ctx, engagement).facts
    text = db.session.scalar(select(QuestionPaper.content).where(QuestionPaper.content_id == made.content_id))
    assert text
    assert "expect" not in text
    assert not [one for one in (*ours.conditions.values(), *vendor.conditions.values()) if "fact" in str(one)]
    task = db.session.scalars(select(Task).where(Task.source_id == ours.id)).one()
    assert (task.message, task.state, task.due_on) == (sending.ANSWER_TASK, TaskState.OPEN, made.due_on)
    with pytest.raises(DomainError):
        sending.send(ctx, made, make.content(), {}, version=made.version)


def test_our_unit_answers_and_submits(ctx, engagement, at):
    made = make.sent(ctx, engagement)
    ours = queries.assignments_of(made)[0]
    questions = {one.id: one for one in make.content().questions()}
    before = answering.progress_of(ours)
    assert before.asked == len(before.open) > 2
    with pytest.raises(DomainError) as caught:
        answering.submit(ctx, ours, name="佐藤 美咲", title="課長", version=ours.version)
    assert caught.value.params == {"count": len(before.open)}
    while left := answering.progress_of(ours).open:
        answering.save(ctx, ours, left[0], make.answer_of(questions[left[0]]), version=None)
        db.session.commit()
    assert ours.state == AssignmentState.ANSWERING
    answering.submit(ctx, ours, name="佐藤 美咲", title="課長", version=ours.version)
    db.session.commit()
    assert (ours.state, ours.attested_on) == (AssignmentState.SUBMITTED, day_of(at))
    assert db.session.scalars(select(Task.state).where(Task.source_id == ours.id)).one() == TaskState.DONE
    with pytest.raises(DomainError):
        answering.save(ctx, ours, before.open[0], Facts(None), version=1)


def test_two_people_who_answer_one_question_do_not_overwrite_each_other(ctx, engagement, at):
    ours = queries.assignments_of(make.sent(ctx, engagement))[0]
    ref = answering.progress_of(ours).open[0]
    row = answering.save(
        ctx, ours, ref, Facts(Stance.REFUSED, reason="規程により開示しません。"), version=None
    )
    db.session.commit()
    with pytest.raises(StaleVersion):
        answering.save(ctx, ours, ref, Facts(None), version=None)
    answering.save(ctx, ours, ref, Facts(None), version=row.version)


def test_nobody_answers_for_somebody_else(ctx, engagement, at, ctx_of):
    ours, vendor = queries.assignments_of(make.sent(ctx, engagement))
    for who, part in (
        (ctx, vendor),
        (ctx_of(Role.AUDITOR), ours),
        (ctx_of(Role.VENDOR), ours),
        (ctx_of(Role.VENDOR), vendor),
    ):
        with pytest.raises(NotAllowed):
            answering.save(who, part, part.questions[0], Facts(None), version=None)


@pytest.mark.parametrize(("facts", "field"), [
    (Facts(Stance.NOT_APPLICABLE), "reason"), (Facts(Stance.REFUSED), "reason"),
    (Facts(Stance.CONDITIONAL, {}), "condition"),
])  # fmt: skip
def test_less_than_an_answer_wants_its_reason(ctx, engagement, at, facts, field):
    """It is kept as begun: neither progress nor score nor what others are asked sees it, and it is not submitted."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    questions = {one.id: one for one in make.content().questions()}
    while left := answering.progress_of(ours).open:
        answering.save(ctx, ours, left[0], make.answer_of(questions[left[0]]), version=None)
    ref = ours.questions[0]
    vendor.conditions = {vendor.questions[0]: {"part": f"{ref}.is_so", "is": "yes"}}
    row = answer_queries.answers_of(ours)[ref]
    whole, parts = answering.progress_of(ours), row.parts
    answering.save(ctx, ours, ref, replace(facts, parts=parts), version=row.version)
    db.session.flush()
    assert (row.stance, answering.entered_in(row)) == (facts.stance, parts)
    assert (whole.open, answering.progress_of(ours).open) == ((), (ref,))
    assert ref not in vendor.borrowed
    term = next(one for one in term_of(made) if one.question == ref)
    assert (term.ground, term.low, term.high) == (Ground.UNANSWERED, 0, 0)
    with pytest.raises(DomainError) as caught:
        answering.submit(ctx, ours, name="佐藤", title="", version=ours.version)
    assert caught.value.message == answering.NOT_WHOLE
    with pytest.raises(DomainError) as caught:
        answering.save_all(ctx, ours, [Entry(ref, facts, row.version)], reason="回答.xlsx")
    assert caught.value.field == field


def test_a_vendor_is_lent_no_more_of_our_answer_than_its_conditions_ask_about(ctx, engagement):
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    questions = {one.id: one for one in make.content().questions()}
    ref = next(one for one in ours.questions if len(make.answer_of(questions[one]).parts) > 1)
    answer = make.answer_of(questions[ref])
    asked_about, *others = answer.parts
    vendor.conditions = {vendor.questions[0]: {"not": {"part": f"{ref}.{asked_about}", "is": "no"}}}
    answering.save(ctx, ours, ref, answer, version=None)
    assert others
    assert vendor.borrowed == {
        ref: {"stance": "answered", "values": {asked_about: answer.parts[asked_about]}}
    }


def test_a_refusal_whose_file_is_withdrawn_is_lent_no_more(ctx, engagement):
    ours, vendor = queries.assignments_of(make.sent(ctx, engagement))
    ref = ours.questions[0]
    file = lay.added(ctx, ours, ref)
    vendor.conditions = {vendor.questions[0]: {"part": f"{ref}.is_so", "is": "yes"}}
    stand_in = StandIn(SubstituteKind.FILE, file.id, place="3ページ")
    answering.save(ctx, ours, ref, Facts(Stance.REFUSED, reason="非開示"), version=None, stand_in=stand_in)
    db.session.flush()
    assert vendor.borrowed[ref]["stance"] == "refused"
    evidence.withdraw(ctx, ours, file, reason="版が違いました。")
    db.session.flush()
    assert ref not in vendor.borrowed


def term_of(assessment):
    content = proposals.content_read(assessment.content_id)
    return scores.standing(answer_queries.heard(assessment), content, assessment.due_on).score.terms
