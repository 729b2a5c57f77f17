"""The heading of a table is found wherever people put it."""

import pytest

from app.core.errors import DomainError
from app.exchange.reading.book import BadCell, Merged, Sheet, address
from app.exchange.reading.headers import NO_HEADING, find_header

NAMES = {"会社名", "法人番号", "所在地", "国", "連絡先／電話", "電話"}


def is_known(text: str) -> bool:
    return text in NAMES


def sheet(*rows, merged=()) -> Sheet:
    return Sheet("台帳", tuple(rows), merged)


def test_a_heading_in_the_first_row():
    header = find_header(sheet(("会社名", "法人番号"), ("つばめ", "1")), is_known)
    assert (header.rows, header.texts, header.first_row, header.score) == ((0,), ("会社名", "法人番号"), 1, 2)


def test_titles_above_and_empty_columns_are_passed_over():
    header = find_header(
        sheet(
            ("委託先一覧", "2026年8月11日現在", "件数", "2件"),
            (),
            (None, "会社名", None, "国"),
            (None, "つばめ", None, "JP"),
        ),
        is_known,
    )
    assert header.rows == (2,)
    assert [(column.index, column.letters, column.text) for column in header.columns] == [
        (1, "B", "会社名"),
        (3, "D", "国"),
    ]


def test_two_rows_with_merged_cells_are_joined():
    rows = (("会社名", "連絡先", None), (None, "電話", "住所"), ("つばめ", "03", "東京"))
    merged = (Merged(0, 0, 1, 0), Merged(0, 1, 0, 2))
    header = find_header(sheet(*rows, merged=merged), is_known)
    assert header.rows == (0, 1)
    assert header.texts == ("会社名", "連絡先／電話", "連絡先／住所")


def test_two_rows_of_a_text_file_are_joined_although_nothing_says_merged():
    rows = (("会社名", "連絡先", None), (None, "電話", "住所"), ("つばめ", "03", "東京"))
    assert find_header(sheet(*rows), is_known).texts == ("会社名", "連絡先／電話", "連絡先／住所")


def test_a_merged_title_over_the_whole_table_is_no_part_of_the_heading():
    rows = (("委託先一覧", None), ("会社名", "国"), ("つばめ", "JP"))
    header = find_header(sheet(*rows, merged=(Merged(0, 0, 0, 1),)), is_known)
    assert (header.rows, header.texts) == ((1,), ("会社名", "国"))


def test_rows_of_data_do_not_join_the_heading():
    rows = (("会社名", "国"), ("会社名", "国"), ("つばめ", "JP"))
    assert find_header(sheet(*rows), is_known).rows == (0,)


def test_equal_headings_are_told_apart():
    header = find_header(sheet(("会社名", "国", "国"), ("つばめ", "JP", "US")), is_known)
    assert header.texts == ("会社名", "国", "国 #2")
    assert header.index_of("国 #2") == 2
    assert header.index_of("州") is None


def test_line_breaks_and_errors_in_a_heading_do_no_harm():
    header = find_header(sheet(("会社\n名", "会社名", BadCell("#REF!"), 5)), is_known)
    assert header.texts == ("会社 名", "会社名", "#REF!", "5")


def test_without_a_known_heading_the_first_row_of_different_texts_is_a_guess():
    header = find_header(sheet(("台帳",), ("あ", "い"), ("x", "y")), is_known)
    assert (header.rows, header.score) == ((1,), 0)


@pytest.mark.parametrize("rows", [(), (("x",),), ((1, 2), (3, 4)), (("a", "a"),)], ids=repr)
def test_a_sheet_without_a_heading_says_so(rows):
    with pytest.raises(DomainError) as caught:
        find_header(sheet(*rows), is_known)
    assert (caught.value.message, caught.value.params) == (NO_HEADING, {"sheet": "台帳"})


def test_addresses_are_those_of_excel():
    assert [address(0, 0), address(11, 25), address(0, 26), address(4, 701), address(0, 702)] == [
        "A1",
        "Z12",
        "AA1",
        "ZZ5",
        "AAA1",
    ]
