"""Which font draws which character on paper, and how wide it is. Fonts are ours and loaded on first use."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

REGULAR, BOLD = "BIZUDPGothic", "BIZUDPGothic-Bold"
FALLBACKS = ("VL-PGothic", "DroidSansFallback")
FILES = {
    REGULAR: "BIZUDPGothic-Regular.ttf",
    BOLD: "BIZUDPGothic-Bold.ttf",
    "VL-PGothic": "VL-PGothic-Regular.ttf",
    "DroidSansFallback": "DroidSansFallback.ttf",
}
FOLDER = Path(__file__).parent / "fonts"
REPLACEMENT = "\u3013"  # the geta mark: what a Japanese printer sets where a type is missing
# Selectors choose between shapes that our fonts do not tell apart; drawn, they would be boxes.
_SELECTORS = re.compile("[\u180b-\u180f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLOCK = 100  # entries that one block of a text map may hold

_loading = threading.Lock()


def clean(text: str) -> str:
    """The text as it can be drawn: composed, in one line, without selectors."""
    return unicodedata.normalize("NFC", _SELECTORS.sub("", _CONTROLS.sub(" ", text)))


@cache
def glyphs(name: str) -> frozenset[int]:
    """The characters of a font, which is registered by asking."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    with _loading:
        ttfonts.makeToUnicodeCMap = text_map
        font = ttfonts.TTFont(name, FOLDER / FILES[name])
        pdfmetrics.registerFont(font)
        return frozenset(font.face.charToGlyph)


def register() -> None:
    """Make both weights known to ReportLab; the fallbacks follow when a character needs them."""
    for name in (REGULAR, BOLD):
        glyphs(name)


def runs(text: str, name: str = REGULAR) -> list[tuple[str, str]]:
    """The cleaned text in pieces of one font each; what no font has becomes the geta mark."""
    text = clean(text)
    own = glyphs(name)
    if all(ord(char) in own for char in text):
        return [(name, text)] if text else []
    chosen = [_chosen(char, name) for char in text]
    return [(font, "".join(char for _, char in part)) for font, part in groupby(chosen, key=lambda c: c[0])]


def missing(text: str) -> Iterator[str]:
    """Characters that no font of ours has."""
    return (char for char in clean(text) if _chosen(char, REGULAR)[1] != char)


def _chosen(char: str, name: str) -> tuple[str, str]:
    for font in (name, *FALLBACKS):
        if ord(char) in glyphs(font):
            return font, char
    return name, REPLACEMENT


def width(text: str, size: float, name: str = REGULAR) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return sum(float(stringWidth(piece, font, size)) for font, piece in runs(text, name))


def text_map(fontname: str, subset: Any) -> str:
    """What a reader copies out of the PDF: code to UTF-16, which ReportLab's own map cuts off at U+FFFF."""
    entries = [f"<{code:02X}> <{_utf16(char)}>" for code, char in enumerate(subset)]
    blocks = [entries[at : at + _BLOCK] for at in range(0, len(entries), _BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end\nend",
        ]
    )


def _utf16(char: int) -> str:
    return chr(char).encode("utf-16-be").hex().upper()
