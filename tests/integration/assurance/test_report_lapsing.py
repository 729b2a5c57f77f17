"""Time passes: one report lapses, and whatever rests on it says so, page by page, and once by reminder."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.assurance.models import Opinion, ReportKind
from app.assurance.services.reminding import remind_of_reports
from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.core.notices import Notice
from app.core.outbox import Mail
from app.diligence.models import Reliance, Stance, Verdict
from app.diligence.queries import assessments
from app.diligence.services import advancing, judging
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.register.models import Service
from tests.conftest import begins_with
from tests.factories import assessments as make_assessments
from tests.factories import chain, matrices, portal
from tests.factories import elsewhere as there
from tests.factories import engagements as make_engagements
from tests.factories import readings as make
from tests.factories.identity import Made, context
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
LEFT = 20
LAPSED = "期限切れ"
WAITING = "未発行"


@pytest.fixture
def engagement(session, at, root, people):
    made = matrices.engagement(at, root)
    make_engagements.edited(at, made, owner_id=people[Role.OFFICER].id)
    return made


@pytest.fixture
def cloud(engagement):
    return db.session.get_one(Service, engagement.service_id)


@pytest.fixture
def above(at, root, cloud, people):
    """Another engagement, which reaches the same service by a service built on it."""
    prime = chain.service(at, "株式会社みどり計算", "融資クラウド")
    chain.supply(at, prime, cloud)
    owner = people[Role.APPROVER].id
    return make_engagements.engagement(at, root, prime, title="融資審査の利用", owner_id=owner)


@pytest.fixture
def stranger(at, root):
    aws = chain.service(at, "アマゾン", "AWS")
    return make_engagements.engagement(at, root, aws, title="別の基盤の利用")


@pytest.fixture
def report(at, cloud, people):
    return make.report(
        at, cloud, kind=ReportKind.ISO27001, title="ISO 27001", expires_on=day_of(at) + timedelta(days=LEFT),
        period_from_on=None, period_to_on=None, issued_on=None, owner_id=people[Role.VENDOR_MANAGER].id,
    )  # fmt: skip


@pytest.fixture
def relied(session, at, root, ctx_of, engagement, report):
    """An assessment in which a refusal is confirmed by that report; the question, too."""
    officer = ctx_of(Role.OFFICER)
    sent = make_assessments.sent(officer, engagement)
    ours, part = assessments.assignments_of(sent)[:2]
    clerk = portal.person(at, root, part.organisation_id, "clerk@fixer.example", "担当 花子")
    ref = there.of_scope(part, "service")[0]
    refusal = Facts(Stance.REFUSED, reason="非開示", substitute="ISO 27001")
    there.whole(clerk, part, at, **{ref.replace("-", "_"): refusal})
    make_assessments.answered(officer, ours)
    advancing.advance(officer, sent)
    said = Said(Verdict.MET, relies_on=Reliance.REPORT, report_id=report.id, relied_place="認証範囲")
    judging.judge(ctx_of(Role.RISK), sent, part, ref, said, version=None)
    session.commit()
    return f"/assessments/{sent.id}/review/{part.id}/{ref}", f"/assessments/{sent.id}/score"


@pytest.fixture
def days_later(monkeypatch):
    def move(days: int) -> None:
        class Later(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(days=days)

        monkeypatch.setattr("app.identity.guard.datetime", Later)

    return move


def said(page) -> str:
    return words(page.find("main"))


def marks(page) -> list[str]:
    """What stands on the page as a state; filters name the word, too."""
    return [words(tag) for tag in page.select("main .tag")]


def test_a_report_that_lapses_is_told_wherever_it_is_relied_upon(
    pages_as, engagement, above, stranger, report, relied, cloud, days_later
):
    question, score = relied
    resting = [
        *(f"/engagements/{one.id}/assurance" for one in (engagement, above)), question, f"/assurance/{report.id}",
        f"/services/{cloud.id}/reports", f"/organisations/{cloud.organisation_id}/reports", "/assurance",
        "/assurance/timeline",
    ]  # fmt: skip
    pages = pages_as(Role.RISK)
    for url in resting:
        assert LAPSED not in marks(pages.get(url)), url
    assert "うち代替資料で確認 1問" in said(pages.get(score))
    days_later(LEFT + 1)
    for url in resting:
        assert LAPSED in marks(pages.get(url)), url
    assert report.number not in said(pages.get(f"/engagements/{stranger.id}/assurance"))
    assert "うち代替資料で確認 0問" in said(pages.get(score))
    (row,) = pages.get("/assurance?state=lapsed").select("main tbody tr")
    assert report.number in words(row)


def test_a_refusal_is_not_confirmed_by_a_report_that_nobody_issued(pages_as, session, at, report, relied):
    question, score = relied
    pages, today = pages_as(Role.RISK), day_of(at)
    report.kind, report.expires_on, report.ends_on = ReportKind.SOC1, None, today
    report.period_from_on, report.period_to_on = today - timedelta(days=364), today
    audit.record(context(at), Made.FOR_TEST, report)
    session.commit()
    assert WAITING in said(pages.get(question))
    assert "うち代替資料で確認 0問" in said(pages.get(score))
    report.opinion = Opinion.UNQUALIFIED
    audit.record(context(at), Made.FOR_TEST, report)
    session.commit()
    assert WAITING not in said(pages.get(question))
    assert "うち代替資料で確認 1問" in said(pages.get(score))


def test_on_its_last_day_it_still_stands(pages_as, engagement, report, days_later):
    pages = pages_as(Role.RISK)
    days_later(LEFT)
    assert LAPSED not in marks(pages.get(f"/engagements/{engagement.id}/assurance"))


def test_who_rests_on_it_hears_of_it_once(session, at, engagement, above, stranger, report, people):
    later = replace(context(at), at=at + timedelta(days=LEFT + 1))
    for expected in (1, 0, 0):
        assert remind_of_reports(later) == expected
        session.commit()
    told = session.scalars(select(Notice).where(Notice.message.contains("lapsed"))).all()
    assert {(one.user_id, one.params["engagement"]) for one in told} == {
        (people[Role.OFFICER].id, engagement.title), (people[Role.APPROVER].id, above.title),
    }  # fmt: skip
    assert len(told) == 2
    assert len(session.scalars(select(Mail).where(Mail.subject.contains("ISO 27001"))).all()) == 1


def test_the_next_one_clears_every_page(pages_as, at, engagement, above, report, cloud, days_later):
    days_later(LEFT + 1)
    make.report(
        at, cloud, kind=ReportKind.ISO27001, previous_id=report.id, period_from_on=None, period_to_on=None,
        expires_on=day_of(at) + timedelta(days=900),
    )  # fmt: skip
    pages = pages_as(Role.RISK)
    for one in (engagement, above):
        assert LAPSED not in marks(pages.get(f"/engagements/{one.id}/assurance"))
