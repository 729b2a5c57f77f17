"""A choice such as "none of these": refused beside another one, in last year's answers as well."""

import pytest

from app.core import audit
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, Stance
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.queries import desks
from app.diligence.rules.standing import Standing
from app.diligence.services import answering, judging
from app.diligence.services.answering import Facts
from app.identity.roles import Role
from app.standards.services import publishing
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
# Ours to answer: one part, of which the choice excludes the others.
REF, PART, ONE, NONE = "24-08", "p-means", "diagnosis", "nothing"
REFUSED = "「いずれも講じていない」は他の選択肢と一緒に選べません。どちらかを外してください。"


@pytest.fixture
def ours(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[0]


def here(part):
    return f"/requests/{part.id}/questions/{REF}"


def test_the_page_says_which_choice_excludes_the_others_and_refuses_both(ours, pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.get(here(ours))
    assert [one["value"] for one in page.select(f"input[name='{PART}'][data-alone]")] == [NONE]
    assert "「いずれも講じていない」は他の選択肢と一緒に選べません。" in words(
        page.select_one(f"#{PART}-hint")
    )
    token = page.select_one("meta[name='csrf-token']")["content"]
    both = {"csrf_token": token, "stance": "answered", PART: [ONE, NONE]}
    told = pages.client.post(here(ours), data=both, headers={"Accept": "application/json"})
    assert told.json["faults"] == [{"id": PART, "text": REFUSED}]
    again = pages.submit(here(ours), form="#answer", status=422, **{PART: [ONE, NONE]})
    assert words(again.select_one(f"#{PART}-faults")) == REFUSED
    assert {one["value"] for one in again.select(f"input[name='{PART}'][checked]")} == {ONE, NONE}
    db.session.expire_all()
    assert reads.answers_of(ours).get(REF) is None or not reads.answers_of(ours)[REF].parts
    assert REF in answering.progress_of(ours).open
    pages.submit(here(ours), form="#answer", **{PART: [NONE]})
    db.session.expire_all()
    assert reads.answers_of(ours)[REF].parts == {"means": [NONE]}
    assert REF not in answering.progress_of(ours).open


def unmarked(content):
    """As the questionnaire was before any choice said that it excludes the others."""

    def part_of(part):
        if part.type != "multi":
            return part
        options = tuple(one.model_copy(update={"exclusive": None}) for one in part.options)
        return part.model_copy(update={"options": options})

    def question_of(one):
        return one.model_copy(update={"parts": tuple(map(part_of, one.parts))})

    sections = tuple(
        one.model_copy(update={"questions": tuple(map(question_of, one.questions))})
        for one in content.sections
    )
    return content.model_copy(update={"sections": sections})


@pytest.fixture
def last(engagement, ctx):
    """Last year nothing was refused: one answer of two contradicts itself."""
    marked = make.content()
    publishing.publish_questionnaire(ctx, "to24", unmarked(marked), ())
    db.session.commit()
    made = make.sent(ctx, engagement)
    part, vendor = queries.assignments_of(made)
    facts = Facts(Stance.ANSWERED, {"means": [ONE, NONE]}, comment="昨年の回答")
    answering.save(ctx, part, REF, facts, version=None)
    make.answered(ctx, part)
    judging.release(ctx, made, vendor, reason="期日までに回答がありません。")
    made.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, made)
    publishing.publish_questionnaire(ctx, "to24", marked, ())
    db.session.commit()
    return part


def test_what_contradicts_itself_is_asked_again_and_all_else_is_taken_over(last, engagement, ctx, pages_as):
    assert reads.answers_of(last)[REF].parts == {"means": [ONE, NONE]}
    this = queries.assignments_of(make.sent(ctx, engagement))[0]
    assert this.content_id != last.content_id
    was, now = reads.answers_of(last), reads.answers_of(this)
    assert set(was) - set(now) == {REF}
    assert {ref: one.parts for ref, one in now.items()} == {ref: was[ref].parts for ref in now}
    desk = desks.desk_of(this)
    assert desk.standing_of(desk.sent_question(REF)) == Standing.OPEN
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/requests/{this.id}/changes")
    assert page.select("table.terms tbody tr") == []  # the mark alone changes no question
    pages.submit(f"/requests/{this.id}/changes", form="form[action$='/attest-anew']")
    db.session.expire_all()
    assert answering.progress_of(this).open == (REF,)
