"""What administrators do to accounts, and what follows at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity import queries, services
from app.identity.credentials import state_of
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState
from app.identity.roles import Role
from tests.factories.identity import Made, context, credentials, grant, user
from tests.pages import Pages, words


@pytest.fixture
def admin(pages_as):
    return pages_as(Role.ADMINISTRATOR)


@pytest.fixture
def officer(people):
    return people[Role.OFFICER]


def is_in(pages: Pages):
    return pages.client.get("/me").status_code == 200


def acts_on(subject) -> list[str]:
    query = select(AuditEvent.event).where(AuditEvent.root_id == subject.id).order_by(AuditEvent.number)
    return [event for event in db.session.scalars(query) if event != Made.FOR_TEST]


def test_the_list_finds_by_name_role_and_state(admin, people, at):
    user(at, "hanako@tsubame.example", "試験 花子")
    db.session.commit()
    names = lambda url: [words(a) for a in admin.get(url).select("tbody th a")]  # noqa: E731
    assert names("/users?q=花子") == ["試験 花子"]
    assert names("/users?q=HANAKO") == ["試験 花子"]
    assert names("/users?role=legal") == [people[Role.LEGAL].name]
    assert names("/users?state=inactive") == []
    assert len(names("/users")) == len(people) + 1
    assert "該当する方はいません" in words(admin.get("/users?q=zzz"))
    assert names("/users?q=%") == []


def test_the_list_takes_pages_of_fifty_and_few_queries(admin, at, root, count_queries):
    for number in range(60):
        grant(at, user(at, f"n{number}@tsubame.example", f"職員 {number:02}"), Role.OFFICER, root)
    db.session.commit()
    admin.get("/users")
    count_queries.sent.clear()
    page = admin.get("/users")
    assert len(count_queries) <= 12, count_queries.sent
    assert len(page.select("tbody tr")) == 50
    assert len(admin.get("/users?page=2").select("tbody tr")) == 72 - 50
    assert len(admin.get("/users?page=999").select("tbody tr")) == 72 - 50


def test_only_those_who_need_it_see_when_a_colleague_was_last_seen(pages_as, officer):
    url = f"/users/{officer.id}"
    assert "最終利用" in words(pages_as(Role.AUDITOR).get(url))
    assert "最終利用" not in words(pages_as(Role.LEGAL).get(url))


def test_the_history_of_an_account_names_people_and_hides_secrets(admin, officer, at):
    credentials(at, officer)
    admin.submit(f"/users/{officer.id}/edit", name="田中 美咲", title="主任")
    page = admin.get(f"/users/{officer.id}")
    text = words(page)
    assert "試験 officer" in text
    assert "田中 美咲" in text
    assert "argon2" not in text
    assert officer.fs_uniquifier not in text


@pytest.mark.parametrize(
    "path",
    ["edit", "deactivate", "reactivate", "link", "factor-reset", "sessions-end", "unlock", "grants/new"],
)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.VENDOR])
def test_only_administrators_change_accounts(pages_as, people, role, path):
    pages_as(role).get(f"/users/{people[Role.LEGAL].id}/{path}", 403)


def test_a_strangers_id_is_no_person(admin, root):
    for path in ("", "/edit", "/link", "/deactivate"):
        admin.get(f"/users/{root.id}{path}", 404)


def test_a_vendors_person_sees_no_staff(pages_as, people):
    pages_as(Role.VENDOR).get(f"/users/{people[Role.LEGAL].id}", 403)


def test_an_address_belongs_to_one_account(admin, people, officer):
    page = admin.submit(f"/users/{officer.id}/edit", status=422, email=people[Role.LEGAL].email.upper())
    assert "別のアカウント" in words(page)


def test_two_who_edit_one_account_lose_nothing(admin, officer, at):
    page = admin.get(f"/users/{officer.id}/edit")
    sent = {field["name"]: field.get("value", "") for field in page.select("#form input")}
    officer.title = "部長"
    audit.record(context(at), Made.FOR_TEST, officer)
    db.session.commit()
    page = admin.post(f"/users/{officer.id}/edit", 409, fields={**sent, "title": "課長"})
    assert "部長" in words(page)
    assert page.select_one("#title")["value"] == "課長"


def test_deactivation_signs_out_ends_all_rights_and_keeps_the_record(
    admin, officer, pages_of, people, at, ctx_of
):
    pages = pages_of(officer)
    services.request_stand_in(
        ctx_of(Role.LEGAL),
        people[Role.LEGAL],
        deputy=officer,
        from_on=day_of(at),
        until_on=day_of(at),
        reason="x",
    )
    db.session.commit()
    admin.submit(f"/users/{officer.id}/deactivate", reason="退職")
    db.session.expire_all()
    assert not officer.active
    assert not is_in(pages)
    assert {g.state for g in queries.grants_of(officer.id)} == {GrantState.ENDED}
    assert {s.state for s in queries.stand_ins_of(officer.id)} == {GrantState.REFUSED}
    assert Act.USER_DEACTIVATED in acts_on(officer)
    admin.submit(f"/users/{officer.id}/deactivate", status=422, reason="again")


def test_who_comes_back_has_no_role_no_password_and_no_factor(admin, officer, at):
    credentials(at, officer)
    admin.submit(f"/users/{officer.id}/deactivate", reason="休職")
    admin.submit(f"/users/{officer.id}/reactivate", reason="復職")
    db.session.expire_all()
    assert officer.active
    assert (officer.password, officer.tf_primary_method, officer.tf_totp_secret) == (None, None, None)
    assert not [g for g in queries.grants_of(officer.id) if g.state == GrantState.ACTIVE]


def test_nobody_deactivates_themselves(admin, people):
    page = admin.submit(f"/users/{people[Role.ADMINISTRATOR].id}/deactivate", status=422, reason="x")
    assert "ご自身" in words(page)


def test_a_reason_is_asked_for(admin, officer):
    admin.submit(f"/users/{officer.id}/deactivate", status=422, reason="  ")
    db.session.expire_all()
    assert officer.active


def test_ending_the_sessions_of_somebody_signs_them_out_and_is_in_the_history(admin, officer, pages_of):
    pages = pages_of(officer)
    admin.submit(f"/users/{officer.id}/sessions-end", reason="端末紛失")
    assert not is_in(pages)
    assert acts_on(officer) == [Act.SESSIONS_ENDED]


def test_a_reset_of_the_second_factor_changes_nothing_by_itself(admin, officer, at):
    credentials(at, officer)
    admin.submit(f"/users/{officer.id}/factor-reset", reason="スマートフォン紛失")
    db.session.expire_all()
    assert officer.tf_primary_method == "authenticator"


def test_the_reset_once_executed_ends_sessions_and_every_secret(officer, pages_of, at, ctx_of):
    credentials(at, officer)
    pages = pages_of(officer)
    services.reset_factor(ctx_of(Role.ADMINISTRATOR), officer.id)
    db.session.commit()
    assert not is_in(pages)
    assert (officer.password, officer.tf_totp_secret, officer.mf_recovery_codes) == (None, None, None)


@pytest.fixture
def locked(officer):
    state = state_of(officer)
    state.failures, state.locked_until = 0, datetime.now(UTC) + timedelta(minutes=10)
    db.session.commit()
    return officer


def test_a_locked_account_shows_until_when_and_an_administrator_unlocks_it(admin, pages_as, locked):
    page = admin.get(f"/users/{locked.id}")
    assert "までロックされています" in words(page)
    assert page.select_one(f'a[href="/users/{locked.id}/unlock"]')
    assert not pages_as(Role.AUDITOR).get(f"/users/{locked.id}").select_one('a[href$="/unlock"]')
    assert "ロック" not in words(pages_as(Role.LEGAL).get(f"/users/{locked.id}"))
    admin.submit(f"/users/{locked.id}/unlock", reason="本人に確認済み")
    db.session.expire_all()
    assert not locked.is_locked()
    assert acts_on(locked) == [Act.USER_UNLOCKED]
    assert "までロックされています" not in words(admin.get(f"/users/{locked.id}"))
    admin.submit(f"/users/{locked.id}/unlock", status=422, reason="本人に確認済み")


def test_the_access_page_marks_who_is_locked(admin, locked, people):
    rows = {words(row.th): words(row) for row in admin.get("/access").select("table")[0].select("tbody tr")}
    assert "ロック中" in rows[locked.name]
    assert "ロック中" not in rows[people[Role.LEGAL].name]


def test_the_history_of_an_account_says_values_in_words(admin, root, people):
    fields = {"name": "新谷 結衣", "email": "yui@tsubame.example", "role": "officer", "unit_id": str(root.id)}
    admin.submit("/users/invite", from_on="2026-04-01", reason="配属", language="ja", **fields)
    made = queries.find_user_by_email("yui@tsubame.example")
    assert made is not None
    made.tf_primary_method = "authenticator"
    audit.record(context(datetime.now(UTC)), Made.FOR_TEST, made)
    db.session.commit()
    history = words(admin.get(f"/users/{made.id}").select_one("table.history"))
    for word in ("日本語", "西暦", "認証アプリ"):
        assert word in history
    for raw in (" ja ", " iso ", "authenticator"):
        assert raw not in history
    log = words(admin.get("/audit-log"))
    assert "is_demonstration" not in log
    assert "デモの利用者" not in log


def test_sensitive_acts_ask_for_a_fresh_sign_in(admin, officer):
    with admin.client.session_transaction() as session:
        session["fs_paa"] = 0
    for path in ("edit", "deactivate", "link", "factor-reset", "sessions-end", "unlock", "grants/new"):
        answer = admin.get(f"/users/{officer.id}/{path}", 303)
        assert answer.headers["Location"].startswith("/verify?next=")


def test_a_role_asked_for_is_not_held_yet(admin, people, root, at):
    legal = people[Role.LEGAL]
    fields = {"role": "risk", "unit_id": str(root.id), "from_on": "2026-04-01", "reason": "兼務"}
    admin.submit(f"/users/{legal.id}/grants/new", **fields)
    held, _ = queries.held_by(legal.id, day_of(at))
    assert [h.role for h in held] == [Role.LEGAL]
    assert "承認待ち" in words(admin.get(f"/users/{legal.id}"))


def test_a_unit_that_does_not_exist_cannot_be_asked_for(admin, people):
    legal = people[Role.LEGAL]
    fields = {"role": "risk", "from_on": "2026-04-01", "reason": "x"}
    admin.submit(f"/users/{legal.id}/grants/new", status=422, unit_id=str(legal.id), **fields)


def test_internal_audit_holds_nothing_else(admin, people, root):
    auditor = people[Role.AUDITOR]
    fields = {"role": "risk", "unit_id": str(root.id), "from_on": "2026-04-01", "reason": "x"}
    page = admin.submit(f"/users/{auditor.id}/grants/new", status=422, **fields)
    assert "兼務できません" in words(page)


def test_a_role_given_or_ended_ends_the_sessions_of_its_holder(people, root, at, ctx_of, pages_of, admin):
    legal = people[Role.LEGAL]
    asked = services.request_grant(
        ctx_of(Role.ADMINISTRATOR),
        legal,
        role=Role.RISK,
        unit=root,
        from_on=day_of(at),
        until_on=None,
        reason="x",
    )
    pages = pages_of(legal)
    services.activate_grant(ctx_of(Role.ADMINISTRATOR), asked.id)
    db.session.commit()
    assert not is_in(pages)
    pages = pages_of(legal)
    admin.submit(f"/grants/{asked.id}/end", reason="異動")
    assert not is_in(pages)
    assert [h.role for h in queries.held_by(legal.id, day_of(at))[0]] == [Role.LEGAL]


def test_a_role_is_not_given_to_who_was_deactivated_meanwhile(people, root, at, ctx_of):
    legal, ctx = people[Role.LEGAL], ctx_of(Role.ADMINISTRATOR)
    asked = services.request_grant(
        ctx, legal, role=Role.RISK, unit=root, from_on=day_of(at), until_on=None, reason="x"
    )
    services.deactivate_user(ctx, legal, reason="left")
    with pytest.raises(DomainError):
        services.activate_grant(ctx, asked.id)


def test_the_last_administrator_stays(admin, people, root, at):
    own = queries.grants_of(people[Role.ADMINISTRATOR].id)[0]
    page = admin.submit(f"/grants/{own.id}/end", status=422, reason="x")
    assert "最後の管理者" in words(page)
    grant(at, people[Role.LEGAL], Role.ADMINISTRATOR, root)
    db.session.commit()
    admin.submit(f"/grants/{own.id}/end", reason="x")
    db.session.expire_all()
    assert db.session.get_one(Grant, own.id).state == GrantState.ENDED


def test_the_picker_of_people_answers_by_name(pages_as, people):
    answer = pages_as(Role.OFFICER).client.get("/users/options?q=legal")
    assert [row["id"] for row in answer.json] == [str(people[Role.LEGAL].id)]
    assert pages_as(Role.OFFICER).client.get("/users/options?q=").json == []
