"""Organisations as they were recorded at a past moment."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.dates import day_of
from app.identity.roles import Role
from app.register.models import OrganisationKind
from app.register.past import organisations as past
from app.register.queries import organisations as queries
from app.register.services import organisations as services
from tests.factories import register as make
from tests.factories.identity import context
from tests.pages import words


@pytest.fixture
def today(at):
    return day_of(at).isoformat()


def names(page) -> list[str]:
    return [words(cell) for cell in page.select("tbody th")]


def test_as_at_the_day_before_the_old_name_is_shown(pages_as, at, today, days_later, session):
    organisation = make.organisation(at, "株式会社まえの名")
    days_later(1)
    make.renamed(at, organisation, "株式会社あとの名")
    pages = pages_as(Role.AUDITOR)
    assert words(pages.get(f"/organisations/{organisation.id}").h1) == "株式会社あとの名"
    page = pages.get(f"/organisations/{organisation.id}?as_at={today}")
    assert words(page.h1) == "株式会社まえの名"
    assert f"{today} 時点の記録" in words(page)
    assert page.select_one(".as-at a")["href"] == f"/organisations/{organisation.id}"


def test_a_past_page_offers_no_change(pages_as, at, today, days_later, session):
    organisation = make.organisation(at)
    page = pages_as(Role.OFFICER).get(f"/organisations/{organisation.id}?as_at={today}")
    assert "編集" not in words(page.select_one("main"))
    assert "コードを追加" not in words(page.select_one("main"))


def test_the_list_of_a_past_day_has_the_names_and_the_order_of_then(pages_as, at, today, days_later, session):
    first = make.organisation(at, "あおば商会")
    make.organisation(at, "いろは商会")
    days_later(1)
    make.renamed(at, first, "わかば商会")
    make.organisation(at, "うぐいす商会")
    pages = pages_as(Role.LEGAL)
    assert names(pages.get("/organisations?q=商会")) == ["いろは商会", "うぐいす商会", "わかば商会"]
    assert names(pages.get(f"/organisations?q=商会&as_at={today}")) == ["あおば商会", "いろは商会"]
    assert names(pages.get(f"/organisations?q=わかば&as_at={today}")) == []
    assert names(pages.get(f"/organisations?q=あおば&as_at={today}&sort=name&dir=desc")) == ["あおば商会"]


@pytest.mark.parametrize(
    ("query", "then"),
    [
        ("kind=government", ["あおば商会"]),
        ("country=US", []),
        ("number=none", ["あおば商会"]),
        ("ended=yes", []),
    ],
)
def test_filters_judge_the_record_of_then(pages_as, at, today, days_later, session, query, then):
    organisation = make.organisation(at, "あおば商会", kind=OrganisationKind.GOVERNMENT)
    days_later(1)
    facts = make.facts(
        "あおば商会",
        kind=OrganisationKind.COMPANY,
        country="US",
        corporate_number="4011001098993",
        ended_on=day_of(at),
    )
    services.edit_organisation(context(at), organisation, facts, version=organisation.version)
    session.commit()
    pages = pages_as(Role.LEGAL)
    assert names(pages.get(f"/organisations?q=あおば&{query}&as_at={today}")) == then
    assert (names(pages.get(f"/organisations?q=あおば&{query}")) == ["あおば商会"]) == (not then)


def test_group_and_codes_are_those_of_then(pages_as, at, today, days_later, session):
    old, new = make.organisation(at, "まえの親会社"), make.organisation(at, "あとの親会社")
    child = make.organisation(at, "こども商会", parent_id=old.id)
    make.code(at, child, "D-U-N-S", "690539911")
    days_later(1)
    facts = make.facts("こども商会", parent_id=new.id)
    services.edit_organisation(context(at), child, facts, version=child.version)
    services.remove_code(context(at), child, queries.codes_of(child)[0])
    make.code(at, child, "取引先コード", "A-1")
    pages = pages_as(Role.LEGAL)
    then = words(pages.get(f"/organisations/{child.id}?as_at={today}").select_one("main"))
    assert "まえの親会社" in then
    assert "690539911" in then
    assert "A-1" not in then
    assert "こども商会" in words(pages.get(f"/organisations/{old.id}?as_at={today}").select_one("#group"))
    assert "こども商会" not in words(pages.get(f"/organisations/{old.id}").select_one("#group"))
    assert "こども商会" not in words(pages.get(f"/organisations/{new.id}?as_at={today}").select_one("#group"))


def test_a_moment_within_a_day_is_told_to_the_microsecond(pages_as, at, session):
    organisation = make.organisation(at, "株式会社まえの名")
    between = datetime.now(UTC).isoformat()
    make.renamed(at, organisation, "株式会社あとの名")
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"/organisations/{organisation.id}", query_string={"as_at": between})
    assert words(page.h1) == "株式会社まえの名"


def test_before_the_first_record_the_page_says_when_history_begins(pages_as, at, session):
    organisation = make.organisation(at)
    page = pages_as(Role.AUDITOR).get(f"/organisations/{organisation.id}?as_at=2020-03-31")
    assert words(page.h1) == "この時点では未登録です"
    assert day_of(datetime.now(UTC)).isoformat() in words(page.select_one(".message"))
    assert organisation.name not in words(page.select_one("main"))


def test_the_list_before_the_first_record_is_empty_and_says_why(pages_as, at, session):
    make.organisation(at)
    page = pages_as(Role.AUDITOR).get("/organisations?as_at=2020-03-31")
    assert "この時点では、取引先は登録されていませんでした" in words(page)


def test_what_changed_since_is_found_in_deep_lists(pages_as, at, today, days_later, session):
    made = [make.organisation(at, f"連番{number:03}商会") for number in range(60)]
    days_later(1)
    make.renamed(at, made[55], "連番000改商会")
    pages = pages_as(Role.LEGAL)
    page = pages.get(f"/organisations?q=連番&as_at={today}&page=2")
    assert names(page) == [f"連番{number:03}商会" for number in range(50, 60)]
    assert "60件" in words(page.select_one(".heading-note"))


def test_the_export_of_a_past_day_holds_that_day(pages_as, at, today, days_later, session):
    organisation = make.organisation(at, "まえの名商会")
    days_later(1)
    make.renamed(at, organisation, "あとの名商会")
    response = pages_as(Role.LEGAL).get(f"/organisations/export?as_at={today}")
    assert "まえの名商会" in response.get_data(as_text=True)
    assert "あとの名商会" not in response.get_data(as_text=True)
    assert today in response.headers["Content-Disposition"]


def test_the_last_instant_of_a_day_belongs_to_it(at, session):
    organisation = make.organisation(at)
    assert past.organisation_at(organisation, datetime.now(UTC) - timedelta(days=1)) is None
    assert past.organisation_at(organisation, datetime.now(UTC)) is not None
