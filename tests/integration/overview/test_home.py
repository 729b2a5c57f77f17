"""The home page: what waits, what was left, where to begin."""

import pytest
from sqlalchemy import select

from app.core import audit, drafts, notices
from app.core.db import db
from app.exchange.models import ImportBatch
from app.identity.roles import STAFF, Role
from app.overview import lately
from app.overview.rules import PAGE
from app.register.models import Organisation
from tests.factories import identity as make
from tests.factories import imports, work
from tests.pages import words


@pytest.mark.parametrize("role", sorted(Role))
def test_everybody_has_a_home_page_with_at_most_twelve_queries(role, pages_as, count_queries):
    pages = pages_as(role)
    pages.get("/")
    count_queries.sent.clear()
    page = pages.get("/")
    assert len(count_queries) <= 12, count_queries.sent
    assert page.select_one("#waits")


def test_an_empty_home_page_says_how_to_start(pages_as):
    page = pages_as(Role.VENDOR_MANAGER).get("/")
    assert "対応待ちはありません" in words(page.select_one("#waits"))
    assert page.select_one("#waits a[href='/organisations/new']")


def test_each_person_is_offered_only_what_they_may_open(pages_as):
    officer, auditor = pages_as(Role.OFFICER).get("/"), pages_as(Role.AUDITOR).get("/")
    assert not officer.select("#links a[href='/audit-log']")
    assert auditor.select("#links a[href='/audit-log']")
    assert not auditor.select("#waits a[href='/organisations/new']")


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_offered_link_opens(role, pages_as):
    pages = pages_as(role)
    for link in pages.get("/").select("#links a, #waits .empty a"):
        pages.get(link["href"])


def test_notices_are_shown_in_the_language_of_the_reader(pages_as, people, ctx_of):
    from app.overview.services import ALLOWED

    user = people[Role.AUDITOR]
    notices.post(ctx_of(Role.ADMINISTRATOR), user.id, ALLOWED, from_on="A", until_on="B", expires="C")
    db.session.commit()
    page = pages_as(Role.AUDITOR).get("/")
    assert "AからBまでの操作履歴を、Cまでエクスポートできます。" in words(page.select_one("#notices"))


def told(page):
    return {
        words(line.a) if line.a else words(line): line.a and line.a["href"]
        for line in page.select("#notices li")
    }


def test_a_notice_leads_to_its_record_where_the_reader_may_open_it(
    pages_as, people, ctx_of, root, at, count_queries
):
    approval = work.approval(
        at, maker=people[Role.OFFICER], permission="register:engagement:approve", unit=root
    )
    ctx = ctx_of(Role.APPROVER)
    for role in (Role.OFFICER, Role.VENDOR):
        for number in range(20):
            notices.post(ctx, people[role].id, "%(title)s", approval, title=f"決裁{number}")
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    pages.get("/")
    count_queries.sent.clear()
    page = pages.get("/")
    assert len(count_queries) <= 12, count_queries.sent
    assert told(page) == {f"決裁{number}": f"/approvals/{approval.id}" for number in range(20)}
    pages.get(page.select_one("#notices a")["href"])
    assert set(told(pages_as(Role.VENDOR).get("/")).values()) == {None}


def test_a_notice_about_no_record_is_plain_text(pages_as, people, ctx_of):
    notices.post(ctx_of(Role.APPROVER), people[Role.OFFICER].id, "%(title)s", title="決裁")
    db.session.commit()
    assert told(pages_as(Role.OFFICER).get("/")).popitem()[1] is None


def test_a_draft_leads_back_to_its_page_and_never_elsewhere(pages_as, people, at):
    user = people[Role.OFFICER]
    drafts.save(user.id, "organisation/new", {"name": ["x"], PAGE: ["/organisations/new"]}, at)
    drafts.save(user.id, "organisation/evil", {"name": ["x"], PAGE: ["//evil.example/"]}, at)
    db.session.commit()
    page = pages_as(Role.OFFICER).get("/")
    assert [link["href"] for link in page.select("#drafts a")] == ["/organisations/new"]
    assert not pages_as(Role.LEGAL).get("/").select("#drafts")


def test_staff_see_what_changed_lately_with_names_and_no_values(pages_as, at):
    make.vendor_organisation(at, "株式会社しおかぜ電算")
    db.session.commit()
    recent = pages_as(Role.COMMITTEE).get("/").select_one("#recent")
    assert "株式会社しおかぜ電算" in words(recent)
    assert recent.select("a[href^='/organisations/']")


def test_a_record_that_changed_often_stands_once_among_the_latest(pages_as, at):
    made = make.vendor_organisation(at, "株式会社しおかぜ電算")
    for number in range(12):
        made.address = f"港町{number}"
        audit.record(make.context(at), make.Made.FOR_TEST, made)
    other = make.vendor_organisation(at, "株式会社ひがた倉庫")
    db.session.commit()
    links = [a["href"] for a in pages_as(Role.COMMITTEE).get("/").select("#recent a")]
    assert links[:2] == [f"/organisations/{other.id}", f"/organisations/{made.id}"]
    assert len(links) == len(set(links))


def test_a_vendors_person_sees_their_own_organisation_and_nothing_of_others(pages_as, at):
    make.vendor_organisation(at, "株式会社よそもの")
    db.session.commit()
    page = pages_as(Role.VENDOR).get("/")
    assert "株式会社みなと印刷発送" in words(page.select_one("#organisation"))
    assert "よそもの" not in page.text
    assert not page.select("#recent")
    assert not page.select("#links")


def test_signed_out_one_is_asked_to_sign_in(anonymous):
    assert anonymous.get("/", status=303).headers["Location"].startswith("/login")


def test_a_ledger_that_came_in_is_one_line_with_its_number(pages_as, ctx_of, at, count_queries):
    rows = [f"しおかぜ{number:03d}株式会社,,未確認,日本,法人" for number in range(12)]
    imports.applied(
        ctx_of(Role.VENDOR_MANAGER), "organisations", "商号,法人番号,法人番号がない理由,国,種別", *rows
    )
    batch = db.session.scalars(select(ImportBatch)).one()
    make.vendor_organisation(at, "株式会社あとから")
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get("/")
    count_queries.sent.clear()
    lines = pages.get("/").select("#recent tbody tr")
    assert len(count_queries) <= 12, count_queries.sent
    assert "株式会社あとから" in words(lines[0])
    assert words(lines[1]).startswith("取引先 12件 ファイルから取込み")
    assert lines[1].select_one("a")["href"] == f"/exchange/imports/{batch.id}"
    assert not any("しおかぜ" in words(line) for line in lines)
    # Another person has no such file; who reads the log is led to the act there.
    assert not pages_as(Role.COMMITTEE).get("/").select("#recent tbody tr")[1].select("a")
    log = pages_as(Role.AUDITOR).get("/").select("#recent tbody tr")[1].select_one("a")["href"]
    assert log.startswith("/audit-log?one=")
    assert words(pages_as(Role.AUDITOR).get(log).select_one("main")).count("しおかぜ") >= 12
    # What somebody changed afterwards stands for itself again.
    party = db.session.scalars(select(Organisation).where(Organisation.name == "しおかぜ003株式会社")).one()
    party.address = "港町"
    audit.record(make.context(at), make.Made.FOR_TEST, party)
    db.session.commit()
    lines = pages.get("/").select("#recent tbody tr")
    assert "しおかぜ003株式会社" in words(lines[0])
    assert "取引先 12件" in words(lines[2])


def test_a_larger_act_than_is_looked_at_is_counted_whole(pages_as, ctx_of, monkeypatch):
    monkeypatch.setattr(lately, "LOOKED_AT", 7)
    rows = [f"しおかぜ{number:03d}株式会社,,未確認,日本,法人" for number in range(12)]
    imports.applied(
        ctx_of(Role.VENDOR_MANAGER), "organisations", "商号,法人番号,法人番号がない理由,国,種別", *rows
    )
    assert "取引先 12件" in words(pages_as(Role.COMMITTEE).get("/").select_one("#recent tbody tr"))
