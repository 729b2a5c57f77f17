"""Text in lines: by Japanese rules of where a line may end, and with the words of other scripts kept whole."""

import re
import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"
Measure = Callable[[str], float]

_SIGNS = "、。，．,.:;：；！？!?―’”)]}）］｝〕〉》」』】々%％"
_SMALL = ("LETTER SMALL", "ITERATION MARK", "PROLONGED SOUND MARK", "MIDDLE DOT")
_KANA = frozenset(
    chr(code)
    for code in range(0x3041, 0x3100)
    if any(kind in unicodedata.name(chr(code), "") for kind in _SMALL)
)
_NOT_FIRST = _KANA | frozenset(_SIGNS)
_NOT_LAST = frozenset("‘“([{（［｛〔〈《「『【￥\\$#")
# A word of a script with blanks stays whole with the blanks that follow; all else may part at each character.
_WORD = r"[!-~\u00a1-\u024f\u0370-\u052f]+"
_PIECES = re.compile(rf"{_WORD} *| +|.", re.DOTALL)

# The bold BIZ UDPGothic, in ems, rounded up: wider than what other Japanese fonts have for Latin.
_ASCII = {
    char: ems
    for ems, chars in {
        0.35: " ',.:;_i", 0.4: "!jl", 0.45: "I|", 0.5: "*-/\\^`rt~", 0.55: '"()[]f{}', 0.6: "Jsz", 0.65: "1Lcvxy",
        0.7: "Faegk", 0.75: "ESTYZbdhnopqu", 0.8: "$023456789?ABKPRV", 0.85: "+<=>CHNX", 0.9: "DGOQUw", 0.95: "#&",
        1.0: "%@MWm",
    }.items()
    for char in chars
}  # fmt: skip


def estimate(text: str, size: float) -> float:
    """A width, in either weight, that no usual Japanese screen font exceeds: the page's font is the reader's."""
    return size * sum(_ASCII.get(char) or _unit(char) for char in text)


def _unit(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    kind = unicodedata.east_asian_width(char)
    return 1.0 if kind in "WFA" else 0.5 if kind == "H" else 0.9 if char.isupper() else 0.8


def cut(text: str, width: float, measure: Measure) -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = measure(text[:middle].rstrip() + ELLIPSIS) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS


def wrap(text: str, width: float, measure: Measure, *, most: int = 0) -> list[str]:
    """Lines no wider than `width`; with `most`, the last one is cut and says so by an ellipsis."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, width, measure)
    if most and len(lines) > most:
        rest = "".join(lines[most - 1 :])
        lines = [*lines[: most - 1], cut(rest, width, measure)]
    return [line.rstrip() for line in lines]


def words_in(text: str) -> list[str]:
    """What stays whole on a line that has room for it."""
    return re.findall(_WORD, text)


def _wrapped(text: str, width: float, measure: Measure) -> list[str]:
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, width, measure):
        needed = measure(piece.rstrip() or piece)
        if line and used + needed > width:
            ended, line = _parted(line, piece, lambda text: measure(text.rstrip()) <= width)
            lines.append(ended)
            used = measure(line)
        else:
            line += piece
            used += measure(piece)
    return [*lines, line]


def _pieces(text: str, width: float, measure: Measure) -> list[str]:
    """A word that is wider than a whole line has to be broken anywhere."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        pieces += [piece] if measure(piece.rstrip()) <= width else list(piece)
    return pieces


def _parted(line: str, piece: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """Where the next line would begin, or this one end, with a mark that may not stand there: one more moves,
    as long as the next line has room for it."""
    kept, moved = line, piece.lstrip(" ")
    for _ in range(3):
        if len(kept) < 2 or not ((moved[:1] in _NOT_FIRST and moved) or kept[-1] in _NOT_LAST):
            return kept, moved
        kept, moved = kept[:-1], kept[-1] + moved
        if not fits(moved):
            break
    return line, piece.lstrip(" ")
