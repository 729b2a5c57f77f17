"""Lines end where a Japanese reader expects it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.lettering import BOLD, REGULAR, width
from app.reports.wrapping import ELLIPSIS, cut, estimate, wrap


def ems(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("あいうえおかき", ["あいうえお", "かき"]),
        ("あいうえお。かき", ["あいうえ", "お。かき"]),
        ("あいうえ（かき）", ["あいうえ", "（かき）"]),
        ("あいうえきょう", ["あいうえ", "きょう"]),
        ("ab cd ef", ["ab cd", "ef"]),
        ("ab 甲乙丙", ["ab 甲乙", "丙"]),
        ("abcdefgh", ["abcde", "fgh"]),
        ("。。。。。。。", ["。。。。。", "。。"]),
        ("あいうえお%123", ["あいうえ", "お%123"]),
        ("あいうえお%1234", ["あいうえお", "%1234"]),
        ("", [""]),
        ("甲\n乙", ["甲", "乙"]),
    ],
)
def test_lines_of_five(text, lines):
    assert wrap(text, 5, ems) == lines


def test_the_last_line_allowed_says_that_there_is_more():
    assert wrap("あいうえおかきくけこさし", 5, ems, most=2) == ["あいうえお", "かきくけ" + ELLIPSIS]
    assert wrap("あいうえおかきくけこ", 5, ems, most=2) == ["あいうえお", "かきくけこ"]


@given(st.text(max_size=60), st.integers(1, 12))
def test_no_line_is_too_wide_and_no_letter_is_lost(text, room):
    lines = wrap(text, room, ems)
    assert all(ems(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=30), st.integers(1, 12))
def test_what_is_cut_fits_and_begins_alike(text, room):
    made = cut(text, room, ems)
    assert ems(made) <= room
    assert made == text or text.startswith(made.removesuffix(ELLIPSIS))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20))
@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_the_estimate_leaves_room_for_our_own_font(font, text):
    assert width(text, 13, font) <= estimate(text, 13) + 1e-6


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_the_estimate_leaves_room_for_japanese(font):
    text = "独立行政法人・ｶﾅ（カナ）ー、。—é①髙﨑"
    assert width(text, 13, font) <= estimate(text, 13)
