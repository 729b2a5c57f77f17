"""What auditors found otherwise, told on every engagement that a report reaches."""

import pytest

from app.assurance.models import PartKind, SubserviceMethod
from app.assurance.services import absences, parts
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from tests.factories import chain
from tests.factories import reports as make
from tests.pages import words


@pytest.fixture
def engagement(at, root, azure):
    return chain.engagement(at, root, azure, title="勘定系の基盤")


def exceptions(ctx, report, *judged) -> None:
    for at, is_relevant in enumerate(judged):
        parts.set_exception(ctx, report, parts.ExceptionFacts(f"例外{at}", is_relevant=is_relevant))
    db.session.commit()


def counts(page) -> list[list[str]]:
    return [[words(cell) for cell in row.select("th, td")] for row in page.select("#exceptions tbody tr")]


def cells(page) -> list[str]:
    return [words(cell) for cell in page.select("#exceptions tbody tr > *")]


def test_how_many_exceptions_concern_us_and_wait_stands_on_the_engagement(pages_as, ctx, report, engagement):
    exceptions(ctx, report, True, True, False, None, None, None)
    page = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}/assurance")
    row = cells(page)
    assert row[0] == report.number
    assert row[2:6] == ["6件", "2件", "1件", "3件"]
    (link,) = page.select(f"#exceptions a[href='/assurance/{report.id}/exceptions']")
    assert "判定する" in words(link)


def test_who_does_not_judge_is_led_to_what_is_there(pages_as, ctx, report, engagement):
    exceptions(ctx, report, None)
    page = pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/assurance")
    (link,) = page.select(f"#exceptions a[href='/assurance/{report.id}/exceptions']")
    assert "内容を見る" in words(link)
    assert pages_as(Role.OFFICER).get(link["href"])


def found_none(ctx, report, part=PartKind.EXCEPTIONS) -> None:
    absences.confirm_none(ctx, report, part, version=report.version)
    db.session.commit()


def test_a_report_without_exceptions_says_so_and_a_certificate_has_none(
    pages_as, ctx, report, engagement, azure
):
    found_none(ctx, report)
    provider = db.session.get_one(Organisation, azure.organisation_id)
    make.recorded(ctx, make.certificate(provider), azure)
    page = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}/assurance")
    assert len(page.select("main table")[0].select("tbody tr")) == 2
    assert len(page.select("#exceptions tbody tr")) == 1
    assert cells(page)[2:6] == ["該当なし（確認済み）", "0件", "0件", "0件"]
    assert "内容を見る" in cells(page)[-1]


def test_what_nobody_has_read_is_not_none(pages_as, ctx, report, engagement):
    pages, path = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}/assurance"
    row = cells(pages.get(path))
    assert row[2:6] == ["未登録", *["– 未登録"] * 3]
    assert [one.split("：")[0].strip() for one in row[6:8]] == ["未登録", "未登録"]
    assert "例外事項を登録する" in row[-1]
    for part in (PartKind.SUBSERVICES, PartKind.CONTROLS):
        found_none(ctx, report, part)
    row = cells(pages.get(path))
    assert row[2] == "未登録"
    assert [one.split("：")[0].strip() for one in row[6:8]] == ["該当なし（確認済み）"] * 2
    parts.set_subservice(ctx, report, parts.SubserviceFacts("再受託会社", SubserviceMethod.INCLUSIVE))
    parts.add_controls(ctx, report, "CC6.1 権限を見直す。\nCC6.2 鍵を管理する。")
    db.session.commit()
    assert [one.split("：")[0].strip() for one in cells(pages.get(path))[6:8]] == ["1件", "2件"]


def test_a_report_without_an_opinion_does_not_say_that_there_are_no_exceptions(
    pages_as, ctx, report, engagement, azure
):
    found_none(ctx, report)
    provider = db.session.get_one(Organisation, azure.organisation_id)
    draft = make.soc2(provider, title="次の期間", issued_on=None, opinion=None)
    waiting = make.recorded(ctx, draft, azure, is_another=True)
    pages, path = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}/assurance"
    rows = {row[0]: row[2:6] for row in counts(pages.get(path))}
    assert rows == {
        report.number: ["該当なし（確認済み）", *["0件"] * 3],
        waiting.number: ["未登録", *["– 未登録"] * 3],
    }
    exceptions(ctx, waiting, False)
    rows = {row[0]: row[2:6] for row in counts(pages.get(path))}
    assert rows[waiting.number] == ["1件", "0件", "1件", "0件"]


def test_what_concerns_us_is_told_with_the_reply(pages_as, ctx, report, engagement):
    exceptions(ctx, report, False, None)
    pages, path = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/assurance"
    assert not pages.get(path).select("#concerning")
    facts = parts.ExceptionFacts(
        "退職者の権限が3日残っていた。", control="CC6.2", reply="手順を改めた。", is_relevant=True
    )
    made = parts.set_exception(ctx, report, facts)
    db.session.commit()
    (row,) = pages.get(path).select("#concerning tbody tr")
    assert [words(cell) for cell in row.select("td")] == [
        "CC6.2",
        "退職者の権限が3日残っていた。",
        "手順を改めた。",
    ]
    (link,) = row.select("a")
    assert link["href"] == f"/assurance/{report.id}/exceptions#exception-{made.id}"


def test_the_engagement_costs_few_statements(pages_as, ctx, report, engagement, azure, count_queries):
    provider = db.session.get_one(Organisation, azure.organisation_id)
    for number in range(5):
        other = make.recorded(ctx, make.soc2(provider, title=f"SOC 2 {number}"), azure, is_another=True)
        exceptions(ctx, other, True, False, None)
    pages, path = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/assurance"
    pages.get(path)
    count_queries.sent.clear()
    assert len(pages.get(path).select("#exceptions tbody tr")) == 6
    sent = [one for one in count_queries.sent if "set_config" not in one]
    assert len(sent) <= 12, sent
