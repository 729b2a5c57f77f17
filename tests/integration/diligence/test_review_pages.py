"""The reviewer's page: by exception, judged from answer to answer, asked back, and by whom it may be done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, files, notices
from app.core.dates import day_of
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, Evidence, Judgement, Message, Stance, Verdict
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import reviews
from app.diligence.rules.exceptions import Flag
from app.diligence.services import answering, asking, judging
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.work import waiting
from app.work.models import Finding, Task
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.files import keep, pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
REASON = "期日までに回答がなく、公開資料で確認します。"
SECRET = "内部の所見です"


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
def ours(assessment):
    return queries.assignments_of(assessment)[0]


@pytest.fixture
def risk(ctx_of):
    return ctx_of(Role.RISK)


def here(assessment, part=None, ref="", end=""):
    place = f"/{part.id}/{ref}" if part else ""
    return f"/assessments/{assessment.id}/review{place}{end}"


def lines_of(assessment, at):
    return {one.key: one for one in reviews.material_of(assessment, day_of(at)).lines}


def test_the_list_stands_by_exception_and_one_answer_lies_open(assessment, ours, pages_as, at):
    pages = pages_as(Role.RISK)
    page = pages.get(here(assessment, end="?show=all"))
    rows = page.select(".review-row")
    lines = reviews.material_of(assessment, day_of(at)).lines
    assert len(rows) == len(lines) > 10
    assert [row["href"].split("?")[0] for row in rows] == [
        here(assessment, one.part, one.question.id) for one in lines
    ]
    grave = [one.needs_eyes for one in lines]
    assert grave == sorted(grave, reverse=True)
    assert "未回答" in words(page.select_one(".review-list"))
    assert page.select_one(".review-row[aria-current]")["href"] == rows[0]["href"]
    answered = next(one for one in lines if one.part.id == ours.id)
    page = pages.get(here(assessment, ours, answered.question.id))
    text = words(page.select_one(".review-source"))
    assert answered.question.text.ja.replace("{institution}", "当行") in text
    assert "つばめ銀行" in text
    narrow = pages.get(here(assessment, end=f"?show={Flag.UNANSWERED}"))
    assert len(narrow.select(".review-row")) == sum(Flag.UNANSWERED in one.flags for one in lines)
    assert pages.get(here(assessment, ours, "to24-none"), status=404)


def test_the_reviewer_judges_and_is_led_on(assessment, ours, pages_as, at):
    pages = pages_as(Role.RISK)
    first, second = reviews.material_of(assessment, day_of(at)).lines[:2]
    address = here(assessment, first.part, first.question.id, "?show=all")
    refused = pages.submit(address, form="#judge", verdict="not_met", status=422)
    assert "理由" in words(refused.select_one(".error-summary"))
    page = pages.follow(pages.submit(address, form="#judge", verdict="not_met", comment=SECRET))
    assert page.select_one(".review-row[aria-current]")["href"].startswith(
        here(assessment, second.part, second.question.id)
    )
    row = db.session.scalars(select(Judgement)).one()
    assert (row.verdict, row.comment, row.question) == (Verdict.NOT_MET, SECRET, first.question.id)
    page = pages.get(address)
    assert "未充足" in words(page.select_one(".ruled"))
    assert page.select_one("#verdict input[checked]")["value"] == "not_met"


def test_a_measure_is_accepted_with_its_end(assessment, ours, pages_as, at):
    part = queries.assignments_of(assessment)[1]
    address = here(assessment, part, part.questions[0])
    pages = pages_as(Role.RISK)
    said = {"verdict": "compensated", "measure": "公開資料での確認", "reason": "回答しない方針のため"}
    assert pages.submit(address, form="#judge", status=422, **said)
    pages.submit(address, form="#judge", until_on=day_of(at).isoformat(), **said)
    row = db.session.scalars(select(Judgement)).one()
    assert (row.measure, row.until_on, row.accepted_by_id) == (said["measure"], day_of(at), row.judged_by_id)


def test_a_judgement_that_somebody_else_saved_first_is_shown(assessment, ours, pages_as, risk, ctx_of):
    ref = ours.questions[0]
    row = judging.judge(risk, assessment, ours, ref, Said(Verdict.MET), version=None)
    db.session.commit()
    pages = pages_as(Role.COMPLIANCE)
    page = pages.get(here(assessment, ours, ref))
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("#judge input[type=hidden]")}
    judging.judge(risk, assessment, ours, ref, Said(Verdict.NOT_MET, comment=SECRET), version=row.version)
    db.session.commit()
    again = pages.post(
        here(assessment, ours, ref, "/judgement"),
        status=409,
        fields=sent,
        verdict="partly_met",
        comment="一部",
    )
    assert SECRET in words(again.select_one(".conflict"))
    db.session.refresh(row)
    assert row.verdict == Verdict.NOT_MET


def test_the_first_line_reads_and_does_not_judge(assessment, ours, pages_as):
    ref = ours.questions[0]
    for role in (Role.OFFICER, Role.AUDITOR, Role.APPROVER):
        pages = pages_as(role)
        page = pages.get(here(assessment, ours, ref))
        assert not page.select("#judge, #inquiry-form")
        token = page.select_one("meta[name=csrf-token]")["content"]
        for end in ("/judgement", "/second", "/messages"):
            pages.post(
                here(assessment, ours, ref, end), status=403, csrf_token=token, verdict="met", text="x"
            )
        assert pages.get(here(assessment, end="/unchanged"), status=403)
    assert db.session.scalars(select(Judgement)).all() == []


def test_nobody_is_offered_to_judge_what_they_answered(engagement, ctx, ctx_of, pages_as):
    manager = ctx_of(Role.VENDOR_MANAGER)
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    given = reads.answers_of(ours)[ours.questions[0]]
    given.answered_by_id = manager.actor_id
    audit.record(ctx, Act.ANSWER_SAVED, given)
    db.session.commit()
    ref = ours.questions[0]
    page = pages_as(Role.VENDOR_MANAGER).get(here(made, ours, ref))
    assert not page.select("#judge")
    assert "ご自身" in words(page.select_one(".review-judge"))
    assert pages_as(Role.RISK).get(here(made, ours, ref)).select("#judge")


def test_the_second_reviewer_is_another_person(assessment, ours, pages_as, risk, people):
    ref = ours.questions[0]
    judging.judge(risk, assessment, ours, ref, Said(Verdict.MET), version=None)
    db.session.commit()
    address = here(assessment, ours, ref)
    assert not pages_as(Role.RISK).get(address).select(f"form[action*='{ref}/second']")
    pages = pages_as(Role.COMPLIANCE)
    pages.submit(address, form=f"form[action*='{ref}/second']")
    row = db.session.scalars(select(Judgement)).one()
    assert row.seconded_by_id == people[Role.COMPLIANCE].id
    assert people[Role.COMPLIANCE].name in words(pages.get(address).select_one(".ruled"))


def test_an_inquiry_goes_to_the_unit_and_its_reply_comes_back(assessment, ours, pages_as, at):
    ref = ours.questions[0]
    address = here(assessment, ours, ref)
    pages = pages_as(Role.RISK)
    empty = pages.submit(address, form="#inquiry-form", text="", status=422)
    assert "照会" in words(empty.select_one("h1"))
    pages.submit(address, form="#inquiry-form", text="根拠を教えてください。")
    task = db.session.scalars(select(Task).where(Task.message == asking.INQUIRY_TASK)).one()
    assert task.source_id == ours.id
    officer = pages_as(Role.OFFICER)
    token = officer.get(f"/requests/{ours.id}").select_one("meta[name=csrf-token]")["content"]
    officer.post(f"/requests/{ours.id}/questions/{ref}/messages", csrf_token=token, text="規程の第3条です。")
    db.session.refresh(task)
    assert task.state == "done"
    assert Flag.REPLIED in lines_of(assessment, at)[ours.id, ref].flags
    page = pages.get(address)
    assert [words(one) for one in page.select(".message .lines")] == [
        "根拠を教えてください。",
        "規程の第3条です。",
    ]
    assert [one.is_ours for one in db.session.scalars(select(Message).order_by(Message.id))] == [True, False]


def test_who_writes_first_asks_and_does_not_reply(assessment, ours, pages_as, ctx, risk, at):
    ref = ours.questions[0]
    steps = [(ctx, False, Flag.INQUIRED), (risk, True, None), (ctx, False, Flag.REPLIED)]
    for number, (who, is_ours, flag) in enumerate(steps):
        later = replace(who, at=who.at + timedelta(seconds=number))
        asking.write(later, ours, ref, "どの範囲の話ですか。", is_ours=is_ours)
        db.session.commit()
        line = lines_of(assessment, at)[ours.id, ref]
        assert {*line.flags} & {Flag.INQUIRED, Flag.REPLIED} == ({flag} if flag else set())
        if flag == Flag.INQUIRED:
            page = pages_as(Role.RISK).get(here(assessment, ours, ref, f"?show={flag}"))
            assert "照会あり" in words(page.select_one(".review-row[aria-current]"))
            assert line.needs_eyes


def test_a_judgement_after_the_reply_settles_the_answer_and_what_they_ask_waits_on(
    assessment, ours, ctx, risk, at
):
    replied, inquired = ours.questions[:2]
    said = [(risk, replied, True), (ctx, replied, False), (ctx, inquired, False)]
    for number, (who, ref, is_ours) in enumerate(said):
        later = replace(who, at=who.at + timedelta(seconds=number))
        asking.write(later, ours, ref, "資料はありますか。", is_ours=is_ours)
    later = replace(risk, at=risk.at + timedelta(minutes=1))
    for ref in (replied, inquired):
        judging.judge(later, assessment, ours, ref, Said(Verdict.MET), version=None)
    db.session.commit()
    lines = lines_of(assessment, at)
    assert lines[ours.id, replied].is_settled
    assert Flag.REPLIED not in lines[ours.id, replied].flags
    assert Flag.INQUIRED in lines[ours.id, inquired].flags
    assert not lines[ours.id, inquired].is_settled


def test_a_finding_is_raised_from_the_question_and_leads_back(assessment, ours, pages_as, at):
    ref = ours.questions[0]
    address = here(assessment, ours, ref)
    pages = pages_as(Role.RISK)
    due = (day_of(at) + timedelta(days=30)).isoformat()
    page = pages.follow(pages.submit(address + "/finding", due_on=due, severity="high"))
    made = db.session.scalars(select(Finding)).one()
    assert (made.subject_type, made.subject_id) == ("engagement", assessment.engagement_id)
    back = page.select_one(f"main a[href*='/assessments/{assessment.id}/review?question={ref}']")
    assert assessment.number in words(back)
    assert pages.get(back["href"]).select_one(".review-row[aria-current]") is not None
    assert str(made.number) in words(pages.get(address).select_one(".review-judge"))


def expired_evidence(ctx, assessment, part, ref):
    kept = keep(pdf())
    file = {name: getattr(kept, name) for name in ("media_type", "size", "sha256")}
    row = Evidence(
        assessment_id=assessment.id, assignment_id=part.id, question=ref, name="SOC2報告書.pdf", **file,
        added_at=ctx.at, stored_file_id=files.attach(kept, ctx.at).id, expires_on=day_of(ctx.at) - timedelta(days=1),
    )  # fmt: skip
    db.session.add(row)
    audit.record(ctx, Act.EVIDENCE_ADDED, row)
    db.session.commit()
    return row


def test_expired_evidence_is_told_and_can_be_opened(assessment, ours, pages_as, at, ctx):
    ref = ours.questions[0]
    row = expired_evidence(ctx, assessment, ours, ref)
    assert Flag.EVIDENCE_EXPIRED in lines_of(assessment, at)[ours.id, ref].flags
    page = pages_as(Role.RISK).get(here(assessment, ours, ref))
    assert page.select_one(f"a[href='/assessments/{assessment.id}/evidence/{row.id}/file']")
    assert "証跡の期限切れ" in words(page.select_one(".heard.is-current"))


@pytest.fixture
def again(engagement, ctx, assessment, ours, risk):
    """This year's: the first question says the same as last year, the second something else."""
    first, second, third = ours.questions[:3]
    for ref in (first, second):
        judging.judge(risk, assessment, ours, ref, Said(Verdict.MET, comment="契約書で確認"), version=None)
        db.session.commit()
    assessment.state = AssessmentState.CONCLUDED
    audit.record(risk, Act.ASSESSMENT_MOVED, assessment)
    db.session.commit()
    made = make.sent(ctx, engagement)
    now, vendor = queries.assignments_of(made)
    old = reads.answers_of(ours)
    for ref in (first, second, third):
        facts = Facts(Stance.ANSWERED, old[ref].parts)
        if ref == second:
            facts = Facts(Stance.REFUSED, reason="非開示")
        versions = reads.answers_of(now)
        row = answering.save(ctx, now, ref, facts, version=versions[ref].version if ref in versions else None)
        row.carried_from_id = old[ref].id
        audit.record(ctx, Act.ANSWER_SAVED, row)
        db.session.commit()
    for part in (now, vendor):
        judging.release(ctx, made, part, reason=REASON)
    db.session.commit()
    return made


def test_what_is_unchanged_is_accepted_at_once_after_a_look(again, pages_as, at):
    now = queries.assignments_of(again)[0]
    first, second = now.questions[:2]
    lines = lines_of(again, at)
    assert Flag.CHANGED in lines[now.id, second].flags
    assert not {Flag.CHANGED, Flag.NEW} & {*lines[now.id, first].flags}
    pages = pages_as(Role.RISK)
    page = pages.get(here(again, now, second))
    assert "契約書で確認" in words(page.select_one(".last-time"))
    page = pages.get(here(again, end="/unchanged"))
    assert [box["value"] for box in page.select(".unchanged input[type=checkbox][checked]")] == [
        f"{now.id}.{first}"
    ]
    pages.submit(here(again, end="/unchanged"), form="#form", answers=None)
    assert reads.judgements_of(again) == {}
    pages.submit(here(again, end="/unchanged"), form="#form")
    assert {key: one.verdict for key, one in reads.judgements_of(again).items()} == {
        (now.id, first): Verdict.MET
    }
    assert "一括承認できる回答はありません" in words(
        pages.get(here(again, end="/unchanged")).select_one("main")
    )


def test_unchanged_beside_expired_evidence_waits_for_a_look(again, at, ctx):
    now = queries.assignments_of(again)[0]
    material = reviews.material_of(again, day_of(at))
    assert [one.key for one in reviews.unchanged(material, day_of(at))] == [(now.id, now.questions[0])]
    expired_evidence(ctx, again, now, now.questions[0])
    assert reviews.unchanged(reviews.material_of(again, day_of(at)), day_of(at)) == []


def test_an_answer_that_changes_after_its_judgement_wants_another_look(assessment, ours, risk, ctx, at):
    ref = ours.questions[0]
    judging.judge(risk, assessment, ours, ref, Said(Verdict.MET), version=None)
    db.session.commit()
    assert lines_of(assessment, at)[ours.id, ref].is_settled
    row = reads.answers_of(ours)[ref]
    row.comment = "訂正"
    audit.record(ctx, Act.ANSWER_SAVED, row)
    db.session.commit()
    line = lines_of(assessment, at)[ours.id, ref]
    assert line.flags[0] == Flag.ANSWER_MOVED
    assert line.needs_eyes


def test_a_vendors_person_sees_nothing_of_the_review(assessment, ours, pages_as, risk, people, session):
    vendor = queries.assignments_of(assessment)[1]
    ref = vendor.questions[0]
    judging.judge(risk, assessment, vendor, ref, Said(Verdict.NOT_MET, comment=SECRET), version=None)
    pages = pages_as(Role.VENDOR)
    for address in (
        here(assessment),
        here(assessment, vendor, ref),
        here(assessment, end="/unchanged"),
        here(assessment, vendor, ref, "/finding"),
        f"/assessments/{assessment.id}/conclusion",
    ):
        assert pages.client.get(address).status_code in (403, 404), address
    token = pages.get("/requests").select_one("meta[name=csrf-token]")["content"]
    for end in ("/judgement", "/second", "/messages", "/finding"):
        pages.post(here(assessment, vendor, ref, end), status=403, csrf_token=token, text="x")
    # Of another organisation than the one that is asked: not even the thread.
    pages.post(f"/requests/{vendor.id}/questions/{ref}/messages", status=404, csrf_token=token, text="x")


def test_a_notice_of_an_inquiry_leads_to_its_question(engagement, ctx, ctx_of, pages_as, people):
    made = make.sent(ctx, engagement)
    vendor = queries.assignments_of(made)[1]
    vendor.organisation_id, vendor.lead_id = people[Role.VENDOR].organisation_id, people[Role.VENDOR].id
    audit.record(ctx, Act.ASSIGNMENT_SET, vendor)
    asking.write(ctx_of(Role.RISK), vendor, vendor.questions[2], "根拠を教えてください。", is_ours=True)
    notices.post(ctx, people[Role.VENDOR].id, "%(title)s", vendor, title="督促")
    db.session.commit()
    pages = pages_as(Role.VENDOR)
    links = [one["href"] for one in pages.get("/").select("#notices a")]
    whole = f"/requests/{vendor.id}"
    assert sorted(links) == [whole, f"{whole}/questions/{vendor.questions[2]}"]
    assert "根拠を教えてください。" in words(pages.get(max(links, key=len)))
    # Whoever may not answer is not led anywhere.
    notices.post(ctx, people[Role.AUDITOR].id, "%(title)s", vendor, title="照会")
    db.session.commit()
    assert not pages_as(Role.AUDITOR).get("/").select("#notices a")


def test_the_respondent_from_outside_reads_the_inquiry_and_no_judgement(
    engagement, ctx, ctx_of, pages_as, people
):
    made = make.sent(ctx, engagement)
    vendor = queries.assignments_of(made)[1]
    vendor.organisation_id = people[Role.VENDOR].organisation_id
    audit.record(ctx, Act.ASSIGNMENT_SET, vendor)
    db.session.commit()
    ref, risk = vendor.questions[0], ctx_of(Role.RISK)
    asking.write(risk, vendor, ref, "根拠を教えてください。", is_ours=True)
    db.session.commit()
    row = Judgement(
        assessment_id=made.id, assignment_id=vendor.id, question=ref, verdict=Verdict.NOT_MET, comment=SECRET,
        judged_at=ctx.at, judged_by_id=risk.actor_id,
    )  # fmt: skip
    db.session.add(row)
    audit.record(risk, Act.ANSWER_JUDGED, row)
    db.session.commit()
    pages = pages_as(Role.VENDOR)
    token = pages.get("/requests").select_one("meta[name=csrf-token]")["content"]
    thread = f"/requests/{vendor.id}/questions/{ref}/messages"
    page = pages.post(thread, status=422, csrf_token=token, text="")
    assert "根拠を教えてください。" in words(page)
    assert people[Role.RISK].name not in words(page.select_one(".messages"))
    assert SECRET not in str(page)
    home = pages_as(Role.RISK)
    waits = f"/assessments/{made.id}/review/{vendor.id}/{ref}"
    waiting.forget()
    assert not home.get("/").select(f"a[href='{waits}']")
    pages.post(thread, csrf_token=token, text="規程の第3条です。")
    waiting.forget()
    assert words(home.get("/").select_one(f"a[href='{waits}']")) == f"照会に答える：統24（{ref}）"
    told = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.is_ours, one.organisation_id) for one in told] == [
        (True, vendor.organisation_id), (False, vendor.organisation_id),
    ]  # fmt: skip
    pages.post(f"/requests/{vendor.id}/questions/to24-none/messages", status=404, csrf_token=token, text="x")


def test_the_page_costs_few_statements(again, pages_as, count_queries):
    pages = pages_as(Role.RISK)
    now = queries.assignments_of(again)[0]
    for address in (here(again), here(again, now, now.questions[0])):
        pages.get(address)
        count_queries.sent.clear()
        pages.get(address)
        assert len(count_queries) <= 12, "\n".join(count_queries.sent)
