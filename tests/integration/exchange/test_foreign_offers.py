"""Answers that we hold in a file of somebody who answers in Sekisho: prepared for them, never said in their name."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.audit.reading import entries_of
from app.core.db import db
from app.core.errors import NotAllowed
from app.core.notices import unread
from app.core.outbox import Mail
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assessment
from app.diligence.rules.respondents import Party
from app.exchange.models import AnswerImport, ForeignForm
from app.exchange.services import answer_imports, answer_offers
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import matrices, portal
from tests.pages import words

ground = begins_with(make.laid)
START = "/assessments/foreign"
LINES = (
    "番号;質問;回答;補足説明\nq-yes-no;一つ目ですか。;はい;報告書のとおり\nX-2;件数を数えていますか。;12;\n"
    "X-3;件数を数えていますか。;3;\n"
)


@pytest.fixture
def part(session, at, root, ctx_of, people):
    """Asked of the vendor whose person signs in."""
    engagement = matrices.engagement(at, root)
    vendor = people[Role.VENDOR]
    (asked,) = make.asked(
        ctx_of(Role.OFFICER), engagement, Party(organisation_id=vendor.organisation_id, level=1)
    )
    return portal.named(ctx_of(Role.OFFICER), asked, lead_id=vendor.id)


@pytest.fixture
def officer(pages_as):
    return pages_as(Role.OFFICER)


@pytest.fixture
def here(officer, part):
    officer.submit(START, form_file=(BytesIO(LINES.encode()), "回答.csv"))
    kept = db.session.scalars(select(ForeignForm)).one()
    return f"{START}/{kept.id}/answers/{part.id}"


@pytest.fixture
def offered(officer, here):
    officer.follow(officer.submit(here))
    return db.session.scalars(select(AnswerImport)).one()


def test_what_we_bring_is_prepared_and_is_no_answer(offered, part, people):
    assert (offered.offered_by, offered.made_by_id) == (people[Role.OFFICER].name, people[Role.OFFICER].id)
    assert db.session.scalar(select(Answer.id)) is None
    whole = db.session.get_one(Assessment, part.assessment_id)
    (told,) = [one for one in entries_of(whole) if one.event == Act.ANSWERS_OFFERED]
    assert told.reason == f"回答.csv (SHA-256 {offered.sha256})"
    assert [one.message for one in unread(people[Role.VENDOR].id)] == [answer_offers.NOTICE]
    (mail,) = db.session.scalars(select(Mail).where(Mail.user_id == people[Role.VENDOR].id))
    assert "回答.csv" in mail.body
    assert f"/requests/{part.id}/workbook" in mail.body


def test_the_respondent_sees_who_brought_it_takes_it_over_and_still_sees_it(offered, part, people, pages_as):
    vendor, where = pages_as(Role.VENDOR), f"/requests/{part.id}/workbook"
    page = vendor.get(where)
    assert "回答.csv" in words(page)
    assert people[Role.OFFICER].name in words(page)
    way = f"{where}/{offered.id}"
    assert page.select_one(f"a[href='{way}']")
    assert people[Role.OFFICER].name in words(vendor.get(way))
    vendor.submit(way, fields={"questions": ["q-yes-no"]})
    (row,) = db.session.scalars(select(Answer))
    assert (row.parts, row.answered_by_id) == ({"yesno": "yes"}, people[Role.VENDOR].id)
    after = words(vendor.get(where))
    assert "回答.csv" in after
    assert "q-yes-no" in after


def test_we_see_that_it_waits_and_cannot_take_it_over(offered, part, officer, ctx_of):
    where = f"/assessments/{part.assessment_id}/respondents/{part.id}/workbook"
    assert "回答.csv" in words(officer.get(where))
    page = officer.get(f"{where}/{offered.id}")
    assert page.select_one("input[name=questions]").has_attr("disabled")
    assert not page.select("form#form button")
    seen = answer_imports.seen_of(answer_imports.differences(part, offered))
    with pytest.raises(NotAllowed):
        answer_imports.take(ctx_of(Role.OFFICER), part, offered, ["q-yes-no"], seen=seen)


def test_what_was_taken_over_is_remembered_and_the_rest_forgotten(offered, here, officer, session):
    officer.submit(here)
    session.expire_all()
    offered.applied_at, offered.taken = offered.made_at, ["q-yes-no"]
    session.flush()
    assert answer_imports.expire(offered.made_at + timedelta(days=1)) == 1
    assert db.session.scalars(select(AnswerImport.id)).all() == [offered.id]


def test_only_who_sends_the_questions_offers(here, part, pages_as, ctx_of):
    assert pages_as(Role.VENDOR).get(here, status=403)
    assert not answer_offers.may_offer(ctx_of(Role.AUDITOR), part)
    assert not answer_offers.may_offer(ctx_of(Role.VENDOR), part)


def test_any_question_of_the_form_is_found_by_number_or_words(here, officer):
    base = here.split("/answers/")[0]
    found = officer.client.get(f"{base}/questions", query_string={"q": "件数"}).json
    assert [one["label"] for one in found] == ["X-2 件数を数えていますか。", "X-3 件数を数えていますか。"]
    assert [one["label"][:3] for one in officer.client.get(f"{base}/questions?q=x-3").json] == ["X-3"]
    assert officer.client.get(f"{base}/questions?q=").json == []
    assert officer.client.get(f"{base}/questions?q=無い").json == []


def test_what_was_looked_for_stands_over_what_is_likely(here, officer):
    page = officer.get(here)
    at = [one.text for one in page.select(".pair-ours strong")].index("q-number")
    officer.submit(here, fields={f"other-{at}_text": "X-3"})
    (made,) = db.session.scalars(select(AnswerImport))
    brought = {one["question"]: one["facts"]["parts"] for one in made.content["rows"]}
    assert brought["q-number"] == {"number": "3"}
    page = officer.submit(here, status=422, fields={f"other-{at}_text": "nothing"})
    assert page.select_one(f"#other-{at}-error")


def test_without_a_request_the_page_leads_on(officer):
    officer.submit(START, form_file=(BytesIO(LINES.encode()), "回答.csv"))
    kept = db.session.scalars(select(ForeignForm)).one()
    page = officer.get(f"{START}/{kept.id}/answers")
    assert page.select_one(".empty")
    assert page.select_one("main a[href='/assessments/new'], main a[href$='/start']")
