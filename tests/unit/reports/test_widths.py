"""A column is as wide as its share says, as far as its words and the emptiness of others allow."""

import pytest

from app.reports.lines import Style
from app.reports.pdf import Column, Table
from app.reports.widths import widths

PLAIN, STRONG, SPACE, ROOM = Style(8), Style(8, is_bold=True), 6.0, 400.0


def of(*columns, rows):
    """`columns`: label and share."""
    return widths(Table(tuple(Column(*each) for each in columns), rows), ROOM, PLAIN, STRONG, SPACE)


def test_where_all_fits_the_shares_are_kept():
    found = of(("甲", 1), ("乙", 3), rows=(("あ", "い"),))
    assert found == pytest.approx([100, 300])


def test_a_word_has_room_for_itself():
    narrow, rest = of(("名称", 1), ("乙", 9), rows=(("Microsoft Corporation", "い" * 200),))
    assert narrow == pytest.approx(PLAIN.measure("Corporation") + SPACE)
    assert narrow + rest == pytest.approx(ROOM)


def test_a_word_in_bold_has_room_as_well():
    table = Table((Column("名称", 1), Column("乙", 9)), (("Corporation", "い" * 200),), strong=frozenset({0}))
    assert widths(table, ROOM, PLAIN, STRONG, SPACE)[0] == pytest.approx(
        STRONG.measure("Corporation") + SPACE
    )


def test_a_word_that_is_wider_than_any_column_of_its_kind_is_broken():
    found = of(("甲", 1), ("乙", 3), rows=(("x" * 300, "い" * 200),))
    assert found == pytest.approx([100, 300])


def test_an_empty_column_keeps_its_share_where_no_text_is_broken():
    assert of(("名称", 1), ("有効期限", 3), rows=(("名", ""),)) == pytest.approx([100, 300])


def test_an_empty_column_takes_no_more_than_its_head_and_the_rest_goes_to_the_text():
    name, empty, number = of(("名称", 1), ("有効期限", 2), ("番号", 1), rows=(("名" * 90, "", "12"),))
    assert empty == pytest.approx(STRONG.measure("有効期限") + SPACE)
    assert number == pytest.approx(STRONG.measure("番号") + SPACE)
    assert name == pytest.approx(ROOM - empty - number)


def test_columns_with_more_words_than_room_keep_their_shares():
    rows = (("Corporation",) * 10,)
    assert of(*((str(at), 1) for at in range(10)), rows=rows) == pytest.approx([40] * 10)
