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
from app.diligence.services import advancing, answering, evidence, judging, returning
from app.diligence.services.answering import Facts, StandIn
from app.diligence.services.judging import Said
from app.diligence.services.returning import Return
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
    assert (row.stance, row.parts, row.reason) == (Stance.ANSWERED, dict(whole.parts), "")
    assert answering.typed_beside(row) == {"reason": "非開示", "substitute": "SOC 2 報告書"}


def test_what_was_typed_for_a_refusal_waits_beside_the_answer_and_is_no_part_of_it(part, clerk, pages_of):
    ref = there.of_scope(part, "service")[0]
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    typed = {
        "reason": "非開示", "substitute": "公開資料", "substitute_kind": "address",
        "substitute_address": "https://example.jp/soc3.pdf", "substitute_place": "12ページ",
    }  # fmt: skip
    pages.submit(here, form="#answer", fields={"stance": "refused", **typed})
    # The page sends along what stands in controls that are not shown.
    pages.submit(here, form="#answer", fields={"stance": "answered"})
    db.session.expire_all()
    row = there.row(part, ref)
    assert (row.reason, row.substitute, row.substitute_kind, row.substitute_address) == ("", "", None, "")
    page = pages.get(here)
    assert page.select_one("#stance-answered").has_attr("checked")
    assert words(page.select_one("#reason")) == "非開示"
    assert page.select_one("#substitute_address")["value"] == "https://example.jp/soc3.pdf"
    assert page.select_one("#substitute_kind-address").has_attr("checked")
    assert "回答には含まれません" in words(page.select_one("#answer"))
    pages.submit(here, form="#answer", fields={"stance": "refused"})
    db.session.expire_all()
    row = there.row(part, ref)
    assert (row.stance, row.reason, row.substitute_address) == (
        Stance.REFUSED,
        "非開示",
        "https://example.jp/soc3.pdf",
    )
    assert row.set_aside == {}


def test_a_workbook_that_answers_leaves_the_reason_waiting(part, clerk, at):
    """Whoever saves without a word on what was typed before leaves it where its respondent finds it."""
    own, ref = context_of(clerk, at), there.of_scope(part, "service")[0]
    question = next(one for one in make.content().questions() if one.id == ref)
    row = answering.save(own, part, ref, REFUSAL, version=None)
    db.session.commit()
    answering.save(own, part, ref, make.answer_of(question), version=row.version)
    db.session.commit()
    assert (row.reason, row.substitute) == ("", "")
    assert answering.typed_beside(row) == {"reason": "非開示", "substitute": "SOC 2 報告書"}
    assert answering.entered_in(row) == make.answer_of(question).parts


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


@pytest.fixture
def with_file(part, clerk, at):
    """A refusal for which a file stands in; then the file is withdrawn."""
    own, ref = context_of(clerk, at), there.of_scope(part, "service")[0]
    file = added(own, part, question=ref)
    facts, stand_in = (
        Facts(Stance.REFUSED, reason="非開示"),
        StandIn(SubstituteKind.FILE, file.id, place="3ページ"),
    )
    answering.save(own, part, ref, facts, version=None, stand_in=stand_in)
    db.session.commit()
    assert ref not in answering.progress_of(part).open
    return ref, file


def test_a_stand_in_that_is_withdrawn_leaves_the_refusal_begun(part, clerk, at, with_file, pages_of):
    ref, file = with_file
    before = part.answered_count
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    beside = f"/requests/{part.id}/evidence/{file.id}/withdraw"
    assert "代替資料に指定されています" in words(pages.get(beside))
    evidence.withdraw(context_of(clerk, at), part, file, reason="版が違いました。")
    db.session.commit()
    assert part.answered_count == before - 1
    assert ref in answering.progress_of(part).open
    page = pages.get(here)
    assert words(page.select_one("[data-standing]")) == "途中"
    assert words(page.select_one("[data-lacking]")) == "代替資料のファイル"
    assert "取り下げられています" in words(page.select_one("#substitute_file_id-faults"))
    assert "取下げ済み" in words(page.select_one("#substitute_file_id option[selected]"))
    waiting = pages.get(f"/requests/{part.id}/submit").select_one("#open")
    assert "未回答・途中の質問が" in words(waiting)
    told = {
        one.select_one("a")["href"]: words(one.select_one(".fact-note"))
        for one in waiting.select("li:has(.fact-note)")
    }
    assert list(told) == [here]
    assert told[here].endswith("要入力：代替資料のファイル")
    same = pages.submit(here, form="#answer", status=422)
    assert "取り下げられています" in words(same.select_one("#substitute_file_id-faults"))
    new = added(context_of(clerk, at), part, question=ref, name="新しい版.pdf")
    pages.submit(here, form="#answer", fields={"substitute_file_id": str(new.id)})
    db.session.expire_all()
    assert ref not in answering.progress_of(part).open
    assert there.row(part, ref).substitute == "新しい版.pdf"


def test_a_file_that_was_withdrawn_counts_for_nothing_when_the_refusal_comes_back(
    part, clerk, at, with_file, pages_of
):
    """Withdrawn while the question was answered, and still named in the page that brings the refusal back."""
    ref, file = with_file
    pages, here = pages_of(clerk), f"/requests/{part.id}/questions/{ref}"
    pages.submit(here, form="#answer", fields={"stance": "answered"})
    evidence.withdraw(context_of(clerk, at), part, file, reason="版が違いました。")
    db.session.commit()
    page = pages.submit(here, form="#answer", fields={"stance": "refused"}, status=422)
    assert "取り下げられています" in words(page.select_one("#substitute_file_id-faults"))
    db.session.expire_all()
    row = there.row(part, ref)
    assert (row.reason, row.substitute_file_id, reads.given_of(row)) == ("非開示", file.id, None)
    assert ref in answering.progress_of(part).open
    assert part.answered_count == answering.progress_of(part).answered


def test_the_reviewer_is_told_that_the_stand_in_was_withdrawn(
    sent, part, ctx, ctx_of, clerk, at, with_file, pages_as
):
    ref, file = with_file
    there.whole(clerk, part, at)
    make.answered(ctx, queries.assignments_of(sent)[0])
    advancing.advance(ctx, sent)
    relied = Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE, relied_place="3ページ")
    judging.judge(ctx_of(Role.RISK), sent, part, ref, relied, version=None)
    db.session.commit()
    risk = ctx_of(Role.RISK)
    assert counted(sent, at)[0] == (1, 1)
    assert relying.refused_by(risk, part.organisation_id).confirmed == 1
    returning.return_answers(risk, sent, part, Return("資料を差し替えてください。"), version=part.version)
    evidence.withdraw(context_of(clerk, at), part, file, reason="版が違いました。")
    db.session.commit()
    assert counted(sent, at)[0] == (0, 0)
    assert relying.refused_by(risk, part.organisation_id).questions == 0
    page = pages_as(Role.RISK).get(f"/assessments/{sent.id}/review/{part.id}/{ref}")
    told = words(page.select_one(".heard.is-current"))
    assert "要入力：代替資料のファイル（取り下げられています）" in told
    assert "依拠資料が失効" in told


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
