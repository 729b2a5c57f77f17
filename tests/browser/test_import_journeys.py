"""A ledger as a bank keeps it in Excel is brought in, corrected on the screen, and brought in again."""

import re
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.steps import save
from tests.there import there

COLUMNS = (
    "管理番号", "件名", "委託先", "サービス名", "区分", "所管部署", "委託内容", "件数",
    "個人データの有無", "契約開始日", "契約終了日", "年間委託料",
)  # fmt: skip
# What only two of the columns share stands in a merged cell above them, as people draw it.
ABOVE = {"契約開始日": "契約", "契約終了日": "契約"}
ROWS = 20
BAD = {4: ("契約終了日", "令和９年２月３０日"), 9: ("件数", "約千件"), 15: ("区分", "よくわからない")}
MENDED = {4: "令和９年２月２８日", 9: "１，０００", 15: "請負"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows() -> list[dict[str, object]]:
    """Twenty uses of invented vendors; three of them with a cell nobody can read."""
    made = []
    for number in range(1, ROWS + 1):
        is_odd = number % 2 == 1
        row: dict[str, object] = {
            "管理番号": f"旧台帳-{number:03}",
            "件名": f"夕凪業務{number:02}の委託",
            "委託先": f"夕凪{number:02}商事株式会社",
            "サービス名": f"夕凪受託{number:02}",
            "区分": "クラウド" if is_odd else "請負",
            "所管部署": "事務部",
            "委託内容": f"帳票{number:02}の作成",
            "件数": "１２，３４５" if number % 3 else 12345,
            "個人データの有無": "有" if is_odd else "無",
            "契約開始日": "令和５年４月１日" if is_odd else date(2023, 4, 1),
            "契約終了日": "R9.3.31",
            "年間委託料": f"{number},０００千円" if number % 5 == 0 else number * 1_000_000,
        }
        if number in BAD:
            column, value = BAD[number]
            row[column] = value
        made.append(row)
    return made


def ledger() -> bytes:
    """A title, an empty row, two rows of headings with merged cells, then the rows."""
    book = Workbook()
    sheet = there(book.active)
    sheet.title = "委託先台帳"
    sheet.append(["外部委託先管理台帳（令和８年度）"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(COLUMNS))
    sheet.append([])
    sheet.append([ABOVE.get(name, name) for name in COLUMNS])
    sheet.append([name if name in ABOVE else None for name in COLUMNS])
    for at, name in enumerate(COLUMNS, start=1):
        if name not in ABOVE:
            sheet.merge_cells(start_row=3, end_row=4, start_column=at, end_column=at)
    first = COLUMNS.index("契約開始日") + 1
    sheet.merge_cells(start_row=3, end_row=3, start_column=first, end_column=first + 1)
    for row in rows():
        sheet.append([row[name] for name in COLUMNS])
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def bring(page: Page, content: bytes) -> None:
    page.goto("/exchange/engagements/new")
    payload: FilePayload = {"name": "委託先台帳.xlsx", "mimeType": EXCEL, "buffer": content}
    page.locator("#ledger").set_input_files(payload)
    page.locator("#is_adding_parties").check()
    save(page)
    expect(page.locator("h1")).to_have_text("列の割当て")


def counts(page: Page) -> dict[str, int]:
    cells = page.locator(".outcomes .outcome").all_inner_texts()
    found = (re.fullmatch(r"(\D+?)\s*(\d+)", cell.strip()) for cell in cells)
    return {match.group(1): int(match.group(2)) for match in found if match}


def test_a_ledger_with_three_bad_rows_is_corrected_and_applied(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "高橋 直子")
    content = ledger()
    bring(page, content)
    # Two rows of headings, found below the title, and each known by itself.
    expect(page.locator("main")).to_contain_text("4行目")
    chosen = page.locator("main tbody select option:checked").all_inner_texts()
    for name in COLUMNS:
        assert any(name in text for text in chosen), f"{name} is not mapped: {chosen}"
    save(page)

    expect(page.locator("h1")).to_have_text("差分")
    assert counts(page)["エラー"] == len(BAD)
    for number, (column, value) in BAD.items():
        row = page.locator("main tbody tr", has_text=f"旧台帳-{number:03}")
        place = f"{'ABCDEFGHIJKL'[COLUMNS.index(column)]}{number + 4}"
        expect(row).to_contain_text(f"委託先台帳!{place}")
        if column == "区分":  # one of several values: chosen, not typed
            box = row.locator("select")
            expect(box.locator("option:checked")).to_contain_text(value)
            box.select_option(label=MENDED[number])
        else:
            box = row.locator("input.form-control")
            expect(box).to_have_value(value)
            box.fill(MENDED[number])
    page.locator("main form [data-primary]").click()
    expect(page.locator("main")).to_contain_text("すべての行に問題はありません")
    assert counts(page)["新規"] == ROWS
    page.get_by_role("button", name=f"すべて反映（{ROWS}件）").click()
    expect(page.locator("h1")).to_have_text("反映済み")

    page.get_by_role("link", name="一覧へ").click()
    page.goto("/engagements?q=夕凪業務&size=50")
    expect(page.locator("main tbody tr")).to_have_count(ROWS)
    page.locator("main tbody tr", has_text="夕凪業務04").locator("th a").click()
    for text in ("2027-02-28", "12,345", "夕凪04商事株式会社"):
        expect(page.locator("main")).to_contain_text(text)

    # Once more, without a correction: what stands in the register already changes nothing.
    bring(page, content)
    expect(page.locator("main")).to_contain_text("前回と同じ")
    save(page)
    expect(page.locator("h1")).to_have_text("差分")
    assert counts(page)["変更なし"] == ROWS - len(BAD)
    assert counts(page)["新規"] == counts(page)["変更"] == 0
