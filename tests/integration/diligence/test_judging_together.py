"""まとめて判定: chosen by the reviewer, looked at, a row each; nothing when anything moved meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.ids import uuid7
from app.diligence.models import Judgement, Reliance, Stance, SubstituteKind, Verdict
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import reviews
from app.diligence.services import answering, judging
from app.diligence.services.answering import Facts, StandIn
from app.diligence.services.judging import Pick, Said
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
REASON = "期日までに回答がなく、公開資料で確認します。"
MEASURE = {"measure": "公開の監査報告書で確認", "reason": "個別の回答をしない方針のため"}


@pytest.fixture
def assessment(engagement, ctx):
    """Ours refuses its first two questions and answers the others; the vendor was released."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    for ref in ours.questions[:2]:
        answering.save(ctx, ours, ref, Facts(Stance.REFUSED, reason="非開示"), version=None)
        db.session.commit()
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    db.session.commit()
    return made


@pytest.fixture
def risk(ctx_of):
    return ctx_of(Role.RISK)


def here(assessment, **said):
    query = "&".join(f"{name}={value}" for name, value in said.items())
    return f"/assessments/{assessment.id}/review/together?{query}"


def pick(assessment, part, ref):
    answer, row = reads.answers_of(part).get(ref), reads.judgements_of(assessment).get((part.id, ref))
    return Pick(part.id, ref, answer.version if answer else None, row.version if row else None)


def test_refusals_of_one_respondent_are_judged_after_a_look(assessment, pages_as, at):
    ours, _vendor = queries.assignments_of(assessment)
    refused = ours.questions[:2]
    pages, until = pages_as(Role.RISK), day_of(at) + timedelta(days=90)
    place = here(assessment, kind="refused", respondent=ours.id)
    assert pages.get(f"/assessments/{assessment.id}/review").select_one("a[href$='/review/together']")
    page = pages.get(place)
    boxes = page.select(".unchanged input[type=checkbox]")
    assert [box["value"].split(":")[1] for box in boxes] == refused
    assert not page.select(".unchanged input[checked]")
    marked = pages.get(page.select_one("a[href*='mark=all']")["href"])
    assert len(marked.select(".unchanged input[checked]")) == 2
    tokens = [box["value"] for box in boxes]
    empty = pages.submit(place, form="#form", verdict="met", status=422)
    assert "回答を1件以上" in words(empty.select_one(".error-summary"))
    said = {"answers": tokens, "verdict": "compensated", **MEASURE}
    assert pages.submit(place, form="#form", status=422, **said).select_one("#until_on[aria-invalid]")
    preview = pages.submit(place, form="#form", status=200, until_on=until.isoformat(), **said)
    text = words(preview.select_one("#preview"))
    assert "代替措置で可" in text
    assert MEASURE["measure"] in text
    assert "非開示" in text
    assert db.session.scalars(select(Judgement)).all() == []
    sent: dict[str, list[str]] = {}
    for tag in preview.select("#form input[type=hidden]"):
        sent.setdefault(tag["name"], []).append(tag.get("value", ""))
    changed = pages.post(place, status=200, fields={**sent, "change": "1"})
    assert [box["value"] for box in changed.select(".unchanged input[checked]")] == tokens
    pages.post(place, fields={**sent, "judge": "1"})
    rows = {row.question: row for row in db.session.scalars(select(Judgement))}
    assert set(rows) == set(refused)
    told = {
        (row.verdict, row.measure, row.until_on, row.judged_by_id == row.accepted_by_id)
        for row in rows.values()
    }
    assert told == {(Verdict.COMPENSATED, MEASURE["measure"], until, True)}
    left = pages.get(place)
    assert not left.select(".unchanged input")
    assert "回答の区分：回答しない" in [words(one) for one in left.select(".chip .chip-label")]


def test_what_says_exactly_what_is_expected_and_nothing_else_is_one_kind(assessment, pages_as, at):
    lines = reviews.material_of(assessment, day_of(at)).lines
    plain = {one.question.id for one in lines if one.is_plain(day_of(at))}
    assert 0 < len(plain) < len(lines)
    assert not any(one.question.critical or one.answer is None for one in lines if one.question.id in plain)
    boxes = pages_as(Role.RISK).get(here(assessment, kind="plain")).select(".unchanged input[type=checkbox]")
    assert {box["value"].split(":")[1] for box in boxes} == plain


def test_what_moved_meanwhile_is_refused_as_a_whole(assessment, risk, pages_as):
    ours, vendor = queries.assignments_of(assessment)
    first, second = ours.questions[:2]
    pages = pages_as(Role.COMPLIANCE)
    page = pages.get(here(assessment, kind="refused"))
    tokens = [box["value"] for box in page.select(".unchanged input[type=checkbox]")]
    seen = [pick(assessment, ours, ref) for ref in (first, second)]
    judging.judge(risk, assessment, ours, first, Said(Verdict.MET), version=None)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        judging.judge_together(risk, assessment, seen, Said(Verdict.MET))
    assert caught.value.message == judging.MOVED
    token = page.select_one("meta[name=csrf-token]")["content"]
    for wrong in (tokens, ["nonsense"], [f"{ours.id}:{first}:x:"]):
        again = pages.post(
            here(assessment),
            status=422,
            csrf_token=token,
            fields={"answers": wrong},
            verdict="met",
            judge="1",
        )
        assert "判定は保存していません" in words(again.select_one(".error-summary"))
    assert set(reads.judgements_of(assessment)) == {(ours.id, first)}
    other = Pick(vendor.id, first, None, None)
    assert first not in vendor.questions
    with pytest.raises(DomainError) as caught:
        judging.judge_together(risk, assessment, [other], Said(Verdict.MET))
    assert caught.value.message == judging.NOT_ASKED


def test_a_second_time_it_replaces_what_was_seen_and_keeps_the_rules(assessment, risk, ctx):
    ours, _vendor = queries.assignments_of(assessment)
    refs = ours.questions[:2]
    said = Said(Verdict.TO_BE_CHECKED)
    twice = [pick(assessment, ours, refs[0])] * 2 + [pick(assessment, ours, refs[1])]
    assert judging.judge_together(risk, assessment, twice, said) == 2
    db.session.commit()
    again = [pick(assessment, ours, ref) for ref in refs]
    with pytest.raises(DomainError) as caught:
        judging.judge_together(risk, assessment, again, Said(Verdict.NOT_MET))
    assert (caught.value.message, caught.value.field) == (judging.NO_COMMENT, "comment")
    assert judging.judge_together(risk, assessment, again, Said(Verdict.NOT_MET, "証跡なし")) == 2
    db.session.commit()
    assert {one.verdict for one in reads.judgements_of(assessment).values()} == {Verdict.NOT_MET}
    with pytest.raises(NotAllowed):
        judging.judge_together(ctx, assessment, again, said)


@pytest.fixture
def naming(engagement, ctx):
    """As `assessment`, and each refusal names a document; only the first says where in it."""
    made = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(made)
    for ref, place in zip(ours.questions[:2], ("24ページ", ""), strict=True):
        stand_in = StandIn(SubstituteKind.ADDRESS, None, "https://example.jp/soc3.pdf", place)
        facts = Facts(Stance.REFUSED, reason="非開示")
        answering.save(ctx, ours, ref, facts, version=None, stand_in=stand_in)
        db.session.commit()
    make.answered(ctx, ours)
    judging.release(ctx, made, vendor, reason=REASON)
    db.session.commit()
    return made


def test_refusals_together_rest_on_what_each_of_them_names(naming, risk, pages_as):
    ours, _vendor = queries.assignments_of(naming)
    refused, place = ours.questions[:2], here(naming, kind="refused", respondent=ours.id)
    pages = pages_as(Role.RISK)
    tokens = [box["value"] for box in pages.get(place).select(".unchanged input[type=checkbox]")]
    said = {"answers": tokens, "verdict": "met", "relies_on": "substitute"}
    again = pages.submit(place, form="#form", status=422, **said)
    assert "ページ" in words(again.select_one(".error-summary"))
    preview = pages.submit(place, form="#form", status=200, relied_place="3.2", **said)
    assert "回答者が示した代替資料" in words(preview.select_one("#preview"))
    assert "3.2" in words(preview.select_one("#preview"))
    sent: dict[str, list[str]] = {}
    for tag in preview.select("#form input[type=hidden]"):
        sent.setdefault(tag["name"], []).append(tag.get("value", ""))
    pages.post(place, fields={**sent, "judge": "1"})
    db.session.expire_all()
    rows = reads.judgements_of(naming)
    assert {(one.relies_on, one.relied_place) for one in rows.values()} == {(Reliance.SUBSTITUTE, "3.2")}
    assert {key[1] for key in rows} == set(refused)
    # Left empty, where each of them says that it stands.
    one = Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE)
    assert judging.judge_together(risk, naming, [pick(naming, ours, refused[0])], one) == 1
    assert rows[(ours.id, refused[0])].relied_place == "24ページ"
    with pytest.raises(DomainError) as caught:
        judging.judge_together(risk, naming, [pick(naming, ours, refused[1])], one)
    assert caught.value.message == judging.NO_PLACE


def test_only_refusals_rest_on_something_else_and_only_on_reports_about_them(naming, risk, pages_as):
    ours, _vendor = queries.assignments_of(naming)
    first, answered = ours.questions[0], ours.questions[2]
    said = Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE, relied_place="3.2")
    for refs, told, message in (
        ((first, answered), said, judging.NOT_REFUSED),
        ((first,), replace(said, relies_on=Reliance.REPORT, report_id=uuid7()), judging.NO_REPORT),
    ):
        with pytest.raises(DomainError) as caught:
            judging.judge_together(risk, naming, [pick(naming, ours, ref) for ref in refs], told)
        assert caught.value.message == message
    assert not reads.judgements_of(naming)
    assert not pages_as(Role.RISK).get(here(naming, kind="plain")).select("#relies_on")


def test_who_may_not_judge_is_not_led_there(assessment, pages_as):
    officer = pages_as(Role.OFFICER)
    assert not officer.get(f"/assessments/{assessment.id}/review").select("a[href$='/review/together']")
    officer.get(here(assessment), status=403)
