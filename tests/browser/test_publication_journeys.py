"""What others have published, read as data: a report with its gap, references in Excel and portal, a self-check."""

import re
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.steps import fill, open_link, pick, save
from tests.factories import foreign_books, reference_books

MANAGER, PROVIDER = "高橋 直子", "堀 千尋"
ON_AZURE, ON_AWS = "個人ローン審査システムのクラウド基盤", "情報系データ基盤の利用"
SOC = "Microsoft SOC 2 Type 2（試験で登録）"
SHARED = "システム開発・保守 安全対策リファレンス"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING = "変更はありません"


def open_engagement(page: Page, title: str, tab: str) -> None:
    page.goto(f"/engagements?q={title}")
    page.locator("main tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text(title)
    page.locator("main").get_by_role("link", name=tab, exact=True).first.click()
    expect(page.locator("main [aria-current=page]", has_text=tab)).to_be_visible()


def test_one_report_tells_its_gap_to_every_engagement_that_reaches_the_service(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    record_soc2(page)
    expect(page.locator("#gap")).to_contain_text(re.compile(r"2027\D0?3\D31\D.*182日"))
    number = page.locator("h1").inner_text().split()[0]

    open_engagement(page, ON_AZURE, "保証報告")
    rows = page.locator("main tbody tr", has=page.get_by_role("link", name=number, exact=True))
    row = rows.filter(has_text="Microsoft Azure")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Microsoft Azure")
    expect(row).to_contain_text("182日")
    open_engagement(page, ON_AWS, "保証報告")
    expect(page.get_by_role("link", name=number, exact=True)).to_have_count(0)


def record_soc2(page: Page) -> None:
    page.goto("/assurance/new")
    page.locator("main .kind-list").get_by_role("link", name="SOC 2", exact=False).first.click()
    fill(page, title=SOC, soc_type="type2", period_from_on="2025-10-01", period_to_on="2026-09-30",
         issued_on="2026-11-10", opinion="unqualified")  # fmt: skip
    pick(page, "organisation_id", "Microsoft Corporation")
    pick(page, "service_ids", "Microsoft Azure")
    save(page)
    # The demonstration holds one of the same period: this one is another on purpose.
    page.get_by_label("別の報告書として登録する").check()
    save(page)
    expect(page.locator("h1")).to_contain_text(SOC)


def test_evidence_under_an_nda_opens_once_its_reader_agreed(
    demonstration: Instance, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto("/assessments?q=D-2026-0002")
    page.locator("main tbody th a").first.click()
    page.locator("main").get_by_role("link", name="証跡", exact=True).click()
    row = page.locator("main tbody tr", has_text="脆弱性診断実施証明書.pdf")
    expect(row).to_contain_text("同意すると開けます")
    row.get_by_role("link").first.click()
    expect(page.locator("h1")).to_have_text("条件付きのファイルを開く")
    save(page)
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("条件を読み、同意します").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="同意して開く").click()
    taken.value.save_as(tmp_path / "taken.pdf")
    said = PdfReader(tmp_path / "taken.pdf").pages[0].extract_text().replace(" ", "")
    assert MANAGER.replace(" ", "") in said
    assert "D-2026-0002" in said
    page.goto(page.url.split("/evidence/")[0] + "/evidence")
    expect(row).not_to_contain_text("同意すると開けます")
    expect(page.locator("main")).to_contain_text("条件に同意した人")


def test_a_workbook_of_the_azure_layout_comes_back_without_a_difference(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    there_and_back(page, "azure", "Microsoft Azure", reference_books.azure_like(provider="Microsoft"))


def test_a_workbook_of_the_aws_layout_comes_back_without_a_difference(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    there_and_back(page, "aws", "Amazon Web Services", reference_books.aws_like(service="AWS"))


def there_and_back(page: Page, layout: str, service: str, content: bytes) -> None:
    """Into a draft, published, out again, and in again."""
    reference = register_reference(page, f"往復するリファレンス（{layout}）", layout, service)
    bring(page, reference, content)
    expect(page.locator("main")).not_to_contain_text(NOTHING)
    save(page)
    publish(page, reference)
    version = page.url

    exported = exported_workbook(page, version)
    assert "欠番" in words_of(exported)
    bring(page, reference, exported)
    expect(page.locator("main")).to_contain_text(NOTHING)
    expect(page.locator("#form")).to_have_count(0)

    page.goto(f"{version}/papers")
    unused = page.locator("main tbody tr", has_text="欠番")
    expect(unused.first).to_be_visible()
    assert "6" in unused.first.locator("th").inner_text()


def register_reference(page: Page, title: str, layout: str, service: str, *, is_shared: bool = False) -> str:
    page.goto("/references/new")
    fill(page, title=title, edition="fisc/9r2", layout=layout)
    page.locator("#is_shared").set_checked(is_shared)
    pick(page, "service_id", service)
    save(page)
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def bring(page: Page, reference: str, content: bytes) -> None:
    """The file, its columns, and what is different: there the page stops."""
    page.goto(f"{reference}/import")
    payload: FilePayload = {"name": "リファレンス.xlsx", "mimeType": EXCEL, "buffer": content}
    page.locator("#workbook").set_input_files(payload)
    save(page)
    expect(page.locator("h1")).to_have_text("リファレンスの列の割当て")
    save(page)
    expect(page.locator(".outcomes")).to_be_visible()


def publish(page: Page, reference: str) -> None:
    """A draft without its premises is not published."""
    page.goto(reference)
    page.locator("#versions tbody th a").first.click()
    draft = page.url
    page.goto(f"{draft}/edit")
    fill(page, label="試験版", authors="みどり計算", premise="試験で使う場合。", as_of_on="2026-06-30")
    page.locator("input[name=premise_models][value=iaas]").check()
    save(page)
    page.goto(f"{draft}/publish")
    save(page)
    page.goto(draft)
    expect(page.locator(".page-head")).to_contain_text("公開済み")


def exported_workbook(page: Page, version: str) -> bytes:
    page.goto(version)
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Excel", exact=True).click()
    return Path(download.value.path()).read_bytes()


def words_of(content: bytes) -> set[str]:
    book = load_workbook(BytesIO(content))
    return {
        str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row
    }


def test_a_provider_publishes_a_version_in_the_portal_and_the_bank_sees_what_changed(
    demonstration: Instance, open_page: Open
) -> None:
    theirs, ours = open_page(demonstration), open_page(demonstration)
    said = "委託先の評価を半年ごとに見直している。"
    sign_in_as(theirs, PROVIDER)
    begin_next(theirs)
    change_record(theirs, "統20", said)
    open_link(theirs, "版を公開")
    save(theirs)
    expect(theirs.locator(".flashes")).to_contain_text("公開")

    sign_in_as(ours, MANAGER)
    ours.goto(f"/references?q={SHARED}")
    ours.locator("main tbody th a").first.click()
    newest = ours.locator("main tbody tr", has_text=re.compile("第2版|第二版"))
    expect(newest).to_contain_text("適用中")
    expect(newest).to_contain_text("提供者が作成")
    newest.locator("th a").click()
    ours.locator(".file-head").get_by_role("link", name="からの変更点").click()
    records = ours.locator(".record-changes")
    expect(records.locator("tbody")).to_have_count(1)
    expect(records).to_contain_text("統20")
    expect(records.locator(".before")).to_contain_text("年一回")
    expect(records.locator(".after")).to_contain_text(said)


def begin_next(page: Page, title: str = SHARED, label: str = "第二版") -> None:
    """A draft as a copy of what is published, with a name and a day of its own."""
    page.goto("/portal/references")
    page.locator("main tbody tr", has_text=title).locator("th a").click()
    open_link(page, "版を作成")
    save(page)
    fill(page, label=label, as_of_on="2026-01-31")
    save(page)
    expect(page.locator("h1")).to_contain_text(label)


def change_record(page: Page, item: str, said: str) -> None:
    version = page.url
    page.locator("main tbody th a", has_text=item).first.click()
    fill(page, confirmed=said)
    save(page)
    page.goto(version)


def test_outside_its_premises_a_self_check_warns_and_no_item_conforms(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    open_engagement(page, ON_AWS, "自己点検")
    line = page.locator("table.self-checks tbody tr").first
    expect(line.locator("td[data-label='前提']")).to_contain_text("サービスモデルの記載なし")
    expect(line.locator("td[data-label='前提の外']")).to_have_text("12")
    expect(line.locator("td[data-label='適合']")).to_have_text("0")
    line.locator("th a").click()
    expect(page.locator(".notice", has_text="前提の外で使われています")).to_contain_text(
        "どの項目も適合とはなりません"
    )
    entered = page.locator("table.self-check-items tbody tr", has_text="利用契約とSLAを年一回見直している。")
    expect(entered.locator("td[data-label='結果']")).to_contain_text("前提")
    results = page.locator("table.self-check-items td[data-label='結果']").all_inner_texts()
    assert results
    assert "適合" not in {result.strip() for result in results}


def test_a_question_of_a_form_is_found_with_the_keyboard_and_prepared_for_the_respondent(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto("/assessments/foreign")
    page.locator("#form_file").set_input_files(
        {"name": "form.xlsx", "mimeType": EXCEL, "buffer": foreign_books.caiq_like().content}
    )
    save(page)
    form = page.url
    page.goto(f"{form}/answers")
    page.locator("main tbody tr", has_text="回答案を用意").locator("th a").first.click()
    first = page.locator(".pairs li").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    box = first.get_by_role("combobox", name="質問の番号または語句")
    box.focus()
    page.keyboard.type("A&A-00.2")
    expect(first.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(re.compile("A&A-00.2 Is measure"))
    page.get_by_role("button", name="回答案として用意する").click()
    expect(page.locator("main .notice").first).to_contain_text("form.xlsx")
    expect(page.locator("main .notice").first).to_contain_text(MANAGER)
