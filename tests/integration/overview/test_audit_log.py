"""The audit log as a page: filters, paging, what is hidden from whom, verification."""

import json

import pytest
from sqlalchemy import text

from app.core import audit, settings
from app.core.audit.erase import erase_values
from app.core.audit.head import Head
from app.core.db import db
from app.identity.roles import Role
from app.overview import queries
from app.register.models import Organisation
from tests.factories import identity as make
from tests.factories import work as make_work
from tests.pages import words

HOSTILE = ["'", '"', "%", "9" * 400, "-1", "<b>", "令和99年99月99日", "9999-12-31", "1873-01-01", "あ" * 3000,
           "00000000-0000-0000-0000-000000000000", "nan", "\\", "__", "{}"]  # fmt: skip
NAMES = ["from", "to", "who", "act", "kind", "subject", "field", "before", "after"]


def rows(page):
    return page.select("main tbody tr")


def numbers(page) -> list[int]:
    return [int(words(row.select_one("th"))) for row in rows(page)]


@pytest.fixture
def renamed(session, at) -> Organisation:
    made = make.vendor_organisation(at, "旧名称株式会社")
    db.session.commit()
    made.name, made.representative = "新名称株式会社", "山田花子"
    audit.record(make.context(at), make.Made.FOR_TEST, made, reason="社名変更のため")
    db.session.commit()
    return made


def test_the_newest_event_stands_first_with_both_values_and_the_reason(pages_as, renamed):
    page = pages_as(Role.AUDITOR).get("/audit-log")
    first = rows(page)[0]
    assert numbers(page) == sorted(numbers(page), reverse=True)
    for said in ("旧名称株式会社", "新名称株式会社", "山田花子", "社名変更のため"):
        assert said in words(first)
    assert first.select_one(f"a[href='/organisations/{renamed.id}']")


@pytest.fixture
def found(session, at, root):
    made = make_work.finding(at, root, detail="点検表が古い")
    db.session.commit()
    made.measure = "点検表を改めた"
    audit.record(make.context(at), make.Made.FOR_TEST, made, reason="是正のため")
    db.session.commit()
    return made


def test_an_administrator_sees_the_act_and_not_what_stood_in_the_record(pages_as, found, count_queries):
    pages = pages_as(Role.ADMINISTRATOR)
    count_queries.sent.clear()
    page = pages.get(f"/audit-log?subject={found.id}")
    assert len(count_queries) <= 12, count_queries.sent
    assert len(rows(page)) == 2
    for hidden in (found.title, "点検表", "是正のため", f"No. {found.number}"):
        assert hidden not in str(page.select_one("main table"))
    assert "指摘事項" in words(rows(page)[0])
    assert "管理者には表示しません" in words(rows(page)[0])
    assert not rows(page)[0].select("a")
    assert found.title in words(rows(pages_as(Role.AUDITOR).get(f"/audit-log?subject={found.id}"))[0])


def test_who_may_open_a_hidden_record_is_told_its_number_and_never_its_title(
    pages_as, people, found, at, root
):
    make.grant(at, people[Role.ADMINISTRATOR], Role.OFFICER, root)
    db.session.commit()
    row = rows(pages_as(Role.ADMINISTRATOR).get(f"/audit-log?subject={found.id}"))[0]
    assert f"No. {found.number}" in words(row)
    assert found.title not in str(row)
    assert row.select_one(f"a[href='/findings/{found.id}']")


def test_master_data_reads_the_same_in_the_log_and_in_its_own_history(pages_as, renamed):
    pages = pages_as(Role.ADMINISTRATOR)
    for page in (f"/audit-log?subject={renamed.id}", f"/organisations/{renamed.id}/history"):
        assert "山田花子" in pages.get(page).select_one("main").text


def test_an_administrator_sees_what_they_administer(pages_as, ctx_of):
    settings.change(ctx_of(Role.ADMINISTRATOR), "institution.name", "つばめ信用金庫", reason="合併")
    db.session.commit()
    page = pages_as(Role.ADMINISTRATOR).get("/audit-log?kind=setting")
    assert "つばめ信用金庫" in words(rows(page)[0])
    assert "合併" in words(rows(page)[0])


def test_secret_values_say_only_that_they_changed(pages_as, people, at):
    person = people[Role.LEGAL]
    person.password = "argon2-digest-canary"
    audit.record(make.context(at), make.Made.FOR_TEST, person)
    db.session.commit()
    page = pages_as(Role.AUDITOR).get(f"/audit-log?subject={person.id}")
    assert "変更あり" in words(rows(page)[0])
    assert "canary" not in page.text


def test_erased_values_are_marked_as_such(pages_as, renamed, ctx_of):
    erase_values(ctx_of(Role.ADMINISTRATOR), renamed, {"representative"}, reason="削除請求")
    db.session.commit()
    page = pages_as(Role.AUDITOR).get(f"/audit-log?subject={renamed.id}")
    assert "消去済み" in page.text
    assert "山田花子" not in page.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("who=不在の人", 0),
        ("kind=organisation&field=代表者", 2),
        ("field=website", 1),
        ("field=そんな項目", 0),
        ("to=2020-01-01", 0),
        ("from=2020-01-01&field=代表者", 2),
        ("to=R1.5.1", 0),
    ],
)
def test_filters_narrow_the_log(query, count, pages_as, renamed):
    page = pages_as(Role.AUDITOR).get(f"/audit-log?subject={renamed.id}&{query}")
    assert len(rows(page)) == count


def test_the_log_can_be_asked_for_one_person(pages_as, ctx_of, people):
    settings.change(ctx_of(Role.COMPLIANCE), "institution.name", "つばめ銀行", reason="初期設定")
    db.session.commit()
    pages = pages_as(Role.AUDITOR)
    for who in (people[Role.COMPLIANCE].name, people[Role.COMPLIANCE].email, str(people[Role.COMPLIANCE].id)):
        assert len(rows(pages.get("/audit-log", query_string={"who": who}))) == 1


def test_pages_follow_one_another_without_gap_or_overlap(pages_as, at):
    for number in range(120):
        make.vendor_organisation(at, f"取引先{number}")
    db.session.commit()
    pages = pages_as(Role.AUDITOR)
    page = pages.get("/audit-log")
    seen = numbers(page)
    while (older := page.select_one("a[rel=next]")) is not None:
        page = pages.get(older["href"])
        seen += numbers(page)
    assert seen == list(range(seen[0], 0, -1))
    newer = pages.get(page.select_one("a[rel=prev]")["href"])
    assert numbers(newer)[-1] == numbers(page)[0] + 1


@pytest.mark.parametrize("name", NAMES)
def test_hostile_filters_get_a_page(name, pages_as):
    pages = pages_as(Role.AUDITOR)
    for value in HOSTILE:
        answer = pages.client.get("/audit-log", query_string={name: value})
        assert answer.status_code == 200, (value, answer.status)
    # The page around a hostile value is judged once: the judge is slower than the page.
    pages.get("/audit-log", query_string={name: HOSTILE[0]})
    for value in ("\x00", "a\x01b"):
        cleaned = pages.get("/audit-log", query_string={name: value}, status=303)
        pages.follow(cleaned)


def test_the_log_takes_at_most_twelve_queries(pages_as, renamed, count_queries):
    pages = pages_as(Role.AUDITOR)
    pages.get("/audit-log")
    count_queries.sent.clear()
    pages.get("/audit-log")
    assert len(count_queries) <= 12, count_queries.sent


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEGAL, Role.VENDOR, Role.COMMITTEE])
def test_others_do_not_see_the_log(role, pages_as):
    pages = pages_as(role)
    for url in ("/audit-log", "/audit-log/verify", "/audit-log/exports", "/audit-log/export"):
        pages.get(url, status=403)


@pytest.fixture
def heads(monkeypatch) -> list[Head]:
    """The file of this instance knows numbers of tests that were rolled back."""
    kept: list[Head] = []
    monkeypatch.setattr(queries, "heads_outside", lambda _paths: kept)
    return kept


@pytest.mark.usefixtures("heads", "renamed")
def test_a_whole_log_is_said_to_be_whole(pages_as):
    page = pages_as(Role.AUDITOR).get("/audit-log/verify")
    assert page.select_one(".notice-good")


@pytest.mark.usefixtures("renamed")
def test_a_log_that_lost_its_end_is_known_by_the_head_outside(pages_as, heads):
    heads.append(Head(10**6, "x", "2026-11-20T00:00:00+00:00"))
    page = pages_as(Role.AUDITOR).get("/audit-log/verify")
    assert "末尾が失われています" in words(page.select_one("main"))


@pytest.mark.usefixtures("heads")
def test_a_value_changed_by_hand_is_named_by_its_number(pages_as, renamed, session):
    last = session.execute(text("SELECT max(number) FROM audit_event")).scalar_one()
    stored = session.execute(
        text("SELECT content FROM audit_values WHERE number = :n"), {"n": last}
    ).scalar_one()
    content = json.loads(stored)
    content["name"]["v"][1] = "偽名株式会社"
    session.execute(
        text("UPDATE audit_values SET content = :c WHERE number = :n"), {"c": json.dumps(content), "n": last}
    )
    session.commit()
    page = pages_as(Role.AUDITOR).get("/audit-log/verify")
    assert str(last) in words(page.select_one(".notice-danger"))
    assert "変更されています" in words(page.select_one("main"))
