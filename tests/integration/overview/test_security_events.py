"""The page of what was tried at the doors."""

from datetime import timedelta

import pytest

from app.core.audit import SecurityEvent
from app.identity.roles import Role
from tests.pages import words

READERS = (Role.AUDITOR, Role.COMPLIANCE, Role.RISK, Role.ADMINISTRATOR)
URL = "/settings/security"


@pytest.fixture
def tried(session, people, at):
    """Newest first: a failed sign-in, a lock, two sign-ins, a refusal, a report, a broken log."""
    officer, administrator = people[Role.OFFICER].id, people[Role.ADMINISTRATOR].id
    rows = [
        ("sign_in:failed", officer, "192.0.2.7", ""),
        ("sign_in:locked", officer, "192.0.2.7", ""),
        ("sign_in:done", officer, "192.0.2.7", ""),
        ("sign_in:done", administrator, "192.0.2.8", ""),
        ("access:refused", officer, "192.0.2.7", "GET overview.jobs needs overview:jobs:view"),
        ("csp:refused", None, "", "script-src /search"),
        ("audit:broken", None, "", "3: changed"),
    ]
    for days, (kind, user_id, address, detail) in enumerate(rows):
        session.add(
            SecurityEvent(
                at=at - timedelta(days=days), kind=kind, user_id=user_id, address=address, detail=detail
            )
        )
    session.commit()


def said(page) -> list[str]:
    return [words(row) for row in page.select("main tbody tr")]


@pytest.mark.usefixtures("tried")
def test_each_event_says_what_who_and_from_where_newest_first(pages_as, people, count_queries):
    pages = pages_as(Role.AUDITOR)
    count_queries.sent.clear()
    rows = said(pages.get(URL))
    assert len(count_queries) <= 12, count_queries.sent
    labels = ["サインイン失敗", "アカウントのロック", "サインイン", "特権を持つ人のサインイン", "アクセスの拒否",
              "ブラウザーのポリシーによる拒否", "操作履歴の不整合"]  # fmt: skip
    assert len(rows) == len(labels)
    assert all(label in row for label, row in zip(labels, rows, strict=True))
    assert people[Role.OFFICER].name in rows[0]
    assert "192.0.2.7" in rows[0]
    assert "ジョブ実行状況の閲覧" in rows[4]
    assert "script-src /search" in rows[5]


@pytest.mark.usefixtures("tried")
@pytest.mark.parametrize(
    ("kind", "count"),
    [("sign_in:failed", 1), ("sign_in:done", 2), ("sign_in:privileged", 1), ("csp:refused", 1), ("x", 7)],
)
def test_events_are_narrowed_to_a_kind(kind, count, pages_as):
    assert len(said(pages_as(Role.RISK).get(URL, query_string={"kind": kind}))) == count


@pytest.mark.usefixtures("tried")
def test_events_are_narrowed_to_a_day(pages_as, at):
    from app.core.dates import day_of

    pages = pages_as(Role.COMPLIANCE)
    assert (
        "アカウントのロック" in said(pages.get(URL, query_string={"day": day_of(at - timedelta(days=1))}))[0]
    )
    assert not said(pages.get(URL, query_string={"day": "2001-01-01"}))
    assert pages.get(URL, query_string={"day": "昨日かも"}).select_one(".notice-attention")


def test_a_long_list_is_paged_without_gap_or_overlap(pages_as, session, at):
    for number in range(130):
        made_at = at - timedelta(seconds=number)
        session.add(
            SecurityEvent(at=made_at, kind="csp:refused", user_id=None, address="", detail=f"/{number}/")
        )
    session.commit()
    pages = pages_as(Role.AUDITOR)
    first = pages.get(URL + "?kind=csp:refused")
    second = pages.get(first.select_one("a[rel=next]")["href"])
    details = [row.rsplit(" ", 1)[-1] for row in said(first) + said(second)]
    assert details == [f"/{number}/" for number in range(130)]
    assert not second.select("a[rel=next]")


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=" + "9" * 400, "day=%00", "kind='"])
def test_hostile_addresses_get_a_page(query, pages_as):
    assert pages_as(Role.AUDITOR).client.get(f"{URL}?{query}").status_code in (200, 303)


@pytest.mark.parametrize("role", list(Role))
def test_audit_the_second_line_and_administrators_read_it_and_nobody_else(role, pages_as):
    pages = pages_as(role)
    pages.get(URL, status=200 if role in READERS else 403)
    if role in READERS:
        assert pages.get("/audit-log").select(f"main a[href='{URL}'], a[href='{URL}']")
