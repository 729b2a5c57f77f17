"""Last year's answers taken over when this year's assessment is sent; none counts before it is attested anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assurance.models import Disclosure
from app.core import audit, files
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, AssessmentState, AssignmentState, Evidence, Stance
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import carrying as carried
from app.diligence.queries import scores
from app.diligence.rules.carrying import ChangeKind
from app.diligence.rules.scoring import Ground
from app.diligence.services import answering, attesting, judging, restoring
from app.diligence.services.answering import Facts
from app.identity.roles import Role
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories import files as make_files
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
REASON = "期日までに回答がありません。"


def laid(ctx, part, question, *, expires=None, withdrawn=False):
    kept = files.attach(make_files.keep(make_files.pdf(f"{question} {expires}")), ctx.at)
    made = Evidence(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        question=question, part="", stored_file_id=kept.id, name="report.pdf", media_type="application/pdf",
        size=3, sha256=kept.sha256, expires_on=expires, disclosure=Disclosure.NDA, note="", added_at=ctx.at,
        is_withdrawn=withdrawn, withdrawal_reason="",
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.EVIDENCE_ADDED, made)
    return made


@pytest.fixture
def last(engagement, ctx):
    """Last year's: ours answered everything, the vendor was released; concluded."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    made.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, made)
    db.session.commit()
    return made


@pytest.fixture
def this(last, engagement, ctx):
    return make.sent(ctx, engagement)


def ours_of(assessment):
    return queries.assignments_of(assessment)[0]


def standing(assessment, at):
    return scores.standing(reads.heard(assessment), make.content(), day_of(at))


def test_answers_are_taken_over_and_count_as_not_answered(last, this, at):
    old, new = reads.answers_of(ours_of(last)), reads.answers_of(ours_of(this))
    assert old
    assert set(new) == set(old)
    for ref, row in new.items():
        assert (row.stance, row.parts, row.carried_from_id) == (old[ref].stance, old[ref].parts, old[ref].id)
        assert not row.is_attested_anew
        assert row.answered_by_id is None
    assert answering.progress_of(ours_of(this)).answered == 0
    terms = {one.question: one for one in standing(this, at).score.terms}
    assert {terms[ref].ground for ref in new if ref in terms} == {Ground.UNANSWERED}
    assert standing(this, at).score.answered[0] == 0


def test_what_is_saved_again_is_this_years(this, ctx, at):
    part = ours_of(this)
    ref, row = next((ref, one) for ref, one in reads.answers_of(part).items() if ref in part.questions)
    answering.save(ctx, part, ref, Facts(row.stance, row.parts), version=row.version)
    db.session.commit()
    assert row.is_attested_anew
    assert row.carried_from_id is not None
    assert answering.progress_of(part).answered == 1
    assert standing(this, at).score.answered[0] == 1


def test_nobody_can_submit_before_all_is_attested(this, ctx):
    part = ours_of(this)
    with pytest.raises(DomainError) as caught:
        answering.submit(ctx, part, name="佐藤", title="", version=part.version)
    assert caught.value.message == answering.NOT_WHOLE


def test_all_at_once_are_confirmed_and_say_who(this, ctx, at):
    part = ours_of(this)
    since = carried.since_last(part, day_of(at))
    assert since is not None
    refs = carried.attestable(part, since)
    assert set(refs) == set(since.waiting)
    assert attesting.attest_anew(ctx, part, refs) == len(refs)
    db.session.commit()
    rows = reads.answers_of(part).values()
    assert {(one.is_attested_anew, one.answered_by_id) for one in rows} == {(True, ctx.actor_id)}
    assert part.state == AssignmentState.ANSWERING
    assert part.answered_count == len(refs)
    with pytest.raises(DomainError) as caught:
        attesting.attest_anew(ctx, part, refs)
    assert caught.value.message == attesting.NOTHING_LEFT


def test_only_who_may_answer_confirms(this, ctx_of):
    with pytest.raises(NotAllowed):
        attesting.attest_anew(ctx_of(Role.AUDITOR), ours_of(this), ["24-01"])


def test_files_come_along_until_they_expire(last, engagement, ctx, at):
    today, part = day_of(at), ours_of(last)
    first, second, third = part.questions[:3]
    good = laid(ctx, part, first, expires=today)
    laid(ctx, part, second, expires=today - timedelta(days=1))
    laid(ctx, part, third, withdrawn=True)
    db.session.commit()
    made = make.sent(ctx, engagement)
    found = reads.files_of(ours_of(made))
    assert [(one.question, one.stored_file_id, one.added_at) for one in found] == [
        (first, good.stored_file_id, good.added_at)
    ]
    since = carried.since_last(ours_of(made), today)
    assert since is not None
    assert [one.question for one in since.expired] == [second]


def test_what_was_not_attested_last_time_either_is_not_taken_over_again(last, this, engagement, ctx):
    part = ours_of(this)
    kept = next(iter(reads.answers_of(part)))
    attesting.attest_anew(ctx, part, [kept])
    this.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, this)
    db.session.commit()
    third = make.sent(ctx, engagement)
    assert set(reads.answers_of(ours_of(third))) == {kept}


def test_a_new_respondent_starts_from_nothing(last, engagement, ctx):

    query = select(Answer).where(Answer.assignment_id == queries.assignments_of(last)[1].id)
    assert not db.session.scalars(query).all()
    made = make.sent(ctx, engagement)
    vendor = queries.assignments_of(made)[1]
    assert reads.answers_of(vendor) == {}
    assert carried.since_last(vendor, day_of(ctx.at)) is None


def test_last_times_answer_stays_in_sight_and_can_be_taken_again(last, engagement, ctx, pages_as):
    made = make.sent(ctx, engagement)
    part = queries.assignments_of(made)[0]
    waiting = [ref for ref, row in reads.answers_of(part).items() if row.parts]
    ref, row = waiting[0], reads.answers_of(part)[waiting[0]]
    was, pages, here = dict(row.parts), pages_as(Role.OFFICER), f"/requests/{part.id}/questions/{waiting[0]}"
    db.session.commit()
    assert not pages.get(here).select("#last-time")
    pages.submit(here, form="#answer", status=422, fields={"stance": "refused", "reason": ""})
    page = pages.get(here)
    assert words(page.select_one("[data-standing]")) == "途中"
    assert words(page.select_one("#last-time .lines"))
    counted = part.answered_count
    pages.submit(here, form="#answer", fields={"stance": "refused", "reason": "非開示"})
    assert pages.get(here).select("#last-time")
    pages.submit(here, form="#last-time form")
    db.session.expire_all()
    row = reads.answers_of(part)[ref]
    assert (row.stance, row.parts, row.reason, row.is_attested_anew) == (Stance.ANSWERED, was, "", False)
    assert (part.answered_count, reads.is_carried(row)) == (counted, True)
    page = pages.get(here)
    assert words(page.select_one("[data-standing]")) == "前回の回答（要確認）"
    assert not page.select("#last-time")
    with pytest.raises(DomainError) as caught:
        restoring.restore(ctx, part, ref)
    assert caught.value.message == restoring.NONE_LEFT
    db.session.rollback()
    with pytest.raises(NotAllowed):
        restoring.restore(replace(ctx, grants={}), part, ref)


def test_a_refusal_is_taken_over_with_its_reason(engagement, ctx):
    made = make.sent(ctx, engagement)
    part = ours_of(made)
    ref = part.questions[0]
    answering.save(
        ctx, part, ref, Facts(Stance.REFUSED, {}, reason="非開示", substitute="公開資料"), version=None
    )
    made.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, made)
    db.session.commit()
    (row,) = reads.answers_of(ours_of(make.sent(ctx, engagement))).values()
    assert (row.stance, row.reason, row.substitute) == (Stance.REFUSED, "非開示", "公開資料")


# --- what has changed, on pages ---------------------------------------------------------------------


def test_the_page_to_submit_reads_each_thing_once(this, pages_as, count_queries):
    """Also where answers of last time wait."""
    pages, part = pages_as(Role.OFFICER), ours_of(this)
    here = f"/requests/{part.id}/submit"
    assert words(pages.get(here).select_one("main"))
    count_queries.sent.clear()
    pages.get(here)
    assert len(count_queries) <= 9, count_queries.sent
    assert sum("SELECT answer.id, answer.assessment_id" in one for one in map(str, count_queries.sent)) == 1


def test_our_side_sees_what_changed_and_who_has_still_to_confirm(last, this, pages_as, count_queries):
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"/assessments/{this.id}/changes")
    assert last.number in words(page.select_one("main"))
    row = page.select_one("table.carried-by tbody tr")
    count = len(reads.answers_of(ours_of(this)))
    assert [words(cell) for cell in row.select("td.num")][:2] == [str(count), "0"]
    count_queries.sent.clear()
    pages.get(f"/assessments/{this.id}/changes")
    assert len(count_queries) <= 16, count_queries.sent
    assert "前回の評価はありません" in words(pages.get(f"/assessments/{last.id}/changes").select_one("main"))


def test_the_respondent_sees_it_too_and_confirms_at_once(this, pages_as, at):
    pages, part = pages_as(Role.OFFICER), ours_of(this)
    here = f"/requests/{part.id}/changes"
    page = pages.get(here)
    assert "前回の回答" in words(page.select_one("main"))
    assert len(page.select(".to-confirm li")) == len(reads.answers_of(part))
    pages.submit(here, form="form[action$='/attest-anew']")
    db.session.expire_all()
    assert not answering.carried(reads.answers_of(part))
    assert not pages.get(here).select("form[action$='/attest-anew']")


def test_a_chosen_few_are_confirmed_and_nothing_of_others_is(this, pages_as):
    pages, part = pages_as(Role.OFFICER), ours_of(this)
    first, second = sorted(reads.answers_of(part))[:2]
    pages.submit(
        f"/requests/{part.id}/changes", form="form[action$='/attest-anew']", question=[first, "nonsense"]
    )
    db.session.expire_all()
    rows = reads.answers_of(part)
    assert (rows[first].is_attested_anew, rows[second].is_attested_anew) == (True, False)


def test_a_vendor_sees_and_confirms_its_own_last_answers(engagement, ctx, at, pages_of):
    made = make.sent(ctx, engagement)
    vendor = queries.assignments_of(made)[1]
    assert vendor.organisation_id is not None
    person = lay.vendor_person(at, vendor.organisation_id)
    make.answered(context_of(person, at), vendor)
    made.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, made)
    db.session.commit()
    again = queries.assignments_of(make.sent(ctx, engagement))[1]
    pages, here = pages_of(person), f"/requests/{again.id}/changes"
    assert pages.get(here).select(".to-confirm li")
    pages.submit(here, form="form[action$='/attest-anew']")
    db.session.expire_all()
    rows = reads.answers_of(again).values()
    assert {one.answered_by_id for one in rows if one.is_attested_anew} == {person.id}


def test_nothing_ticked_confirms_nothing(this, pages_as):
    pages, part = pages_as(Role.OFFICER), ours_of(this)
    page = pages.follow(
        pages.submit(f"/requests/{part.id}/changes", form="form[action$='/attest-anew']", question=None)
    )
    assert "回答を1件以上選んでください" in words(page.select_one("main"))
    db.session.expire_all()
    assert answering.carried(reads.answers_of(part))


def test_what_is_not_asked_any_more_waits_for_nobody(this, ctx, at):
    part = ours_of(this)
    first, second = part.questions[:2]
    key = next(iter(reads.answers_of(part)[first].parts))
    part.conditions = {**part.conditions, second: {"part": f"{first}.{key}", "is": "never"}}
    audit.record(ctx, Act.ASSIGNMENT_SET, part)
    db.session.commit()
    since = carried.since_last(part, day_of(at))
    assert since is not None
    assert first in since.waiting
    assert second not in since.waiting


def test_a_follow_up_is_confirmed_together_with_what_it_hangs_on(this, ctx, at):
    part = ours_of(this)
    first, second = part.questions[:2]
    key, value = next(iter(reads.answers_of(part)[first].parts.items()))
    part.conditions = {**part.conditions, second: {"part": f"{first}.{key}", "is": value}}
    audit.record(ctx, Act.ASSIGNMENT_SET, part)
    db.session.commit()
    assert second not in answering.asked_of(part, reads.answers_of(part))
    assert attesting.attest_anew(ctx, part, [second, first]) == 2


def test_strangers_find_nothing(this, pages_as):
    part = queries.assignments_of(this)[1]
    for role, status in ((Role.VENDOR, 404), (Role.OFFICER, 404), (Role.AUDITOR, 403)):
        assert pages_as(role).client.get(f"/requests/{part.id}/changes").status_code == status
    assert pages_as(Role.VENDOR).client.get(f"/assessments/{this.id}/changes").status_code == 403


def test_a_changed_question_is_not_confirmed_in_bulk(this, at):
    part = ours_of(this)
    since = carried.since_last(part, day_of(at))
    assert since is not None
    ref = next(iter(since.waiting))
    moved = [replace(one, kind=ChangeKind.REWORDED) if one.ref == ref else one for one in since.changes]
    found = replace(since, changes=moved)
    assert set(carried.attestable(part, found)) == set(since.waiting) - {ref}
