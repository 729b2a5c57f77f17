"""The log leaves by two people's agreement only, and leaves a trace."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.errors import DomainError
from app.identity.roles import Role
from app.overview import services
from app.overview.events import OverviewAct
from app.overview.models import AuditExportPermit, PermitState
from app.work.models import Approval
from tests.factories import identity as make


@pytest.fixture
def permit(session, ctx_of, people, at):
    ctx = ctx_of(Role.COMPLIANCE)
    made = services.request_audit_export(
        ctx,
        people[Role.AUDITOR],
        from_on=day_of(at) - timedelta(days=1),
        until_on=day_of(at),
        days=3,
        reason="監査",
    )
    session.commit()
    return made


@pytest.fixture
def allowed(permit, ctx_of, session):
    services.allow_audit_export(ctx_of(Role.ADMINISTRATOR), permit.id)
    session.commit()
    return permit


def exports(session) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.event == OverviewAct.AUDIT_LOG_EXPORTED)
    return list(session.scalars(query))


def test_one_asks_by_the_form_and_nothing_is_allowed_yet(pages_as, people, session, at):
    pages_as(Role.ADMINISTRATOR).submit(
        "/audit-log/exports/request", user_id=str(people[Role.AUDITOR].id), from_on="令和8年1月1日",
        until_on=day_of(at).isoformat(), days="３", reason="内部監査 第3四半期",
    )  # fmt: skip
    made = session.scalars(select(AuditExportPermit)).one()
    assert (made.state, made.days) == (PermitState.REQUESTED, 3)
    asked = session.scalars(select(Approval).where(Approval.act == services.ALLOW_AUDIT_EXPORT)).one()
    assert asked.subject_id == made.id
    assert (
        pages_as(Role.AUDITOR).get("/audit-log/export", status=303).headers["Location"]
        == "/audit-log/exports"
    )
    assert not exports(session)


def test_another_person_agrees_and_the_one_named_exports(pages_as, permit, session):
    approval = session.scalars(select(Approval).where(Approval.subject_id == permit.id)).one()
    asker = pages_as(Role.COMPLIANCE)
    token = asker.get("/").select_one("meta[name=csrf-token]")["content"]
    asker.client.post(f"/approvals/{approval.id}/approve", data={"note": "自分で", "csrf_token": token})
    session.refresh(permit)
    assert permit.state == PermitState.REQUESTED
    pages_as(Role.RISK).submit(f"/approvals/{approval.id}/approve")
    session.refresh(permit)
    assert permit.state == PermitState.ALLOWED
    answer = pages_as(Role.AUDITOR).get("/audit-log/export")
    assert answer.mimetype == "text/csv"


@pytest.mark.usefixtures("allowed")
def test_the_file_holds_the_changes_and_its_making_is_in_the_log(pages_as, session, at):
    organisation = make.vendor_organisation(at, "=HYPERLINK(1)")
    session.commit()
    answer = pages_as(Role.AUDITOR).get(f"/audit-log/export?subject={organisation.id}")
    text = answer.get_data().decode("utf-8-sig")
    assert text.startswith("番号,日時,実施者,操作")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text
    assert str(organisation.id) in text
    (trace,) = exports(session)
    assert trace.subject_type == "audit_export_permit"
    assert "subject" in audit.reading.entries_of(session.get(AuditExportPermit, trace.subject_id))[0].reason


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("role", [Role.RISK, Role.COMPLIANCE, Role.ADMINISTRATOR])
def test_nobody_else_may_use_the_permit(role, pages_as, session):
    pages_as(role).get("/audit-log/export", status=303)
    assert not exports(session)


def test_the_permit_ends_and_covers_its_days_only(pages_as, allowed, session, at):
    allowed.from_on = allowed.until_on = day_of(at) - timedelta(days=1)
    audit.record(make.context(at), make.Made.FOR_TEST, allowed)
    session.commit()
    assert pages_as(Role.AUDITOR).get("/audit-log/export").get_data().count(b"\r\n") == 1
    allowed.expires_at = at - timedelta(seconds=1)
    audit.record(make.context(at), make.Made.FOR_TEST, allowed)
    session.commit()
    pages_as(Role.AUDITOR).get("/audit-log/export", status=303)


@pytest.mark.usefixtures("allowed")
def test_without_its_trace_nothing_leaves(pages_as, monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "witness_export", fail)
    pages_as(Role.AUDITOR).get("/audit-log/export", status=500)


def test_a_refused_or_decided_request_stays_as_it_is(permit, ctx_of, session):
    services.refuse_audit_export(ctx_of(Role.RISK), permit.id)
    session.commit()
    with pytest.raises(DomainError):
        services.allow_audit_export(ctx_of(Role.RISK), permit.id)
    session.rollback()
    assert permit.state == PermitState.REFUSED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"until_on": "2020-01-01"}, "until_on"),
        ({"from_on": "2999-01-01", "until_on": "2999-01-02"}, "from_on"),
        ({"days": "31"}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "x"}, "days"),
        ({"reason": ""}, "reason"),
        ({"user_id": "00000000-0000-0000-0000-000000000000"}, "user_id"),
        ({"from_on": "昨日"}, "from_on"),
    ],
)
def test_a_request_that_makes_no_sense_is_given_back(change, field, pages_as, people, at):
    good = {
        "user_id": str(people[Role.AUDITOR].id), "from_on": "2026-01-01", "until_on": day_of(at).isoformat(),
        "days": "3", "reason": "監査",
    }  # fmt: skip
    page = pages_as(Role.ADMINISTRATOR).submit("/audit-log/exports/request", status=422, **{**good, **change})
    assert page.select(f".error-summary a[href='#{field}']")


def test_a_vendors_person_cannot_be_named(people, ctx_of, at):
    with pytest.raises(DomainError):
        services.request_audit_export(
            ctx_of(Role.COMPLIANCE),
            people[Role.VENDOR],
            from_on=day_of(at),
            until_on=day_of(at),
            days=1,
            reason="x",
        )


def test_only_people_whose_role_may_export_are_offered_and_taken(pages_as, people, ctx_of, at):
    page = pages_as(Role.ADMINISTRATOR).get("/audit-log/exports/request")
    offered = {option["value"] for option in page.select("select[name=user_id] option")} - {""}
    readers = (Role.AUDITOR, Role.COMPLIANCE, Role.RISK, Role.ADMINISTRATOR)
    assert offered == {str(people[role].id) for role in readers}
    with pytest.raises(DomainError) as refused:
        services.request_audit_export(
            ctx_of(Role.COMPLIANCE), people[Role.OFFICER], from_on=day_of(at), until_on=day_of(at), days=1,
            reason="x",
        )  # fmt: skip
    assert refused.value.field == "user_id"


@pytest.mark.usefixtures("allowed")
def test_the_log_says_how_many_events_left_as_a_count(pages_as):
    pages = pages_as(Role.AUDITOR)
    pages.get("/audit-log/export?kind=organisation")
    pages.get("/audit-log/export")
    page = pages.get(f"/audit-log?act={OverviewAct.AUDIT_LOG_EXPORTED.value}").select("main tbody tr")
    newest, older = (row.text for row in page)
    assert re.search(r"理由：\d+件", newest)
    assert re.search(r"理由：\d+件（絞り込み：kind=organisation）", older)


def test_permits_are_listed_for_those_who_look_after_them(pages_as, allowed):
    for role in (Role.AUDITOR, Role.COMPLIANCE, Role.ADMINISTRATOR, Role.RISK):
        assert "監査" in pages_as(role).get("/audit-log/exports").text
