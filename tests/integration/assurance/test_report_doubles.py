"""The same report recorded twice, a report recorded as the wrong kind, and how many engagements reach each."""

from dataclasses import replace
from datetime import date

import pytest

from app.assurance.models import AssuranceReport, Disclosure, ReportKind
from app.assurance.queries import reached, scope
from app.assurance.services import parts, reports
from app.assurance.services.parts import ExceptionFacts
from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from tests.factories import chain, engagements, masters
from tests.factories import register as parties
from tests.factories import reports as make
from tests.pages import words

KEEPER = Role.VENDOR_MANAGER


def said(page) -> str:
    return words(page.find("main"))


def ticked(pages, url, page):
    """Send the form that came back, with the tick that it asks for."""
    form = page.select_one("main form[method=post]")
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("input[name]:not([type=checkbox])")}
    sent |= {tag["name"]: tag.get_text().lstrip("\n") for tag in form.select("textarea[name]")}
    sent |= {tag["name"]: tag.select_one("option[selected]")["value"] for tag in form.select("select[name]")}
    return pages.post(url, status=303, fields={**sent, "is_another": "y"})


# --- twice ---------------------------------------------------------------------------------------


def test_the_same_report_is_recorded_twice_only_on_purpose(pages_as, report, azure, provider, session):
    pages, form = pages_as(KEEPER), "/assurance/new?kind=soc2"
    sent = {
        "title": "別の名称", "organisation_id": str(provider.id), "service_ids": f"{azure.id} {azure.name}",
        "soc_type": "type2", "period_from_on": "2025-10-01", "period_to_on": "2026-09-30",
        "opinion": "unqualified",
    }  # fmt: skip
    assert not pages.get(form).select("#is_another")
    page = pages.submit(form, status=422, **sent)
    assert page.select(f"main form a[href='/assurance/{report.id}']")
    assert "すでに登録されています" in words(page.select_one(".error-summary"))
    assert "別の報告書として登録する" in said(page)
    pages.follow(ticked(pages, form, page))
    assert session.query(AssuranceReport).count() == 2


def test_another_group_another_period_and_what_was_withdrawn_are_no_doubles(ctx, report, provider, at):
    stranger = parties.organisation(at, "株式会社みどり計算")
    reports.add_report(ctx, make.soc2(stranger), [])
    for given in (
        {"period_to_on": date(2026, 6, 30), "issued_on": date(2026, 7, 20)},
        {"kind": ReportKind.SOC1},
    ):
        reports.add_report(ctx, make.soc2(provider, **given), [])
    reports.withdraw_report(ctx, report, reason="誤り", version=report.version)
    db.session.commit()
    assert reports.add_report(ctx, make.soc2(provider), []).id != report.id


def test_a_sister_company_hides_no_double(ctx, report, provider, at):
    sister = parties.organisation(at, "Microsoft Corporation", parent_id=provider.id)
    with pytest.raises(reports.AlikeThere) as refused:
        reports.add_report(ctx, make.soc2(sister), [])
    assert [one.id for one in refused.value.found] == [report.id]


def test_a_change_that_makes_two_the_same_is_asked_about_too(pages_as, ctx, report, provider, azure):
    facts = make.soc2(provider, period_from_on=date(2024, 10, 1), period_to_on=date(2025, 9, 30))
    older = make.recorded(ctx, replace(facts, issued_on=date(2025, 11, 1)), azure)
    pages, form = pages_as(KEEPER), f"/assurance/{older.id}/edit"
    pages.submit(form, title="名称だけの変更")
    same = {
        "period_from_on": "2025-10-01",
        "period_to_on": "2026-09-30",
        "issued_on": "2026-11-10",
    }
    page = pages.submit(form, status=422, **same)
    assert page.select(f"main form a[href='/assurance/{report.id}']")
    ticked(pages, form, page)
    db.session.expire_all()
    assert older.period_to_on == report.period_to_on
    # What was told apart once is not asked about again by every later change.
    pages.submit(form, title="もう一度の変更")


# --- the wrong kind ------------------------------------------------------------------------------


def test_a_report_recorded_as_the_wrong_kind_is_corrected_while_nothing_rests_on_it(
    pages_as, report, session
):
    pages = pages_as(KEEPER)
    assert pages.get(f"/assurance/{report.id}/edit").select(f"a[href='/assurance/{report.id}/kind']")
    page = pages.get(f"/assurance/{report.id}/kind")
    (link,) = [one["href"] for one in page.select(".kind-list a") if "iso27001" in one["href"]]
    form = pages.get(link)
    assert form.select("#expires_on")
    assert not form.select("#period_to_on")
    pages.submit(link, expires_on="2027-03-31", registration="IS 1")
    session.expire_all()
    assert (report.kind, report.period_to_on, report.opinion) == (ReportKind.ISO27001, None, None)
    assert report.ends_on == date(2027, 3, 31)
    assert "ISO/IEC 27001" in said(pages.get(f"/assurance/{report.id}/history"))
    pages.submit(
        f"/assurance/{report.id}/edit?kind=soc1", soc_type="type2", period_from_on="2025-10-01",
        period_to_on="2026-09-30", issued_on="2026-11-10", opinion="unqualified",
    )  # fmt: skip
    session.expire_all()
    assert (report.kind, report.expires_on, report.registration) == (ReportKind.SOC1, None, "")


def test_what_rests_on_a_report_keeps_its_kind_and_is_named(pages_as, ctx, report, session):
    parts.set_exception(ctx, report, ExceptionFacts("2件で遅れがあった。"))
    session.commit()
    pages = pages_as(KEEPER)
    page = pages.get(f"/assurance/{report.id}/kind")
    assert not page.select(".kind-list")
    assert page.select(f"main li a[href='/assurance/{report.id}/exceptions']")
    assert "例外事項 (1)" in said(page) or "例外事項（1）" in said(page)
    assert page.select(f"main a[href='/assurance/{report.id}/withdraw']")
    form = f"/assurance/{report.id}/edit?kind=iso27001"
    page = pages.submit(form, status=422, expires_on="2027-03-31")
    assert "種類は変更できません" in words(page.select_one(".error-summary"))
    session.expire_all()
    assert report.kind == ReportKind.SOC2


def test_the_report_of_the_next_period_keeps_the_kind_of_both(ctx, report, provider):
    facts = make.soc2(provider, period_from_on=date(2026, 10, 1), period_to_on=date(2027, 9, 30))
    later = make.recorded(ctx, replace(facts, issued_on=None, opinion=None), previous=report)
    for one in (report, later):
        with pytest.raises(DomainError) as refused:
            reports.edit_report(ctx, one, make.certificate(provider), [], version=one.version)
        assert refused.value.field == "kind"


def test_only_who_keeps_reports_corrects_a_kind(pages_as, ctx, report, session):
    pages_as(Role.OFFICER).get(f"/assurance/{report.id}/kind", status=403)
    reports.withdraw_report(ctx, report, reason="誤り", version=report.version)
    session.commit()
    pages_as(KEEPER).get(f"/assurance/{report.id}/kind", status=303)


# --- terms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("disclosure", [Disclosure.LICENSED, Disclosure.NDA])
def test_terms_to_agree_to_are_asked_for(pages_as, report, disclosure, session):
    pages, form = pages_as(KEEPER), f"/assurance/{report.id}/edit"
    page = pages.submit(form, status=422, disclosure=disclosure.value, terms=" ")
    assert page.select_one("#terms")["aria-invalid"] == "true"
    pages.submit(form, disclosure=disclosure.value, terms="目的外に使わない。")
    session.expire_all()
    assert report.disclosure == disclosure


# --- how many reach it ---------------------------------------------------------------------------


def test_the_list_says_how_many_engagements_reach_each_report(
    ctx, report, azure, at, root, pages_as, pages_of, provider
):
    prime = masters.service(at, "株式会社みどり計算", "融資クラウド")
    edge = masters.supply(at, prime, azure)
    direct = chain.engagement(at, root, azure, title="直接の利用")
    chain.engagement(at, root, prime, title="融資審査の利用")
    unused = chain.engagement(at, root, prime, title="基盤を使わない利用")
    chain.use(at, unused, edge, is_unused=True)
    other = make.recorded(ctx, make.certificate(provider))
    # What leaves one way out and has another one is counted.
    twice = chain.engagement(at, root, azure, title="別の経路もある利用")
    chain.use(at, twice, edge, is_unused=True)
    assert reached.counts_of(ctx, [report.id, other.id]) == {report.id: 3}
    pages = pages_as(Role.OFFICER)
    page = pages.get("/assurance")
    (link,) = page.select(f"a[href='/assurance/{report.id}/scope#engagements']")
    assert link.find(string=True) == "3"
    there = pages.get(f"/assurance/{report.id}/scope").select_one("#engagements")
    assert direct.title in words(there)
    assert "3件" in words(there.find("h2"))
    _unit, stranger = engagements.branch(at, root)
    seen = pages_of(stranger).get("/assurance")
    assert seen.select_one(f"a[href='/assurance/{report.id}/scope#engagements']").find(string=True) == "0"
    assert "件" in pages.client.get("/assurance/export").get_data(as_text=True)


# --- the timeline --------------------------------------------------------------------------------


def test_what_has_no_first_or_no_last_day_is_open_on_that_side(pages_as, ctx, provider):
    no_first = make.recorded(ctx, make.certificate(provider, issued_on=None))
    no_last = make.recorded(
        ctx, make.certificate(provider, kind=ReportKind.FEDRAMP, expires_on=None, issued_on=date(2026, 1, 1))
    )
    page = pages_as(KEEPER).get("/assurance/timeline")
    rows = {words(row.select_one("th")): row for row in page.select("#timeline-table tbody tr")}
    first, last = rows[no_first.number].select("td")[2], rows[no_first.number].select("td")[3]
    assert (first.select_one(".nothing") is not None, words(last)) == (True, "2027-03-31")
    assert rows[no_last.number].select("td")[3].select_one(".nothing") is not None
    bars = {words(row.select_one("a")): row for row in page.select(".timeline li")}
    for number, edge in ((no_first.number, "◀"), (no_last.number, "▶")):
        (row,) = [row for name, row in bars.items() if number in name]
        assert row.select_one(".tl-edge").get_text() == edge
        assert float(row.select_one(".tl-bar")["width"].rstrip("%")) > 10
        assert provider.name in words(row.select_one("a"))


def test_an_edge_left_out_counts_only_where_it_was_the_only_way(ctx, report, azure, at, root):
    """Three ways down to the cloud; each engagement leaves out some of them."""
    top = masters.service(at, "株式会社いただき", "受付サービス")
    ways = [masters.service(at, f"株式会社なかほど{number}", "中間サービス") for number in range(3)]
    upper = [masters.supply(at, top, way) for way in ways]
    lower = [masters.supply(at, way, azure) for way in ways]
    for left_out in (upper[:1], upper[:2], upper, [*upper[:2], lower[2]], lower, [*lower[:2]]):
        one = chain.engagement(at, root, top, title="経路を選ぶ利用")
        for edge in left_out:
            chain.use(at, one, edge, is_unused=True)
    assert reached.counts_of(ctx, [report.id]) == {report.id: 3}
    assert len(scope.engagements_reaching(ctx, [azure.id]).found) == 3
