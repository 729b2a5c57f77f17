"""What people do for themselves: language, dates, browsers, notices."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.core import notices
from app.core.db import db
from app.identity.models import User, WebSession
from app.identity.roles import Role
from tests.factories.identity import grant, unit
from tests.pages import words


@pytest.fixture
def officer(people):
    return people[Role.OFFICER]


def is_in(pages):
    return pages.client.get("/me").status_code == 200


def test_the_profile_says_who_one_is_and_what_one_holds(pages_of, officer, at, root):
    branch = unit(at, "100", "本店営業部", root)
    grant(at, officer, Role.LEGAL, branch)
    db.session.commit()
    text = words(pages_of(officer).get("/me"))
    for expected in (officer.name, officer.email, "担当（つばめ銀行）", "法務（本店営業部）"):
        assert expected in text


def test_language_and_style_of_dates_take_effect_at_once(pages_of, officer):
    pages = pages_of(officer)
    pages.submit("/me", form="#form", language="en", date_style="wareki")
    page = pages.get("/me")
    assert page.html["lang"] == "en"
    assert "Roles I hold" in words(page)
    text = words(pages.get("/me/sessions"))
    assert "令和" in text or "R8" in text
    db.session.expire_all()
    assert (officer.language, officer.date_style) == ("en", "wareki")


@pytest.mark.parametrize("fields", [{"language": "fr"}, {"date_style": "mayan"}], ids=str)
def test_what_is_not_offered_is_refused(pages_of, officer, fields):
    pages_of(officer).submit("/me", form="#form", status=422, **fields)
    db.session.expire_all()
    assert (officer.language, officer.date_style) == ("ja", "iso")


def test_signed_out_the_switch_of_language_lives_in_the_session(anonymous):
    answer = anonymous.submit("/login", form="form.language", button="English")
    assert answer.headers["Location"].rstrip("?") == "/login"
    assert anonymous.get("/login").html["lang"] == "en"


def test_signed_in_the_switch_of_language_is_a_preference(pages_of, officer):
    pages = pages_of(officer)
    answer = pages.submit("/me/sessions", button="English")
    assert answer.headers["Location"].startswith("/me/sessions")
    assert pages.get("/me").html["lang"] == "en"
    db.session.expire_all()
    assert officer.language == "en"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_switch_of_language_leads_to_no_other_host(pages_of, officer, target):
    page = (pages := pages_of(officer)).get("/me")
    token = page.select_one('[name="csrf_token"]')["value"]
    answer = pages.post("/language", csrf_token=token, language="en", next=target)
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(pages_of, officer):
    page = (pages := pages_of(officer)).get("/me")
    token = page.select_one('[name="csrf_token"]')["value"]
    pages.post("/language", csrf_token=token, language="xx", next="/me")
    assert pages.get("/me").html["lang"] == "ja"


def test_a_post_without_token_is_refused(pages_of, officer):
    pages = pages_of(officer)
    for url in ("/language", "/me/sessions/end-others", "/notices/read"):
        assert pages.client.post(url, data={"language": "en"}).status_code == 400


def test_a_form_left_open_too_long_leads_back_to_its_page(pages_of, officer):
    """A password is never given back, so that the page is all there is to go back to."""
    pages = pages_of(officer)
    kept = pages.client.post("/change", data={"password": "x"})
    assert kept.status_code == 400
    assert '<a class="btn btn-primary" href="/change">ページをもう一度開く</a>' in kept.text
    # Nothing but a form can be sent there: no page to open.
    assert "ページをもう一度開く" not in pages.client.post("/notices/read", data={"password": "x"}).text


def rows_of(user: User) -> list[WebSession]:
    db.session.expire_all()
    return list(db.session.scalars(select(WebSession).where(WebSession.user_id == user.id)))


def test_the_list_shows_each_browser_and_signs_one_of_them_out(pages_of, officer):
    first = pages_of(officer)
    other_id = rows_of(officer)[0].id
    second = pages_of(officer)
    assert len(second.get("/me/sessions").select("tbody tr")) == 2
    second.submit("/me/sessions", form=f'form[action$="{other_id}/end"]')
    assert not is_in(first)
    assert is_in(second)


def test_all_other_browsers_are_signed_out_at_once(pages_of, officer):
    first, second, third = (pages_of(officer) for _ in range(3))
    third.submit("/me/sessions", button="ほかのブラウザーをすべてサインアウト")
    assert [is_in(one) for one in (first, second, third)] == [False, False, True]


def test_somebody_elses_browser_is_out_of_reach(pages_of, officer, people):
    theirs = pages_of(people[Role.LEGAL])
    pages_of(officer)
    mine = pages_of(officer)
    token = mine.get("/me/sessions").select_one('[name="csrf_token"]')["value"]
    their_id = rows_of(people[Role.LEGAL])[0].id
    for session_id in (their_id, uuid4()):
        mine.post(f"/me/sessions/{session_id}/end", csrf_token=token)
    assert is_in(theirs)


def test_browsers_that_are_timed_out_are_not_shown(pages_of, officer):
    pages_of(officer)
    row = rows_of(officer)[0]
    row.seen_at = datetime.now(UTC) - timedelta(minutes=16)
    db.session.commit()
    assert len(pages_of(officer).get("/me/sessions").select("tbody tr")) == 1


def test_notices_read_are_gone_and_those_of_others_stay(pages_of, officer, people, ctx_of):
    for user in (officer, people[Role.LEGAL]):
        notices.post(ctx_of(Role.RISK), user.id, "x")
    pages = pages_of(officer)
    token = pages.get("/me").select_one('[name="csrf_token"]')["value"]
    answer = pages.post("/notices/read", csrf_token=token, next="/me")
    assert answer.headers["Location"] == "/me"
    db.session.expire_all()
    assert notices.unread(officer.id) == []
    assert len(notices.unread(people[Role.LEGAL].id)) == 1
