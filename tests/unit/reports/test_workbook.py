"""What leaves as a workbook: typed cells, drop-downs, a page that prints, and never a live formula."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from app.core.errors import DomainError
from app.reports.workbook import (
    TOO_LONG,
    ColumnKind,
    ColumnSpec,
    Marked,
    Share,
    SheetSpec,
    broken,
    write_workbook,
)

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{=1}",
    "=cmd|'/c calc'!A0",
    "http://example.jp",
    "mailto:a@example.jp",
    "internal:Sheet1!A1",
    "<b>&amp;",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "\x01\x0b\x1f",
    "𠮷\u202e",
]


def written(columns, rows, **options) -> bytes:
    return write_workbook([SheetSpec("台帳", tuple(columns), rows, **options)], made_at=AT)


def page(content: bytes, name: str = "台帳"):
    return load_workbook(io.BytesIO(content))[name]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_no_text_becomes_a_formula_or_a_link():
    columns = [ColumnSpec(text, note=text) for text in HOSTILE]
    content = written(columns, [HOSTILE, HOSTILE], titles=tuple(HOSTILE))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet.split("<dataValidations")[0]
    assert "hyperlink" not in sheet
    assert not [
        name
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
        if "rels" in name and "sheet1" in name
    ]
    assert {
        cell.data_type for row in page(content).iter_rows() for cell in row if cell.value is not None
    } == {"s"}


def test_cells_have_the_type_of_their_column():
    kinds = [
        ColumnKind.TEXT,
        ColumnKind.INT,
        ColumnKind.YEN,
        ColumnKind.DATE,
        ColumnKind.DATETIME,
        ColumnKind.BOOL,
    ]
    row = ["7010001064648", 3, 1_200_000, date(2026, 3, 31), AT, True]
    cells = next(page(written([ColumnSpec(kind, kind) for kind in kinds], [row])).iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [
        "7010001064648",
        3,
        1_200_000,
        datetime.fromisoformat("2026-03-31"),
        datetime.fromisoformat("2026-11-20T12:00"),
        "○",
    ]
    assert [cell.number_format for cell in cells] == [
        "@",
        "0",
        "#,##0",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "@",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (ColumnKind.DATE, date(1873, 1, 1), "1873-01-01"),
        (ColumnKind.DATE, date(1900, 2, 28), "1900-02-28"),
        (ColumnKind.INT, 10**17, str(10**17)),
        (ColumnKind.TEXT, 5, "5"),
        (ColumnKind.TEXT, False, "×"),
        (ColumnKind.TEXT, AT, "2026-11-20 12:00"),
        (ColumnKind.DECIMAL, float("nan"), "nan"),
    ],
    ids=repr,
)
def test_what_excel_would_change_is_written_as_text(kind, value, shown):
    assert page(written([ColumnSpec("x", kind)], [[value]]))["A2"].value == shown


def test_titles_headings_and_the_way_it_prints():
    content = written(
        [ColumnSpec("会社名"), ColumnSpec("国", width=9)], [["つばめ", "JP"]], titles=("台帳", "2026年")
    )
    sheet = page(content)
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["台帳", None],
        ["2026年", None],
        ["会社名", "国"],
        ["つばめ", "JP"],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B4", "A3:B4", "$3:$3")
    assert (
        sheet.page_setup.orientation,
        sheet.page_setup.fitToHeight,
        sheet.sheet_properties.pageSetUpPr.fitToPage,
    ) == (
        "landscape",
        0,
        True,
    )
    assert sheet.column_dimensions["B"].width == pytest.approx(9, abs=1)


def rules(content: bytes) -> dict[str, tuple]:
    return {
        str(rule.sqref): (rule.type, rule.formula1, rule.showErrorMessage, rule.prompt)
        for rule in page(content).data_validations.dataValidation
    }


def test_choices_become_drop_downs_also_for_new_rows():
    long = tuple(f"選択肢その{n}" for n in range(60))
    columns = [
        ColumnSpec("a", choices=("厳格", "簡易")),
        ColumnSpec("b", choices=long, is_list=True),
        ColumnSpec("c", choices=("a,b", "c"), note="一つ選びます"),
        ColumnSpec("d", ColumnKind.BOOL),
        ColumnSpec("e", note="半角"),
        ColumnSpec("f"),
    ]
    content = written(columns, [[None] * 6], spare_rows=10)
    assert rules(content) == {
        "A2:A12": ("list", '"厳格,簡易"', True, None),
        "B2:B12": ("list", "lists!$A$1:$A$60", False, None),
        "C2:C12": ("list", "lists!$B$1:$B$2", True, "一つ選びます"),
        "D2:D12": ("list", '"○,×"', True, None),
        "E2:E12": (None, None, True, "半角"),
    }
    lists = page(content, "lists")
    assert (lists.sheet_state, lists["A60"].value, lists["B1"].value, lists["B3"].value) == (
        "hidden",
        "選択肢その59",
        "a,b",
        None,
    )


def test_sheet_names_are_those_that_excel_takes():
    wanted = ["a/b:c", "A B C", "'x'", "", "History", "lists", "長" * 40, "長" * 40]
    content = write_workbook([SheetSpec(name, (ColumnSpec("x"),), []) for name in wanted], made_at=AT)
    assert load_workbook(io.BytesIO(content)).sheetnames == [
        "a b c",
        "A B C 2",
        "x",
        "Sheet",
        "History 2",
        "lists 2",
        "長" * 31,
        "長" * 29 + " 2",
    ]


@pytest.mark.parametrize("text", ["長" * 32_768, "𠮷" * 16_384])
def test_text_that_excel_cannot_hold_is_refused_and_never_cut(text):
    with pytest.raises(DomainError) as caught:
        written([ColumnSpec("備考")], [["x"], [text]])
    assert (caught.value.message, caught.value.params) == (TOO_LONG, {"row": 3, "column": "備考"})


def test_the_same_content_gives_the_same_bytes():
    assert written([ColumnSpec("x")], [["a"]]) == written([ColumnSpec("x")], [["a"]])
    assert re.search("2026-11-20T03:00:00Z", part(written([ColumnSpec("x")], []), "docProps/core.xml"))


def test_headings_above_the_headings_are_joined_over_their_columns():
    columns = [ColumnSpec(name, width=9) for name in "abcde"]
    bands = (("", 1), ("=1+1", 3), ("とても長い名前の会社\n未指定", 1))
    content = written(
        columns, [list("vwxyz")], titles=("標題", "凡例"), bands=bands, is_large=True, repeated_titles=1
    )
    sheet = page(content)
    assert [cell.value for cell in sheet[3]] == [None, "=1+1", None, None, "とても長い名前の会社\n未指定"]
    assert sheet["B3"].data_type == "s"
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["B3:D3"]
    assert [cell.value for cell in sheet[4]] == list("abcde")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B5", "A4:E5", "$2:$4")
    assert sheet.page_setup.paperSize == 8
    # Nine half-width characters hold four of the name on a line: three lines, and one for what follows.
    assert round(sheet.row_dimensions[3].height / 17) == 4


def test_what_must_not_be_overlooked_is_bold_on_a_tint_and_still_text():
    columns = [ColumnSpec("a", is_middle=True), ColumnSpec("b")]
    sheet = page(written(columns, [["○", "x"], [Marked("? 未確定"), Marked("=1+1")]]))
    plain, marked, other = sheet["A2"], sheet["A3"], sheet["B3"]
    assert (plain.font.b, marked.font.b, other.font.b) == (False, True, True)
    assert marked.fill.fgColor.rgb == other.fill.fgColor.rgb != plain.fill.fgColor.rgb
    assert (plain.alignment.horizontal, marked.alignment.horizontal) == ("center", "center")
    assert (marked.value, other.value, other.data_type) == ("? 未確定", "=1+1", "s")


def test_a_share_is_a_number_in_percent_with_the_decimals_it_needs():
    shares = [Share(Fraction(1)), Share(Fraction(1, 8)), Share(Fraction(1, 3), is_marked=True)]
    sheet = page(written([ColumnSpec("a")], [[one] for one in shares]))
    cells = [sheet[f"A{row}"] for row in (2, 3, 4)]
    assert [one.number_format for one in cells] == ["0%", "0.0%", "0.00%"]
    assert [round(one.value, 6) for one in cells] == [1, 0.125, 0.333333]
    assert [bool(one.font.b) for one in cells] == [False, False, True]


def test_a_long_title_is_broken_where_the_columns_end():
    columns = (
        ColumnSpec("a", width=20),
        ColumnSpec("b", width=20),
        ColumnSpec("c", width=99, is_hidden=True),
    )
    assert broken("短い", columns) == ["短い"]
    lines = broken("長い注意事項です。" * 4, columns)
    assert "".join(lines) == "長い注意事項です。" * 4
    assert len(lines) == 3
