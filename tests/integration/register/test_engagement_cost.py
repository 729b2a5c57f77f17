"""How often the pages of an engagement's file ask the database, however much hangs on it."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditHead
from app.core.dates import day_of
from app.identity.roles import Role
from app.register.models import OverrideState, Service, Stage, Supply, TierOverride
from app.register.services import engagements as services
from tests.factories import chain, work
from tests.factories import engagements as factory
from tests.factories.identity import Made, context

PAGES = ("", "/chain", "/subcontractors", "/tier", "/stage", "/history", "/approvals", "/documents")


def busy_engagement(at, root, stage):
    """A vendor with a chain of four, memos, findings and decisions."""
    services_below = [chain.service(at, f"株式会社{name}計算") for name in ("あお", "あか", "しろ", "くろ")]
    for upper, lower in itertools.pairwise(services_below):
        chain.supply(at, upper, lower)
    made = factory.engagement(at, root, services_below[0], title="通帳の印刷", stage=stage)
    for number in range(3):
        services.write_memo(context(at), made, body=f"打合せ{number}", on=day_of(at))
        work.finding(at, root, title=f"指摘{number}", subject_type="engagement", subject_id=made.id)
    return made


def override(session, at, engagement):
    given = TierOverride(
        engagement_id=engagement.id, tier="strict", reason="社内の決定", state=OverrideState.ACTIVE,
        expires_on=day_of(at) + timedelta(days=80), made_at=at,
    )  # fmt: skip
    session.add(given)
    audit.record(context(at), Made.FOR_TEST, given)
    session.commit()


def ends_first(page):
    """Of the head: what it says ends next, and where that leads."""
    found = next(box for box in page.select(".file-head > div") if box.select_one("dd time"))
    return found.select_one("dt").text, found.select_one("dd a")["href"]


def test_the_head_tells_what_ends_first_and_leads_there(session, pages_as, root, at):
    below = [chain.service(at, f"株式会社{name}計算") for name in ("あお", "あか", "しろ", "くろ")]
    top, edge, unused = chain.line(at, *below)
    day = day_of(at)
    made = factory.engagement(at, root, below[0], stage=Stage.OPERATION, ends_on=day + timedelta(days=300))
    address, pages = f"/engagements/{made.id}", pages_as(Role.VENDOR_MANAGER)
    assert ends_first(pages.get(address)) == ("満了日", f"{address}#term")
    chain.granted(at, made, top, expires_on=day + timedelta(days=200))
    chain.granted(at, made, edge, expires_on=day + timedelta(days=100))
    chain.granted(at, made, unused, expires_on=day + timedelta(days=50), is_unused=True)
    for page in ("", "/stage"):
        assert ends_first(pages.get(address + page)) == ("再委託承諾の期限", f"{address}/chain/{edge.id}")
    override(session, at, made)
    assert ends_first(pages.get(address)) == ("管理区分の例外の期限", f"{address}/tier")


@pytest.mark.parametrize("stage", [Stage.OPERATION, Stage.SELECTION])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_file_costs_few_statements(session, pages_as, root, at, count_queries, page, stage):
    address = f"/engagements/{busy_engagement(at, root, stage).id}{page}"
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get(address)
    session.expire_all()
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12, count_queries.sent


def judged(session, at, engagement):
    """With an override and a consent that ends on each of its edges."""
    for edge in session.scalars(select(Supply)):
        chain.granted(at, engagement, edge, expires_on=day_of(at) + timedelta(days=100))
    override(session, at, engagement)


def cost(session, pages, count_queries, address):
    pages.get(address)
    session.expire_all()
    count_queries.sent.clear()
    pages.get(address)
    return len(count_queries)


@pytest.mark.parametrize("page", PAGES)
def test_on_a_day_before_a_page_of_the_file_costs_few_statements(
    session, pages_as, root, at, count_queries, page
):
    made = busy_engagement(at, root, Stage.OPERATION)
    judged(session, at, made)
    address = f"/engagements/{made.id}{page}?on={day_of(at) - timedelta(days=1)}"
    assert cost(session, pages_as(Role.VENDOR_MANAGER), count_queries, address) <= 12, count_queries.sent


@pytest.mark.parametrize("page", ["/tier", "/stage", "/approvals", "/documents"])
def test_as_at_a_moment_the_head_costs_the_same_however_many_consents(
    session, pages_as, root, at, count_queries, page
):
    made = busy_engagement(at, root, Stage.OPERATION)
    judged(session, at, made)
    pages, costs = pages_as(Role.VENDOR_MANAGER), []
    for number in range(2):
        then = session.scalars(select(AuditHead.at)).one().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for name in ("甲", "乙", "丙")[: 1 + 2 * number]:
            service = session.get_one(Service, made.service_id)
            edge = chain.supply(at, service, chain.service(at, f"株式会社{name}{number}"))
            chain.granted(at, made, edge, expires_on=day_of(at) + timedelta(days=200))
        address = f"/engagements/{made.id}{page}?as_at={then}"
        costs.append(cost(session, pages, count_queries, address))
    assert costs[0] == costs[1]
    assert costs[0] <= 16, count_queries.sent
