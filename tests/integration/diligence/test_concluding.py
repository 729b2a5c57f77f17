"""結論: proposed with the figures as they stand, confirmed by another pair of eyes, returned, opened again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.calendar import add_business_days
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, AssessmentState, Message, Recommendation, Verdict
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import reviews
from app.diligence.services import advancing, concluding, judging
from app.diligence.services.concluding import Proposal
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.work.models import Severity, Task, TaskState
from app.work.services import raise_finding
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
TEXT = "証跡を確認し、重大な懸念はありません。"


@pytest.fixture
def risk(ctx_of):
    return ctx_of(Role.RISK)


@pytest.fixture
def assessment(engagement, ctx, risk):
    """Nobody has answered; both respondents were released, and what is critical was judged."""
    made = make.sent(ctx, engagement)
    for part in queries.assignments_of(made):
        judging.release(ctx, made, part, reason="公開資料で確認します。")
    db.session.commit()
    for line in open_points(made, risk.at).critical:
        judging.judge(risk, made, line.part, line.question.id, Said(Verdict.MET), version=None)
        db.session.commit()
    return made


def open_points(assessment, at):
    return reviews.open_points(reviews.material_of(assessment, day_of(at)))


def said(at, **more):
    usual = {
        "recommendation": Recommendation.ACCEPT,
        "text": TEXT,
        "valid_until_on": day_of(at) + timedelta(days=365),
    }
    return Proposal(**{**usual, **more})


def proposed(who, assessment, **more):
    row = concluding.propose(who, assessment, said(who.at, **more), version=assessment.version)
    db.session.commit()
    return row


def open_tasks(assessment):
    query = select(Task).where(Task.source_id == assessment.id, Task.state == TaskState.OPEN)
    return {(one.message, one.permission, one.not_for_id) for one in db.session.scalars(query)}


def test_it_is_proposed_confirmed_and_opened_again(assessment, ctx_of):
    manager, approver = ctx_of(Role.VENDOR_MANAGER), ctx_of(Role.APPROVER)
    row = proposed(manager, assessment)
    assert (assessment.state, row.turn) == (AssessmentState.CONFIRMING, 1)
    assert (row.score_low, row.score_high) == (assessment.score_low, assessment.score_high) != (None, None)
    task = (concluding.CONFIRM_TASK, "diligence:conclusion:confirm", manager.actor_id)
    assert open_tasks(assessment) == {task}
    concluding.confirm(approver, assessment, version=assessment.version)
    db.session.commit()
    assert (assessment.state, row.confirmed_by_id) == (AssessmentState.CONCLUDED, approver.actor_id)
    assert open_tasks(assessment) == set()
    with pytest.raises(DomainError) as caught:
        concluding.reopen(manager, assessment, reason="", version=assessment.version)
    assert caught.value.field == "reason"
    concluding.reopen(manager, assessment, reason="新しい監査報告書を受領", version=assessment.version)
    db.session.commit()
    assert assessment.state == AssessmentState.REVIEWING
    assert {message for message, _, _ in open_tasks(assessment)} == {advancing.REVIEW_TASK}
    assert proposed(manager, assessment).turn == 2
    assert row.confirmed_at is not None


def test_it_goes_back_with_a_reason(assessment, ctx_of):
    manager, approver = ctx_of(Role.VENDOR_MANAGER), ctx_of(Role.APPROVER)
    row = proposed(manager, assessment)
    with pytest.raises(DomainError) as caught:
        concluding.send_back(approver, assessment, reason="", version=assessment.version)
    assert caught.value.field == "reason"
    concluding.send_back(approver, assessment, reason="条件を明記してください。", version=assessment.version)
    db.session.commit()
    assert (assessment.state, row.is_refused) == (AssessmentState.REVIEWING, True)
    assert {message for message, _, _ in open_tasks(assessment)} == {advancing.REVIEW_TASK}


def test_four_eyes_confirm(assessment, ctx_of, people):
    """Who proposed it, judged an answer or looked at a judgement does not confirm it, whatever else they may."""
    manager, approver = ctx_of(Role.VENDOR_MANAGER), ctx_of(Role.APPROVER)
    row = proposed(manager, assessment)
    assert concluding.why_not_confirm(approver, assessment, row) is None
    assert concluding.why_not_confirm(manager, assessment, row) == concluding.OWN_PROPOSAL
    assert concluding.why_not_confirm(ctx_of(Role.RISK), assessment, row) == concluding.OWN_JUDGEMENTS
    judgement = next(iter(reads.judgements_of(assessment).values()))
    judgement.seconded_by_id = approver.actor_id
    with db.session.no_autoflush, pytest.raises(DomainError) as caught:
        concluding.confirm(approver, assessment, version=assessment.version)
    assert caught.value.message == concluding.OWN_JUDGEMENTS
    db.session.rollback()
    row.proposed_by_id = approver.actor_id
    with db.session.no_autoflush, pytest.raises(DomainError) as caught:
        concluding.send_back(approver, assessment, reason="x", version=assessment.version)
    assert caught.value.message == concluding.OWN_PROPOSAL
    db.session.rollback()


@pytest.mark.parametrize(("more", "field"), [
    ({"text": ""}, "text"), ({"recommendation": Recommendation.WITH_CONDITIONS}, "conditions"),
])  # fmt: skip
def test_a_proposal_says_what_it_rests_on(assessment, risk, more, field):
    with pytest.raises(DomainError) as caught:
        proposed(risk, assessment, **more)
    assert caught.value.field == field


def test_it_holds_until_a_day_to_come_and_is_not_proposed_twice(assessment, risk):
    with pytest.raises(DomainError) as caught:
        proposed(risk, assessment, valid_until_on=day_of(risk.at) - timedelta(days=1))
    assert caught.value.message == concluding.PAST_END
    version = assessment.version
    proposed(risk, assessment)
    with pytest.raises(StaleVersion):
        concluding.propose(risk, assessment, said(risk.at), version=version)
    with pytest.raises(DomainError) as caught:
        proposed(risk, assessment)
    assert caught.value.message == concluding.NOT_UNDER_REVIEW


def test_critical_questions_are_judged_first(assessment, risk):
    line = next(
        one for one in reviews.material_of(assessment, day_of(risk.at)).lines if one.question.critical
    )
    version = reads.judgements_of(assessment)[line.key].version
    judging.judge(risk, assessment, line.part, line.question.id, Said(Verdict.TO_BE_CHECKED), version=version)
    db.session.commit()
    assert [one.key for one in open_points(assessment, risk.at).critical] == [line.key]
    with pytest.raises(DomainError) as caught:
        proposed(risk, assessment)
    assert (caught.value.message, caught.value.params) == (concluding.CRITICAL_OPEN, {"count": 1})


def test_what_is_open_is_told_once_and_does_not_stand_in_the_way(assessment, risk):
    plain = [
        one for one in reviews.material_of(assessment, risk.at.date()).lines if not one.question.critical
    ]
    checked, inquired = plain[:2]
    judging.judge(
        risk, assessment, checked.part, checked.question.id, Said(Verdict.TO_BE_CHECKED), version=None
    )
    asked = Message(
        assessment_id=assessment.id, assignment_id=inquired.part.id, question=inquired.question.id,
        organisation_id=inquired.part.organisation_id, text="根拠は何ですか。", is_ours=True, written_at=risk.at,
    )  # fmt: skip
    db.session.add(asked)
    audit.record(risk, Act.MESSAGE_WRITTEN, asked)
    db.session.commit()
    points = open_points(assessment, risk.at)
    assert [one.key for one in points.to_be_checked] == [checked.key]
    assert [one.key for one in points.inquiries] == [inquired.key]
    assert {one.key for one in points.unanswered} == {one.key for one in plain[2:]}
    assert proposed(risk, assessment).turn == 1


def test_who_may_not_is_refused(assessment, ctx_of):
    for role in (Role.OFFICER, Role.AUDITOR, Role.APPROVER):
        with pytest.raises(NotAllowed):
            concluding.propose(ctx_of(role), assessment, said(ctx_of(role).at), version=assessment.version)
    for role in (Role.OFFICER, Role.RISK, Role.VENDOR_MANAGER):
        with pytest.raises(NotAllowed):
            concluding.confirm(ctx_of(role), assessment, version=assessment.version)


def test_who_answered_or_submitted_does_not_confirm(assessment, ctx_of, people):
    manager, approver = ctx_of(Role.VENDOR_MANAGER), ctx_of(Role.APPROVER)
    row = proposed(manager, assessment)
    ours = queries.assignments_of(assessment)[0]
    answer = Answer(
        assessment_id=assessment.id, assignment_id=ours.id, question=ours.questions[0],
        answered_by_id=approver.actor_id, answered_at=approver.at, parts={},
    )  # fmt: skip
    with db.session.no_autoflush:
        for field in ("submitted_by_id", "approval_asked_by_id"):
            setattr(ours, field, approver.actor_id)
            assert concluding.why_not_confirm(approver, assessment, row) == concluding.OWN_ANSWERS
            setattr(ours, field, None)
        assert concluding.why_not_confirm(approver, assessment, row) is None
    db.session.add(answer)
    audit.record(approver, Act.ANSWER_SAVED, answer)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        concluding.confirm(approver, assessment, version=assessment.version)
    assert caught.value.message == concluding.OWN_ANSWERS


def test_the_task_to_confirm_has_a_day(assessment, ctx_of):
    manager = ctx_of(Role.VENDOR_MANAGER)
    today = day_of(manager.at)
    assert advancing.task_due(manager, assessment) == assessment.due_on > today
    late = replace(manager, at=manager.at + timedelta(days=60))
    assert advancing.task_due(late, assessment) == add_business_days(day_of(late.at), 5)
    proposed(manager, assessment)
    due = db.session.scalars(select(Task.due_on).where(Task.message == concluding.CONFIRM_TASK)).all()
    assert due == [assessment.due_on]


def test_the_confirmer_sees_what_the_conclusion_weighs(assessment, risk, pages_as, at):
    lines = [one for one in reviews.material_of(assessment, day_of(at)).lines if not one.question.critical]
    until = day_of(at) + timedelta(days=40)
    said = [
        Said(Verdict.NOT_MET, "証跡なし"), Said(Verdict.PARTLY_MET, "半年分のみ"), Said(Verdict.TO_BE_CHECKED),
        Said(Verdict.COMPENSATED, "", "日次の監視", "当面の措置", until),
    ]  # fmt: skip
    for line, one in zip(lines, said, strict=False):
        judging.judge(risk, assessment, line.part, line.question.id, one, version=None)
        db.session.commit()
    critical = next(one for one in reviews.material_of(assessment, day_of(at)).lines if one.question.critical)
    judging.judge(
        risk, assessment, critical.part, critical.question.id, Said(Verdict.NOT_MET, "未整備"),
        version=reads.judgements_of(assessment)[critical.key].version,
    )  # fmt: skip
    kind, record_id = reviews.subject_of(assessment)
    facts = FindingFacts(
        title="是正", detail="x", source=reviews.origin_words(assessment, lines[0].question.id),
        severity=Severity.HIGH, unit_id=assessment.unit_id, due_on=until,
    )  # fmt: skip
    raised = raise_finding(risk, facts, subject_type=kind, subject_id=record_id)
    db.session.commit()
    proposed(risk, assessment)
    page = pages_as(Role.APPROVER).get(f"/assessments/{assessment.id}/conclusion")
    told = [words(one) for one in page.select("#weighed summary")]
    assert told == [
        "満たされていない最重要の質問 (1)", "未充足 (2)", "一部充足 (1)", "要確認 (1)", "代替措置で可 (1)",
    ]  # fmt: skip
    rows = {one.a["href"].split("/")[-1].split("?")[0]: words(one) for one in page.select("#weighed li")}
    first, second, third, fourth = (one.question.id for one in lines[:4])
    assert f"指摘事項No.{raised.number}" in rows[first]
    assert "指摘事項なし" not in rows[first]
    assert "半年分のみ" in rows[second]
    assert "指摘事項なし" in rows[second]
    assert "指摘事項なし" in rows[third]
    assert "日次の監視" in rows[fourth]
    assert until.isoformat() in rows[fourth]
    assert "指摘事項なし" not in rows[fourth]
    figures = words(page.select_one(".parts"))
    answers = len(reviews.material_of(assessment, day_of(at)).lines)
    assert f"寄せられた回答 {answers}件中0件" in figures
    settled = sum(one.is_settled for one in reviews.material_of(assessment, day_of(at)).lines)
    review = words(
        pages_as(Role.RISK).get(f"/assessments/{assessment.id}/review").select_one(".review-count")
    )
    assert f"{answers}件中{settled}件を判定済み" in review
    assert f"{answers}件中{settled}件を判定済み" in figures
    score = words(pages_as(Role.RISK).get(f"/assessments/{assessment.id}/score").select_one("main"))
    assert f"寄せられた回答 {answers}件中0件" in score


def test_the_pages_of_both(assessment, pages_as):
    here = f"/assessments/{assessment.id}/conclusion"
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(here)
    assert "未回答・未判定" in words(page.select_one("main"))
    assert "%" not in words(page.select_one(".open-points"))
    wrong = pages.submit(here, form="#form", recommendation="with_conditions", text=TEXT, status=422)
    assert wrong.select("#conditions[aria-invalid]")
    page = pages.follow(
        pages.submit(here, form="#form", recommendation="with_conditions", text=TEXT, conditions="年次の報告")
    )
    assert "年次の報告" in words(page.select_one("main"))
    assert not page.select("form[action$='/confirm']")
    officer = pages_as(Role.OFFICER).get(here)
    assert TEXT in words(officer.select_one("main"))
    assert not officer.select("form[action$='/confirm'], form[action$='/return']")
    approver = pages_as(Role.APPROVER)
    assert approver.submit(here, form="#turn-back", reason="", status=422).select_one("#reason[aria-invalid]")
    approver.submit(here, form="form[action$='/confirm']")
    db.session.refresh(assessment)
    assert assessment.state == AssessmentState.CONCLUDED
    stale = approver.get(here).select_one("meta[name=csrf-token]")["content"]
    assert approver.post(f"{here}/confirm", status=409, csrf_token=stale, version="1")
    pages.submit(here, form="#reopen", reason="新しい監査報告書を受領")
    page = pages.get(here)
    assert "過去の結論" in words(page.select_one("main"))
    assert page.select("#form")
