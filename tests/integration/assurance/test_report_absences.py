"""確認済み・該当なし: that a report names none is said by somebody, taken back, and ends with the first entry."""

import pytest

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import PartKind, ReportKind, SubserviceMethod
from app.assurance.rules import absences as rules
from app.assurance.services import absences, parts
from app.assurance.services import reports as reports_kept
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.identity.roles import Role
from tests.factories import reports as make
from tests.pages import words


@pytest.fixture
def pages(pages_as, report):
    return pages_as(Role.VENDOR_MANAGER)


def address(report, part) -> str:
    return f"/assurance/{report.id}/none/{part}"


def told(pages, report) -> list[str]:
    page = pages.get(f"/assurance/{report.id}")
    return [words(one.select_one("dd")).split(" ")[0] for one in page.select("#said dl > div")]


@pytest.mark.parametrize("part", [*PartKind])
def test_none_is_said_at_the_tab_and_taken_back_there(pages, people, report, part):
    tab = f"/assurance/{report.id}/{part}"
    assert told(pages, report) == ["未登録"] * 3
    assert "未登録" in words(pages.get(tab).select_one(".notice-attention"))
    assert pages.get(tab).select(f".notice a[href='{address(report, part)}']")
    assert "登録しました" in words(pages.follow(pages.submit(address(report, part))).select_one("body"))
    said = words(pages.get(tab).select_one(".notice-good"))
    assert "該当なし（確認済み）" in said
    assert people[Role.VENDOR_MANAGER].name in said
    assert told(pages, report)[list(PartKind).index(part)] == "該当なし（確認済み）"
    history = words(pages.get(f"/assurance/{report.id}/history").select_one("main table"))
    assert "「該当なし」の確認" in history
    assert "「該当なし」の確認者" in history
    assert people[Role.VENDOR_MANAGER].name in history
    pages.submit(address(report, part))
    assert told(pages, report) == ["未登録"] * 3
    assert "取消し" in words(pages.get(f"/assurance/{report.id}/history").select_one("main table"))


def test_whoever_records_one_takes_it_back_and_is_told(pages, report):
    entered = {
        PartKind.EXCEPTIONS: {"description": "承認の記録がない。"},
        PartKind.SUBSERVICES: {"name": "さくら保管", "method": "carve_out"},
        PartKind.CONTROLS: {"lines": "CC6.1 権限を見直す。"},
    }
    for part, fields in entered.items():
        pages.submit(address(report, part))
        page = pages.follow(pages.submit(f"/assurance/{report.id}/{part}/new", **fields))
        assert "「該当なし」の確認は取り消されました" in words(page.select_one("body"))
        db.session.expire_all()
        assert rules.said_at(report, part) is None
        assert rules.said_by(report, part) is None
        assert not page.select(f"a[href='{address(report, part)}']")
    assert told(pages, report) == ["1件"] * 3


def test_none_is_refused_where_some_are_there_or_nobody_can_have_read_it(ctx, report, provider, azure):
    parts.set_exception(ctx, report, parts.ExceptionFacts("承認の記録がない。"))
    parts.set_subservice(ctx, report, parts.SubserviceFacts("さくら保管", SubserviceMethod.CARVE_OUT))
    parts.add_controls(ctx, report, "CC6.1 権限を見直す。")
    for part in PartKind:
        with pytest.raises(DomainError) as refused:
            absences.confirm_none(ctx, report, part, version=report.version)
        assert refused.value.message == absences.ARE_THERE
    draft = make.soc2(provider, title="次の期間", issued_on=None, opinion=None)
    waiting = make.recorded(ctx, draft, azure, is_another=True)
    with pytest.raises(DomainError) as refused:
        absences.confirm_none(ctx, waiting, PartKind.EXCEPTIONS, version=waiting.version)
    assert refused.value.message == absences.NOT_ISSUED


def test_a_report_that_is_not_issued_does_not_offer_it(pages, ctx, provider, azure):
    draft = make.soc2(provider, title="次の期間", issued_on=None, opinion=None)
    waiting = make.recorded(ctx, draft, azure, is_another=True)
    page = pages.get(f"/assurance/{waiting.id}/exceptions")
    assert "まだ発行されていません" in words(page.select_one("main"))
    assert not page.select(f"a[href='{address(waiting, PartKind.EXCEPTIONS)}']")


def test_only_who_keeps_reports_says_so_and_goes_by_what_they_saw(ctx, ctx_of, pages_as, report):
    part = PartKind.EXCEPTIONS
    with pytest.raises(NotAllowed):
        absences.confirm_none(ctx_of(Role.OFFICER), report, part, version=report.version)
    with pytest.raises(StaleVersion):
        absences.confirm_none(ctx, report, part, version=report.version - 1)
    with pytest.raises(DomainError) as refused:
        absences.take_back_none(ctx, report, part, version=report.version)
    assert refused.value.message == absences.NOT_SAID
    pages_as(Role.OFFICER).get(address(report, part), status=403)
    assert not pages_as(Role.OFFICER).get(f"/assurance/{report.id}/exceptions").select(".notice a")
    pages_as(Role.VENDOR_MANAGER).get(address(report, "letters"), status=404)


def test_the_same_is_not_said_twice_and_the_log_names_the_act(ctx, report, session):
    absences.confirm_none(ctx, report, PartKind.CONTROLS, version=report.version)
    session.commit()
    assert rules.said_by(report, PartKind.CONTROLS) == ctx.actor_id
    with pytest.raises(DomainError) as refused:
        absences.confirm_none(ctx, report, PartKind.CONTROLS, version=report.version)
    assert refused.value.message == absences.SAID
    assert {Act.NONE_CONFIRMED, Act.NONE_TAKEN_BACK} <= set(Act)


def test_what_was_said_of_a_soc_report_is_not_said_of_a_certificate(ctx, report, provider, azure):
    absences.confirm_none(ctx, report, PartKind.EXCEPTIONS, version=report.version)
    facts = make.certificate(provider, kind=ReportKind.ISO27001)
    reports_kept.edit_report(ctx, report, facts, [azure.id], version=report.version)
    assert rules.said_at(report, PartKind.EXCEPTIONS) is None


def test_the_overview_costs_one_statement_more(pages, report, count_queries):
    path = f"/assurance/{report.id}"
    pages.get(path)
    count_queries.sent.clear()
    pages.get(path)
    sent = [one for one in count_queries.sent if "set_config" not in one]
    assert len(sent) <= 12, sent
