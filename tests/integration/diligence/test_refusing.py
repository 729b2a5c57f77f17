"""Refused answers: what stands in for them, on what the judgement rests, and how many there are."""

from datetime import timedelta

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.models import AssessmentState, Reliance, Stance, SubstituteKind, Verdict
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import relying, scores
from app.diligence.services import advancing, answering, judging
from app.diligence.services.answering import Facts, StandIn
from app.diligence.services.judging import Said
from app.identity.roles import Role
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import elsewhere as there
from tests.factories.evidence import added
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
REFUSAL = Facts(Stance.REFUSED, reason="非開示", substitute="SOC 2 報告書")


@pytest.fixture
def refused(sent, part, clerk, ctx, at):
    """One question of the vendor's is refused; both have submitted."""
    ref = there.of_scope(part, "service")[0]
    there.whole(clerk, part, at, **{ref.replace("-", "_"): REFUSAL})
    make.answered(ctx, queries.assignments_of(sent)[0])
    advancing.advance(ctx, sent)
    db.session.commit()
    assert sent.state == AssessmentState.REVIEWING
    return ref


def counted(assessment, at):
    heard = reads.heard(assessment)
    relied = relying.relied_upon(heard.judgements.values(), day_of(at))
    found = scores.standing(heard, make.content(), day_of(at), relied)
    return (found.refused.questions, found.refused.confirmed), found.score


def test_a_judgement_that_rests_on_what_was_named_confirms_and_the_score_is_that_of_the_judgement(
    sent, part, refused, ctx, ctx_of, at
):
    risk = ctx_of(Role.RISK)
    assert counted(sent, at)[0] == (1, 0)
    row = judging.judge(risk, sent, part, refused, Said(Verdict.MET), version=None)
    db.session.commit()
    plain = counted(sent, at)
    assert plain[0] == (1, 0)
    until = day_of(at) + timedelta(days=10)
    said = Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE, relied_place="24ページ", relied_until_on=until)
    judging.judge(risk, sent, part, refused, said, version=row.version)
    db.session.commit()
    found, score = counted(sent, at)
    assert found == (1, 1)
    assert score == plain[1]
    assert counted(sent, at + timedelta(days=11))[0] == (1, 0)
    summed = relying.refused_by(risk, part.organisation_id)
    assert (summed.questions, summed.confirmed) == (1, 1)


def test_where_it_stands_must_be_said_and_a_report_must_be_about_the_subject(sent, part, refused, ctx_of):
    for said, message in (
        (Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE), judging.NO_PLACE),
        (Said(Verdict.MET, relies_on=Reliance.REPORT, relied_place="3"), judging.NO_REPORT),
    ):
        with pytest.raises(DomainError) as caught:
            judging.judge(ctx_of(Role.RISK), sent, part, refused, said, version=None)
        assert caught.value.message == message


def test_the_reviewer_sees_and_says_on_what_it_rests(sent, part, refused, pages_as):
    pages = pages_as(Role.RISK)
    here = f"/assessments/{sent.id}/review/{part.id}/{refused}"
    page = pages.get(here)
    assert "SOC 2 報告書" in words(page.select_one(".heard.is-current"))
    sent_along = {"verdict": "met", "relies_on": "substitute", "relied_place": "24ページ"}
    rely = page.select_one("#judge a[href*=rely]")["href"].partition("#")[0]
    pages.submit(rely, form="#judge", fields=sent_along)
    ruled = pages.get(here).select_one(".ruled")
    assert "24ページ" in words(ruled)
    score = pages.get(f"/assessments/{sent.id}/score")
    assert "1問、うち代替資料で確認 1問" in words(score)
    told = pages.client.get(f"/assessments/{sent.id}/score.json").json
    assert (told["coverage"]["refused"], told["coverage"]["refused_confirmed"]) == (1, 1)
    owner = pages.get(f"/organisations/{part.organisation_id}/assessments")
    assert "1問、うち代替資料で確認 1問" in words(owner)


def test_the_respondent_names_a_document_and_its_page(part, clerk, pages_of, at):
    ref = there.of_scope(part, "service")[0]
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    typed = {
        "stance": "refused",
        "reason": "非開示",
        "substitute_kind": "address",
        "substitute_place": "12ページ",
    }
    page = pages.submit(here, form="#answer", status=422, fields=typed)
    assert page.select_one("#substitute_address-faults .field-error")
    pages.submit(here, form="#answer", fields={**typed, "substitute_address": "https://example.jp/soc3.pdf"})
    row = there.row(part, ref)
    assert (row.substitute_kind, row.substitute_address, row.substitute_place) == (
        SubstituteKind.ADDRESS, "https://example.jp/soc3.pdf", "12ページ",
    )  # fmt: skip
    db.session.refresh(part)
    answering.save(context_of(clerk, at), part, ref, Facts(Stance.ANSWERED, {}), version=row.version)
    db.session.commit()
    assert (row.substitute_kind, row.substitute_address) == (None, "")


def test_a_refusal_that_is_not_whole_is_kept_and_counts_nowhere(part, clerk, pages_of):
    ref = there.of_scope(part, "service")[0]
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    typed = {"stance": "refused", "reason": "非開示", "substitute_kind": "address", "substitute_address": "soc3.pdf",
             "substitute_place": "12ページ"}  # fmt: skip
    for more, told, missing in (
        ({}, "https:// から", "文書のアドレス"),
        ({"substitute_kind": "report", "substitute": ""}, "名称", "代替資料"),
        ({"reason": "", "substitute_kind": ""}, "理由", "理由"),
    ):
        page = pages.submit(here, form="#answer", status=422, fields={**typed, **more})
        for shown in (page, pages.get(here)):
            assert words(shown.select_one("[data-standing]")) == "途中"
            assert words(shown.select_one("[data-lacking]")) == missing
            assert told in words(shown.select_one(".field-error"))
            assert shown.select_one("#stance-refused").has_attr("checked")
        db.session.expire_all()
        row = there.row(part, ref)
        assert (row.stance, reads.given_of(row)) == (Stance.REFUSED, None)
        assert part.answered_count == 0
        assert f"要入力：{missing}" in words(pages.get(f"/requests/{part.id}").select_one(".answer-said"))
    assert ref in answering.progress_of(part).open
    page = pages.submit(
        here, form="#answer", fields={"stance": "refused", "reason": "非開示", "substitute_kind": ""}
    )
    assert words(pages.get(here).select_one("[data-standing]")) == "回答済み"


def test_who_thinks_better_of_a_refusal_finds_what_was_entered(part, clerk, pages_of, at):
    own = context_of(clerk, at)
    question = next(one for one in make.content().questions() if one.id == there.of_scope(part, "service")[0])
    ref, whole = question.id, make.answer_of(question)
    row = answering.save(own, part, ref, whole, version=None)
    answering.save(own, part, ref, REFUSAL, version=row.version)
    db.session.commit()
    assert (row.parts, row.set_aside) == ({}, dict(whole.parts))
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    told = [words(one) for one in pages.get(f"/requests/{part.id}").select(".answer-said")]
    assert any(one.startswith("回答の区分：回答しない") for one in told)
    pages.submit(here, form="#answer", fields={"stance": "answered"})
    db.session.expire_all()
    row = there.row(part, ref)
    assert (row.stance, row.parts, row.set_aside, row.reason) == (Stance.ANSWERED, dict(whole.parts), {}, "")


def test_only_a_file_beside_that_question_stands_in(part, clerk, at):
    own, (ref, other) = context_of(clerk, at), there.of_scope(part, "service")[:2]
    file = added(own, part, question=ref)
    stand_in = StandIn(SubstituteKind.FILE, file.id, place="3ページ")
    with pytest.raises(DomainError) as caught:
        answering.save(own, part, other, REFUSAL, version=None, stand_in=stand_in)
    assert caught.value.message == answering.NOT_BESIDE
    db.session.rollback()
    row = answering.save(
        own, part, ref, Facts(Stance.REFUSED, reason="非開示"), version=None, stand_in=stand_in
    )
    db.session.commit()
    assert (row.substitute_file_id, row.substitute) == (file.id, file.name)


def test_a_different_answer_in_another_assessment_is_an_exception(
    sent, part, refused, ctx, root, engagement, clerk, at, pages_as
):
    other = there.again(ctx, root, engagement)
    second = there.vendor_part(other)
    there.whole(clerk, second, at + timedelta(days=1))
    page = pages_as(Role.RISK).get(f"/assessments/{sent.id}/review/{part.id}/{refused}")
    box = page.select_one(".unlike-there")
    assert other.number in words(box)
    assert "説明はありません" in words(box)
    filters = [words(one) for one in page.select(".review-filter a")]
    assert any(one.startswith("別の回答と異なる") and one.endswith("1") for one in filters)
    pages = pages_as(Role.RISK)
    compared = f"left={sent.id}&right={other.id}"
    page = pages.get(f"/assessments/compare?{compared}&only=refusals")
    assert len(page.select("table.side-by-side tbody tr")) == 1
    assert pages.client.get(f"/assessments/compare.xlsx?{compared}").status_code == 200
    there_ = pages.client.get(f"/assessments/compare/picked?pick={sent.id}&pick={other.id}")
    assert there_.headers["Location"].startswith("/assessments/compare?")
    assert (
        "/assessments?"
        in pages.client.get(f"/assessments/compare/picked?pick={sent.id}").headers["Location"] + "?"
    )
