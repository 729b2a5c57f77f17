"""Self-checks as they were recorded at a past instant: read, never changed."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.audit import AuditHead
from app.core.db import db
from app.identity.roles import Role
from app.references.models import OwnState
from app.references.services import checking as services
from app.references.services import writing
from app.references.services.checking import OwnFacts
from app.register.models import ServiceModel
from tests.conftest import begins_with
from tests.factories import masters
from tests.factories import self_checks as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)
# The head of the past asks for the names of then, and each kind of record is undone by a statement of its own.
MOST_THEN = 35


@pytest.fixture
def check(ctx, engagement, version):
    made = make.check(ctx, engagement, version)
    make.entered(ctx, engagement, made, "統1", OwnState.DONE, "規程第3条")
    return made


def now():
    """The instant of what was recorded last, to be asked for later."""
    recorded = db.session.scalars(select(AuditHead.at)).one()
    return {"as_at": recorded.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def tab(engagement):
    return f"/engagements/{engagement.id}/self-checks"


def line(page, item="統1"):
    return next(
        words(row) for row in page.select(".self-check-items tbody tr") if words(row).startswith(item)
    )


def results(page):
    """Conforms, in part, not, open, outside, entered."""
    (row,) = page.select(".self-checks tbody tr")
    return [int(cell.text) for cell in row.select("td.num")][1:]


def test_what_was_entered_moved_and_withdrawn_since_is_undone(
    at, pages_as, manager, ctx, engagement, platform, reference, version, check
):
    then = now()
    newer = make.next_version(manager, reference, version, {"統1": {"needed": "年次で見直す"}})
    services.move(ctx, engagement, check, newer, version=check.version)
    make.entered(ctx, engagement, check, "統1", OwnState.NOT_DONE, "見直し中")
    make.entered(ctx, engagement, check, "統2", OwnState.DONE, "規程第3条")
    masters.service_edited(at, platform, model=ServiceModel.SAAS)
    writing.withdraw_version(manager, version, reason="旧い", seen=version.version)
    db.session.commit()
    pages, here = pages_as(Role.OFFICER), f"{tab(engagement)}/{check.id}"
    assert results(pages.get(tab(engagement))) == [0, 0, 0, 0, 308, 2]
    assert results(pages.get(tab(engagement), query_string=then)) == [1, 0, 0, 307, 0, 1]
    page = pages.get(here, query_string=then)
    assert "第1版" in words(page.select_one(".check-facts"))
    assert "規程第3条" in line(page)
    assert line(page).endswith(" 適合")
    assert not page.select(".check-grounds")
    assert "規程第3条" in words(pages.get(f"{here}/items/統1", query_string=then).select_one("#ours"))
    assert "見直し中" in line(pages.get(here))


def test_a_page_of_the_past_leads_on_to_the_same_moment_and_changes_nothing(pages_as, engagement, check):
    then, pages, here = now(), pages_as(Role.OFFICER), f"{tab(engagement)}/{check.id}"
    for url in (tab(engagement), here, f"{here}/items/統1"):
        page = pages.get(url, query_string=then)
        own = [one["href"] for one in page.select("main a") if one["href"].startswith(tab(engagement))]
        assert all("as_at=" in one for one in own), url
        assert not page.select("main form[method=post]")
        assert not [one for one in own if one.split("?")[0].endswith(("/together", "/edit", "/end", "/new"))]
    answer = pages.client.post(f"{here}/items/統1", query_string=then, data={"state": "partly"})
    assert answer.status_code >= 400


def test_one_that_was_ended_is_there_as_it_was_and_can_be_taken_out(pages_as, ctx, engagement, check):
    then, check_id = now(), check.id
    services.remove(ctx, engagement, check, "案件の形が変わった", version=check.version)
    db.session.commit()
    pages, here = pages_as(Role.OFFICER), f"{tab(engagement)}/{check_id}"
    pages.get(here, 404)
    assert "規程第3条" in line(pages.get(here, query_string=then))
    answer = pages.client.get(f"{here}.xlsx", query_string=then)
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert "規程第3条" in [cell.value for row in sheet for cell in row]


def test_before_it_was_begun_there_is_none(pages_as, engagement, version):
    before = now()
    pages = pages_as(Role.OFFICER)
    assert "まだ登録がありません" in words(pages.get(tab(engagement), query_string=before).select_one("main"))
    page = pages.get(tab(engagement), query_string={"as_at": "2001-01-01"})
    assert not page.select(".self-checks")


def test_the_age_of_a_version_is_judged_on_the_day_that_is_asked_for(pages_as, engagement, check):
    page = pages_as(Role.OFFICER).get(f"{tab(engagement)}/{check.id}", query_string={"on": "2031-03-31"})
    assert "24か月より前" in words(page.select_one(".notice-attention"))


def test_the_past_of_three_hundred_items_costs_bounded_statements(
    pages_as, count_queries, ctx, engagement, check
):
    then = now()
    every = {f"実{n}": 0 for n in range(1, 145)}
    services.set_items(ctx, engagement, check, every, OwnFacts(OwnState.DONE, "規程第3条"))
    db.session.commit()
    pages, here = pages_as(Role.OFFICER), f"{tab(engagement)}/{check.id}"
    pages.get(here, query_string=then)
    db.session.expire_all()
    count_queries.sent.clear()
    pages.get(here, query_string=then)
    assert len(count_queries) <= MOST_THEN, count_queries.sent
