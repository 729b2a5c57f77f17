"""What a report says: letters, exceptions, subservice organisations, user controls, its history; and what follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import BridgeLetter, ReportService, SubserviceMethod
from app.assurance.queries import reports as queries
from app.assurance.rules.letters import LetterFacts
from app.assurance.services import keeping, parts
from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity.events import HandedOver
from app.identity.roles import Role
from app.register.models import Service
from app.register.services.merging import merge_organisations
from tests.factories import masters
from tests.factories import register as parties
from tests.factories import reports as make
from tests.factories.identity import Made, context
from tests.pages import words


@pytest.fixture
def pages(pages_as, report):
    return pages_as(Role.VENDOR_MANAGER)


@pytest.fixture
def older(ctx, azure, provider):
    """Of a fiscal year that is over, so that a letter may speak of all of its days."""
    facts = make.soc2(
        provider, title="前の期間", period_from_on=date(2024, 10, 1), period_to_on=date(2025, 9, 30),
        issued_on=date(2025, 11, 10),
    )  # fmt: skip
    return make.recorded(ctx, facts, azure)


def test_a_bridge_letter_shortens_the_gap_until_it_is_removed(pages, older):
    home = f"/assurance/{older.id}"
    form = pages.get(f"{home}/letters/new")
    assert form.select_one("#from_on")["value"] == "2025-10-01"
    assert form.select_one("#to_on").get("value", "") == ""
    made = pages.follow(pages.submit(f"{home}/letters/new", to_on="2025-12-31", issued_on="2026-01-05"))
    assert "ブリッジレターを登録しました。" in words(made)
    assert "90日" in words(made.select_one("#gap"))
    letter = queries.letters_of(older)[0]
    changed = pages.follow(
        pages.submit(
            f"{home}/letters/{letter.id}/edit", to_on="2026-03-31", issued_on="2026-04-02", note="文書で受領"
        )
    )
    assert "ブリッジレターを変更しました。" in words(changed)
    assert "登録しました" not in words(changed)
    assert "空白期間なし" in words(changed.select_one("#gap"))
    pages.submit(f"{home}/letters/{letter.id}/remove")
    assert "182日" in words(pages.get(home).select_one("#gap"))
    page = pages.submit(
        f"{home}/letters/new", status=422, from_on="2025-09-30", to_on="2025-12-31", issued_on="2026-01-05"
    )
    assert "2025-09-30より後" in words(page.select_one(".error-summary"))


def wrong(page):
    return [field["name"] for field in page.select("[aria-invalid=true]")]


def test_a_letter_vouches_for_no_day_after_it_was_written(pages, report, at):
    form = f"/assurance/{report.id}/letters/new"
    today = day_of(at)
    page = pages.submit(form, status=422)
    assert wrong(page) == ["to_on", "issued_on"]
    page = pages.submit(form, status=422, to_on="2027-03-31", issued_on=today.isoformat())
    assert wrong(page) == ["issued_on"]
    assert "2027-03-31" in words(page.select_one(".error-summary"))
    ahead = (today + timedelta(days=1)).isoformat()
    page = pages.submit(form, status=422, to_on="2026-10-31", issued_on=ahead)
    assert wrong(page) == ["issued_on"]
    assert "先の日付" in words(page.select_one(".error-summary"))
    page = pages.submit(form, status=422, from_on="2026-09-30", to_on="2026-10-31", issued_on=ahead)
    assert wrong(page) == ["from_on", "issued_on"]
    assert queries.letters_of(report) == []


def test_a_letter_of_before_without_a_day_of_issue_counts_and_is_marked(pages, report, session, at):
    letter = BridgeLetter(report_id=report.id, from_on=date(2026, 10, 1), to_on=date(2026, 12, 31), note="")
    session.add(letter)
    session.flush()
    audit.record(context(at), Made.FOR_TEST, letter)
    session.commit()
    home = f"/assurance/{report.id}"
    gap = pages.get(home).select_one("#gap")
    assert "90日" in words(gap)
    assert words(gap.select_one("td .tag-attention")) == "日付の登録なし"
    page = pages.submit(f"{home}/letters/{letter.id}/edit", status=422, note="メモだけの変更")
    assert wrong(page) == ["issued_on"]


def test_a_letter_needs_a_period(ctx, provider):
    certificate = make.recorded(ctx, make.certificate(provider))
    with pytest.raises(DomainError):
        parts.set_letter(ctx, certificate, LetterFacts(date(2027, 1, 1), date(2027, 2, 1)))


def test_an_exception_is_judged_and_becomes_a_finding(pages, report):
    home = f"/assurance/{report.id}/exceptions"
    pages.submit(f"{home}/new", control="CC6.2", description="退職者の権限削除が遅れた", reply="手順を改めた")
    page = pages.get(home)
    assert "未" in words(page.select_one("tbody"))
    row = queries.exceptions_of(report)[0]
    assert row.is_relevant is None
    pages.submit(f"{home}/{row.id}/edit", is_relevant="yes", our_view="管理者IDを共有している")
    db.session.refresh(row)
    row = queries.exceptions_of(report)[0]
    assert row.is_relevant is True
    assert pages.get(f"{home}/{row.id}/edit").select_one("#is_relevant option[selected]")["value"] == "yes"
    finding = pages.follow(pages.submit(f"{home}/{row.id}/finding", due_on="2027-01-31"))
    assert "CC6.2" in words(finding.select_one("main"))
    assert finding.select(f"a[href='{home}#exception-{row.id}']")
    page = pages.get(home)
    assert page.select(f"#exception-{row.id} a[href^='/findings/']")
    assert "削除できません" in words(pages.submit(f"{home}/{row.id}/remove", status=422).select_one("main"))
    assert pages.get(f"{home}/{row.id}/finding", status=303)


def test_a_second_person_is_told_that_the_report_changed(pages, report, ctx):
    home = f"/assurance/{report.id}/exceptions"
    pages.submit(f"{home}/new", description="権限の見直しの記録がない")
    row = queries.exceptions_of(report)[0]
    page = pages.get(f"{home}/{row.id}/edit")
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("main form input[name]")}
    db.session.expire_all()
    parts.set_exception(ctx, report, parts.ExceptionFacts("別の記述"), row)
    db.session.commit()
    fields = {**sent, "description": "私の記述", "is_relevant": ""}
    page = pages.post(f"{home}/{row.id}/edit", status=422, fields=fields)
    assert "ほかの利用者" in words(page.select_one(".error-summary"))
    assert "私の記述" in page.select_one("#description").text
    again = page.select_one("input[name=version]")["value"]
    pages.post(f"{home}/{row.id}/edit", fields={**fields, "version": again, "idempotency_key": "b" * 32})
    db.session.refresh(row)
    assert row.description == "私の記述"


def test_subservices_are_held_beside_the_chain(pages, report, ctx, azure, at):
    carrier = parties.organisation(at, "東西通信株式会社")
    centre = parties.organisation(at, "北都データセンター株式会社")
    line, hall = masters.service(at, carrier, "専用線"), masters.service(at, centre, "ハウジング")
    masters.supply(at, azure, line)
    masters.supply(at, azure, hall)
    make.recorded(ctx, make.certificate(carrier, expires_on=date(2099, 3, 31)), line)
    home = f"/assurance/{report.id}/subservices"
    unnamed = pages.get(home)
    assert len(unnamed.select("main tbody tr")) == 2
    pages.submit(f"{home}/new?organisation={carrier.id}", method="carve_out")
    pages.submit(f"{home}/new", name="Somebody Inc.", method="inclusive")
    rows = {words(row.select_one("th")): words(row) for row in pages.get(home).select("main tbody tr")}
    assert "両方にあり" in rows["東西通信株式会社"]
    assert "専用線" in rows["東西通信株式会社"]
    assert "有効な報告書なし" not in rows["東西通信株式会社"]
    assert "報告書に記載なし" in rows["北都データセンター株式会社"]
    assert "有効な報告書なし" in rows["北都データセンター株式会社"]
    assert "取引先が未選択" in rows["Somebody Inc."]
    stranger = parties.organisation(at, "南町警備株式会社")
    row = next(one for one in queries.subservices_of(report) if one.name == "Somebody Inc.")
    pages.submit(f"{home}/{row.id}/edit", organisation_id=str(stranger.id), method="carve_out")
    shown = words(next(one for one in pages.get(home).select("main tbody tr") if "Somebody" in words(one)))
    assert "サプライチェーンに未登録" in shown
    assert "有効な報告書なし" in shown
    pages.submit(f"{home}/{row.id}/remove")
    assert "Somebody" not in words(pages.get(home).select_one("main"))


def test_who_belongs_to_the_group_of_the_provider_is_no_subservice(pages, report, azure, provider, at):
    child = parties.organisation(at, "日本マイクロソフト運用株式会社", parent_id=provider.id)
    masters.supply(at, azure, masters.service(at, child, "運用"))
    assert not pages.get(f"/assurance/{report.id}/subservices").select("main tbody tr")


def test_several_controls_are_pasted_at_once(pages, report):
    home = f"/assurance/{report.id}/controls"
    pages.submit(f"{home}/new", lines="CC6.1 利用者の権限を見直す\nCC6.2 鍵を管理する")
    assert [words(row.select_one("th")) for row in pages.get(home).select("tbody tr")] == ["CC6.1", "CC6.2"]
    page = pages.submit(f"{home}/new", status=422, lines="CC7.1 記録を残す\n番号がない")
    assert "2行目" in words(page.select_one(".error-summary"))
    assert len(queries.controls_of(report)) == 2
    first, second = queries.controls_of(report)
    page = pages.submit(f"{home}/{second.id}/edit", status=422, ref="CC6.1")
    assert "別の番号" in words(page.select_one(".error-summary"))
    pages.submit(f"{home}/{second.id}/edit", ref="CC6.3", text="鍵を分けて管理する")
    pages.submit(f"{home}/{first.id}/remove")
    db.session.expire_all()
    assert [one.ref for one in queries.controls_of(report)] == ["CC6.3"]


def test_the_history_holds_the_parts_too(pages, report, azure):
    pages.submit(f"/assurance/{report.id}/scope/{azure.id}", note="東日本リージョンのみ")
    pages.submit(f"/assurance/{report.id}/controls/new", lines="CC6.1 利用者の権限を見直す")
    assert "東日本リージョンのみ" in words(pages.get(f"/assurance/{report.id}/scope").select_one("#services"))
    told = words(pages.get(f"/assurance/{report.id}/history").select_one("main table"))
    for said in (
        "保証報告書・認証の登録",
        "東日本リージョンのみ",
        "利用者の権限を見直す",
        "Microsoft Azure",
        "SOC 2",
    ):
        assert said in told


def test_two_services_in_one_scope_may_become_one(ctx, report, azure, provider, at):
    twin = parties.organisation(at, "マイクロソフト日本株式会社", parent_id=provider.id)
    same = masters.service(at, twin, azure.name)
    row = ReportService(report_id=report.id, service_id=same.id, note="")
    db.session.add(row)
    audit.record(ctx, Act.SCOPE_SET, row)
    parts.set_subservice(ctx, report, parts.SubserviceFacts("MS", SubserviceMethod.INCLUSIVE, twin.id))
    other = make.recorded(ctx, make.certificate(twin), same)
    merge_organisations(context(at), twin, provider, taken=(), reason="同じ法人")
    db.session.commit()
    db.session.expire_all()
    held = db.session.execute(select(ReportService.report_id, ReportService.service_id)).all()
    assert sorted(held) == sorted([(report.id, azure.id), (other.id, azure.id)])
    assert db.session.get_one(Service, same.id).merged_into_id == azure.id
    assert other.organisation_id == provider.id
    assert queries.subservices_of(report)[0].organisation_id == provider.id


def test_a_new_name_of_the_provider_orders_and_finds_it(pages, report, provider, at):
    parties.edited(at, provider, name="合同会社あおぞらクラウド", name_kana="アオゾラクラウド")
    db.session.refresh(report)
    assert report.sort_key == provider.sort_key
    found = pages.get("/assurance?q=あおぞら").select("main tbody tr")
    assert len(found) == 1


def test_reports_move_to_who_takes_over(ctx, provider, people, azure):
    mine = make.recorded(ctx, make.soc2(provider, owner_id=people[Role.SYSTEM_RISK].id), azure)
    happening = HandedOver(people[Role.SYSTEM_RISK].id, people[Role.VENDOR_MANAGER].id, {})
    keeping.hand_over_reports(ctx, happening)
    db.session.commit()
    assert mine.owner_id == people[Role.VENDOR_MANAGER].id
    assert happening.moved == {"assurance_report": 1}


@pytest.mark.parametrize("tab", ["", "/scope", "/exceptions", "/subservices", "/controls", "/history"])
def test_the_page_costs_few_statements(tab, pages, report, ctx, azure, at, root, count_queries):
    for number in range(20):
        party = parties.organisation(at, f"下請{number}株式会社")
        masters.supply(at, azure, masters.service(at, party, f"部品{number}"))
        parts.set_subservice(
            ctx, report, parts.SubserviceFacts(party.name, SubserviceMethod.CARVE_OUT, party.id)
        )
        parts.set_exception(ctx, report, parts.ExceptionFacts(f"例外{number}"))
        parts.add_controls(ctx, report, f"CC{number} 確認する")
    db.session.commit()
    pages.get(f"/assurance/{report.id}{tab}")
    count_queries.sent.clear()
    pages.get(f"/assurance/{report.id}{tab}")
    assert len(count_queries) <= 12, count_queries.sent
