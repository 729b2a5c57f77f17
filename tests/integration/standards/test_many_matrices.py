"""Many services with a matrix each: what they cost the pages, and what the pages leave behind a link."""

import gc
from dataclasses import replace

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.standards.queries import contents
from app.standards.queries import matrices as queries
from app.standards.services import matrices as services
from app.standards.services import publishing
from tests.conftest import begins_with
from tests.factories import matrices as make
from tests.factories.identity import context
from tests.pages import words

MANY = 14
ITEM = "/standards/fisc/9/items/統24"


def many(at, count=MANY):
    """The delivered matrix for as many services; the last of them is for the one of the engagement."""
    found = make.delivered()
    matrix = found.matrices[make.KEY, 1]
    made = {}
    for number in range(count):
        name = f"サービス{number:02d}" if number < count - 1 else matrix.service.ja
        texts = {
            field: getattr(matrix, field).model_copy(update={"ja": name, "en": name})
            for field in ("service", "title")
        }
        made[f"many-{number:02d}", 1] = matrix.model_copy(update={"key": f"many-{number:02d}", **texts})
    publishing.publish_catalogue(context(at), replace(found, matrices=made))
    db.session.commit()


def cost(pages, count_queries, address):
    pages.get(address)
    count_queries.sent.clear()
    page = pages.get(address)
    return len(count_queries), page


ground = begins_with(many)


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.OFFICER)


def test_the_item_of_many_matrices_shows_the_first_of_them_and_leads_to_all(pages, count_queries):
    asked, page = cost(pages, count_queries, ITEM)
    assert asked <= 12, count_queries.sent
    assert not [statement for statement in count_queries.sent if "content_version.content " in statement]
    shown = page.select("#matrices .ruled")
    assert len(shown) == 10
    assert f"{MANY}行中10行" in words(page.select_one("#matrices"))
    page = pages.get(page.select_one('#matrices a[href*="matrices=all"]')["href"])
    assert len(page.select("#matrices .ruled")) == MANY
    assert not page.select('#matrices a[href*="matrices=all"]')


@pytest.mark.parametrize(
    "address", ["/standards/fisc/9", "/matrices", "/matrices/many-03", "/standards/fisc/9r2/changes"]
)
def test_a_page_beside_many_matrices_costs_few_statements(pages, count_queries, address):
    assert cost(pages, count_queries, address)[0] <= 12, count_queries.sent


def test_an_engagement_is_offered_what_fits_first_and_the_others_behind_a_link(
    pages, count_queries, at, root, ctx_of
):
    engagement = make.engagement(at, root)
    address = f"/engagements/{engagement.id}/responsibility"
    asked, page = cost(pages, count_queries, address)
    assert asked <= 14, count_queries.sent
    offers = page.select("#start .offer")
    assert len(offers) == 10
    assert "この案件のサービス用" in words(offers[0])
    assert "この案件のサービス用" not in words(offers[1])
    page = pages.get(page.select_one('main a[href*="all=1"]')["href"])
    assert len(page.select("#start .offer")) == MANY
    template = queries.shelf().template("many-13")
    made = services.start(ctx_of(Role.OFFICER), engagement, template)
    db.session.commit()
    asked, page = cost(pages, count_queries, address)
    assert asked <= 12, count_queries.sent
    assert not page.select("#start")
    page = pages.get(page.select_one('main a[href*="start=1"]')["href"])
    assert len(page.select("#start .offer")) == 10
    assert page.select_one(f'main a[href="{address}"]')
    assert not page.select(f'main a[href="/matrices/{made.template}"]')


def test_what_was_read_is_left_out_of_the_search_for_rubbish_where_the_process_settled_so(
    session, at, monkeypatch
):
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(1))
    many(at, 2)
    queries.shelf()
    assert not frozen
    contents._texts.clear()
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)
    queries.shelf()
    assert frozen
    frozen.clear()
    queries.shelf()
    assert not frozen
