"""A newer version of the questionnaire: what is unchanged comes along, the rest is listed to both sides."""

import io

import pytest
from openpyxl import load_workbook

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
from app.register.models import Service
from app.standards.services import publishing
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as branches
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


def beside(ctx, at, root, engagement):
    service = db.session.get_one(Service, engagement.service_id)
    return make.sent(ctx, branches.engagement(at, root, service, title="別案件の利用"))


def compared(years, pages, **more):
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    page = pages.get(f"/assessments/compare?left={years[0].id}&right={years[1].id}{rest}")
    rows = {words(row.select_one("th .fact-note")): row for row in page.select("table.side-by-side tbody tr")}
    return page, rows


def test_a_question_put_otherwise_is_marked_with_both_wordings_and_its_answers_are_compared(years, pages_as):
    pages = pages_as(Role.RISK)
    page, rows = compared(years, pages)
    badges = {ref: [words(one) for one in row.select("th .tag")][1:] for ref, row in rows.items()}
    assert {ref: found for ref, found in badges.items() if found} == {
        REWORDED: ["質問文に変更あり"], REPARTED: ["回答欄に変更あり"],
    }  # fmt: skip
    left, right = ([words(one) for one in cell.select(".put-so p")] for cell in rows[REWORDED].select("td"))
    assert right == ["質問：言い換えた質問です。"]
    assert left[0].startswith("質問：")
    assert "責任共有" in left[0]
    assert "片方だけ回答済み" in words(rows[REWORDED].select_one("th"))
    assert rows[REWORDED].select_one("td .voice")
    assert not [ref for ref, row in rows.items() if row.select(".put-so") and ref not in (REWORDED, REPARTED)]
    link = page.select_one("nav[aria-label='表示する質問'] a[href*='only=changed']")
    assert words(link) == "質問に変更あり 2"
    assert set(compared(years, pages, only="changed")[1]) == {REWORDED, REPARTED}
    assert "質問票の版が異なります" in words(page.select_one("main"))


def test_one_version_on_both_sides_has_no_changed_questions(years, ctx, at, root, engagement, pages_as):
    pages = pages_as(Role.RISK)
    page, _rows = compared((years[1], beside(ctx, at, root, engagement)), pages)
    assert not page.select(".put-so, nav a[href*='only=changed']")
    assert "質問票の版が異なります" not in words(page.select_one("main"))


def test_the_workbook_of_two_versions_has_both_wordings(years, ctx, at, root, engagement, pages_as):
    last, this = years
    pages = pages_as(Role.RISK)

    def sheets(left, right):
        address = f"/assessments/compare.xlsx?left={left.id}&right={right.id}"
        return load_workbook(io.BytesIO(pages.client.get(address).get_data()))

    book = sheets(last, this)
    lines = [[str(cell or "") for cell in row] for row in book["質問ごとの比較"].iter_rows(values_only=True)]
    head = next(row for row in lines if row[0] == "質問")
    told = {row[0]: dict(zip(head, row, strict=True)) for row in lines}
    put = [name for name in head if name.startswith("質問の変更箇所")]
    assert [last.number in put[0], this.number in put[1]] == [True, True]
    assert told[REWORDED]["質問の変更"] == "質問文に変更あり"
    assert "責任共有" in told[REWORDED][put[0]]
    assert told[REWORDED][put[1]] == "質問：言い換えた質問です。"
    assert {ref for ref, row in told.items() if row["質問の変更"]} == {"質問", REWORDED, REPARTED}
    facts = [row[:2] for row in book["差あり"].iter_rows(values_only=True)]
    assert ("質問に変更あり", 2) in facts
    (versions,) = (
        row[1:] for row in book[book.sheetnames[-1]].iter_rows(values_only=True) if row[0] == "質問票"
    )
    assert [one.rpartition(" ")[2] for one in versions] == ["第2版", "第3版"]
    alike = sheets(this, beside(ctx, at, root, engagement))["質問ごとの比較"]
    assert not [cell for row in alike.iter_rows(values_only=True) for cell in row if cell == "質問の変更"]
