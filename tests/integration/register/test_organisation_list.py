"""The list of organisations: what it finds, how it is ordered, what it costs, what leaves it."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.core import listing
from app.core.db import db
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, OrganisationKind
from tests.factories import register as make
from tests.pages import words

LIST = "/organisations"


@pytest.fixture
def some(session, at):
    """One of each kind, and what search has to tell apart."""
    parent = make.organisation(
        at,
        "Kawasemi Cloud, Inc.",
        country="US",
        no_number_reason=NoNumberReason.FOREIGN,
        lei="INR2EJN1ERAN0W5ZP974",
    )
    made = make.organisation(
        at,
        "株式会社川蝉システム",
        name_kana="カワセミシステム",
        corporate_number="7000012050002",
        parent_id=parent.id,
    )
    make.code(at, made, "D-U-N-S", "690539911")
    make.organisation(at, "竹屋町", kind=OrganisationKind.GOVERNMENT, corporate_number="2120901007402")
    make.organisation(at, "旧・たんぽぽ運輸", ended_on=date(2026, 3, 31))
    return parent


def names(page) -> list[str]:
    return [words(cell) for cell in page.select("tbody th")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("川蝉", "株式会社川蝉システム"),
        ("かわせみ", "株式会社川蝉システム"),
        ("ｶﾜｾﾐ", "株式会社川蝉システム"),
        ("kawasemi", "Kawasemi Cloud, Inc."),
        ("ＫＡＷＡ", "Kawasemi Cloud, Inc."),
        ("7000012050002", "株式会社川蝉システム"),
        ("120500", "株式会社川蝉システム"),
        ("INR2EJN1", "Kawasemi Cloud, Inc."),
        ("690539911", "株式会社川蝉システム"),
        ("竹", "竹屋町"),
        ("川蝉システム㈱", "株式会社川蝉システム"),
        ("システム 川蝉", "株式会社川蝉システム"),
    ],
)
def test_an_organisation_is_found_by_whatever_one_remembers(pages_as, some, asked, found):
    assert found in names(pages_as(Role.LEGAL).get(LIST, query_string={"q": asked}))


@pytest.mark.parametrize("asked", ["蝉川", "川テム", "％", "\"' OR 1=1 --", "*"])
def test_what_is_not_there_is_not_found(pages_as, some, asked):
    page = pages_as(Role.LEGAL).get(LIST, query_string={"q": asked})
    assert "該当するものはありません" in words(page)


def test_a_renamed_one_is_found_by_the_new_name_and_the_old(pages_as, some, at):
    organisation = make.organisation(at, "株式会社まえの名")
    make.renamed(at, organisation, "株式会社あとの名")
    pages = pages_as(Role.LEGAL)
    assert names(pages.get(LIST, query_string={"q": "まえの"})) == ["株式会社あとの名"]
    assert names(pages.get(LIST, query_string={"q": "あとの"})) == ["株式会社あとの名"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=government", ["竹屋町"]),
        ("country=US", ["Kawasemi Cloud, Inc."]),
        ("number=none&ended=no&country=US", ["Kawasemi Cloud, Inc."]),
        ("ended=yes", ["旧・たんぽぽ運輸"]),
        ("ended=yes&on=2026-03-30", []),
    ],
)
def test_filters_narrow_the_list_and_show_as_chips(pages_as, some, query, expected):
    page = pages_as(Role.LEGAL).get(f"{LIST}?{query}")
    assert names(page) == expected
    assert len(page.select(".chip")) == len([part for part in query.split("&") if not part.startswith("on=")])


def test_the_children_of_a_company_are_one_filter(pages_as, some):
    page = pages_as(Role.LEGAL).get(f"{LIST}?parent={some.id}")
    assert names(page) == ["株式会社川蝉システム"]
    assert "Kawasemi Cloud, Inc." in words(page.select_one(".chip"))


def test_a_filter_can_be_taken_away(pages_as, some):
    pages = pages_as(Role.LEGAL)
    page = pages.get(f"{LIST}?kind=government&q=竹")
    assert (
        pages.get(page.select_one(".chip a")["href"]).select_one(".list-search input[name=q]")["value"]
        == "竹"
    )


def test_names_are_ordered_by_kana_then_by_letters(pages_as, some):
    shown = names(pages_as(Role.LEGAL).get(LIST))
    assert shown.index("Kawasemi Cloud, Inc.") < shown.index("株式会社川蝉システム") < shown.index("竹屋町")
    assert names(pages_as(Role.LEGAL).get(f"{LIST}?sort=name&dir=desc")) == shown[::-1]


@pytest.mark.parametrize("sort", ["kind", "country", "updated_at"])
def test_each_order_offered_works_both_ways(pages_as, some, sort):
    pages = pages_as(Role.LEGAL)
    up = names(pages.get(f"{LIST}?sort={sort}&dir=asc"))
    assert names(pages.get(f"{LIST}?sort={sort}&dir=desc")) == up[::-1]


def test_chosen_columns_are_shown_and_kept(pages_as, some):
    page = pages_as(Role.LEGAL).get(f"{LIST}?col=lei&col=name_kana")
    assert [words(head) for head in page.select("thead th")] == ["名称", "名称（カナ）", "LEI"]
    assert "INR2EJN1ERAN0W5ZP974" in words(page)


def test_a_list_costs_the_same_queries_whatever_it_holds(pages_as, at, count_queries, session):
    pages = pages_as(Role.OFFICER)
    pages.get(LIST)
    cost: dict[int, int] = {}
    for size in (10, 200):
        while (held := db.session.scalar(select(func.count()).select_from(Organisation)) or 0) < size:
            _ten(at, held)
        count_queries.sent.clear()
        page = pages.get(f"{LIST}?sort=country")
        assert len(page.select("tbody tr")) >= min(size, 50)
        cost[size] = len(count_queries)
        assert cost[size] <= 12, count_queries.sent
    # A second page exists, so the whole is counted: one statement more.
    assert cost[200] == cost[10] + 1


def _ten(at, number):
    from app.register.services import organisations as services
    from tests.factories.identity import context

    parent = services.add_organisation(context(at), make.facts(f"第{number}グループ本社"), is_confirmed=True)
    for at_ in range(9):
        facts = make.facts(f"第{number}グループ{at_}社", parent_id=parent.id)
        services.add_organisation(context(at), facts, is_confirmed=True)
    db.session.commit()


def test_beyond_the_count_the_exact_number_is_given_on_request(pages_as, at, monkeypatch, session):
    monkeypatch.setattr(listing, "COUNTED", 5)
    for number in range(6):
        _ten(at, number)
    pages = pages_as(Role.OFFICER)
    page = pages.get(LIST)
    assert words(page.select_one(".heading-note")) == "5件以上"
    exact = pages.get(page.select_one(".pager-label a")["href"])
    assert words(exact.select_one(".heading-note")) == "61件"


def test_paging_goes_on_and_comes_back(pages_as, at, session):
    for number in range(6):
        _ten(at, number)
    pages = pages_as(Role.OFFICER)
    first = pages.get(LIST)
    second = pages.get(first.select_one("a[rel=next]")["href"])
    assert not set(names(first)) & set(names(second))
    assert len(names(first)) + len(names(second)) == 61
    assert names(pages.get(second.select_one("a[rel=prev]")["href"])) == names(first)
    assert names(pages.get(f"{LIST}?page=19")) == names(first)


def test_the_export_holds_what_is_shown_and_no_formula(pages_as, some, at):
    make.organisation(at, '=HYPERLINK("http://evil.example")', name_kana="－SUM(1)")
    response = pages_as(Role.LEGAL).get(
        f"{LIST}/export?col=name_kana&col=corporate_number&country=JP&number=none"
    )
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["名称", "名称（カナ）", "法人番号"]
    assert ['\'=HYPERLINK("http://evil.example")', "'－SUM(1)", "未確認"] in rows
    assert "竹屋町" not in [row[0] for row in rows]


def test_an_export_of_too_much_says_so_instead_of_cutting(pages_as, some, monkeypatch):
    monkeypatch.setattr(listing, "EXPORTED", 2)
    pages = pages_as(Role.LEGAL)
    page = pages.follow(pages.get(f"{LIST}/export", status=303))
    assert "一度に出力できるのは2件までです" in words(page)


def test_a_view_is_saved_opened_and_deleted_by_its_owner_alone(pages_as, some):
    pages = pages_as(Role.LEGAL)
    pages.submit(f"{LIST}?kind=government&page=1&junk=1", form=".save-view", name="官公庁だけ")
    page = pages.get(LIST)
    link = next(link for link in page.select(".menu-list a") if words(link) == "官公庁だけ")
    assert link["href"] == f"{LIST}?kind=government"
    assert pages.get(link["href"]).select_one('.menu-list a[aria-current="true"]')
    delete = link.find_next("form")["action"]
    other = pages_as(Role.RISK)
    assert "官公庁だけ" not in words(other.get(LIST))
    token = other.get(LIST).select_one("meta[name=csrf-token]")["content"]
    other.post(delete, status=404, csrf_token=token)
    pages.submit(LIST, form=f'form[action="{delete}"]')
    assert "官公庁だけ" not in words(pages.get(LIST))


def test_the_auditor_may_keep_views_of_their_own(pages_as, some):
    pages = pages_as(Role.AUDITOR)
    pages.submit(f"{LIST}?country=US", form=".save-view", name="米国")
    assert "米国" in words(pages.get(LIST))


def test_a_view_needs_a_name(pages_as, some):
    pages = pages_as(Role.LEGAL)
    page = pages.follow(pages.submit(LIST, form=".save-view", name="  "))
    assert "名前を付けてください" in words(page)


def test_a_picker_is_offered_what_still_exists(pages_as, some):
    pages = pages_as(Role.OFFICER)
    found = pages.get(f"{LIST}/options?q=川蝉").json
    assert [(entry["label"], entry["detail"]) for entry in found] == [
        ("株式会社川蝉システム", "7000012050002")
    ]
    assert pages.get(f"{LIST}/options?q=たんぽぽ").json == []
    assert pages.get(f"{LIST}/options?q=").json == []


def test_hostile_names_stay_words(pages_as, at, session):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    organisation = make.organisation(at, hostile)
    pages = pages_as(Role.OFFICER)
    for address in (LIST, f"{LIST}/{organisation.id}", f"{LIST}/{organisation.id}/edit"):
        page = pages.get(address)
        assert not page.select("img[src=x]")
        assert hostile in page.get_text() or page.select("input[name=name]")


def test_the_export_says_what_the_list_says(pages_as, some):
    pages = pages_as(Role.LEGAL)
    asked = "?col=country&col=corporate_number&country=US"
    shown = [words(cell) for cell in pages.get(LIST + asked).select("tbody td")]
    rows = list(csv.reader(io.StringIO(pages.get(f"{LIST}/export{asked}").get_data().decode("utf-8-sig"))))
    assert rows[1] == ["Kawasemi Cloud, Inc.", "アメリカ合衆国", "国外で設立"]
    assert shown == rows[1][1:]
