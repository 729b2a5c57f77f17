"""Which moment a page shows, and what it says of a date that cannot be read."""

from datetime import timedelta

import pytest

from app.core import audit
from app.core.audit import reading
from app.core.dates import DateStyle, day_of, format_datetime
from app.identity.roles import Role
from tests.factories import register as make
from tests.factories.identity import Made, context
from tests.pages import words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2026-02-30", "2026-02-30"),
        ("きのう", "きのう"),
        ("2999-01-01", "まだ来ていません"),
        ("31/3", "31/3"),
    ],
)
def test_a_date_that_cannot_be_read_gives_a_message_and_the_present(pages_as, at, session, given, said):
    organisation = make.organisation(at)
    page = pages_as(Role.AUDITOR).get(f"/organisations/{organisation.id}", query_string={"as_at": given})
    told = words(page.select_one(".flashes"))
    assert said in told
    assert "現在の記録を表示しています。" in told
    assert not page.select(".as-at")
    assert words(page.h1) == organisation.name


def test_the_message_is_shown_once(pages_as, at, session):
    pages = pages_as(Role.AUDITOR)
    pages.get("/organisations?as_at=x")
    assert not words(pages.get("/organisations").select_one(".flashes"))


@pytest.mark.parametrize("written", ["令和2年3月31日", "Ｒ２．３．３１", "20200331", "2020/3/31"])
def test_a_day_may_be_written_as_people_write_it(pages_as, session, written):
    page = pages_as(Role.AUDITOR).get("/organisations", query_string={"as_at": written})
    assert "2020-03-31 時点の記録" in words(page.select_one(".as-at"))


def test_the_banner_speaks_in_the_style_of_the_reader(pages_of, people, at, session):
    people[Role.AUDITOR].date_style = "wareki"
    audit.record(context(at), Made.FOR_TEST, people[Role.AUDITOR])
    page = pages_of(people[Role.AUDITOR]).get("/organisations?as_at=2020-03-31")
    assert "令和2年3月31日 時点の記録" in words(page.select_one(".as-at"))


def test_back_to_now_keeps_the_rest_of_the_address(pages_as, session):
    page = pages_as(Role.AUDITOR).get("/organisations?as_at=2020-03-31&kind=company&page=2")
    assert page.select_one(".as-at a")["href"] == "/organisations?kind=company"


def test_today_is_a_day_one_may_look_at(pages_as, at, session):
    page = pages_as(Role.AUDITOR).get(f"/organisations?as_at={day_of(at)}")
    assert page.select(".as-at")


def test_nothing_is_changed_through_a_page_of_the_past(pages_as, at, session):
    organisation = make.organisation(at)
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/organisations/{organisation.id}/edit")
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "not_yet_checked", "note": "変更"}
    pages.post(f"/organisations/{organisation.id}/edit?as_at=2020-03-31", fields=sent, status=422)
    session.refresh(organisation)
    assert organisation.note == ""


def test_the_effective_day_is_that_of_the_records_unless_another_is_named(pages_as, at, session):
    from datetime import date

    make.organisation(at, "閉鎖商会", ended_on=date(2026, 3, 31))
    pages = pages_as(Role.AUDITOR)
    assert pages.get("/organisations?q=閉鎖&ended=yes&on=2026-03-31").select("tbody tr")
    assert not pages.get("/organisations?q=閉鎖&ended=yes&on=2026-03-30").select("tbody tr")


def test_a_minute_that_was_typed_holds_what_was_saved_within_it(pages_as, at, session):
    organisation = make.organisation(at, "分単位商会")
    saved = max(entry.at for entry in reading.entries_of(organisation))
    pages = pages_as(Role.AUDITOR)
    typed = format_datetime(saved, DateStyle.ISO)
    page = pages.get("/organisations", query_string={"as_at": typed, "q": "分単位"})
    assert page.select("tbody tr")
    assert f"{typed} 時点の記録" in words(page.select_one(".as-at"))
    before = format_datetime(saved - timedelta(minutes=1), DateStyle.ISO)
    page = pages.get("/organisations", query_string={"as_at": before, "q": "分単位"})
    assert not page.select("tbody tr")


@pytest.mark.parametrize(("language", "said"), [("ja", "時刻も指定できます"), ("en", "a time may follow")])
def test_the_box_says_that_a_time_may_be_named(pages_of, people, at, session, language, said):
    people[Role.AUDITOR].language = language
    audit.record(context(at), Made.FOR_TEST, people[Role.AUDITOR])
    page = pages_of(people[Role.AUDITOR]).get("/organisations")
    assert said in words(page.select_one("#box-as-at-hint"))


def test_the_effective_day_alone_is_marked_and_nothing_can_be_done(pages_as, at, session):
    organisation = make.organisation(at)
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/organisations/{organisation.id}?on=2025-01-01")
    band = page.select_one(".as-at")
    assert "基準日 2025-01-01 の状態" in words(band)
    assert "時点の記録" not in words(band)
    assert band.a["href"] == f"/organisations/{organisation.id}"
    assert not page.select('main a[href$="/edit"]')
    assert pages.get(f"/organisations/{organisation.id}").select('main a[href$="/edit"]')


@pytest.mark.parametrize("place", ["organisations", "engagements", "services", "supplies"])
def test_a_list_judged_on_another_day_offers_nothing_to_add(pages_as, session, place):
    pages = pages_as(Role.OFFICER)
    assert pages.get(f"/{place}").select(f'main a[href="/{place}/new"]')
    page = pages.get(f"/{place}?on=2025-01-01")
    assert "基準日 2025-01-01 の状態" in words(page.select_one(".as-at"))
    assert not page.select(f'main a[href="/{place}/new"]')


def test_both_days_are_said_where_both_are_given(pages_as, session):
    page = pages_as(Role.AUDITOR).get("/organisations?as_at=2026-03-31&on=2025-01-01&q=x")
    told = words(page.select_one(".as-at"))
    assert "2026-03-31 時点の記録 · 基準日 2025-01-01 の状態" in told
    assert page.select_one(".as-at a")["href"] == "/organisations?q=x"


def test_today_as_the_effective_day_is_now(pages_as, at, session):
    page = pages_as(Role.OFFICER).get(f"/organisations?on={day_of(at)}")
    assert not page.select(".as-at")
    assert page.select('main a[href="/organisations/new"]')
