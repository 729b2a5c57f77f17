"""An assessment that is concluded or withdrawn is read: nothing is judged, raised or written to it, on either side."""

from datetime import timedelta

import pytest

from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, AssignmentState, Recommendation, Verdict
from app.diligence.queries import assessments as queries
from app.diligence.queries import reviews
from app.diligence.services import asking, concluding, judging, returning
from app.diligence.services.concluding import Proposal
from app.diligence.services.judging import Said
from app.diligence.services.returning import Return
from app.identity.roles import Role
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import portal
from tests.factories import register as parties
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


def submitted(ctx, part):
    portal.named(ctx, part, state=AssignmentState.SUBMITTED, submitted_at=ctx.at)


@pytest.fixture
def concluded(sent, part, clerk, ctx, ctx_of):
    """The vendor's answers count as submitted, ours were released; an inquiry was made and answered."""
    risk = ctx_of(Role.RISK)
    asking.write(risk, part, part.questions[0], "根拠は？", is_ours=True)
    other = make.beside(part, parties.organisation(ctx.at, "別の会社").id)
    audit.record(ctx, Act.ASSIGNMENT_SET, other)
    for one in (part, other):
        submitted(ctx, one)
    judging.release(ctx, sent, queries.assignments_of(sent)[0], reason="公開資料で確認します。")
    db.session.commit()
    for line in reviews.open_points(reviews.material_of(sent, day_of(ctx.at))).critical:
        judging.judge(risk, sent, line.part, line.question.id, Said(Verdict.MET), version=None)
    said = Proposal(Recommendation.ACCEPT, "懸念なし", "", day_of(ctx.at) + timedelta(days=300))
    concluding.propose(ctx_of(Role.VENDOR_MANAGER), sent, said, version=sent.version)
    db.session.commit()
    concluding.confirm(ctx_of(Role.APPROVER), sent, version=sent.version)
    db.session.commit()
    return sent


def test_a_concluded_one_is_only_read_by_our_side(concluded, part, ctx_of, pages_as):
    ref = part.questions[0]
    pages, here = pages_as(Role.RISK), f"/assessments/{concluded.id}/review/{part.id}/{ref}"
    page = pages.get(here)
    assert "この評価は終了しています" in words(page)
    for form in ("judgement", "messages", "second"):
        assert not page.select(f"form[action*='{here}/{form}']"), form
    assert not page.select(f"a[href*='{here}/finding']")
    assert "この回答を判定" not in words(page)
    assert "この回答を表示" in words(page)
    page = pages.follow(pages.client.get(f"{here}/finding"))
    assert "この評価は終了しています" in words(page)
    with pytest.raises(DomainError) as caught:
        asking.write(ctx_of(Role.RISK), part, ref, "まだ質問", is_ours=True)
    assert caught.value.message == asking.OVER


def test_a_vendor_writes_nothing_into_what_is_over_until_it_is_opened_again(
    concluded, part, clerk, at, ctx_of, pages_of
):
    theirs, ref = pages_of(clerk), part.questions[0]
    url = f"/requests/{part.id}/questions/{ref}"
    page = theirs.get(url)
    assert "根拠は？" in words(page)
    assert not page.select("#inquiry-form")
    assert part.state == AssignmentState.SUBMITTED
    assert "評価の結論が確定しました" in words(theirs.get(f"/requests/{part.id}/submit"))
    with pytest.raises(DomainError) as caught:
        asking.write(context_of(clerk, at), part, ref, "追伸", is_ours=False)
    assert caught.value.message == asking.OVER
    manager = ctx_of(Role.VENDOR_MANAGER)
    concluding.reopen(manager, concluded, reason="新しい報告書", version=concluded.version)
    db.session.commit()
    assert theirs.get(url).select("#inquiry-form")
    asking.write(context_of(clerk, at), part, ref, "追伸", is_ours=False)
    db.session.commit()


def test_a_withdrawn_one_has_nothing_done_and_takes_nothing(sent, part, clerk, at, ctx, pages_as, pages_of):
    submitted(ctx, part)
    pages = pages_as(Role.OFFICER)
    many = "/assessments?col=respondents&col=due"
    row = f"tr[data-href='/assessments/{sent.id}']"
    assert "1/2" in words(pages.get(many).select_one(row))
    returning.withdraw(ctx, sent, reason="質問票を間違えた", version=sent.version)
    db.session.commit()
    for url, where in ((many, row), (f"/assessments/{sent.id}", "main")):
        said = words(pages.get(url).select_one(where))
        assert sent.due_on.isoformat() in said
        assert "完了" not in said, url
    assert "2/2" not in words(pages.get(many).select_one(row))
    assert "2/2" not in pages.client.get("/assessments/export?format=csv").get_data(as_text=True)
    assert "完了" not in words(
        pages.get(f"/engagements/{sent.engagement_id}/assessments").select_one("main table")
    )
    assert (
        not pages_of(clerk).get(f"/requests/{part.id}/questions/{part.questions[0]}").select("#inquiry-form")
    )
    with pytest.raises(DomainError) as caught:
        asking.write(context_of(clerk, at), part, part.questions[0], "追伸", is_ours=False)
    assert caught.value.message == asking.OVER


def test_of_two_requests_to_one_organisation_one_is_open_at_a_time(sent, part, ctx, ctx_of, at):
    """Both had submitted when their organisations were joined; the index would refuse what nobody can read."""
    other = make.beside(part, parties.organisation(at, "フィクサー（別表記）").id)
    audit.record(ctx, Act.ASSIGNMENT_SET, other)
    for one in (*queries.assignments_of(sent),):
        submitted(ctx, one)
    portal.named(ctx, other, organisation_id=part.organisation_id)
    sent.state = AssessmentState.REVIEWING
    audit.record(ctx, Act.ASSESSMENT_MOVED, sent)
    db.session.commit()
    risk = ctx_of(Role.RISK)
    later = sent.due_on + timedelta(days=9)
    returning.return_answers(risk, sent, part, Return("もう一度", (), later), version=part.version)
    db.session.commit()
    assert sent.due_on == part.due_on == later
    sent.state = AssessmentState.REVIEWING
    audit.record(ctx, Act.ASSESSMENT_MOVED, sent)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        returning.return_answers(risk, sent, other, Return("こちらも"), version=other.version)
    assert caught.value.message == returning.ASKED_TWICE
