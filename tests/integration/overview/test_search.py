"""Search over everything that one may see."""

from urllib.parse import quote

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.overview.views.search import PER_KIND
from tests.factories import identity as make
from tests.pages import words

HOSTILE = ["'", '"', "%", "*", "a OR b", 'x" OR "y', "NEAR(a b)", "<script>alert(1)</script>", "\ud800",
           "あ" * 5000, "{}", "株式会社", "(((", ":*", "-", "　", "a\u202eb"]  # fmt: skip


@pytest.fixture
def organisations(session, at):
    for name in ("株式会社しおかぜ電算", "しおかぜ物流株式会社", "株式会社はまなす"):
        make.vendor_organisation(at, name)
    db.session.commit()


@pytest.mark.usefixtures("organisations")
def test_two_japanese_characters_find_and_words_are_joined(pages_as):
    pages = pages_as(Role.OFFICER)
    found = pages.get("/search?q=しお").select("#organisation a")
    assert sorted(words(a) for a in found) == ["しおかぜ物流株式会社", "株式会社しおかぜ電算"]
    assert [words(a) for a in pages.get("/search?q=電算 しお").select("#organisation a")] == [
        "株式会社しおかぜ電算"
    ]
    assert found[0]["href"].startswith("/organisations/")


@pytest.mark.usefixtures("organisations")
def test_the_legal_form_may_be_typed_or_left_out(pages_as):
    page = pages_as(Role.OFFICER).get("/search?q=株式会社しおかぜ物流")
    assert [words(a) for a in page.select("#organisation a")] == ["しおかぜ物流株式会社"]


def test_units_and_people_are_found_too(pages_as):
    pages = pages_as(Role.OFFICER)
    assert pages.get("/search?q=つばめ").select("#unit a")
    assert pages.get("/search?q=試験 auditor").select("#user a")


@pytest.mark.usefixtures("organisations")
def test_a_vendor_finds_only_its_own(pages_as):
    pages = pages_as(Role.VENDOR)
    assert [words(row) for row in pages.get("/search?q=株式").select("#organisation th[scope=row]")] == [
        "株式会社みなと印刷発送"
    ]
    assert not pages.get("/search?q=しお").select("#organisation")
    assert not pages.get("/search?q=つばめ").select("#unit")
    assert not pages.get("/search?q=試験 auditor").select("#user")


def test_more_than_a_group_shows_leads_to_all_of_the_kind(pages_as, at):
    for number in range(PER_KIND + 5):
        make.vendor_organisation(at, f"ふくろう{number:02d}")
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get("/search?q=ふくろう")
    assert len(page.select("#organisation th[scope=row]")) == PER_KIND
    more = page.select_one("#organisation .part-head a")
    assert "25件" in words(more)
    assert len(pages.get(more["href"]).select("#organisation th[scope=row]")) == PER_KIND + 5


def test_nothing_asked_and_nothing_found_both_help(pages_as):
    pages = pages_as(Role.OFFICER)
    assert "何をお探しですか" in pages.get("/search").text
    assert "一致するものはありません" in pages.get("/search?q=zzzzqqqq").text


@pytest.mark.usefixtures("organisations")
def test_what_one_types_in_the_box_is_suggested_as_json(pages_as):
    answer = pages_as(Role.OFFICER).get("/search?q=しおかぜ電算", headers={"Accept": "application/json"})
    assert [hit["label"] for hit in answer.json] == ["株式会社しおかぜ電算"]


def test_hostile_words_get_a_page(pages_as):
    pages = pages_as(Role.OFFICER)
    for text in HOSTILE:
        written = quote(text.encode("utf-8", "surrogatepass"))
        page = pages.get(f"/search?q={written}&kind={written}")
        assert not page.find_all("script", string="alert(1)")


def test_what_no_page_can_show_is_taken_out_of_the_address(pages_as):
    answer = pages_as(Role.OFFICER).get("/search?q=a%00b%01c&kind=unit", status=303)
    assert answer.headers["Location"] == "/search?q=abc&kind=unit"


@pytest.mark.usefixtures("organisations")
def test_a_search_takes_at_most_twelve_queries(pages_as, count_queries):
    pages = pages_as(Role.OFFICER)
    pages.get("/search?q=しお")
    count_queries.sent.clear()
    pages.get("/search?q=しお")
    assert len(count_queries) <= 12, count_queries.sent
