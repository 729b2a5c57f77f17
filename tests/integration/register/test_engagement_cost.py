"""How often the pages of an engagement's file ask the database, however much hangs on it."""

import itertools

import pytest

from app.core.dates import day_of
from app.identity.roles import Role
from app.register.models import Stage
from app.register.services import engagements as services
from tests.factories import chain, work
from tests.factories import engagements as factory
from tests.factories.identity import context

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


@pytest.mark.parametrize("stage", [Stage.OPERATION, Stage.SELECTION])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_file_costs_few_statements(session, pages_as, root, at, count_queries, page, stage):
    address = f"/engagements/{busy_engagement(at, root, stage).id}{page}"
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get(address)
    session.expire_all()
    count_queries.sent.clear()
    pages.get(address)
    # On its way an engagement is asked what its gate still misses: two statements more.
    most = 12 if stage == Stage.OPERATION else 14
    assert len(count_queries) <= most, count_queries.sent
