"""A newer version of the questionnaire: what is unchanged comes along, the rest is listed to both sides."""

import pytest

from app.core import audit
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, AssignmentState
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import carrying
from app.diligence.queries import comparing as pairs
from app.diligence.rules.carrying import ChangeKind
from app.diligence.services import answering, judging, submitting
from app.diligence.services.answering import Facts
from app.diligence.services.submitting import Attested
from app.identity.roles import Role
from app.standards.services import publishing
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
REWORDED, REPARTED, GONE, NEW = "24-04", "24-08", "24-18", "24-99"


def next_version(content):
    """One question reworded, one that asks something else, one gone, one new."""
    text = {"ja": "言い換えた質問です。", "en": "Said in other words."}
    again = type(next(content.questions()).text).model_validate(text)

    def changed(question):
        if question.id == REWORDED:
            return [question.model_copy(update={"text": again}), question.model_copy(update={"id": NEW})]
        if question.id == REPARTED:
            parts = [one.model_copy(update={"key": f"{one.key}_anew"}) for one in question.parts]
            return [question.model_copy(update={"parts": tuple(parts)})]
        return [] if question.id == GONE else [question]

    sections = tuple(
        one.model_copy(update={"questions": tuple(new for old in one.questions for new in changed(old))})
        for one in content.sections
    )
    return content.model_copy(update={"version": content.version + 1, "sections": sections})


@pytest.fixture
def years(engagement, ctx):
    last = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(last)
    make.answered(ctx, ours)
    judging.release(ctx, last, vendor, reason="期日までに回答がありません。")
    last.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, last)
    publishing.publish_questionnaire(ctx, "to24", next_version(make.content()), ())
    db.session.commit()
    return last, make.sent(ctx, engagement)


def test_only_what_still_fits_is_taken_over(years):
    last, this = years
    was, now = (reads.answers_of(queries.assignments_of(one)[0]) for one in years)
    assert this.content_id != last.content_id
    assert {REWORDED, REPARTED, GONE} <= set(was)
    assert set(now) == set(was) - {REPARTED, GONE}
    assert now[REWORDED].parts == was[REWORDED].parts


def test_the_respondent_is_shown_what_changed_and_confirms_the_rest(years, pages_as, at):
    part = queries.assignments_of(years[1])[0]
    since = carrying.since_last(part, at.date())
    assert since is not None
    kinds = {one.ref: one.kind for one in since.changes if one.kind != ChangeKind.UNCHANGED}
    assert kinds == {
        REWORDED: ChangeKind.REWORDED, REPARTED: ChangeKind.PARTS, GONE: ChangeKind.GONE, NEW: ChangeKind.NEW,
    }  # fmt: skip
    assert REWORDED not in carrying.attestable(part, since)
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/requests/{part.id}/changes")
    assert len(page.select("table.terms tbody tr")) == len(kinds)
    assert "質問が変更されています" in words(page.select_one(".to-confirm"))
    pages.submit(f"/requests/{part.id}/changes", form="form[action$='/attest-anew']")
    db.session.expire_all()
    waiting = [ref for ref, one in reads.answers_of(part).items() if not one.is_attested_anew]
    assert waiting == [REWORDED]


def test_one_tick_confirms_only_questions_that_are_the_same(years, ctx, pages_as):
    """What was reworded is opened one by one; the page says so, and an old page cannot go round it."""
    part = queries.assignments_of(years[1])[0]
    texts = {one.id: one for one in reads.paper_for(part.content_id).questions()}
    for ref in (REPARTED, NEW):
        answering.save(ctx, part, ref, make.answer_of(texts[ref]), version=None)
    db.session.commit()
    pages, here = pages_as(Role.OFFICER), f"/requests/{part.id}/submit"
    page = pages.get(here)
    assert [one["href"].rsplit("/", 1)[1] for one in page.select("#changed a")] == [REWORDED]
    assert "まとめて確認できません" in words(page.select_one("#changed"))
    assert not page.select("[name=all_hold]")
    with pytest.raises(DomainError) as caught:
        submitting.submit(ctx, part, Attested("佐藤", all_hold=True), version=part.version)
    assert (caught.value.message, caught.value.params["count"]) == (submitting.CHANGED_OPEN, 1)
    db.session.rollback()
    # The button that the Enter key presses says the same as the one that is seen.
    presses = pages.get(page.select_one("#changed a")["href"]).select(
        "#answer > button, #answer .answer-end button"
    )
    assert [words(one) for one in presses] == ["確認して次へ"] * 2
    row = reads.answers_of(part)[REWORDED]
    answering.save(ctx, part, REWORDED, Facts(row.stance, row.parts), version=row.version)
    db.session.commit()
    page = pages.get(here)
    assert len(page.select("#carried a")) == len(submitting.unseen(part, ctx.at.date()).same) > 0
    pages.submit(here, attested_name="佐藤", all_hold="y")
    db.session.refresh(part)
    assert part.state == AssignmentState.SUBMITTED


def test_our_side_is_shown_it_too_with_both_wordings(years, pages_as):
    page = pages_as(Role.RISK).get(f"/assessments/{years[1].id}/changes")
    rows = {words(row.select_one("th .fact-note")): words(row) for row in page.select("table.terms tbody tr")}
    assert set(rows) == {REWORDED, REPARTED, GONE, NEW}
    assert "言い換えた質問です。" in rows[REWORDED]
    assert "責任共有" in rows[REWORDED]
    assert "文言の変更" in rows[REWORDED]


def test_two_versions_are_compared_question_by_question(years, ctx, pages_as):
    last, this = years
    page = pages_as(Role.RISK).get(f"/assessments/compare?left={last.id}&right={this.id}&only=differences")
    rows = {words(row.select_one("th .fact-note")): words(row.select_one("th")) for row in
            page.select("table.side-by-side tbody tr")}  # fmt: skip
    assert "左だけの質問" in rows[GONE]
    assert "右だけの質問" in rows[NEW]
    halves = pairs.pairing(ctx, last.id, this.id)
    assert GONE in halves.left.sides()
    assert GONE not in halves.right.sides()
