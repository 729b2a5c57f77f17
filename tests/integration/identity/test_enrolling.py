"""From the invitation to the first page: link, password, second factor, recovery codes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db
from app.identity import queries, services
from app.identity.models import Grant, GrantState, Invitation, User
from app.identity.roles import Role
from tests.conftest import pages_with
from tests.factories.identity import PASSWORD, Made, Phone, context, credentials
from tests.pages import Pages, words


@pytest.fixture
def admin(pages_as):
    return pages_as(Role.ADMINISTRATOR)


def invite(admin: Pages, root, **changes):
    facts = {
        "name": "新谷 結衣",
        "email": "Yui.Niiya@tsubame.example",
        "role": "officer",
        "unit_id": str(root.id),
        "from_on": "令和2年4月1日",
        "reason": "配属",
        "language": "en",
    }
    answer = admin.submit("/users/invite", **{**facts, **changes})
    page = admin.follow(answer)
    return page.select_one("#link")["value"]


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost")


def issue(ctx_of, user: User) -> str:
    token = services.issue_link(ctx_of(Role.ADMINISTRATOR), user)
    db.session.commit()
    return f"/enrol/{token}"


def test_an_invited_person_enrols_from_the_link_to_the_recovery_codes(admin, anonymous, root):
    link = invite(admin, root)
    user = queries.find_user_by_email("yui.niiya@tsubame.example")
    assert user is not None
    page = anonymous.get(path_of(link))
    assert "yours alone" in words(page)
    answer = anonymous.submit(path_of(link), status=302, password=PASSWORD, password_again=PASSWORD)
    assert answer.headers["Location"].startswith("/tf-setup")
    assert anonymous.client.get("/me").status_code == 303
    page = anonymous.submit("/tf-setup", status=200, form="main form", setup="authenticator")
    phone = Phone(words(page.select_one(".setup-key")))
    form = page.select_one('main form[action="/tf-validate"]')
    token = form.select_one('[name="csrf_token"]')["value"]
    answer = anonymous.post("/tf-validate", 302, code=phone.code(), csrf_token=token)
    assert answer.headers["Location"] == "/welcome"
    answer = anonymous.get("/welcome", 303)
    assert answer.headers["Location"] == "/mf-recovery-codes"
    page = anonymous.submit("/mf-recovery-codes", status=200)
    assert len(page.select(".codes code")) == 10
    assert anonymous.get("/welcome", 303).headers["Location"] == "/"
    db.session.expire_all()
    assert user.password
    assert PASSWORD not in user.password
    assert user.password.startswith("$argon2id$")


def test_a_wrong_first_code_keeps_the_same_key_in_sight(anonymous, people, ctx_of, at):
    user = people[Role.OFFICER]
    user.tf_primary_method = None
    audit.record(context(at), Made.FOR_TEST, user)
    anonymous.submit(issue(ctx_of, user), status=302, password=PASSWORD, password_again=PASSWORD)
    first = anonymous.submit("/tf-setup", status=200, form="main form", setup="authenticator")
    again = anonymous.submit(
        "/tf-validate", status=200, form='main form[action="/tf-validate"]', code="000000"
    )
    assert again.select_one(".error-summary")
    assert words(again.select_one(".setup-key")) == words(first.select_one(".setup-key"))
    assert again.select_one(".qr img")["src"] == first.select_one(".qr img")["src"]
    anew = anonymous.submit("/tf-validate", status=200, form='main form[action="/tf-setup"]')
    assert words(anew.select_one(".setup-key")) != words(first.select_one(".setup-key"))
    phone = Phone(words(anew.select_one(".setup-key")))
    anonymous.submit("/tf-validate", form='main form[action="/tf-validate"]', status=302, code=phone.code())
    anonymous.get("/me")


def test_a_code_at_a_later_sign_in_shows_no_key(anonymous, people, at):
    user = people[Role.OFFICER]
    credentials(at, user)
    anonymous.submit("/login", status=302, form="main form", email=user.email, password=PASSWORD)
    page = anonymous.submit("/tf-validate", status=200, code="000000")
    assert page.select_one(".setup-key") is None


NO_DATES = {
    "昭和64年1月8日": "昭和は1989-01-07までです",
    "平成40年": "「平成40年」は日付として読み取れません",
    "いつか": "「いつか」は日付として読み取れません",
}


@pytest.mark.parametrize("written", NO_DATES)
@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/users/invite", "from_on"),
        ("/users/{id}/grants/new", "from_on"),
        ("/stand-ins/new", "from_on"),
        ("/hand-overs/new", "on"),
    ],
)
def test_a_date_that_is_none_is_not_called_missing(admin, people, url, field, written):
    page = admin.submit(url.format(id=people[Role.OFFICER].id), status=422, fields={field: written})
    shown = words(page.select_one(f"#{field}-error"))
    assert NO_DATES[written] in shown


def test_the_invitation_asks_for_the_role_and_writes_in_the_persons_language(admin, root):
    link = invite(admin, root)
    user = queries.find_user_by_email("yui.niiya@tsubame.example")
    assert user is not None
    grant = db.session.scalars(select(Grant).where(Grant.user_id == user.id)).one()
    assert (grant.role, grant.state) == (Role.OFFICER, GrantState.REQUESTED)
    mail = db.session.scalars(select(outbox.Mail).where(outbox.Mail.user_id == user.id)).one()
    assert mail.address == "yui.niiya@tsubame.example"
    assert link in mail.body
    assert "Open this link" in mail.body
    assert mail.state == outbox.MailState.WAITING


def test_the_link_is_shown_once_and_only_its_hash_is_kept(admin, root):
    link = invite(admin, root)
    user = queries.find_user_by_email("yui.niiya@tsubame.example")
    assert user is not None
    page = admin.get(f"/users/{user.id}/link")
    assert page.select_one("#link") is None
    token = link.rpartition("/")[2]
    row = db.session.scalars(select(Invitation)).one()
    assert token not in row.token_hash
    assert row.expires_at - row.created_at == timedelta(days=3)


def test_a_weak_password_is_refused_and_the_link_lives_on(anonymous, people, ctx_of):
    url = issue(ctx_of, people[Role.OFFICER])
    for weak in ("short", "123456789012", "passwordpassword", "officerofficer"):
        page = anonymous.submit(url, status=422, password=weak, password_again=weak)
        assert page.select_one(".error-summary")
    anonymous.submit(url, status=422, password=PASSWORD, password_again=PASSWORD + "!")
    anonymous.submit(url, status=302, password=PASSWORD, password_again=PASSWORD)


@pytest.mark.parametrize("case", ["wrong", "used", "expired", "replaced", "deactivated"])
def test_a_dead_link_says_to_ask_for_a_new_one(anonymous, people, ctx_of, case):
    user = people[Role.OFFICER]
    url = issue(ctx_of, user)
    invitation = db.session.scalars(select(Invitation)).one()
    if case == "wrong":
        url += "x"
    elif case == "used":
        anonymous.submit(url, status=302, password=PASSWORD, password_again=PASSWORD)
    elif case == "expired":
        invitation.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    elif case == "replaced":
        services.issue_link(ctx_of(Role.ADMINISTRATOR), user)
    else:
        services.deactivate_user(ctx_of(Role.ADMINISTRATOR), user, reason="left")
    db.session.commit()
    page = anonymous.get(url, 410)
    assert "新しいリンクの発行を依頼" in words(page)
    page = anonymous.get("/login")
    token = page.select_one('[name="csrf_token"]')["value"]
    anonymous.post(url, 410, csrf_token=token, password=PASSWORD, password_again=PASSWORD)


def test_a_link_never_goes_past_a_factor_that_is_set_up(anonymous, people, ctx_of, at):
    user = people[Role.OFFICER]
    phone = credentials(at, user, "some old 川 phrase 椅子")
    url = issue(ctx_of, user)
    answer = anonymous.submit(url, status=302, password=PASSWORD, password_again=PASSWORD)
    assert answer.headers["Location"].startswith("/tf-validate")
    anonymous.submit("/tf-validate", status=200, code="000000")
    assert anonymous.client.get("/me").status_code == 303
    anonymous.submit("/tf-validate", status=302, code=phone.code())
    anonymous.get("/me")


def test_a_link_used_ends_the_sessions_of_its_person(anonymous, people, ctx_of, pages_of):
    user = people[Role.OFFICER]
    pages = pages_of(user)
    anonymous.submit(issue(ctx_of, user), status=302, password=PASSWORD, password_again=PASSWORD)
    assert pages.client.get("/me").status_code == 303


def test_a_link_opened_where_somebody_is_signed_in_signs_them_out(people, ctx_of, pages_of):
    pages = pages_of(people[Role.LEGAL])
    url = issue(ctx_of, people[Role.OFFICER])
    pages.submit(url, form="main form", status=302, password=PASSWORD, password_again=PASSWORD)
    assert pages.client.get("/me").status_code == 303


def test_blanks_at_the_ends_of_a_password_are_part_of_it(anonymous, people, ctx_of, at):
    user = people[Role.OFFICER]
    phone = credentials(at, user)
    password = f" {PASSWORD} "
    anonymous.submit(issue(ctx_of, user), status=302, password=password, password_again=password)
    other = pages_with(anonymous.client.application.test_client())
    other.submit("/login", status=200, email=user.email, password=PASSWORD)
    other.submit("/login", status=302, email=user.email, password=password)
    other.submit("/tf-validate", status=302, code=phone.code())


def test_two_cannot_use_one_link_at_the_same_moment(people, ctx_of, at):
    from app.core.errors import DomainError

    token = services.issue_link(ctx_of(Role.ADMINISTRATOR), people[Role.OFFICER])
    first = services.find_invitation(token, at)
    second = services.find_invitation(token, at)
    assert first is not None
    assert second is not None
    services.enrol(ctx_of(Role.ADMINISTRATOR), *first, password_hash="hash")
    with pytest.raises(DomainError, match="already used"):
        services.enrol(ctx_of(Role.ADMINISTRATOR), *second, password_hash="hash")
