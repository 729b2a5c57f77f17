"""Each character in a font that has it, and in the text map as what it is."""

import pytest

from app.reports.lettering import (
    BOLD,
    FALLBACKS,
    FILES,
    FOLDER,
    REGULAR,
    REPLACEMENT,
    clean,
    glyphs,
    missing,
    runs,
    text_map,
    width,
)

FIRST, SECOND = FALLBACKS


def test_usual_text_stays_in_one_font():
    assert runs("株式会社FIXER 髙﨑①～") == [(REGULAR, "株式会社FIXER 髙﨑①～")]
    assert runs("髙﨑", BOLD) == [(BOLD, "髙﨑")]
    assert runs("") == []


def test_a_rare_character_is_drawn_by_a_font_that_has_it():
    assert runs("𠮷田 腾讯 한국") == [
        (FIRST, "𠮷"), (REGULAR, "田 "), (SECOND, "腾讯"), (REGULAR, " "), (SECOND, "한국"),
    ]  # fmt: skip


def test_what_no_font_has_is_seen_and_named():
    assert runs("甲\uf8ff") == [(REGULAR, f"甲{REPLACEMENT}")]
    assert list(missing("甲\uf8ff𠮷")) == ["\uf8ff"]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("葛\U000e0100城", "葛城"),
        ("が", "が"),
        ("a\r\n\tb", "a b"),
        ("\ud800甲\x00", " 甲 "),
        ("‼\ufe0f", "‼"),
    ],
)
def test_text_is_made_drawable(text, drawn):
    assert clean(text) == drawn


def test_a_width_is_the_sum_of_its_pieces():
    assert width("甲𠮷", 10) == width("甲", 10) + width("𠮷", 10)
    assert width("甲甲", 10) == pytest.approx(20)


def test_the_text_map_writes_utf_16_in_blocks_that_a_reader_takes():
    written = text_map("X", [0x20BB7, 0x9AD9, *range(0x4E00, 0x4E00 + 120)])
    assert "<00> <D842DFB7>" in written
    assert "<01> <9AD9>" in written
    assert [line for line in written.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "22 beginbfchar",
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_font_is_shipped_with_truetype_outlines_and_its_licence(name):
    assert (FOLDER / FILES[name]).read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert len(glyphs(name)) > 10_000
    licences = [path.read_text() for path in FOLDER.glob("LICENCE-*.txt")]
    assert any(FILES[name] in text and "without" in text.lower() for text in licences)
