"""What a cell of a strange questionnaire says: a number, an answer, a tick."""

import re
import unicodedata
from enum import StrEnum

from app.exchange.reading.book import BadCell, Cell
from app.exchange.reading.values import shown
from app.exchange.rules.foreign_words import Said, folded_answer, word_of

LONGEST_ID = 40

_OPENING = re.compile(
    r"^(yes|no|n/a|n\.a\.|not applicable|partially|partial|はい|いいえ|該当なし|対象外)\s*[,.:;、。：；\-–—\n(（]"
    r"|^(有り|あり|有|無し|なし|無|○|×|△|◎|実施済み?|未実施|対応済み?|未対応)\s*[,.:;、。：；\n(（]"
    r"|^(planned|in progress|予定|検討中|計画中|準備中|対応中|(?:実施|対応|導入|整備|策定)予定)"
    r"\s*[,.:;、。：；\-–—\n(（]"
    r"|^(yes)\s+(?![/|]|or\b|no\b)|^(no)\s(?:we|but|it|this|there|because|since|i|our)\b",
    re.IGNORECASE,
)
# Choices in one cell, each behind a box: ☑はい □いいえ.
_BOX = re.compile(r"([☐□◻⬜☑☒✅■✔✓])\s*([^☐□◻⬜☑☒✅■✔✓]*)")
EMPTY_BOXES = frozenset("☐□◻⬜¨")
_DASHES = frozenset("-–—－―ー‐−・/／")
_LONGEST_CHOICE = 20
_TICKS = frozenset({
    "x", "✓", "✔", "☑", "☒", "✅", "レ", "○", "●", "◎", "■", "true", "1", "v", "√", "✕", "✖", "✗", "×", "*", "ü", "þ",
    "yes", "y", "はい", "◉", "⦿", "✘", "û", "ý",
})  # fmt: skip
_NOT_TICKED = frozenset({"", "false", "0", "-", "–", "—", "・", "no", "n", *EMPTY_BOXES})
FULL, HOLLOW = frozenset("●◉⦿"), frozenset("○")

_ID = re.compile(
    r"[A-Z][A-Z0-9]{0,9}(?:[&/_.][A-Z0-9]{1,9}){0,2}[-. _]{0,2}\d{1,4}(?:[-._]\d{1,4}){0,5}"
    r"(?:[-.]?[a-z]|\([a-z0-9]{1,3}\))?"
    r"|\d{1,4}(?:[-.]\d{1,4}){0,5}[-.]?[a-z]?"
    r"|[A-Z](?:[-.]\d{1,3}){1,5}[a-z]?"
    r"|[(<]?\d{1,4}[)>]|[(<]?[A-Za-z][)>]"
    r"|[a-z]{1,8}-?\d{1,4}(?:[-.]\d{1,4}){0,4}"
    r"|(?:問|設問|質問|項番|第)\d{1,4}(?:[-.]\d{1,4}){0,4}(?:条|項|号|問)?"
)
# Words before a number that is a place in the paper and none of a question.
_PLACE = re.compile(
    r"(?:section|chapter|part|domain|version|appendix|annex|step|phase|page|tab)\b", re.IGNORECASE
)
# An identifier in front of the text that it names: ID.AM-1: …, 1.2 …
_NUMBERED = re.compile(
    r"([A-Z]{0,8}(?:\.[A-Z]{2,4})?[-. ]?\d{1,4}(?:[-.]\d{1,4}){0,5})(?:[.:：)）、]\s*|\s+)(?=\S)"
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


def numbered(text: str) -> tuple[str, str]:
    """An identifier in front of a text, and the text; "" where none stands there."""
    found = _NUMBERED.match(text)
    return (found[1].strip(), text[found.end() :]) if found and is_id(found[1]) else ("", text)


def said_in(cell: Cell) -> Said:
    """What one cell of an answer says."""
    if isinstance(cell, bool):
        return Said.YES if cell else Said.NO
    text = text_of(cell)
    if not text:
        return Said.NA if isinstance(cell, BadCell) and cell.shown == "#N/A" else Said.NONE
    if text in EMPTY_BOXES:
        return Said.NONE
    if (known := word_of(text)) is not None or (known := boxed(text)) is not None:
        return known
    opening = _OPENING.match(unicodedata.normalize("NFKC", text))
    return word_of(next(filter(None, opening.groups()))) or Said.TEXT if opening else Said.TEXT


def boxed(text: str) -> Said | None:
    """Of choices behind boxes in one cell, the ticked one; None where it is no such cell."""
    found = [(box, word.strip()) for box, word in _BOX.findall(text)]
    if not found or any(len(word) > _LONGEST_CHOICE for _, word in found):
        return None
    if not any(word_of(word) for _, word in found) or not text.startswith(found[0][0]):
        return None
    ticked = [word_of(word) or Said.OTHER for box, word in found if box not in EMPTY_BOXES]
    if not ticked:
        return Said.NONE
    return ticked[0] if len(ticked) == 1 else Said.CONFLICT


def is_dash(cell: Cell) -> bool:
    return isinstance(cell, str) and text_of(cell) in _DASHES


def is_bare(cell: Cell) -> bool:
    """Whether the cell says nothing beside the answer itself."""
    return isinstance(cell, bool) or word_of(text_of(cell)) is not None or boxed(text_of(cell)) is not None


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
    folded = folded_answer(text_of(cell))
    if folded and (folded in _TICKS or word_of(folded) == column):
        return Mark.TICKED
    return Mark.EMPTY if folded in _NOT_TICKED else Mark.WRITTEN
