"""A workbook and a text file of ours come back exactly as they went out."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.csvout import csv_bytes
from app.exchange.reading import values
from app.exchange.reading.files import read_file
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec, Value, write_workbook

AT = datetime(2026, 11, 20, tzinfo=UTC)
COLUMNS = (
    ColumnSpec("文字"),
    ColumnSpec("番号", ColumnKind.INT),
    ColumnSpec("金額", ColumnKind.YEN),
    ColumnSpec("日付", ColumnKind.DATE),
    ColumnSpec("有無", ColumnKind.BOOL),
)
HOSTILE = [
    "=1+1",
    "＝1",
    "@x",
    "'=1",
    "''",
    "\t=1",
    " 空白 ",
    "a\r\nb",
    "\r",
    "\n",
    "TRUE",
    "00123",
    "1e5",
    "2026-03-31",
]
HOSTILE += [
    "_x0041_",
    "_x005F_",
    "_x005f_x0041_",
    "_x0041_x0042_",
    "_xFFFE_",
    "_x005F_xFFFF_",
    "_x000D_",
    "#REF!",
]
HOSTILE += [
    "\ufffe",
    "\uffff",
    "\x01",
    "\x1f\x7f\x85",
    "\u2028",
    "\u202e",
    "\ufeff",
    "𠮷野家",
    "か\u3099",
    "a;b,c\td|e",
]
HOSTILE += [
    "<c r='A1'>",
    "]]>",
    "&amp;",
    "&#0;",
    "http://example.jp",
    "<r><t>x</t></r>",
    "<r>&</r>",
    "<r> </r>",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40),
)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS,
        st.none() | st.integers(-(10**15) + 1, 10**15 - 1),
        st.none() | st.integers(-(10**12), 10**12),
        st.none() | st.dates(date(1873, 1, 1), date(9999, 12, 31)),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=40,
)


def read_back(content: bytes):
    sheet = read_file("x", content).sheets[0]
    return [tuple(sheet.cell(row, at) for at in range(len(COLUMNS))) for row in range(1, len(sheet.rows))]


def trimmed(rows):
    """Rows without the empty ones at the end, which no file keeps."""
    kept = list(rows)
    while kept and all(cell is None for cell in kept[-1]):
        kept.pop()
    return kept


@settings(deadline=None, max_examples=30)
@given(ROWS)
def test_a_workbook_comes_back_exactly(rows):
    read = read_back(write_workbook([SheetSpec("台帳", COLUMNS, rows)], made_at=AT))
    typed = [(text, number, yen, values.day(day), values.flag(flag)) for text, number, yen, day, flag in read]
    assert typed == trimmed(rows)


def test_every_hostile_text_comes_back_in_small_and_in_large_workbooks():
    for copies in (1, 700):
        rows = [(text, at, at, date(2026, 3, 31), True) for at, text in enumerate(HOSTILE * copies)]
        content = write_workbook([SheetSpec("台帳", COLUMNS, rows)], made_at=AT)
        assert read_back(content) == [(*row[:4], "○") for row in rows]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=30))
def test_a_text_file_comes_back_exactly(rows):
    read = read_file("x", csv_bytes(["a", "b"], rows)).sheets[0].rows[1:]
    assert list(read) == rows


@pytest.mark.slow
def test_more_than_ten_thousand_rows_are_written_within_three_seconds():
    columns = tuple(ColumnSpec(f"列{n}") for n in range(18)) + COLUMNS[1:4]
    rows: list[list[Value]] = [
        [*(f"値{row}-{n}" for n in range(18)), row, row * 1000, date(2026, 3, 31)] for row in range(10_500)
    ]
    began = time.process_time()
    content = write_workbook([SheetSpec("台帳", columns, rows)], made_at=AT)
    assert time.process_time() - began < 3
    assert len(read_file("x", content).sheets[0].rows) == 10_501
