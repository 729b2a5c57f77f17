"""What stands where in a workbook of questions, so that it is found again whatever was moved in it.

The sheet of answers has one row for each part of a question, a table one sheet of its own. Hidden keys say what is
what: the first row names the columns, two columns name question and part, and a hidden sheet names the request.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.core.text import InputError, plain_lines
from app.core.words import N_

if TYPE_CHECKING:
    from uuid import UUID

HIDDEN_SHEET = "_sekisho"
FORM = "sekisho-answers-1"
TABLE_MARK = "sekisho-table"
SEPARATOR = "; "

HAS_ERROR = N_("The cell holds the error %(value)s. Correct it in the workbook.")
NOT_CALCULATED = N_(
    "The cell holds a formula whose result was not saved. Open the file in Excel, save it and retry."
)


class Col(StrEnum):
    """Columns of the sheet of answers, in their order."""

    NUMBER = "number"
    TEXT = "text"
    LABEL = "label"
    HOW = "how"
    ANSWER = "answer"
    STANCE = "stance"
    REASON = "reason"
    CONDITION = "condition"
    SUBSTITUTE = "substitute"
    SUBSTITUTE_KIND = "substitute_kind"
    SUBSTITUTE_FILE = "substitute_file"
    SUBSTITUTE_ADDRESS = "substitute_address"
    SUBSTITUTE_PLACE = "substitute_place"
    COMMENT = "comment"
    FILES = "files"
    WHEN = "when"
    QUESTION = "question"
    PART = "part"
    VERSION = "version"
    DIGEST = "digest"


HIDDEN = (Col.QUESTION, Col.PART, Col.VERSION, Col.DIGEST)
# What must come back as it went out.
LOCKED = (Col.NUMBER, Col.TEXT, Col.LABEL, Col.HOW)
# Of an answer as a whole: they stand in the row of its first part.
BESIDE = (Col.REASON, Col.CONDITION, Col.SUBSTITUTE, Col.COMMENT)
STAND_IN = (Col.SUBSTITUTE_KIND, Col.SUBSTITUTE_FILE, Col.SUBSTITUTE_ADDRESS, Col.SUBSTITUTE_PLACE)
# A workbook that went out before these were there comes back without them.
ADDED = frozenset(STAND_IN)


class TableRow:
    """Rows of the sheet of a table, from 0; what is entered begins at `ENTRIES`."""

    MARK, KEYS, TITLE, HOW, HEADS, ENTRIES = range(6)


@dataclass(frozen=True)
class Broken:
    """A cell that holds an error, or a formula whose result was never saved."""

    shown: str


Cell = str | int | float | bool | date | time | Broken | None
Grid = Mapping[str, Sequence[Sequence[Cell]]]


@dataclass(frozen=True)
class Line:
    """One part of a question as it went out. `names`: what may be written → key, for a part that offers choices;
    of a table `columns` has them by column, and `heads` its headings by column."""

    question: str
    part: Any
    locked: Mapping[Col, str]
    names: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A workbook as it went out, in one language. `stances`: what may be written → kind of answer, and `kinds` → what
    stands in for it; `files`: question → name → id of what lies beside it by now."""

    lines: Sequence[Line]
    stances: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def template_of(content_id: UUID, questions: Iterable[str]) -> str:
    """Changes with the version of the questionnaire and with what is asked of this respondent."""
    return hashlib.sha256("\n".join((FORM, str(content_id), *questions)).encode()).hexdigest()


def digest_of(texts: Iterable[str]) -> str:
    """Of locked texts as they went out: they may be worded anew here before the workbook comes back."""
    told = "\x1f".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


# --- cells --------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Two spellings of one choice are equal: full-width, capitals, blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def named(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What may be written → key; where two say the same, the first counts."""
    found: dict[str, str] = {}
    for text, key in pairs:
        found.setdefault(plain(text), key)
    return found


def text_of(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Broken():
            raise InputError(HAS_ERROR if cell.shown else NOT_CALCULATED, value=cell.shown)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return format(Decimal(repr(cell)), "f").removesuffix(".0")
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date() | time():
            return cell.isoformat()
    return plain_lines(str(cell))


def typed_of(part: Any, cell: Cell, names: Mapping[str, str]) -> list[str]:
    """A cell as `entering.read` takes it; a word that names no choice stays as it is, to be told."""
    if part.type == "yes_no" and isinstance(cell, bool):
        return ["yes" if cell else "no"]
    if part.type == "percent" and isinstance(cell, int | float) and not isinstance(cell, bool):
        return [_percent(cell)]
    text = text_of(cell)
    if not text.strip():
        return []
    if part.type == "multi" or getattr(part, "several", False):
        return _several(text, names)
    return [names.get(plain(text), text)]


def _percent(cell: int | float) -> str:
    """99.5 % lies in the file as 0.995; what is larger than one was written without its sign."""
    value = Decimal(repr(cell))
    return format(value * 100 if abs(value) <= 1 else value, "f")


def _several(text: str, names: Mapping[str, str]) -> list[str]:
    """One choice on each line, or between semicolons; commas only where every piece is a choice."""
    if plain(text) in names:
        return [names[plain(text)]]
    found: list[str] = []
    for piece in _pieces(text, ";；\n"):
        smaller = _pieces(piece, "、,，")
        if plain(piece) not in names and all(plain(one) in names for one in smaller):
            found += [names[plain(one)] for one in smaller]
        else:
            found.append(names.get(plain(piece), piece))
    return found


def _pieces(text: str, separators: str) -> list[str]:
    for one in separators:
        text = text.replace(one, "\n")
    return [piece.strip() for piece in text.split("\n") if piece.strip()]
