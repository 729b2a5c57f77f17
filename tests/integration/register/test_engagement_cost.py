"""How often the pages of an engagement's file ask the database, however much hangs on it."""

import itertools
from datetime import timedelta

import pytest

from app.core import audit
from app.core.dates import day_of
from app.identity.roles import Role
from app.register.models import OverrideState, Stage, TierOverride
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
    override = TierOverride(
        engagement_id=made.id, tier="strict", reason="社内の決定", expires_on=day + timedelta(days=80),
        state=OverrideState.ACTIVE, made_at=at,
    )  # fmt: skip
    session.add(override)
    audit.record(context(at), Made.FOR_TEST, override)
    session.commit()
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
