"""The record of assurance reports: entered, shown with its gap and whoever reaches it, renewed, withdrawn."""

from dataclasses import replace
from datetime import date

import pytest

from app.assurance.models import AssuranceReport, ReportKind
from app.assurance.queries import reports as queries
from app.assurance.services import reports as services
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.identity.roles import Role
from tests.factories import chain, engagements, masters
from tests.factories import register as parties
from tests.factories import reports as make
from tests.pages import words


def numbers(page):
    return [words(row.select_one("th")) for row in page.select("main tbody tr")]


def test_a_soc_report_is_recorded_in_the_form(pages_as, azure, provider, at):
    pages = pages_as(Role.VENDOR_MANAGER)
    assert pages.get("/assurance/new").select("a[href='/assurance/new?kind=soc2']")
    answer = pages.submit(
        "/assurance/new?kind=soc2",
        title="Azure SOC 2 Type 2", organisation_id=str(provider.id), service_ids=f"{azure.id} {azure.name}",
        soc_type="type2", period_from_on="2025-10-01", period_to_on="R8.9.30", issued_on="2026-11-10",
        criteria=["security", "availability"], opinion="unqualified", auditor="監査法人いろは",
    )  # fmt: skip
    page = pages.follow(answer)
    gap = words(page.select_one("#gap"))
    assert "182日" in gap
    assert "2026-10-01" in gap
    assert "2027-03-31" in gap
    assert "セキュリティ" in words(page.select_one("#facts"))
    made = db.session.query(AssuranceReport).one()
    assert made.number.startswith("R-")
    assert made.ends_on == date(2026, 9, 30)
    assert numbers(pages.get("/assurance")) == [made.number]


def test_what_is_wrong_is_told_at_its_field(pages_as, azure, provider):
    page = pages_as(Role.SYSTEM_RISK).submit(
        "/assurance/new?kind=soc2", status=422, title="SOC 2", organisation_id=str(provider.id), soc_type="type2",
        period_from_on="2025-10-01", period_to_on="2025-09-30",
    )  # fmt: skip
    assert "終了日が開始日より前" in words(page.select_one(".error-summary"))
    assert page.select_one("#period_to_on")["aria-invalid"] == "true"


def test_all_that_is_wrong_is_told_at_once_each_at_its_field(pages_as, provider, at):
    stranger = make.cloud(at, "アマゾン ウェブ サービス ジャパン合同会社", "AWS")
    page = pages_as(Role.VENDOR_MANAGER).submit(
        "/assurance/new?kind=soc2", status=422, title="", organisation_id=str(provider.id), soc_type="type2",
        service_ids=str(stranger.id), period_from_on="2025-10-01", period_to_on="2026-09-30", issued_on="2026-09-01",
        opinion="qualified", disclosure="nda",
    )  # fmt: skip
    wrong = [field["name"] for field in page.select("[aria-invalid=true]")]
    assert {"title", "issued_on", "opinion_note", "terms"} < set(wrong)
    told = words(page.select_one(".error-summary"))
    for text in ("報告書の名称", "AWS", "発行日", "限定", "開示条件"):
        assert text in told, text
    assert len(page.select(".error-summary li")) == 5


def test_a_change_that_is_wrong_twice_is_told_at_once(pages_as, report):
    page = pages_as(Role.VENDOR_MANAGER).submit(
        f"/assurance/{report.id}/edit", status=422, opinion="adverse", opinion_note="", disclosure="licensed", terms="",
    )  # fmt: skip
    assert [field["name"] for field in page.select("[aria-invalid=true]")] == ["opinion_note", "terms"]


def test_the_gap_has_one_name(pages_as, report, azure, at, root):
    pages = pages_as(Role.VENDOR_MANAGER)
    mine = chain.engagement(at, root, azure, title="勘定系の基盤")
    own = words(pages.get(f"/assurance/{report.id}").select_one("#gap"))
    assert own.startswith("年度末までの空白期間")
    assert "年度末までの空白期間" in words(pages.get(f"/engagements/{mine.id}/assurance").select_one("thead"))


def test_services_of_another_group_are_refused(ctx, provider, at):
    stranger = make.cloud(at, "アマゾン ウェブ サービス ジャパン合同会社", "AWS")
    with pytest.raises(DomainError) as refused:
        services.add_report(ctx, make.soc2(provider), [stranger.id])
    assert refused.value.field == "service_ids"


def test_every_engagement_that_reaches_the_service_has_the_report(
    ctx, ctx_of, report, azure, at, root, pages_as, pages_of
):
    prime = masters.service(at, "株式会社みどり計算", "融資クラウド")
    edge = masters.supply(at, prime, azure)
    aws = make.cloud(at, "アマゾン ウェブ サービス ジャパン合同会社", "AWS")
    by_chain = chain.engagement(at, root, prime, title="融資審査の利用")
    unused = chain.engagement(at, root, prime, title="基盤を使わない利用")
    chain.use(at, unused, edge, is_unused=True)
    other = chain.engagement(at, root, aws, title="AWSの利用")
    found = queries.reports_of_engagement(ctx, by_chain)
    assert [(one.report.id, one.service_ids) for one in found] == [(report.id, (azure.id,))]
    assert queries.reports_of_engagement(ctx, unused) == []
    assert queries.reports_of_engagement(ctx, other) == []
    page = pages_as(Role.OFFICER).get(f"/assurance/{report.id}/scope")
    shown = words(page.select_one("#engagements"))
    assert "融資審査の利用" in shown
    assert "融資クラウド → Microsoft Azure" in shown
    assert "基盤を使わない利用" not in shown
    assert "AWSの利用" not in shown
    _unit, stranger = engagements.branch(at, root)
    seen = words(pages_of(stranger).get(f"/assurance/{report.id}/scope").select_one("main"))
    assert "融資審査の利用" not in seen
    assert "1件" in seen


def test_a_report_is_renewed_with_what_stays(pages_as, ctx, azure, provider):
    facts = make.soc2(
        provider, period_from_on=date(2024, 10, 1), period_to_on=date(2025, 9, 30), issued_on=date(2025, 11, 10)
    )  # fmt: skip
    report, pages = make.recorded(ctx, facts, azure), pages_as(Role.VENDOR_MANAGER)
    page = pages.get(f"/assurance/{report.id}/next")
    assert page.select_one("#title")["value"] == report.title
    assert page.select_one("#period_to_on").get("value", "") == ""
    answer = pages.submit(
        f"/assurance/{report.id}/next", period_from_on="2025-10-01", period_to_on="2026-09-30", issued_on="2026-11-01",
        opinion="unqualified",
    )  # fmt: skip
    following = pages.follow(answer)
    assert report.number in words(following.select_one("#holding"))
    before = pages.get(f"/assurance/{report.id}")
    assert "次の期に引継ぎ済み" in words(before.select_one(".file-head"))
    assert "空白期間なし" in words(before.select_one("#gap"))
    assert numbers(pages.get("/assurance?state=replaced")) == [report.number]
    assert pages.get(f"/assurance/{report.id}/next", status=303)
    states = [one.still_stands for one in queries.reports_of_services(ctx, [azure.id])]
    assert states == [True, False]


def test_a_withdrawn_report_stands_for_nothing(pages_as, report, ctx, azure):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(f"/assurance/{report.id}/withdraw", reason="誤って登録した")
    page = pages.get(f"/assurance/{report.id}")
    assert "誤って登録した" in words(page.select_one("main"))
    assert not page.select(f"a[href='/assurance/{report.id}/edit']")
    assert queries.reports_of_services(ctx, [azure.id]) == []
    assert numbers(pages.get("/assurance?state=withdrawn")) == [report.number]
    assert pages.get(f"/assurance/{report.id}/edit", status=303)
    assert pages.get(f"/assurance/{report.id}/exceptions/new", status=404)


def test_who_saves_second_sees_both(pages_as, report, ctx):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(f"/assurance/{report.id}/edit")
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[name]")}
    facts = services.facts_of(report)
    services.edit_report(ctx, report, replace(facts, title="別の名称"), [], version=report.version)
    db.session.commit()
    fields = {
        **sent,
        "kind": "soc2",
        "title": "私の名称",
        "soc_type": "type2",
        "opinion": "unqualified",
        "criteria": ["security"],
        "disclosure": "confidential",
        "service_ids": "",
    }
    page = pages.post(f"/assurance/{report.id}/edit", status=409, fields=fields)
    assert "別の名称" in words(page.select_one(".conflict"))


def test_the_list_is_narrowed_searched_and_exported(pages_as, report, ctx, at, azure, provider):
    iso = make.recorded(ctx, make.certificate(provider, expires_on=date(2024, 4, 2)), azure)
    other = parties.organisation(at, "独立行政法人高齢・障害・求職者雇用支援機構")
    mark = make.recorded(
        ctx,
        make.certificate(other, kind=ReportKind.PRIVACY_MARK, title="Pマーク", expires_on=date(2099, 1, 1)),
    )
    pages = pages_as(Role.AUDITOR)
    for query, found in {
        "kind=soc2": [report], "state=lapsed": [iso], "state=withdrawn": [], "q=マイクロソフト": [report, iso],
        "q=Azure": [report], f"q={iso.number}": [iso], f"provider={other.id}": [mark], "mine=me": [], "q=無い": [],
        "q=求職者": [mark], "state=nonsense": [report, iso, mark],
    }.items():  # fmt: skip
        assert numbers(pages.get(f"/assurance?{query}")) == [one.number for one in found], query
    file = pages.client.get("/assurance/export?kind=iso27001").get_data(as_text=True)
    assert iso.number in file
    assert report.number not in file
    assert "期限切れ" in file
    assert report.number in words(pages.get("/assurance/timeline").select_one(".timeline"))
    assert report.number in words(pages.get("/search?q=マイクロソフト").select_one("main"))


def test_pages_of_provider_and_service_lead_there(pages_as, report, azure, provider):
    pages = pages_as(Role.OFFICER)
    for path in (f"/organisations/{provider.id}/reports", f"/services/{azure.id}/reports"):
        page = pages.get(path)
        assert report.number in words(page.select_one("main tbody"))
    assert pages.get(f"/services/{azure.id}").select(f"a[href='/services/{azure.id}/reports']")
    assert pages.get(f"/organisations/{provider.id}").select(
        f"a[href='/organisations/{provider.id}/reports']"
    )


def test_only_who_keeps_reports_may_change_them(pages_as, report, ctx_of, provider):
    officer = pages_as(Role.OFFICER)
    assert not officer.get("/assurance").select("a[href='/assurance/new']")
    for path in (
        "/assurance/new",
        *(f"/assurance/{report.id}/{act}" for act in ("edit", "next", "withdraw", "exceptions/new")),
    ):
        assert officer.get(path, status=403)
    with pytest.raises(NotAllowed):
        services.add_report(ctx_of(Role.OFFICER), make.soc2(provider), [])
    outside = pages_as(Role.VENDOR)
    for path in ("", "/timeline", "/export", f"/{report.id}", f"/{report.id}/scope", f"/{report.id}/history"):
        assert outside.get(f"/assurance{path}", status=403)


@pytest.mark.parametrize("path", ["", "?q=SOC", "?state=lapsed", "/timeline"])
def test_the_list_costs_few_statements(path, pages_as, ctx, azure, provider, count_queries):
    for _ in range(60):
        services.add_report(ctx, make.soc2(provider), [azure.id], is_another=True)
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get(f"/assurance{path}")
    count_queries.sent.clear()
    pages.get(f"/assurance{path}")
    assert len(count_queries) <= 12, count_queries.sent
