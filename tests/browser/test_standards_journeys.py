"""Standards, questionnaires and responsibilities, as those who keep them and those who answer go through them."""

import re
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.steps import fill, open_link, save, today

KEEPER, OFFICER = "高橋 直子", "佐藤 美咲"
TITLE = "個人ローン審査システムのクラウド基盤"
QUESTION = "接続に使う回線の名義は、どちらですか。"


def test_an_item_shows_all_that_touches_it_and_our_wording_beside_it(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, KEEPER)
    page.goto("/standards")
    open_link(page, "9版（令和2年3月版）")
    open_link(page, "統24")
    expect(page.locator("h1")).to_contain_text("統24")
    expect(page.locator("#questions tbody tr").filter(has_text="24-04")).to_be_visible()
    # The row of the chain's matrix, on the counterpart in the edition that the paper speaks of.
    expect(page.locator("#matrices")).to_contain_text("FISC安全対策基準 9版")
    expect(page.locator("#matrices")).to_contain_text("FIXER（サービスの提供者）")

    open_link(page, "自社の文言を登録")
    fill(page, text="自社で保有する文言\n二行目", source="解説書（貸出番号12）")
    save(page)
    own = page.locator("#wording")
    expect(own).to_contain_text("二行目")
    expect(own).to_contain_text("貸出番号12")
    delivered = page.get_by_role("heading", name="収録の内容").bounding_box()
    beside = page.get_by_role("heading", name="自社の文言").bounding_box()
    assert delivered is not None
    assert beside is not None
    assert abs(delivered["y"] - beside["y"]) < 4
    assert beside["x"] > delivered["x"] + 300
    own.get_by_role("button", name="自社の文言を削除").click()
    with page.expect_navigation():
        page.locator("dialog.confirm").get_by_role("button", name="自社の文言を削除").click()
    expect(own).not_to_contain_text("二行目")


def test_an_own_question_is_added_and_published(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, KEEPER)
    page.goto("/questionnaires/shared-centre")
    open_link(page, "自社の質問を追加")
    fill(
        page, key="line-holder", text_ja=QUESTION, text_en="Who holds the contract of the line?", type="single",
        options_ja="自社\n共同センター", options_en="Ourselves\nThe shared centre", points="100\n100",
        reason="回線の解約の責任を確かめるため。",
    )  # fmt: skip
    save(page)
    expect(page.locator("h1")).to_have_text(re.compile("own.line-holder"))
    expect(page.locator("main")).to_contain_text("共同センター")

    page.goto("/questionnaires/shared-centre")
    expect(page.locator("main")).not_to_contain_text(QUESTION)
    open_link(page, "差分を確認して公開")
    expect(page.locator("main")).to_contain_text(QUESTION)
    save(page)
    expect(page.locator(".page-head")).to_contain_text("第2版")
    expect(page.locator("tr", has_text="own.line-holder")).to_contain_text(QUESTION)
    # What was in use before stays as it was.
    page.goto("/questionnaires/shared-centre?version=1")
    expect(page.locator("main")).not_to_contain_text(QUESTION)
    page.goto("/search?q=own.line-holder")
    open_link(page, f"own.line-holder {QUESTION}")
    expect(page.locator("main")).to_contain_text(QUESTION)


def test_conditions_are_answered_and_a_gap_gets_an_owner(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, OFFICER)
    open_matrix(page)
    assert counted(page, "条件が未回答") == 2
    unknown = counted(page, "未確定")

    open_link(page, "条件に回答する")
    fill(page, option_own_site="yes", reason_own_site="本店の電算室に接続装置がある。")
    save(page)
    assert counted(page, "条件が未回答") == 1
    conditions = page.locator("#conditions li").filter(has_text="当行の施設")
    expect(conditions).to_contain_text("本店の電算室")
    assert counted(page, "未確定") <= unknown

    page.locator("#actors").get_by_role("link", name="指摘事項にする").first.click()
    expect(page.locator("h1")).to_have_text("未確定事項を指摘事項にする")
    fill(page, due_on=today(30))
    save(page)
    expect(page.locator("main")).to_contain_text("佐藤 美咲")
    open_matrix(page)
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Excel").click()
    sheet = load_workbook(BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert any("未確定" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def open_matrix(page: Page) -> None:
    page.goto(f"/engagements?q={TITLE}")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    open_link(page, "責任分界")


def counted(page: Page, label: str) -> int:
    """How many of a kind of gap the page counts; none where it names no such kind."""
    found = page.locator(".outcomes a", has_text=label)
    return int(found.locator("strong").inner_text()) if found.count() else 0
