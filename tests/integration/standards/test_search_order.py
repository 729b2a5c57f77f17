"""In which order the search answers, and that an engagement is found by its responsibility matrix."""

from urllib.parse import quote

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.overview import queries as overview
from app.overview import records
from app.standards.services import withdrawing
from app.work.models import Severity
from app.work.services.findings import FindingFacts, raise_finding
from tests.conftest import begins_with
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.factories.standards import published
from tests.pages import words

ground = begins_with(published)


@pytest.fixture
def finding(ctx_of, root):
    facts = FindingFacts(title="統24 責任分界の不備", severity=Severity.LOW, unit_id=root.id)
    made = raise_finding(ctx_of(Role.VENDOR_MANAGER), facts)
    db.session.commit()
    return made


def groups(pages, text: str) -> list[str]:
    return [part["id"] for part in pages.get(f"/search?q={quote(text)}").select("main section[id]")]


def engagements_found(ctx, text: str) -> set[str]:
    return {hit.title for hit in overview.find(ctx, text, records.findable()) if hit.kind == "engagement"}


def test_the_item_of_that_number_comes_before_findings_that_speak_of_it(pages_as, finding):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get("/search?q=統24")
    assert groups(pages, "統24")[:3] == ["standard_item", "questionnaire", "finding"]
    assert words(page.select_one("#standard_item tbody th")).startswith("統24 ")
    suggested = pages.get("/search?q=統24", headers={"Accept": "application/json"}).json
    assert suggested[0]["label"].startswith("統24 ")
    assert "項目" in suggested[0]["detail"]
    assert groups(pages, "不備") == ["finding"]


def test_a_kind_that_is_named_comes_before_what_speaks_of_it(pages_as, matrix, finding):
    pages = pages_as(Role.VENDOR_MANAGER)
    for text in ("責任分界", "責任分界表"):
        assert groups(pages, text)[0] == "matrix"
    assert {"finding", "engagement"} <= set(groups(pages, "責任分界"))
    title = "cloud.config for Financial Services 責任分界表"
    assert groups(pages, title)[0] == "matrix"
    suggested = pages.get(f"/search?q={quote(title)}", headers={"Accept": "application/json"}).json
    assert suggested[0]["label"].startswith(title)


def test_the_order_takes_no_statement_more(pages_as, count_queries):
    pages = pages_as(Role.OFFICER)
    pages.get("/search?q=統24")
    count_queries.sent.clear()
    pages.get("/search?q=統24")
    assert sum("search_entry" in sent for sent in count_queries.sent) == 1
    assert len(count_queries) <= 12


# --- engagements by their matrix ---------------------------------------------------------------


def test_an_engagement_is_found_by_its_matrix_until_that_is_withdrawn(engagement, ctx, at):
    assert engagements_found(ctx, "責任分界") == set()
    matrix = make.started(at, engagement, ctx)
    assert engagements_found(ctx, "責任分界") == {engagement.title}
    assert engagements_found(ctx, "who does what") == {engagement.title}
    branches.edited(at, engagement, title="質問応答の仕組み")
    assert engagements_found(ctx, "責任分界") == {"質問応答の仕組み"}
    withdrawing.withdraw(ctx, engagement, matrix, "誤り", version=matrix.version)
    db.session.commit()
    assert engagements_found(ctx, "責任分界") == set()
    make.started(at, engagement, ctx)
    assert engagements_found(ctx, "責任分界") == {"質問応答の仕組み"}


def test_who_may_not_see_the_engagement_does_not_find_it_so(engagement, matrix, at, root, ctx_of):
    _unit, stranger = branches.branch(at, root)
    assert engagements_found(branches.ctx_of(stranger, at), "責任分界") == set()
    assert engagements_found(ctx_of(Role.VENDOR), "責任分界") == set()
    assert engagements_found(ctx_of(Role.AUDITOR), "責任分界") == {engagement.title}
