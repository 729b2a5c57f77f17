"""The pages of work, as each reader opens them."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.core.dates import day_of
from app.identity import services as identity
from app.identity.models import Grant, GrantState, WebSession
from app.identity.permissions import IdentityPermission
from app.identity.roles import Role
from app.work.models import Approval, ApprovalState, Finding, FindingState, Severity
from tests.conftest import context_of
from tests.factories import identity as make_identity
from tests.factories import work as make
from tests.pages import words

GRANT_APPROVE = IdentityPermission.GRANT_APPROVE
MOST_QUERIES = 12


@pytest.fixture
def request_of_role(session, ctx_of, people, root, at):
    """An administrator asks for a role for a new colleague."""
    person = make_identity.user(at, "new@tsubame.example", "独立行政法人高齢・障害・求職者雇用支援機構 太郎")
    grant = identity.request_grant(
        ctx_of(Role.ADMINISTRATOR), person, role=Role.OFFICER, unit=root, from_on=day_of(at), until_on=None,
        reason="4月の異動",
    )  # fmt: skip
    session.commit()
    return grant


@pytest.fixture
def approval(session, request_of_role):
    return session.scalars(select(Approval).where(Approval.subject_id == request_of_role.id)).one()


def pending(session, at, people, root, **facts):
    facts = {"maker": people[Role.ADMINISTRATOR], "permission": GRANT_APPROVE, "unit": root, **facts}
    made = make.approval(at, **facts)
    session.commit()
    return made


def test_an_approver_reads_and_approves_a_role(session, pages_as, approval, request_of_role):
    pages = pages_as(Role.APPROVER)
    page = pages.get("/approvals")
    assert approval.title in words(page.find("main"))
    page = pages.get(f"/approvals/{approval.id}")
    shown = words(page.find("main"))
    assert "4月の異動" in shown
    assert "identity:" not in shown
    assert "officer" not in shown
    pages.submit(f"/approvals/{approval.id}/approve", note="確認しました")
    session.expire_all()
    assert session.get(Grant, request_of_role.id).state == GrantState.ACTIVE
    done = words(pages.get(f"/approvals/{approval.id}").find("main"))
    assert "確認しました" in done
    assert day_of(approval.expires_at).isoformat() in done
    assert "完了・" not in done


def test_a_request_is_refused_with_a_reason(session, pages_as, approval, request_of_role):
    pages = pages_as(Role.APPROVER)
    pages.submit(f"/approvals/{approval.id}/refuse", note="", status=422)
    pages.submit(f"/approvals/{approval.id}/refuse", note="部署違い")
    session.expire_all()
    assert session.get(Grant, request_of_role.id).state == GrantState.REFUSED
    assert session.get(Approval, approval.id).state == ApprovalState.REFUSED


def test_its_maker_withdraws_a_request_and_cannot_approve_it(session, pages_as, approval):
    pages = pages_as(Role.ADMINISTRATOR)
    page = pages.get(f"/approvals/{approval.id}")
    assert page.find("a", href=f"/approvals/{approval.id}/approve") is None
    pages.submit(f"/approvals/{approval.id}/approve", status=422)
    session.expire_all()
    assert session.get(Approval, approval.id).state == ApprovalState.REQUESTED
    pages.submit(f"/approvals/{approval.id}/withdraw", reason="対象者の誤り")
    session.expire_all()
    assert session.get(Approval, approval.id).state == ApprovalState.WITHDRAWN


def test_approving_asks_for_a_fresh_sign_in_and_refusing_does_not(app, session, people, pages_of, approval):
    pages = pages_of(people[Role.APPROVER])
    row = session.scalars(select(WebSession).where(WebSession.user_id == people[Role.APPROVER].id)).one()
    from app.identity.sessions import ServerSession, _seal

    held = ServerSession(row, people[Role.APPROVER])
    held["fs_paa"] = time.time() - 86_400
    row.sealed = _seal(row.id, held)
    session.commit()
    answer = pages.get(f"/approvals/{approval.id}/approve", status=303)
    assert "/verify" in answer.headers["Location"]
    page = pages.get(f"/approvals/{approval.id}/refuse")
    fields = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    fields["digest"] = approval.argument_digest
    answer = pages.post(f"/approvals/{approval.id}/approve", fields={**fields, "note": ""})
    assert "/verify" in answer.headers["Location"]
    session.expire_all()
    assert session.get(Approval, approval.id).state == ApprovalState.REQUESTED


def test_who_may_not_see_it_gets_404_and_who_may_not_decide_403(
    session, pages_as, pages_of, approval, root, at
):
    branch = make_identity.unit(at, "102", "支店", root)
    person = make_identity.user(at, "branch@tsubame.example", "支店 役席")
    make_identity.grant(at, person, Role.APPROVER, branch)
    session.commit()
    stranger = pages_of(person)
    for path in ("", "/approve", "/refuse", "/withdraw"):
        stranger.get(f"/approvals/{approval.id}{path}", status=404)
    reader = pages_as(Role.COMPLIANCE)
    reader.get(f"/approvals/{approval.id}")
    for path in ("/approve", "/refuse"):
        reader.get(f"/approvals/{approval.id}{path}", status=403)
    auditor = pages_as(Role.AUDITOR)
    auditor.get(f"/approvals/{approval.id}")
    for path in ("/approve", "/refuse", "/withdraw"):
        auditor.get(f"/approvals/{approval.id}{path}", status=403)
    pages_as(Role.OFFICER).get(f"/approvals/{approval.id}", status=404)
    pages_as(Role.VENDOR).get(f"/approvals/{approval.id}", status=403)


def test_the_administrator_sees_approvals_about_people_only(session, pages_as, people, root, at):
    other = pending(session, at, people, root, maker=people[Role.RISK], permission="overview:something:allow")
    about_people = pending(session, at, people, root, maker=people[Role.RISK])
    pages = pages_as(Role.ADMINISTRATOR)
    pages.get(f"/approvals/{other.id}", status=404)
    pages.get(f"/approvals/{about_people.id}")
    pages_as(Role.AUDITOR).get(f"/approvals/{other.id}")


def test_an_overtaken_decision_answers_409_and_keeps_what_was_typed(
    session, pages_as, people, root, at, trace
):
    approval = pending(session, at, people, root)
    pages = pages_as(Role.APPROVER)
    page = pages.get(f"/approvals/{approval.id}/approve")
    fields = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    session.execute(text("UPDATE approval SET version = version + 1"))
    session.commit()
    session.expire_all()
    page = pages.post(f"/approvals/{approval.id}/approve", status=409, fields={**fields, "note": "私の所見"})
    assert "私の所見" in page.find("textarea").text
    assert trace.approved == []


def test_changed_particulars_are_not_approved_from_an_open_page(session, pages_as, people, root, at, trace):
    approval = pending(session, at, people, root)
    pages = pages_as(Role.APPROVER)
    page = pages.get(f"/approvals/{approval.id}/approve")
    fields = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    pages.post(
        f"/approvals/{approval.id}/approve", status=422, fields={**fields, "digest": "f" * 64, "note": ""}
    )
    assert trace.approved == []
    pages.post(
        f"/approvals/{approval.id}/approve",
        fields={**fields, "idempotency_key": "another", "note": ""},
    )
    assert len(trace.approved) == 1


def test_the_tabs_of_the_list_of_approvals(session, pages_as, people, root, at):
    waits = pending(session, at, people, root, title="待っている申請")
    ended = pending(session, at, people, root, title="済んだ申請", state=ApprovalState.REFUSED)
    pages = pages_as(Role.APPROVER)

    def titles(url):
        return {words(tag) for tag in pages.get(url).select("tbody th")}

    assert titles("/approvals") == {waits.title}
    assert titles("/approvals?which=all") == {waits.title, ended.title}
    assert titles("/approvals?which=made") == set()
    assert {
        words(t) for t in pages_as(Role.ADMINISTRATOR).get("/approvals?which=made").select("tbody th")
    } == {
        waits.title,
        ended.title,
    }
    newest = [
        words(tag) for tag in pages.get("/approvals?which=all&sort=expires&dir=desc").select("tbody th")
    ]
    assert len(newest) == 2


def test_a_decision_of_the_ringi_system_is_recorded_for_the_record_in_the_address(session, pages_as, root):
    pages = pages_as(Role.OFFICER)
    url = f"/approvals/record?type=unit&id={root.id}"
    facts = {
        "ringi_number": "稟議2026-7", "title": "更改の件", "unit_id": str(root.id), "approver_title": "部長",
        "decider": "山田 一郎", "decided_on": "令和8年4月1日", "drafted_on": "2026-03-20",
    }  # fmt: skip
    pages.submit(url, status=422, **{**facts, "decided_on": ""})
    answer = pages.submit(url, **facts)
    page = words(pages.follow(answer).find("main"))
    assert "稟議2026-7" in page
    assert "2026-04-01" in page
    assert root.name in page
    for address in ("", "?type=unit", "?type=unit&id=x", f"?type=user&id={root.id}", f"?type=x&id={root.id}"):
        pages.get(f"/approvals/record{address}", status=404)
    pages_as(Role.AUDITOR).get(url, status=403)


def test_my_tasks_are_read_in_my_language_by_date_and_lead_where_they_are_done(
    session, pages_as, people, root, at
):
    officer = people[Role.OFFICER]
    today = day_of(at)
    late = make.finding(at, root, owner_id=officer.id, due_on=today - timedelta(days=3))
    about = {"owner_id": officer.id, "params": {"number": str(late.number), "title": late.title}}
    make.task(at, source_type="finding", source_id=late.id, due_on=today - timedelta(days=3), **about)
    make.task(at, source_type="unit", source_id=root.id, due_on=today + timedelta(days=90), **about)
    make.task(at, source_type="organisation", **about)
    session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get("/work")
    rows = page.select("tbody tr")
    assert len(rows) == 3
    assert f"指摘事項No.{late.number}への対応" in words(rows[0])
    assert "3日超過" in words(rows[0])
    assert rows[0]["data-href"] == f"/findings/{late.id}"
    links = [row.find("a")["href"] for row in rows]
    assert pages.get(links[1], status=303).headers["Location"] == f"/units/{root.id}"
    assert "指摘事項" in words(pages.get(links[2]).find("h1"))
    pages_as(Role.RISK).get(links[2])
    pages_as(Role.APPROVER).get(links[2], status=404)


def test_empty_lists_say_what_belongs_there(session, pages_as):
    pages = pages_as(Role.AUDITOR)
    for url in (
        "/work",
        "/work?which=all",
        "/approvals",
        "/approvals?which=all",
        "/findings",
        "/findings?q=x",
    ):
        assert pages.get(url).select_one(".empty"), url


def test_a_finding_is_recorded_edited_and_closed_through_its_pages(session, pages_as, people, root, at):
    pages = pages_as(Role.RISK)
    facts = {
        "title": "再委託先の点検記録がない", "severity": "high", "unit_id": str(root.id), "due_on": "2099-03-31",
        "owner_id": str(people[Role.OFFICER].id),
    }  # fmt: skip
    pages.submit("/findings/new", status=422, **{**facts, "due_on": ""})
    here = pages.submit("/findings/new", **facts).headers["Location"]
    pages.submit(f"{here}/edit", detail="2025年度分", owner_id_text=people[Role.OFFICER].name)
    officer = pages_as(Role.OFFICER)
    officer.submit(f"{here}/move/in_progress")
    officer.submit(f"{here}/move/to_be_verified", status=422)
    officer.submit(f"{here}/move/to_be_verified", note="記録を整備")
    officer.submit(f"{here}/move/closed", status=422, note="自分で確認")
    pages.submit(f"{here}/move/closed", note="実物を確認")
    page = words(pages.get(here).find("main"))
    for text_ in (
        "2025年度分",
        "記録を整備",
        "実物を確認",
        people[Role.OFFICER].name,
        people[Role.RISK].name,
    ):
        assert text_ in page
    assert pages.get(f"{here}/move/nowhere", status=404)
    found = session.scalars(select(Finding).where(Finding.title == facts["title"])).one()
    session.refresh(found)
    assert found.state == FindingState.CLOSED


def test_a_finding_of_an_old_audit_is_recorded_late_and_says_so(session, pages_as, root, at):
    facts = {"title": "過年度の指摘", "severity": "low", "unit_id": str(root.id)}
    pages = pages_as(Role.RISK)
    for days, is_late in ((-1, True), (0, False)):
        due_on = (day_of(at) + timedelta(days=days)).isoformat()
        page = pages.follow(pages.submit("/findings/new", **facts, due_on=due_on))
        assert ("期限がすでに過ぎています" in words(page)) is is_late


def test_an_owner_is_found_by_an_exact_name_without_scripts(session, pages_as, people, root):
    pages = pages_as(Role.RISK)
    facts = {"title": "試験", "severity": "low", "unit_id": str(root.id), "due_on": "2099-03-31"}
    name = people[Role.OFFICER].name
    here = pages.submit("/findings/new", owner_id_text=name, **facts).headers["Location"]
    assert name in words(pages.get(here).find("main"))
    page = pages.submit("/findings/new", status=422, owner_id_text="誰でもない", **facts)
    assert page.find("input", attrs={"name": "owner_id_text"})["value"] == "誰でもない"


def test_a_finding_that_somebody_else_saved_first_shows_both_texts(session, pages_as, root, at):
    finding = make.finding(at, root, due_on=day_of(at))
    session.commit()
    pages = pages_as(Role.RISK)
    page = pages.get(f"/findings/{finding.id}/edit")
    fields = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    pages_as(Role.COMPLIANCE).submit(f"/findings/{finding.id}/edit", title="先に保存した件名", severity="low")
    mine = {
        **fields,
        "title": "私の件名",
        "severity": "high",
        "unit_id": str(root.id),
        "due_on": "2099-03-31",
    }
    page = pages.post(f"/findings/{finding.id}/edit", status=409, fields=mine)
    assert page.find("input", attrs={"name": "title"})["value"] == "私の件名"
    theirs = {words(tag) for tag in page.select(".theirs-value")}
    assert "先に保存した件名" in theirs
    assert not any("-" in value and len(value) == 36 for value in theirs)
    session.refresh(finding)
    assert finding.title == "先に保存した件名"


def test_findings_of_another_unit_are_not_there(session, pages_of, root, at):
    branch = make_identity.unit(at, "102", "支店", root)
    clerk = make_identity.user(at, "branch@tsubame.example", "支店 担当")
    make_identity.grant(at, clerk, Role.OFFICER, branch)
    finding = make.finding(at, root, title="本店の指摘")
    session.commit()
    pages = pages_of(clerk)
    for path in ("", "/edit", "/move/in_progress"):
        pages.get(f"/findings/{finding.id}{path}", status=404)
    assert "本店の指摘" not in words(pages.get("/findings?which=all").find("main"))
    assert "本店の指摘" not in pages.get("/findings/export?which=all").text
    assert context_of(clerk, at).may(GRANT_APPROVE) is False


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR])
def test_findings_are_closed_to_the_administrator_and_the_third_party(session, pages_as, root, at, role):
    finding = make.finding(at, root)
    session.commit()
    pages = pages_as(role)
    for url in (
        "/findings",
        "/findings/export",
        "/findings/new",
        f"/findings/{finding.id}",
        "/findings/people?q=a",
    ):
        pages.get(url, status=403)


def test_internal_audit_reads_findings_and_writes_none(session, pages_as, root, at):
    finding = make.finding(at, root)
    session.commit()
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"/findings/{finding.id}")
    assert page.select(".actions a") == []
    token = page.find("meta", attrs={"name": "csrf-token"})["content"]
    for url in ("/findings/new", f"/findings/{finding.id}/edit", f"/findings/{finding.id}/move/withdrawn"):
        pages.get(url, status=403)
        pages.post(url, status=403, csrf_token=token, title="x")


def test_the_export_holds_what_the_list_shows_and_no_formula(session, pages_as, root, at):
    make.finding(at, root, title="=1+1", severity=Severity.HIGH, due_on=day_of(at))
    make.finding(at, root, title="済んだもの", state=FindingState.CLOSED)
    session.commit()
    answer = pages_as(Role.RISK).get("/findings/export?severity=high")
    assert answer.mimetype == "text/csv"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert "高" in lines[1]
    assert root.name in lines[1]


def test_the_picker_offers_colleagues_and_nobody_from_outside(session, pages_as, people):
    pages = pages_as(Role.RISK)
    found = pages.get("/findings/people?q=試験").json
    assert {each["label"] for each in found} >= {people[Role.OFFICER].name}
    assert people[Role.VENDOR].name not in {each["label"] for each in found}
    assert pages.get("/findings/people?q=").json == []


def test_filters_stand_in_the_address_and_as_chips(session, pages_as, root, at):
    make.finding(at, root, title="重い指摘", severity=Severity.HIGH, due_on=day_of(at) - timedelta(days=9))
    make.finding(at, root, title="軽い指摘", severity=Severity.LOW)
    session.commit()
    page = pages_as(Role.RISK).get(f"/findings?severity=high&overdue=yes&unit={root.id}&state=open&which=all")
    assert [words(tag) for tag in page.select("tbody th")] == ["重い指摘"]
    assert len(page.select(".chip")) == 4


@pytest.mark.parametrize(
    "url",
    ["/work", "/approvals", "/approvals?which=all", "/approvals?which=made", "/findings", "/findings/export"],
)
def test_a_list_takes_few_queries_however_long_it_is(session, pages_as, people, root, at, count_queries, url):
    for number in range(12):
        person = make_identity.user(at, f"p{number}@tsubame.example", f"人 {number}")
        make.finding(at, root, owner_id=person.id, due_on=day_of(at))
        make.task(at, permission=GRANT_APPROVE, unit_id=root.id, due_on=day_of(at))
        make.approval(at, maker=person, permission=GRANT_APPROVE, unit=root)
    session.commit()
    pages = pages_as(Role.APPROVER)
    pages.get(url)
    session.expire_all()
    count_queries.sent.clear()
    pages.get(url)
    assert len(count_queries) <= MOST_QUERIES, "\n".join(count_queries.sent)


def test_every_page_reads_in_english_too(session, pages_as, people, approval, root, at):
    finding = make.finding(at, root, title="No record", due_on=day_of(at))
    risk = people[Role.RISK]
    identity.edit_profile(context_of(risk, at), risk, language="en", date_style="iso")
    session.commit()
    pages = pages_as(Role.RISK)
    for url in ("/work?which=all", "/approvals?which=all", f"/approvals/{approval.id}", "/findings",
                f"/findings/{finding.id}", f"/findings/{finding.id}/edit", "/findings/new",
                f"/findings/{finding.id}/move/in_progress"):  # fmt: skip
        page = pages.get(url)
        assert page.find("html")["lang"] == "en"
        heads = [words(tag) for tag in page.select("h2, dt, thead th, label, .btn")]
        assert not [head for head in heads if any("\u3041" <= char <= "\u30ff" for char in head)], url


def test_a_finding_about_a_third_party_leads_to_it(session, pages_as, root, at):
    party = make_identity.vendor_organisation(at, "株式会社きたかぜ")
    session.commit()
    pages = pages_as(Role.RISK)
    url = f"/findings/new?type=organisation&id={party.id}"
    assert "株式会社きたかぜ" in words(pages.get(url).find("main"))
    facts = {"title": "試験", "severity": "low", "unit_id": str(root.id), "due_on": "2099-03-31"}
    page = pages.follow(pages.submit(url, **facts))
    assert page.find("a", href=f"/organisations/{party.id}")
