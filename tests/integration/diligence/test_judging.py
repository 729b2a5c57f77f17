"""What the second line says to the answers, and the score that comes of both."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.context import system_context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.jobs import JobRun, JobState
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, AssessmentState, AssignmentState, Stance, Verdict
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import scores
from app.diligence.rules.scoring import Ground
from app.diligence.services import advancing, answering, judging
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.jobs import assessments as jobs
from app.jobs.schedule import JOBS
from app.overview.outcomes import outcome
from app.work.models import Task
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published

ground = begins_with(lambda at: published(at, "to24"))
REASON = "期日までに回答がなく、公開資料で確認します。"


@pytest.fixture
def risk(ctx_of):
    return ctx_of(Role.RISK)


@pytest.fixture
def assessment(engagement, ctx):
    """Ours is answered, the vendor was released."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    db.session.commit()
    return made


@pytest.fixture
def reviewed(assessment, risk):
    db.session.commit()
    return assessment


def judged(who, assessment, part, ref, verdict=Verdict.MET, *, version=None, **said):
    row = judging.judge(who, assessment, part, ref, Said(verdict, **said), version=version)
    db.session.commit()
    return row


def standing(assessment, at):
    return scores.standing(reads.heard(assessment), make.content(), day_of(at))


def test_the_review_begins_when_nobody_is_waited_for(engagement, ctx, at):
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    with pytest.raises(DomainError) as caught:
        judging.release(ctx, made, vendor, reason="")
    assert caught.value.field == "reason"
    judging.release(ctx, made, vendor, reason=REASON)
    assert made.sent_at is not None
    assert not advancing.all_submitted()
    make.answered(ctx, ours)
    assert made.state == AssessmentState.REVIEWING
    assert made.score_low is not None
    task = db.session.scalars(select(Task).where(Task.source_id == made.id)).one()
    assert (task.message, task.permission) == (advancing.REVIEW_TASK, P.ANSWER_JUDGE)


def test_after_a_vendor_submitted_the_job_moves_on(engagement, ctx, at):
    made = make.sent(ctx, engagement)
    for part in queries.assignments_of(made):
        part.state = AssignmentState.SUBMITTED
        audit.record(ctx, Act.ANSWERS_SUBMITTED, part)
    db.session.commit()
    assert jobs.are_submitted(ctx)
    assert jobs.advance_submitted(ctx) == "1"
    assert (made.state, jobs.are_submitted(ctx)) == (AssessmentState.REVIEWING, False)


def test_the_first_line_does_not_judge(reviewed, ctx, ctx_of):
    part = queries.assignments_of(reviewed)[0]
    for who in (ctx, ctx_of(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            judging.judge(who, reviewed, part, part.questions[0], Said(Verdict.MET), version=None)


def test_nobody_judges_what_they_answered(engagement, ctx, ctx_of, risk):
    manager = ctx_of(Role.VENDOR_MANAGER)
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    given = reads.answers_of(ours)[ours.questions[0]]
    given.answered_by_id = manager.actor_id
    audit.record(ctx, Act.ANSWER_SAVED, given)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        judging.judge(manager, made, ours, ours.questions[0], Said(Verdict.MET), version=None)
    assert caught.value.message == judging.OWN_ANSWER
    judged(risk, made, ours, ours.questions[0])


def test_only_under_review_and_only_what_was_asked(assessment, risk):
    ours, vendor = queries.assignments_of(assessment)
    assessment.state = AssessmentState.CONFIRMING
    with db.session.no_autoflush, pytest.raises(DomainError) as caught:
        judging.judge(risk, assessment, ours, ours.questions[0], Said(Verdict.MET), version=None)
    assert caught.value.message == judging.NOT_NOW
    assessment.state = AssessmentState.REVIEWING
    with pytest.raises(DomainError) as caught:
        judging.judge(risk, assessment, ours, vendor.questions[0], Said(Verdict.MET), version=None)
    assert caught.value.message == judging.NOT_ASKED


def test_a_judgement_keeps_the_version_of_the_answer_it_looked_at(reviewed, risk):
    part = queries.assignments_of(reviewed)[0]
    row = judged(risk, reviewed, part, part.questions[0])
    assert row.answer_version == reads.answers_of(part)[part.questions[0]].version
    with pytest.raises(StaleVersion):
        judging.judge(risk, reviewed, part, part.questions[0], Said(Verdict.MET), version=None)
    again = judged(
        risk, reviewed, part, part.questions[0], Verdict.NOT_MET, version=row.version, comment="証跡なし"
    )
    assert again.id == row.id


@pytest.mark.parametrize(("said", "field"), [
    (Said(Verdict.COMPENSATED), "measure"), (Said(Verdict.COMPENSATED, measure="監視の強化"), "reason"),
    (Said(Verdict.COMPENSATED, measure="監視の強化", reason="当面の措置"), "until_on"),
    (Said(Verdict.NOT_MET), "comment"), (Said(Verdict.PARTLY_MET), "comment"),
    (Said(Verdict.NOT_APPLICABLE), "verdict"),
])  # fmt: skip
def test_a_judgement_says_what_it_rests_on(reviewed, risk, said, field):
    part = queries.assignments_of(reviewed)[0]
    with pytest.raises(DomainError) as caught:
        judging.judge(risk, reviewed, part, part.questions[0], said, version=None)
    assert caught.value.field == field


def test_that_it_does_not_apply_is_accepted_only_with_a_reason(reviewed, risk, ctx):
    part = queries.assignments_of(reviewed)[0]
    ref, said = part.questions[0], Said(Verdict.NOT_APPLICABLE)
    row = reads.answers_of(part)[ref]
    row.stance, row.reason = Stance.NOT_APPLICABLE, ""
    audit.record(ctx, Act.ANSWER_SAVED, row)
    with pytest.raises(DomainError) as caught:
        judging.judge(risk, reviewed, part, ref, said, version=None)
    assert caught.value.message == judging.NOT_CLAIMED
    row.reason = "自行で運用していません。"
    assert judging.judge(risk, reviewed, part, ref, said, version=None).verdict == Verdict.NOT_APPLICABLE


def test_a_measure_has_an_acceptor_and_an_end(reviewed, risk, at):
    part = queries.assignments_of(reviewed)[1]
    ref, over = part.questions[0], day_of(at) - timedelta(days=1)
    measure, reason = "公開資料での確認", "回答しない方針のため"
    past = Said(Verdict.COMPENSATED, measure=measure, reason=reason, until_on=over)
    with pytest.raises(DomainError) as caught:
        judging.judge(risk, reviewed, part, ref, past, version=None)
    assert caught.value.message == judging.PAST_END
    row = judged(
        risk, reviewed, part, ref, Verdict.COMPENSATED, measure=measure, reason=reason, until_on=day_of(at)
    )
    assert row.accepted_by_id == risk.actor_id
    term = next(one for one in standing(reviewed, at).score.terms if one.question == ref)
    assert (term.ground, term.low) == (Ground.JUDGED, 1)
    later = next(one for one in standing(reviewed, at + timedelta(days=1)).score.terms if one.question == ref)
    assert (later.ground, later.low) == (Ground.MEASURE_EXPIRED, 0)


def test_a_score_falls_on_the_day_after_its_measure_ended(reviewed, risk, at):
    _ours, vendor = queries.assignments_of(reviewed)
    ends, said = (
        day_of(at) + timedelta(days=3),
        {"measure": "公開資料での確認", "reason": "回答しない方針のため"},
    )
    judged(risk, reviewed, vendor, vendor.questions[0], Verdict.COMPENSATED, until_on=ends, **said)
    reviewed.state = AssessmentState.CONCLUDED
    audit.record(risk, Act.ASSESSMENT_MOVED, reviewed)
    db.session.commit()
    kept = reviewed.score_low

    def day(number):
        return system_context(at + timedelta(days=number), "test")

    assert [jobs.has_expired(day(number)) for number in (0, 3, 4)] == [False, False, True]
    assert jobs.refresh_scores(day(4)) == "1"
    db.session.commit()
    assert reviewed.score_low < kept
    run = JobRun(name=advancing.REFRESH, period="p", state=JobState.DONE, started_at=day(4).at)
    db.session.add(run)
    db.session.commit()
    assert not jobs.has_expired(day(5))
    run.started_at = day(3).at
    db.session.commit()
    assert jobs.has_expired(day(5))
    assert outcome(JobRun(name=advancing.REFRESH, state=JobState.DONE, detail="1")) == "1件の評点を再計算"
    assert next(one for one in JOBS if one.name == advancing.REFRESH).hour == 0


def test_the_second_look_is_somebody_elses_and_ends_with_a_new_judgement(reviewed, risk, ctx_of):
    part = queries.assignments_of(reviewed)[0]
    row = judged(risk, reviewed, part, part.questions[0])
    with pytest.raises(DomainError) as caught:
        judging.second(risk, reviewed, row, version=row.version)
    assert caught.value.message == judging.OWN_JUDGEMENT
    other = ctx_of(Role.COMPLIANCE)
    judging.second(other, reviewed, row, version=row.version)
    db.session.commit()
    assert row.seconded_by_id == other.actor_id
    judged(risk, reviewed, part, part.questions[0], Verdict.TO_BE_CHECKED, version=row.version)
    assert row.seconded_by_id is None


def test_the_score_adds_up_from_what_is_stored(reviewed, risk, at):
    ours, vendor = queries.assignments_of(reviewed)
    before = standing(reviewed, at)
    assert {one.question for one in before.score.terms} == set(before.asked)
    assert before.score.reviewed[0] == 0
    for ref in vendor.questions:
        judged(risk, reviewed, vendor, ref)
    for ref in ours.questions:
        judged(risk, reviewed, ours, ref)
    after = standing(reviewed, at).score
    assert after.low is not None
    assert after.low.value == 100
    assert after.reviewed == (len(after.terms), len(after.terms))
    weights = {one.id: one.weight for one in make.content().questions()}
    worst = max(ours.questions, key=weights.__getitem__)
    row = reads.judgements_of(reviewed)[ours.id, worst]
    judged(risk, reviewed, ours, worst, Verdict.NOT_MET, version=row.version, comment="証跡なし")
    last = standing(reviewed, at).score
    assert last.low is not None
    assert last.low.uncapped == 100 - Fraction(
        100 * weights[worst], sum(weights[one.question] for one in last.terms)
    )


def test_what_was_judged_before_and_says_the_same_is_accepted_at_once(engagement, ctx, reviewed, risk):
    """Last year's answers, taken over: one confirmed, one changed, one that nobody looked at again."""
    last, _vendor = queries.assignments_of(reviewed)
    first, second, third = last.questions[:3]
    judged(risk, reviewed, last, first, comment="契約書で確認")
    judged(risk, reviewed, last, second)
    judged(risk, reviewed, last, third)
    reviewed.state = AssessmentState.CONCLUDED
    audit.record(risk, Act.ASSESSMENT_MOVED, reviewed)
    db.session.commit()
    made = make.sent(ctx, engagement)
    now, vendor = queries.assignments_of(made)
    assert made.previous_id == reviewed.id
    taken_over = reads.answers_of(now)
    for ref, said in (
        (first, Facts(Stance.ANSWERED, taken_over[first].parts)),
        (second, Facts(Stance.REFUSED, reason="非開示")),
    ):
        answering.save(ctx, now, ref, said, version=taken_over[ref].version)
        db.session.commit()
    for part in (now, vendor):
        judging.release(ctx, made, part, reason=REASON)
    keys = [(now.id, ref) for ref in (first, second, third)]
    assert judging.accept_unchanged(risk, made, keys) == 1
    db.session.commit()
    taken = reads.judgements_of(made)
    assert set(taken) == {(now.id, first)}
    assert (taken[now.id, first].verdict, taken[now.id, first].comment) == (Verdict.MET, "契約書で確認")
    assert judging.accept_unchanged(risk, made, keys) == 0
    assert db.session.scalars(select(Answer).where(Answer.assessment_id == made.id)).all()
