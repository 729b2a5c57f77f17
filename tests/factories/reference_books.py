"""Workbooks of references as publishers send them, all texts invented: merged headings, stray blanks, 欠番, titles."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

# Whose name stands in the headings, if nothing else is asked for: the service that factories make.
SERVICE, PROVIDER = "Azure", "日本マイクロソフト株式会社"
AZURE_ROWS: tuple[tuple[Any, ...], ...] = (
    ("統制基準", None, None, None, None, None, None, None),
    (" 統２０ ", "委託先として協力します。", "適合可能 ", "手順書を確認した。\n窓口もある。", "01、05",
     "証明書に記載がある。", None, "契約で定める。"),
    ("統21", "-", "対象外", "－", "－", None, None, "利用者で定める。"),
    ("統24", "見解です。", "適合可能（条件あり）", "1行目の内容", 5, None, "担当者に尋ねた。", "設定を確認する。"),
    (None, None, None, "2行目の内容", "文献07", None, None, None),
)  # fmt: skip
PAPERS: tuple[tuple[Any, ...], ...] = (
    ("01", "みどりクラウドの概要\nhttps://example.com/a/overview"),
    ("05", "暗号化の手引き"),
    (None, "https://example.com/encryption"),
    ("06", "欠番"),
    (7, "運用の手引き \nhttps://example.com/op"),
)
REPORTS: tuple[tuple[Any, ...], ...] = (("01", "ISO 27001 審査報告書"), ("02", "欠番"))
AWS_HEADS = (
    ("FISC安全対策基準からの引用", "項番"), ("FISC安全対策基準からの引用", "基準大項目"),
    ("FISC安全対策基準からの引用", "基準中項目"), ("FISC安全対策基準からの引用", "基準小項目"),
    ("対応の主体", "クラウド事業者"), ("対応の主体", "利用者"), ("対応可否判断のための\n情報参照元", ""),
)  # fmt: skip
LICENSED = "本文"
EXPLAINED = (
    "契約の雛形を確認した。\n簡易な管理が求められる場合には、標準の約款で足りる。\n"
    "厳格な管理が求められる場合には、個別に合意する。\n合意の記録を残す。"
)
AWS_ROWS: tuple[tuple[Any, ...], ...] = (
    ("統20", LICENSED, LICENSED, LICENSED, "○", "〇", "5、1", "SLAを公開している。", EXPLAINED),
    ("統21", LICENSED, LICENSED, LICENSED, "–", "○", None, None, "利用者が定める。"),
)
SOURCES: tuple[tuple[Any, ...], ...] = (
    (1, "SLAの説明", "https://example.com/sla"),
    (5, "白書", "https://example.com/\nwhite"),
    (6, "欠番", None),
)


def azure_like(
    rows: Sequence[Sequence[Any]] = AZURE_ROWS, papers: Sequence[Sequence[Any]] = PAPERS,
    reports: Sequence[Sequence[Any]] = REPORTS, *, service: str = SERVICE, provider: str = PROVIDER,
) -> bytes:  # fmt: skip
    book = _book()
    page = book.create_sheet("セキュリティリファレンス")
    page.append(["金融機関向け『みどりクラウド』対応セキュリティリファレンス"])
    page.merge_cells("A1:H1")
    page.append([])
    _headings(page, 3, _azure_heads(service, provider))
    for row in rows:
        page.append(list(row))
    _listed(book, "参照公開文書リスト", ("番号", "公開文書名 / URL"), papers)
    _listed(book, "参照第三者認証レポートリスト", ("番号", "第三者認証レポート名"), reports)
    return saved(book)


def _azure_heads(service: str, provider: str) -> Sequence[tuple[str, str]]:
    done = f"{service}における対応"
    return (
        ("FISC安全対策基準の\n項目", ""), (f"FISC安全対策基準に対する{provider}の見解", ""),
        (done, "FISC安全対策基準への適合性"), (done, "本調査で確認した内容"), (done, "確認した公開文書"),
        (done, "第三者認証等から確認した内容 *1"), (done, f"{provider}へのインタビューで\n確認した内容"),
        ("SI事業者・利用者で必要な対応", ""),
    )  # fmt: skip


def aws_like(
    rows: Sequence[Sequence[Any]] = AWS_ROWS, sources: Sequence[Sequence[Any]] = SOURCES, *, service: str = SERVICE
) -> bytes:  # fmt: skip
    book = _book()
    page = book.create_sheet("リファレンス")
    _headings(page, 1, (*AWS_HEADS, (f"{service}の該当情報", ""), ("確認した内容と解説", "")))
    for row in rows:
        page.append(list(row))
    _listed(book, "情報参照元一覧", ("記号", "公開文書名", "所在（URL）"), sources)
    return saved(book)


def large(items: Sequence[str], papers: int = 60) -> bytes:
    """A record with long texts for each item, and their papers; whose it is, it does not say."""
    said = "対応の状況を確認した。" * 30
    rows = [
        (item, said, "適合可能", said, f"{n % papers + 1}、{(n * 7) % papers + 1}", said, None, said)
        for n, item in enumerate(items)
    ]
    listed = [(f"{n:02}", f"公開文書{n}\nhttps://example.com/{n}") for n in range(1, papers + 1)]
    return azure_like(rows, listed, service="クラウドサービス", provider="事業者")


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    cover = book.create_sheet("表紙")
    cover.append(["利用にあたって"])
    cover.append(["この資料は試験のために作ったものです。"])
    return book


def _headings(page: Worksheet, top: int, heads: Sequence[tuple[str, str]]) -> None:
    """Two rows: a big heading over its small ones, and one without any over both."""
    at = 1
    while at <= len(heads):
        big, small = heads[at - 1]
        width = 1
        while small and at + width <= len(heads) and heads[at + width - 1][0] == big:
            width += 1
        page.cell(top, at, big)
        if small:
            page.merge_cells(start_row=top, end_row=top, start_column=at, end_column=at + width - 1)
            for n in range(width):
                page.cell(top + 1, at + n, heads[at + n - 1][1])
        else:
            page.merge_cells(start_row=top, end_row=top + 1, start_column=at, end_column=at)
        at += width


def _listed(book: Workbook, name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    page = book.create_sheet(name)
    page.append([name])
    page.append(list(heads))
    for row in rows:
        page.append(list(row))


def changed(content: bytes, sheet: int, cells: dict[str, Any]) -> bytes:
    """The same workbook with other cells, as somebody saves it."""
    book = load_workbook(io.BytesIO(content))
    for where, value in cells.items():
        book.worksheets[sheet][where] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
