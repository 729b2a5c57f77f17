"""A cell as a typed value, or a reasoned refusal that can be shown beside the cell.

Each reader takes a cell and answers a value, or None for an empty cell. What Excel made of a value on the way
(a number of a code, a float of a number, a date of a date) is undone where that is certain, and refused where
it is not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from app.core import countries, dates, identifiers
from app.core.errors import DomainError
from app.core.numbers import NUMBER, read_number
from app.core.text import InputError, clean, fold, line_feeds
from app.core.words import N_
from app.exchange.reading import spellings
from app.exchange.reading.book import BadCell, Cell

HAS_ERROR = N_("The cell holds the error %(value)s. Correct it in the workbook.")
NOT_CALCULATED = N_(
    "The cell holds a formula whose result was not saved. Open the file in Excel, save it and retry."
)
TOO_LONG = N_("The text has %(length)s characters; at most %(count)s can be taken.")
NOT_WHOLE = N_("“%(value)s” is not a whole number.")
NOT_NUMBER = N_("“%(value)s” is not a number.")
TOO_LARGE = N_("“%(value)s” is too large a number.")
NOT_YEN = N_("“%(value)s” is not an amount in whole yen, such as 1,200,000.")
NOT_AMOUNT = N_("“%(value)s” is not an amount. Write a number in the unit that the heading names.")
TWO_UNITS = N_(
    "“%(value)s” has a unit that differs from the unit in the heading. Write the amount in one of them."
)
ROUNDED = N_("Excel keeps only 15 digits of a number. Write “%(value)s” as text.")
DATE_NUMBER = N_("“%(value)s” is a number, not a date. Format the column as a date in Excel and retry.")
HAS_TIME = N_("“%(value)s” has a time of day; write the date only.")
NOT_FLAG = N_("“%(value)s” is neither yes nor no. Write ○ or ×, or leave it empty.")
NOT_CHOICE = N_("“%(value)s” is not among the choices: %(choices)s")
NOT_COUNTRY = N_("“%(value)s” is not a country. Write its name, or its two-letter code such as JP.")

MAX_TEXT = 10_000
_MAX_EXACT = 2**53
_SHOWN = 80
_CHOICES_SHOWN = 10

Reader = Callable[[Cell], Any]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_AMOUNT = re.compile(
    r"(?P<sign>[-−‐–△▲]?)\s*[¥\\]?\s*(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<unit>[^0-9\s]*)"
)


class ValueProblem(DomainError):
    """The value of a cell cannot be taken; `shown` is the value as the file has it."""

    def __init__(self, message: str, cell: Cell, **params: Any) -> None:
        self.shown = shown(cell)
        super().__init__(message, **{"value": self.shown, **params})


def shown(cell: Cell) -> str:
    """A cell as a person would quote it, never longer than a line."""
    if cell is None:
        return ""
    text = cell.shown if isinstance(cell, BadCell) else _spelt(cell)
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not _UNSEEN.sub("", cell).strip())


def _spelt(cell: str | int | float | date | time) -> str:
    """Any cell as text: what Excel took for a number or a date stays readable."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _usable(cell: Cell) -> str | int | float | date | time | None:
    """The cell unless it is empty; an error instead of a value is refused by every reader."""
    if isinstance(cell, BadCell):
        raise ValueProblem(HAS_ERROR if cell.shown else NOT_CALCULATED, cell)
    return None if is_blank(cell) else cell


# --- text ----------------------------------------------------------------------------------


def text(cell: Cell, *, at_most: int = MAX_TEXT) -> str | None:
    """Text as it is spelt, without blanks at its ends; line breaks within a cell are kept as \\n."""
    value = _usable(cell)
    if value is None:
        return None
    spelt = line_feeds(_spelt(value))
    try:
        stored = clean(spelt)
    except InputError as error:
        raise ValueProblem(error.message, cell) from None
    if len(stored) > at_most:
        raise ValueProblem(TOO_LONG, cell, length=len(stored), count=at_most)
    return stored or None


def line(cell: Cell, *, at_most: int = 500) -> str | None:
    """Text on one line: line breaks within the cell become blanks."""
    stored = text(cell, at_most=at_most)
    return None if stored is None else re.sub(r"[\t\n]+ *", " ", stored)


def code(cell: Cell) -> str | None:
    """A number or code of somebody's system: half-width, without blanks at its ends; digits stay as they were."""
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= _MAX_EXACT):
        raise ValueProblem(ROUNDED, cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= _MAX_EXACT:
        raise ValueProblem(ROUNDED, cell)
    stored = line(int(cell) if isinstance(cell, float) else cell)
    return None if stored is None else unicodedata.normalize("NFKC", stored)


def _identifier(check: Callable[[str], str], cell: Cell) -> str | None:
    stored = code(cell)
    if stored is None:
        return None
    try:
        return check(stored)
    except InputError as error:
        raise ValueProblem(error.message, cell, **error.params) from None


def corporate_number(cell: Cell) -> str | None:
    return _identifier(identifiers.check_corporate_number, cell)


def lei(cell: Cell) -> str | None:
    return _identifier(identifiers.check_lei, cell)


def invoice_number(cell: Cell) -> str | None:
    return _identifier(identifiers.check_invoice_number, cell)


# --- numbers -------------------------------------------------------------------------------


def number(cell: Cell) -> Decimal | None:
    """A number, exact as written."""
    value = _usable(cell)
    if value is None:
        return None
    if isinstance(value, bool | date | time):
        raise ValueProblem(NOT_NUMBER, cell)
    if isinstance(value, int | float):
        return Decimal(repr(value))
    found = read_number(value)
    if found is None:
        raise ValueProblem(NOT_NUMBER, cell)
    return found


def integer(cell: Cell) -> int | None:
    amount = number(cell)
    if amount is None:
        return None
    if abs(amount) >= _MAX_EXACT:
        raise ValueProblem(TOO_LARGE, cell)
    if amount != amount.to_integral_value():
        raise ValueProblem(NOT_WHOLE, cell)
    return int(amount)


def yen(cell: Cell, *, unit: int = 1) -> int | None:
    """Whole yen. `unit` is what the heading says (千円 is 1000); a cell may name its own unit instead."""
    value = _usable(cell)
    if value is None:
        return None
    message = NOT_YEN if unit == 1 else NOT_AMOUNT
    if isinstance(value, bool | date | time):
        raise ValueProblem(message, cell)
    if isinstance(value, int | float):
        return _whole_yen(Decimal(repr(value)) * unit, cell)
    plain = unicodedata.normalize("NFKC", value).strip().lower()
    found = _AMOUNT.fullmatch(plain)
    if not found or not NUMBER.fullmatch(found["number"]) or found["unit"] not in spellings.UNITS:
        raise ValueProblem(message, cell)
    own = spellings.UNITS[found["unit"]] if found["unit"] else unit
    if found["unit"] and unit not in (1, own):
        raise ValueProblem(TWO_UNITS, cell)
    amount = Decimal(found["number"].replace(",", "")) * own
    return _whole_yen(-amount if found["sign"] else amount, cell)


def _whole_yen(amount: Decimal, cell: Cell) -> int:
    if amount.is_finite() and abs(amount) >= _MAX_EXACT:
        raise ValueProblem(TOO_LARGE, cell)
    try:
        whole = int(amount.to_integral_exact())
    except (InvalidOperation, OverflowError):
        raise ValueProblem(NOT_YEN, cell) from None
    if whole != amount:
        raise ValueProblem(NOT_YEN, cell)
    return whole


# --- days ----------------------------------------------------------------------------------


def day(cell: Cell) -> date | None:
    """A day: a date of Excel, ISO, 2026/3/31, 令和8年3月31日, R8.3.31, or eight digits."""
    value = _usable(cell)
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.time() != time():
            raise ValueProblem(HAS_TIME, cell)
        value = value.date()
    if isinstance(value, date):
        if value < dates.FIRST_DAY:
            raise ValueProblem(dates.TOO_EARLY, cell)
        return value
    if isinstance(value, bool | time | float) or (
        isinstance(value, int) and not 18730101 <= value <= 99991231
    ):
        raise ValueProblem(DATE_NUMBER, cell)
    try:
        return dates.parse_date(_midnight(str(value)))
    except InputError as error:
        raise ValueProblem(error.message, cell, **error.params) from None


def _midnight(spelt: str) -> str:
    """A day that a database wrote out with a time of nought."""
    return re.sub(r"[ T]0{1,2}:00(:00(\.0{1,6})?)?$", "", spelt.strip())


# --- choices -------------------------------------------------------------------------------


def flag(cell: Cell) -> bool | None:
    value = _usable(cell)
    if value is None or isinstance(value, bool):
        return value
    plain = _plain(value)
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise ValueProblem(NOT_FLAG, cell)


def _plain(value: str | int | float | date | time) -> str:
    return unicodedata.normalize("NFKC", _spelt(value)).strip().casefold()


_YES = frozenset(map(_plain, spellings.YES))
_NO = frozenset(map(_plain, spellings.NO))


class Choice(NamedTuple):
    """What is stored, and every way in which it may be written: value, Japanese and English label."""

    value: Any
    spellings: tuple[str, ...]


def choices_of(enum: type[StrEnum]) -> tuple[Choice, ...]:
    """The members of an enum by their labels in both languages, their value and their name. Needs the application."""
    from app.core.translating import in_language
    from app.core.words import value_label

    labels: dict[str, list[str]] = {member: [] for member in enum}
    for language in ("ja", "en"):
        with in_language(language):
            for member in enum:
                labels[member].append(value_label(member))
    return tuple(Choice(member, (*labels[member], member.value, member.name)) for member in enum)


class OneOf:
    """A reader of one of the choices. A spelling that two of them share is taken for the first."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = tuple(choices)
        self._known = _known(choices)

    def __call__(self, cell: Cell) -> Any:
        value = _usable(cell)
        return None if value is None else self.found(cell, _spelt(value))

    def found(self, cell: Cell, part: str) -> Any:
        choice = self._known.get(_folded(part))
        if choice is None:
            raise _no_choice(cell, part, self.choices)
        return choice.value


class ManyOf(OneOf):
    """A reader of several choices in one cell, in the order of the cell, each once."""

    def __call__(self, cell: Cell) -> list[Any] | None:
        parts = listed(cell, self._known)
        return None if parts is None else list(dict.fromkeys(self.found(cell, part) for part in parts))


def one_of(choices: Sequence[Choice]) -> OneOf:
    return OneOf(choices)


def many_of(choices: Sequence[Choice]) -> ManyOf:
    return ManyOf(choices)


def _known(choices: Sequence[Choice]) -> dict[str, Choice]:
    known: dict[str, Choice] = {}
    for choice in choices:
        for spelling in choice.spellings:
            known.setdefault(_folded(spelling), choice)
    return known


def _folded(spelling: str) -> str:
    """Folded for comparison; signs that folding drops (○, ※) are compared as they are."""
    return fold(spelling) or unicodedata.normalize("NFKC", spelling).strip()


def _no_choice(cell: Cell, part: str, choices: Sequence[Choice]) -> ValueProblem:
    labels = [choice.spellings[0] for choice in choices[:_CHOICES_SHOWN]]
    more = "、…" if len(choices) > _CHOICES_SHOWN else ""
    return ValueProblem(NOT_CHOICE, cell, value=shown(part), choices="、".join(labels) + more)


def listed(cell: Cell, known: Mapping[str, Any] | Iterable[str] = ()) -> list[str] | None:
    """The parts of a cell that lists several; a whole cell that is one known value is not torn apart."""
    whole = text(cell)
    if whole is None:
        return None
    if _folded(whole) in known:
        return [whole]
    parts = [part.strip() for part in re.split("[、，,;；／\n]", whole)]
    return [part for part in parts if part] or None


class ListOf:
    """A reader of several values in one cell, each read by `reader`."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __call__(self, cell: Cell) -> list[Any] | None:
        parts = listed(cell)
        return None if parts is None else list(dict.fromkeys(map(self.reader, parts)))


def list_of(reader: Reader) -> ListOf:
    return ListOf(reader)


def country(cell: Cell) -> str | None:
    """ISO 3166-1 alpha-2, from the code or the Japanese or English name."""
    stored = line(cell)
    if stored is None:
        return None
    found = countries.code_of(stored)
    if found is None:
        raise ValueProblem(NOT_COUNTRY, cell)
    return found
