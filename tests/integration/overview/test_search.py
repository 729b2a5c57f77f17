"""Search over everything that one may see."""

from urllib.parse import quote

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.overview.views.search import PER_KIND
from app.register.services.merging import merge_organisations
from tests.factories import engagements, masters, register
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


def found_by(pages, text, kind):
    return [words(row) for row in pages.get(f"/search?q={quote(text)}").select(f"#{kind} tbody th")]


def test_the_old_name_still_finds_and_is_told(pages_as, at, count_queries):
    party = register.organisation(at, "株式会社くじら印刷", name_kana="クジラインサツ")
    service = masters.service(at, party, "くじら便")
    register.edited(at, party, name="株式会社いるか印刷", name_kana="イルカインサツ")
    masters.service_edited(at, service, name="いるか便")
    pages = pages_as(Role.OFFICER)
    count_queries.sent.clear()
    assert found_by(pages, "くじら印刷", "organisation") == ["株式会社いるか印刷 旧名称: 株式会社くじら印刷"]
    assert sum("search_entry" in sent for sent in count_queries.sent) == 1
    assert len(count_queries) <= 12, count_queries.sent
    assert found_by(pages, "クジライン", "organisation") == ["株式会社いるか印刷 旧名称: クジラインサツ"]
    # By the present name nothing more is said, and what carries a name is found by the old one too.
    assert found_by(pages, "いるか印刷", "organisation") == ["株式会社いるか印刷"]
    assert found_by(pages, "くじら", "service") == ["いるか便 旧名称: くじら便"]
    assert found_by(pages, "くじら印刷", "service") == ["いるか便"]
    suggested = pages.client.get("/search?q=くじら印刷", headers={"Accept": "application/json"}).get_json()
    assert "旧名称: 株式会社くじら印刷" in suggested[0]["detail"]
    # Whatever is saved later keeps it.
    register.edited(at, party, address="横浜市")
    assert found_by(pages, "くじら印刷", "organisation")


def test_a_merge_and_what_it_took_in_before_lead_to_the_one_that_stays(pages_as, at, root):
    winner = register.organisation(at, "株式会社いるか印刷")
    loser = register.organisation(at, "くじら印刷社")
    made = engagements.engagement(at, root, masters.service(at, loser, "帳票印刷"), title="帳票の委託")
    register.edited(at, loser, name="あざらし印刷社")
    merge_organisations(make.context(at), loser, winner, taken=(), reason="同一")
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    for old in ("くじら印刷社", "あざらし印刷社"):
        assert found_by(pages, old, "organisation") == [f"株式会社いるか印刷 旧名称: {old}"]
        assert found_by(pages, old, "engagement") == ["帳票の委託"], made


def test_an_engagements_old_title_is_found_by_who_may_see_it(pages_of, at, root):
    branch, officer = engagements.branch(at, root)
    other, stranger = engagements.branch(at, root, "港支店")
    made = engagements.engagement(at, branch, masters.service(at, "いるか印刷", "印刷"), title="くじら計画")
    engagements.edited(at, made, title="いるか計画")
    assert found_by(pages_of(officer), "くじら計画", "engagement") == ["いるか計画 旧名称: くじら計画"]
    assert found_by(pages_of(stranger), "くじら計画", "engagement") == [], other
