"""What a cell of a strange questionnaire says: a number, an answer, a tick."""

import re
import unicodedata
from enum import StrEnum

from app.exchange.reading.book import BadCell, Cell
from app.exchange.reading.values import shown

LONGEST_ID = 40


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    NA = "na"
    PARTIAL = "partial"
    TEXT = "text"
    NONE = "none"
    CONFLICT = "conflict"


_WORDS = {
    Said.YES: (
        "yes", "y", "true", "はい", "○", "◎", "●", "有", "有り", "あり", "適合", "適", "実施", "実施済", "実施済み",
        "実施している", "対応", "対応済", "対応済み", "対応している", "implemented", "fully implemented", "compliant",
        "in place",
    ),
    Said.NO: (
        "no", "n", "false", "いいえ", "×", "✕", "✖", "✗", "無", "無し", "なし", "不適合", "否", "未実施", "未対応",
        "実施していない", "対応していない", "not implemented", "non-compliant", "not compliant",
    ),
    Said.NA: (
        "na", "n/a", "n.a.", "n.a", "#n/a", "not applicable", "notapplicable", "does not apply", "該当なし",
        "該当無し", "該当せず", "該当しない", "対象外", "非該当", "適用外", "適用なし",
    ),
    Said.PARTIAL: (
        "partial", "partially", "partly", "partially implemented", "yes/no", "in progress", "planned", "一部",
        "一部実施", "一部対応", "一部適合", "△", "▲",
    ),
}  # fmt: skip
_BY_WORD = {word: said for said, words in _WORDS.items() for word in words}
_OPENING = re.compile(
    r"^(yes|no|n/a|n\.a\.|not applicable|partially|partial|はい|いいえ|該当なし|対象外)\s*[,.:;、。：；\-–—\n(（]",
    re.IGNORECASE,
)
_TICKS = frozenset({
    "x", "✓", "✔", "☑", "☒", "✅", "レ", "○", "●", "◎", "■", "true", "1", "v", "√", "✕", "✖", "✗", "×", "*", "ü", "þ",
    "yes", "y", "はい",
})  # fmt: skip
_NOT_TICKED = frozenset({"", "false", "0", "☐", "□", "-", "–", "—", "・", "no", "n"})
_ROUND = str.maketrans({"〇": "○", "◯": "○", "⭕": "○", "Ｏ": "○"})

_ID = re.compile(
    r"[A-Z][A-Z0-9]{0,9}(?:[&/_][A-Z0-9]{1,9}){0,2}[-. _]{0,2}\d{1,4}(?:[-._]\d{1,4}){0,5}"
    r"(?:[-.]?[a-z]|\([a-z0-9]{1,3}\))?"
    r"|\d{1,4}(?:[-.]\d{1,4}){0,5}[-.]?[a-z]?"
    r"|[A-Z](?:[-.]\d{1,3}){1,5}[a-z]?"
    r"|[(<]\d{1,4}[)>]"
    r"|[a-z]{1,8}-?\d{1,4}(?:[-.]\d{1,4}){0,4}"
    r"|(?:問|設問|質問|項番|第)\d{1,4}(?:[-.]\d{1,4}){0,4}(?:条|項|号|問)?"
)
# Words before a number that is a place in the paper and none of a question.
_PLACE = re.compile(
    r"(?:section|chapter|part|domain|version|appendix|annex|step|phase|page|tab)\b", re.IGNORECASE
)
_NUMBER_ONLY = re.compile(r"[(<]?\d{1,4}[)>]?(?:[-.]\d{1,4})*")
_ASKS = re.compile(r"[?？][\s)\"”』」]*$|(?:か|ますか|ですか)[。.]?$")
_TELLS = re.compile(
    r"^(?:please |if |describe|provide|list|explain|identify|indicate|specify|state|select|enter|upload)",
    re.I,
)
_LONG = 40


def text_of(cell: Cell) -> str:
    """The whole text of a cell, without blanks at its ends."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff")
    if isinstance(cell, BadCell):
        return ""
    return shown(cell)


def has_outer_blanks(cell: Cell) -> bool:
    """Whether blanks stand before, behind or doubled inside what the cell says."""
    return isinstance(cell, str) and bool(text_of(cell)) and id_of(cell) != cell


def id_of(cell: Cell) -> str:
    return " ".join(text_of(cell).split())


def is_id(text: str) -> bool:
    said = unicodedata.normalize("NFKC", text).strip().rstrip(".:")
    return 0 < len(said) <= LONGEST_ID and _ID.fullmatch(said) is not None and not _PLACE.match(said)


def is_lettered_id(text: str) -> bool:
    """A number that no step of an instruction has: A&A-01.1, DOCU-01."""
    said = unicodedata.normalize("NFKC", text).strip().rstrip(".:")
    return is_id(text) and _NUMBER_ONLY.fullmatch(said) is None


def asks(text: str) -> bool:
    return bool(_ASKS.search(text))


def looks_like_question(text: str) -> bool:
    return asks(text) or len(text) >= _LONG or bool(_TELLS.match(text))


def said_in(cell: Cell) -> Said:
    """What one cell of an answer says."""
    if isinstance(cell, bool):
        return Said.YES if cell else Said.NO
    text = text_of(cell)
    if not text:
        return Said.NA if isinstance(cell, BadCell) and cell.shown == "#N/A" else Said.NONE
    folded = _folded(text)
    if (known := _BY_WORD.get(folded)) is not None:
        return known
    opening = _OPENING.match(unicodedata.normalize("NFKC", text))
    return _BY_WORD[opening[1].lower()] if opening else Said.TEXT


def is_bare(cell: Cell) -> bool:
    """Whether the cell says nothing beside the answer itself."""
    return isinstance(cell, bool) or _folded(text_of(cell)) in _BY_WORD


def _folded(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return plain.strip(" .。!*").translate(_ROUND) or plain


class Mark(StrEnum):
    TICKED = "ticked"
    EMPTY = "empty"
    WRITTEN = "written"  # neither a tick nor empty: words where a tick was asked for


def mark_in(cell: Cell, column: Said) -> Mark:
    """Whether a column to tick is ticked; its own name in it is a tick too."""
    if cell is None or isinstance(cell, BadCell):
        return Mark.EMPTY
    if isinstance(cell, bool):
        return Mark.TICKED if cell else Mark.EMPTY
    folded = unicodedata.normalize("NFKC", text_of(cell)).lower().translate(_ROUND)
    if folded and (folded in _TICKS or _BY_WORD.get(folded) == column):
        return Mark.TICKED
    return Mark.EMPTY if folded in _NOT_TICKED else Mark.WRITTEN
