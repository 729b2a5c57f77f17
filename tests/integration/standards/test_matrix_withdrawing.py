"""取下げ: a matrix begun by mistake no longer counts anywhere, and nothing of it is lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.audit import AuditEvent, AuditHead
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.identity.roles import Role
from app.standards.events import StandardsAct
from app.standards.models import ActorBinding, ConditionAnswer, EngagementMatrix, GapFinding
from app.standards.queries import gap_findings, withdrawals
from app.standards.queries import matrices as queries
from app.standards.services import matrices as services
from app.standards.services import withdrawing
from app.work.models import Finding, FindingState, Severity, Task
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.pages import words

GAP = "unknown.r06.accountable"  # r06 stands for 統24
ITEM = "/standards/fisc/9/items/統24"
WHY = "別の案件の表を誤って作成したため"


ground = begins_with(make.published)


@pytest.fixture
def matrix(engagement, at, ctx):
    made = make.started(at, engagement, ctx)
    answered = queries.entered(ctx, made)
    services.answer(ctx, engagement, answered, {"mail": ("yes", "本店から送る")}, version=made.version)
    db.session.commit()
    return made


@pytest.fixture
def charge(ctx, engagement, matrix, root):
    def charged(gap=GAP):
        facts = FindingFacts(title="未確定", severity=Severity.LOW, unit_id=root.id, owner_id=ctx.actor_id)
        made = services.charge(ctx, engagement, queries.entered(ctx, matrix), gap, facts)
        db.session.commit()
        return made

    return charged


@pytest.fixture
def withdraw(ctx, engagement, matrix):
    def withdrawn():
        withdrawing.withdraw(ctx, engagement, matrix, WHY, version=matrix.version)
        db.session.commit()

    return withdrawn


def tab(engagement):
    return f"/engagements/{engagement.id}/responsibility"


def address(engagement):
    return f"{tab(engagement)}/{make.KEY}"


def test_it_is_withdrawn_with_a_reason_and_after_a_tick_and_started_again(pages_as, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    form = f"{address(engagement)}/withdraw"
    page = pages.get(address(engagement))
    assert page.select_one(f'main a[href="{form}"]')
    assert not page.select("#withdrawn")
    page = pages.submit(form, "この責任分界表を取り下げる", 422)
    assert len(page.select(".field-error")) == 2
    assert not page.select("main .notice")
    page = pages.follow(pages.submit(form, "この責任分界表を取り下げる", reason=WHY, is_confirmed="y"))
    told = words(page.select_one("#withdrawn"))
    assert WHY in told
    assert page.select_one("#start")
    for path in ("", "/withdraw", "/questions", "/rows/r06", "/export", "/conditions", "/actors", "/settle"):
        gone = pages.get(f"{address(engagement)}{path}", 404).select_one("main")
        assert "この責任分界表は取り下げられました" in words(gone)
        assert WHY in words(gone)
        hrefs = [link["href"] for link in gone.select("p a")]
        assert tab(engagement) in hrefs
        assert words(pages.get(hrefs[0]).select_one("h1")) == engagement.title
    pages.get(f"{address(engagement)}/matrix.xlsx", 404)
    assert "取り下げられました" not in words(pages.get(f"{tab(engagement)}/other", 404).select_one("main"))

    page = pages.follow(pages.submit(tab(engagement), "この責任分界表を作成"))
    page = pages.get(address(engagement))
    assert "本店から送る" not in words(page.select_one("#conditions"))
    assert WHY in words(page.select_one("#withdrawn"))
    assert {one.withdrawn_at is None for one in queries.every(engagement)} == {True, False}
    answer = db.session.scalars(select(ConditionAnswer)).one()
    assert answer.matrix_id == matrix.id


def test_who_withdraws_must_be_allowed_first_and_up_to_date(engagement, matrix, ctx, ctx_of):
    with pytest.raises(NotAllowed):
        withdrawing.withdraw(ctx_of(Role.AUDITOR), engagement, matrix, WHY, version=matrix.version)
    with pytest.raises(StaleVersion):
        withdrawing.withdraw(ctx, engagement, matrix, WHY, version=matrix.version - 1)
    with pytest.raises(DomainError):
        withdrawing.withdraw(ctx, engagement, matrix, "", version=matrix.version)
    withdrawing.withdraw(ctx, engagement, matrix, WHY, version=matrix.version)
    db.session.commit()
    assert matrix.withdrawn_at == ctx.at
    with pytest.raises(DomainError):
        withdrawing.withdraw(ctx, engagement, matrix, WHY, version=matrix.version)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.event == StandardsAct.MATRIX_WITHDRAWN)
    ).one()
    assert (event.root_id, event.actor_id) == (engagement.id, ctx.actor_id)


def test_readers_and_strangers_withdraw_nothing(pages_as, pages_of, engagement, matrix, at, root):
    auditor = pages_as(Role.AUDITOR)
    assert not auditor.get(address(engagement)).select('main a[href$="/withdraw"]')
    auditor.get(f"{address(engagement)}/withdraw", 403)
    _unit, person = branches.branch(at, root)
    pages_of(person).get(f"{address(engagement)}/withdraw", 404)


def test_who_may_not_see_the_engagement_is_told_nothing_of_what_was_withdrawn(
    pages_of, engagement, withdraw, at, root
):
    withdraw()
    _unit, person = branches.branch(at, root)
    for path in ("", "/actors", "/rows/r06"):
        shown = words(pages_of(person).get(f"{address(engagement)}{path}", 404).select_one("main"))
        assert "取り下げられました" not in shown
        assert WHY not in shown


def test_one_of_a_template_counts_whatever_was_withdrawn(engagement, matrix, ctx, withdraw):
    withdraw()
    made = services.start(ctx, engagement, queries.shelf().template(make.KEY))
    db.session.commit()
    assert queries.started(engagement) == [made]
    assert queries.get_matrix(engagement, make.KEY) is made
    again = EngagementMatrix(engagement_id=engagement.id, template=make.KEY, content_id=made.content_id)
    db.session.add(again)
    with pytest.raises(IntegrityError):
        audit.record(ctx, StandardsAct.MATRIX_STARTED, again)
    db.session.rollback()
    withdrawing.withdraw(ctx, engagement, made, "二度目", version=made.version)
    db.session.commit()
    with pytest.raises(NotFound):
        queries.get_matrix(engagement, make.KEY)


def test_what_hangs_on_it_is_told_before_and_stays_with_a_word_after(
    pages_as, ctx_of, engagement, matrix, charge, withdraw
):
    finding = charge()
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{address(engagement)}/withdraw")
    assert f"指摘事項No.{finding.number}：未確定" in words(page.select_one("main"))
    assert "未完了のタスク1件" in words(page.select_one("main"))
    item = pages.get(ITEM)
    assert item.select_one(f'main a[href="/findings/{finding.id}"]')
    followed = gap_findings.followers(ctx_of(Role.OFFICER), [make.KEY])
    assert followed[make.KEY][1] == 1

    withdraw()
    db.session.expire_all()
    assert db.session.scalars(select(Finding.state)).all() == [FindingState.OPEN]
    assert [task.state.value for task in db.session.scalars(select(Task))] == ["open"]
    page = pages.get(f"/findings/{finding.id}")
    notice = page.select_one("main .notice")
    assert f"取り下げられました（理由：{WHY}）" in words(notice)
    then = pages.get(notice.select_one("a")["href"])
    assert words(then.select_one("h1")).startswith("統24")
    assert not pages.get(ITEM).select(f'main a[href="/findings/{finding.id}"]')
    assert gap_findings.followers(ctx_of(Role.OFFICER), [make.KEY]) == {}

    services.start(ctx_of(Role.OFFICER), engagement, queries.shelf().template(make.KEY))
    db.session.commit()
    notice = pages.get(f"/findings/{finding.id}").select_one("main .notice")
    assert "取り下げられました" in words(notice)
    assert str(finding.number) not in words(pages.get(address(engagement)).select_one("table.matrix #r06"))


def test_a_finding_that_may_not_be_seen_is_counted_only(
    pages_of, engagement, matrix, charge, at, root, ctx, people
):
    """Who answers matrices of the engagement need not see each finding."""
    charge()
    _unit, person = branches.branch(at, root)
    hanging = withdrawals.hanging(branches.ctx_of(person, at), matrix)
    assert (list(hanging.findings), hanging.unseen, hanging.tasks) == ([], 1, 1)


def test_earlier_dates_and_the_history_still_show_it(pages_as, engagement, matrix, charge, withdraw):
    charge()
    withdraw()
    gone_at = db.session.scalars(select(AuditHead.at)).one().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pages = pages_as(Role.OFFICER)
    line = pages.get(tab(engagement)).select_one("#withdrawn a")
    page = pages.get(line["href"])
    assert "本店から送る" in words(page.select_one("#conditions"))
    assert not page.select("#withdrawn")
    assert not page.select('main a[href$="/withdraw"]')
    history = words(pages.get(f"/engagements/{engagement.id}/history").select_one("main"))
    assert "責任分界表を取り下げ" in history
    assert f"理由：{WHY}" in history
    assert history.count(WHY) == 1
    again = pages.follow(pages.submit(tab(engagement), "この責任分界表を作成"))
    assert words(again.select_one("h1")) == "主体を指定する"
    assert not pages.get(f"{tab(engagement)}?as_at={gone_at}").select("table.matrix")
    assert "本店から送る" in words(pages.get(line["href"]).select_one("#conditions"))


def test_nothing_is_deleted(engagement, matrix, charge, withdraw):
    charge()
    kept = (EngagementMatrix, ConditionAnswer, ActorBinding, GapFinding, Finding)
    before = [len(db.session.scalars(select(model.id)).all()) for model in kept]
    withdraw()
    assert [len(db.session.scalars(select(model.id)).all()) for model in kept] == before
