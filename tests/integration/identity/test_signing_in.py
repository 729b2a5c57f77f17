"""Password, code, recovery code: what opens the door, and what no longer does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import SecurityEvent
from app.core.db import db
from app.identity import queries, rules
from app.identity.credentials import state_of
from app.identity.models import User, WebSession
from app.identity.roles import Role
from app.identity.sessions import COOKIE, _hash
from tests.conftest import pages_with
from tests.factories.identity import PASSWORD, Made, Phone, context, credentials, forget_code
from tests.pages import Pages, words


@pytest.fixture
def officer(people):
    return people[Role.OFFICER]


@pytest.fixture
def phone(officer, at) -> Phone:
    return credentials(at, officer)


def give_password(pages: Pages, user: User, password: str = PASSWORD, status: int = 302):
    return pages.submit("/login", status=status, form="main form", email=user.email, password=password)


def sign_in(pages: Pages, user: User, phone: Phone, steps: int = 0) -> None:
    answer = give_password(pages, user)
    assert answer.headers["Location"].startswith("/tf-validate")
    pages.submit("/tf-validate", status=302, code=phone.code(steps))


def token_of(pages: Pages) -> str:
    cookie = pages.client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def rows_of(user: User) -> list[WebSession]:
    db.session.expire_all()
    return list(db.session.scalars(select(WebSession).where(WebSession.user_id == user.id)))


def is_in(pages: Pages):
    return pages.client.get("/me").status_code == 200


def test_password_and_code_open_the_door(anonymous, officer, phone):
    give_password(anonymous, officer)
    assert not is_in(anonymous)
    anonymous.submit("/tf-validate", status=302, code=phone.code())
    assert is_in(anonymous)
    kinds = db.session.scalars(select(SecurityEvent.kind).where(SecurityEvent.user_id == officer.id)).all()
    assert kinds == ["sign_in:done"]


def test_a_password_alone_opens_nothing(anonymous, officer, phone):
    give_password(anonymous, officer)
    for url in ("/me", "/", "/users", "/change", "/mf-recovery-codes"):
        assert anonymous.client.get(url).status_code in (302, 303)


def test_full_width_digits_are_digits(anonymous, officer, phone):
    give_password(anonymous, officer)
    wide = phone.code().translate({ord(str(n)): chr(ord("０") + n) for n in range(10)})
    anonymous.submit("/tf-validate", status=302, code=wide)
    assert is_in(anonymous)


def test_the_token_changes_at_each_step_of_signing_in(anonymous, officer, phone):
    anonymous.get("/login")
    planted = token_of(anonymous)
    give_password(anonymous, officer)
    half = token_of(anonymous)
    anonymous.submit("/tf-validate", status=302, code=phone.code())
    assert len({planted, half, token_of(anonymous)}) == 3
    for old in (planted, half):
        other = pages_with(anonymous.client.application.test_client())
        other.client.set_cookie(COOKIE, old, domain="localhost")
        assert not is_in(other)


def test_an_old_token_is_dead_after_signing_out(anonymous, officer, phone):
    sign_in(anonymous, officer, phone)
    token = token_of(anonymous)
    anonymous.submit("/me", form='form[action="/logout"]', status=302)
    anonymous.client.set_cookie(COOKIE, token, domain="localhost")
    assert not is_in(anonymous)
    assert rows_of(officer) == []


def test_the_database_holds_no_usable_token(anonymous, officer, phone):
    sign_in(anonymous, officer, phone)
    row = rows_of(officer)[0]
    assert row.token_hash == _hash(token_of(anonymous))
    assert token_of(anonymous) not in row.sealed
    assert officer.fs_uniquifier not in row.sealed


def test_a_code_works_once_and_no_older_one_after_it(anonymous, officer, phone):
    sign_in(anonymous, officer, phone, steps=1)
    for steps in (1, 0, -1):
        again = pages_with(anonymous.client.application.test_client())
        give_password(again, officer)
        again.submit("/tf-validate", status=200, code=phone.code(steps))
        assert not is_in(again)


def test_five_wrong_passwords_close_the_account_even_for_the_right_one(anonymous, officer, phone):
    for _ in range(5):
        give_password(anonymous, officer, "wrong wrong wrong", 200)
    page = give_password(anonymous, officer, PASSWORD, 200)
    assert page.select_one(".error-summary")
    db.session.expire_all()
    state = state_of(officer)
    assert state.locked_until is not None
    assert state.locked_until - datetime.now(UTC) <= timedelta(minutes=15)
    kinds = db.session.scalars(select(SecurityEvent.kind).where(SecurityEvent.user_id == officer.id)).all()
    assert sorted(kinds) == ["sign_in:failed"] * 4 + ["sign_in:locked"]


def test_after_a_quarter_of_an_hour_the_account_is_open_again(anonymous, officer, phone):
    for _ in range(5):
        give_password(anonymous, officer, "wrong wrong wrong", 200)
    state = state_of(officer)
    state.locked_until = datetime.now(UTC) - timedelta(seconds=1)
    db.session.commit()
    sign_in(anonymous, officer, phone)
    assert is_in(anonymous)


@pytest.mark.parametrize("what", ["code", "recovery code"])
def test_guesses_at_the_second_step_count_as_well(anonymous, officer, phone, what):
    url = "/tf-validate" if what == "code" else "/mf-recovery"
    give_password(anonymous, officer)
    for _ in range(5):
        anonymous.submit(url, status=200, code="000000" if what == "code" else "0000-0000-0000")
    answer = anonymous.client.get("/tf-validate")
    assert answer.status_code == 200
    anonymous.submit("/tf-validate", status=200, code=phone.code())
    assert not is_in(anonymous)


def test_guesses_at_the_old_password_count_as_well(anonymous, officer, phone):
    sign_in(anonymous, officer, phone)
    for _ in range(5):
        anonymous.submit(
            "/change",
            status=200,
            password="wrong wrong wrong",
            new_password="other 川 nine 椅子 lamp",
            new_password_confirm="other 川 nine 椅子 lamp",
        )
    db.session.expire_all()
    assert officer.is_locked()


def test_nobody_gets_more_than_ten_guesses_in_a_quarter_of_an_hour():
    begin, worst = datetime(2026, 4, 1, tzinfo=UTC), 0
    for pause in range(1, 600, 7):
        state, tried = rules.Failures(0, None, None), []
        for step in range(200):
            now = begin + timedelta(seconds=step * pause)
            if state.locked_until is None or now >= state.locked_until:
                tried.append(now)
                state = rules.after_failure(state, now)
        window = timedelta(minutes=15)
        worst = max(worst, *(sum(one <= other < one + window for other in tried) for one in tried))
    assert 5 <= worst <= 10


def test_an_unknown_address_and_a_wrong_password_give_the_same_page(anonymous, officer, phone, people):
    def body(email: str, password: str) -> str:
        page = anonymous.submit("/login", status=200, form="main form", email=email, password=password)
        return re.sub(r'(value|content|nonce)="[^"]*"', "", str(page)).replace(email, "")

    locked = people[Role.LEGAL]
    credentials(datetime.now(UTC), locked)
    state_of(locked).locked_until = datetime.now(UTC) + timedelta(minutes=5)
    db.session.commit()
    answers = {
        body(officer.email, "wrong wrong wrong"),
        body("nobody@tsubame.example", "wrong wrong wrong"),
        body(locked.email, PASSWORD),
        body(people[Role.RISK].email, "has no password yet"),
    }
    assert len(answers) == 1


def test_an_empty_sign_in_names_the_fields(anonymous, officer, phone):
    def answer(**given: str) -> str:
        empty = {"email": "", "password": ""}
        return words(anonymous.submit("/login", status=200, form="main form", **{**empty, **given}))

    address, password = "メールアドレスを入力してください。", "パスワードを入力してください。"
    general = "認証できませんでした"
    both = answer()
    assert (address in both, password in both, general in both) == (True, True, False)
    first = answer(password=PASSWORD)
    assert (address in first, password in first, general in first) == (True, False, False)
    for email in (officer.email, "nobody@tsubame.example"):
        second = answer(email=email)
        assert (address in second, password in second, general in second) == (False, True, False)


def test_the_current_password_is_called_so_and_asked_for(pages_of, officer, phone):
    pages = pages_of(officer)
    page = pages.get("/change")
    label = page.select_one('label[for="password"]')
    assert words(label) == "現在のパスワード"
    assert "必須" in words(label.parent)
    page = pages.submit("/change", status=200, form="main form", password="", new_password="x")
    assert "現在のパスワードを入力してください。" in words(page)


def test_who_has_no_recovery_codes_is_reminded_until_they_have(anonymous, officer, phone):
    missing = "リカバリーコードがまだありません"
    answer = give_password(pages_with(anonymous.client), officer)
    page = anonymous.get("/tf-validate")
    assert missing not in words(page)
    token = page.select_one('main [name="csrf_token"]')["value"]
    anonymous.post("/tf-validate?next=/me/sessions", 302, code=phone.code(), csrf_token=token)
    assert answer.status_code == 302
    assert missing in words(anonymous.get("/me/sessions"))
    for url in ("/", "/me", "/"):
        assert missing in words(anonymous.get(url))
    codes_of(anonymous)
    for url in ("/", "/me"):
        assert missing not in words(anonymous.get(url))


def test_a_persona_is_not_asked_for_recovery_codes(pages_of, officer, phone, at):
    officer.is_demonstration = True
    audit.record(context(at), Made.FOR_TEST, officer)
    db.session.commit()
    assert "リカバリーコードがまだありません" not in words(pages_of(officer).get("/"))


def codes_of(pages: Pages) -> list[str]:
    page = pages.submit("/mf-recovery-codes", status=200)
    return [words(code) for code in page.select(".codes code")]


def test_a_recovery_code_works_once(anonymous, officer, phone):
    sign_in(anonymous, officer, phone)
    codes = codes_of(anonymous)
    assert len(codes) == 10
    db.session.expire_all()
    assert not set(codes) & set(officer.mf_recovery_codes or [])
    for expected in (True, False):
        other = pages_with(anonymous.client.application.test_client())
        give_password(other, officer)
        other.submit("/mf-recovery", status=302 if expected else 200, code=codes[3])
        assert is_in(other) is expected
    db.session.expire_all()
    assert len(officer.mf_recovery_codes or []) == 9


def test_a_new_password_ends_all_other_sessions(anonymous, officer, phone, pages_of):
    elsewhere = pages_of(officer)
    sign_in(anonymous, officer, phone)
    new = "another 川 nine 椅子 lamp"
    anonymous.submit("/change", status=302, password=PASSWORD, new_password=new, new_password_confirm=new)
    assert is_in(anonymous)
    assert not is_in(elsewhere)
    forget_code(officer)
    third = pages_with(anonymous.client.application.test_client())
    give_password(third, officer, PASSWORD, 200)
    give_password(third, officer, new)


def test_an_idle_session_ends(pages_of, officer):
    pages = pages_of(officer)
    row = rows_of(officer)[0]
    row.seen_at = datetime.now(UTC) - timedelta(minutes=15, seconds=1)
    db.session.commit()
    assert not is_in(pages)


def test_a_session_in_use_lives_on_but_not_beyond_eight_hours(pages_of, officer):
    pages = pages_of(officer)
    row = rows_of(officer)[0]
    row.seen_at = datetime.now(UTC) - timedelta(minutes=14)
    row.created_at = datetime.now(UTC) - timedelta(hours=7, minutes=59)
    db.session.commit()
    assert is_in(pages)
    row = rows_of(officer)[0]
    assert datetime.now(UTC) - row.seen_at < timedelta(minutes=1)
    row.created_at = datetime.now(UTC) - timedelta(hours=8, seconds=1)
    db.session.commit()
    assert not is_in(pages)


def test_an_administrators_sign_in_is_announced_to_the_others(anonymous, people, at, root):
    from app.core.notices import unread
    from app.core.outbox import Mail
    from tests.factories.identity import grant

    admin, other = people[Role.ADMINISTRATOR], people[Role.LEGAL]
    grant(at, other, Role.ADMINISTRATOR, root)
    phone = credentials(at, admin)
    sign_in(anonymous, admin, phone)
    (notice,) = unread(other.id)
    assert (notice.params["name"], notice.about) == (admin.name, ("user", admin.id))
    assert unread(admin.id) == []
    mails = db.session.scalars(select(Mail).where(Mail.user_id == other.id)).all()
    assert len(mails) == 1
    assert admin.name in mails[0].body


def test_an_officers_sign_in_is_nobodys_news(anonymous, officer, phone, people):
    from app.core.notices import unread

    sign_in(anonymous, officer, phone)
    assert unread(people[Role.ADMINISTRATOR].id) == []


def test_what_needs_a_fresh_sign_in_asks_for_both_factors_and_comes_back(anonymous, people, at):
    admin = people[Role.ADMINISTRATOR]
    phone = credentials(at, admin)
    sign_in(anonymous, admin, phone)
    anonymous.get("/users/invite")
    age_proof(anonymous)
    answer = anonymous.get("/users/invite", 303)
    assert answer.headers["Location"] == "/verify?next=/users/invite"
    forget_code(admin)
    page = anonymous.submit("/verify?next=/users/invite", status=200, password=PASSWORD, code="000000")
    assert page.select_one(".error-summary")
    answer = anonymous.submit("/verify?next=/users/invite", status=302, password=PASSWORD, code=phone.code())
    assert answer.headers["Location"].endswith("/users/invite")
    anonymous.follow(answer)


def age_proof(pages: Pages) -> None:
    with pages.client.session_transaction() as session:
        session["fs_paa"] = session["fs_paa"] - 16 * 60


def test_last_seen_and_last_sign_in_are_kept(anonymous, officer, phone):
    sign_in(anonymous, officer, phone)
    db.session.expire_all()
    state = queries.sign_in_state(officer.id)
    assert state is not None
    assert state.last_sign_in_at is not None
    assert state.last_seen_at is not None


def test_a_new_app_ends_the_other_sessions_and_leaves_the_roles_of_this_one(
    anonymous, officer, phone, pages_of
):
    elsewhere = pages_of(officer)
    sign_in(anonymous, officer, phone)
    before = token_of(anonymous)
    page = anonymous.submit("/tf-setup", status=200, form="main form", setup="authenticator")
    new = Phone(words(page.select_one(".setup-key")))
    action = page.select_one('main form[action^="/tf-setup/"]')
    token = page.select_one('input[name="csrf_token"]')["value"]
    anonymous.post(action["action"], 302, code=new.code(1), csrf_token=token)
    assert is_in(anonymous)
    assert token_of(anonymous) != before
    assert not is_in(elsewhere)
    assert anonymous.client.get("/users").status_code == 200
    again = pages_with(anonymous.client.application.test_client())
    give_password(again, officer)
    again.submit("/tf-validate", status=200, code=phone.code(1))
    forget_code(officer)
    again.submit("/tf-validate", status=302, code=new.code(1))


def test_a_browser_is_not_remembered_beyond_the_session(anonymous, officer, phone):
    answer = anonymous.submit("/login", status=302, email=officer.email, password=PASSWORD)
    assert "remember_token" not in str(answer.headers)


def test_json_and_bearer_tokens_open_nothing(anonymous, officer, phone):
    json = {"email": officer.email, "password": PASSWORD}
    assert anonymous.client.post("/login?include_auth_token", json=json).status_code in (400, 415)
    token = officer.get_auth_token()
    for answer in (
        anonymous.client.get("/me", headers={"Authentication-Token": token}),
        anonymous.client.get(f"/me?auth_token={token}"),
    ):
        assert answer.status_code == 303


def test_of_two_requests_with_one_code_the_second_write_is_refused(officer):
    from app.identity.credentials import write_last_step

    assert [write_last_step(officer, step) for step in (100, 100, 99, 101)] == [True, False, False, True]
