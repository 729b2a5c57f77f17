"""Pages: the engagement's assessments, one begun, looked at, sent."""

from datetime import timedelta

from sqlalchemy import select

from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Assessment, AssessmentState
from app.diligence.queries.assessments import assignments_of
from app.identity.roles import Role
from app.work.models import Approval
from tests.conftest import begins_with
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "intake"))


def test_from_the_engagement_to_the_sent_assessment(engagement, pages_as, at):
    pages = pages_as(Role.OFFICER)
    here = f"/engagements/{engagement.id}/assessments"
    page = pages.get(here)
    assert "評価はまだありません" in words(page)
    page = pages.get(f"{here}/new")
    assert "提案" in words(page)
    page = pages.get(f"{here}/new?questionnaire=to24")
    assert [words(row.select_one("th")) for row in page.select("main tbody tr")] == [
        "つばめ銀行",
        "株式会社FIXER",
    ]
    due = (day_of(at) + timedelta(days=14)).isoformat()
    start = f"{here}/new?questionnaire=to24"
    page = pages.follow(pages.submit(start, due_on=due, depth="strict", note="年次"))
    made = db.session.scalars(select(Assessment)).one()
    assert (made.due_on.isoformat(), made.note) == (due, "年次")
    assert made.number in words(page.select_one("h1"))
    assert words(page.select_one("#note")) == "備考 年次"
    menus = page.select("#respondents tbody tr details.menu")
    assert [[words(act) for act in menu.select("a")] for menu in menus] == [["編集", "削除"]] * 2
    vendor = assignments_of(made)[1]
    pages.submit(
        f"/assessments/{made.id}/respondents/{vendor.id}/edit",
        contact_name="健吾",
        contact_email="k@fixer.example",
    )
    pages.submit(f"/assessments/{made.id}")
    approval = db.session.scalars(select(Approval).where(Approval.subject_id == made.id)).one()
    pages_as(Role.APPROVER).submit(f"/approvals/{approval.id}/approve")
    db.session.refresh(made)
    assert made.state == AssessmentState.ANSWERING
    assert made.number in words(pages.get(here).select_one("main tbody"))


def test_who_only_reads_is_offered_nothing(engagement, pages_as):
    page = pages_as(Role.AUDITOR).get(f"/engagements/{engagement.id}/assessments")
    assert not page.select(f"a[href='/engagements/{engagement.id}/assessments/new']")
    assert pages_as(Role.LEGAL).get(f"/engagements/{engagement.id}/assessments/new", status=403)


def test_the_list_costs_few_statements(engagement, ctx, pages_as, count_queries):
    from tests.factories import assessments as make

    make.sent(ctx, engagement)
    pages = pages_as(Role.OFFICER)
    here = f"/engagements/{engagement.id}/assessments"
    pages.get(here)
    count_queries.sent.clear()
    pages.get(here)
    assert len(count_queries) <= 12, count_queries.sent
