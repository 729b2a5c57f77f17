"""From what was typed to what is stored: one form for each type of part, whoever typed it and where.

yes or no as those words; a choice by its key, several as a list in the questionnaire's order; a number or a
percentage as exact decimal text without its unit; a day as ISO; a country by its two letters; a rating as a whole
number; a table as a list of rows, column → value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.core import countries, dates
from app.core.errors import DomainError
from app.core.numbers import read_number
from app.core.text import InputError, clean, plain_lines
from app.core.words import N_
from app.diligence.rules.counting import PERCENT, counted

if TYPE_CHECKING:
    from app.standards.content.parts import AnyColumn, AnyPart, ExclusiveOption, Table
    from app.standards.content.questionnaires import Question

NOT_CHOICE = N_("“%(text)s” is not among the choices.")
ONE_CHOICE = N_("Choose one answer only.")
CHOSEN_ALONE = N_(
    "“%(choice)s” cannot be chosen together with another choice. Take away either that one or the others."
)
NOT_NUMBER = N_("“%(text)s” is not a number. Write it like 1,200 or 99.5.")
TOO_SMALL = N_("“%(text)s” is less than %(least)s.")
TOO_LARGE = N_("“%(text)s” is more than %(most)s.")
TOO_EXACT = N_("“%(text)s” has more than %(places)s decimal places.")
NO_DECIMALS = N_("“%(text)s” is not a whole number. Write it like 1,200,000.")
TOO_LONG = N_("The text has %(length)s characters; at most %(count)s can be taken.")
TOO_MANY_ROWS = N_("There are %(rows)s rows; at most %(count)s can be taken.")
NOT_COUNTRY = N_("“%(value)s” is not a country. Write its name, or its two-letter code such as JP.")
MISSING = N_("Answer this part.")
MISSING_CELL = N_("Fill in this column.")
TOO_FEW_ROWS = N_("Fill in at least %(count)s rows.")
MISSING_FILE = N_("Attach a file.")

LONGEST = 10_000
LARGEST = Decimal(10) ** 15
_SHOWN = 60

# As typed into a page, or written into a cell: several words for a choice of several, rows for a table.
Typed = Sequence[str]
TypedRows = Sequence[Mapping[str, Typed]]


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a part, or a cell of a table's row (from 1). Of `params` a text in several languages
    stands as language → text."""

    part: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0
    column: str = ""


def read(part: AnyPart, typed: Typed | TypedRows) -> tuple[Any, list[Fault]]:
    """The value, None for an empty one; and what of it could not be taken. What was wrong is left out of it."""
    if part.type == "table":
        return _rows(part, typed)  # type: ignore[arg-type]
    try:
        return _value(part, [one for one in typed if isinstance(one, str) and one.strip()]), []
    except DomainError as error:
        return None, [Fault(part.key, error.message, error.params)]


def missing(question: Question, values: Mapping[str, Any], files: Mapping[str, int]) -> Iterator[Fault]:
    """What has to be there before the answer is whole. `files`: part → how many lie beside it."""
    for part in question.parts:
        value = values.get(part.key)
        if part.type == "file":
            if part.required and not files.get(part.key):
                yield Fault(part.key, MISSING_FILE)
        elif part.type == "table":
            yield from _missing_of_table(part, value or [])
        elif part.required and value in (None, "", []):
            yield Fault(part.key, MISSING)


def _missing_of_table(part: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    least = max(part.min_rows, 1) if part.required else 0
    if len(rows) < least:
        yield Fault(part.key, TOO_FEW_ROWS if least > 1 else MISSING, {"count": least} if least > 1 else {})
    for number, row in enumerate(rows, 1):
        for column in part.columns:
            if column.required and row.get(column.key) in (None, "", []):
                yield Fault(part.key, MISSING_CELL, row=number, column=column.key)


def _rows(part: Table, typed: TypedRows) -> tuple[list[dict[str, Any]] | None, list[Fault]]:
    """Rows without a word are left out, so that an empty line at the end says nothing."""
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    filled = [row for row in typed if any(one.strip() for cell in row.values() for one in cell)]
    if len(filled) > part.max_rows:
        params = {"rows": len(filled), "count": part.max_rows}
        return None, [Fault(part.key, TOO_MANY_ROWS, params)]
    for number, row in enumerate(filled, 1):
        made: dict[str, Any] = {}
        for column in part.columns:
            try:
                value = _value(column, [one for one in row.get(column.key, ()) if one.strip()])
            except DomainError as error:
                faults.append(Fault(part.key, error.message, error.params, number, column.key))
            else:
                made |= {} if value is None else {column.key: value}
        rows.append(made)
    return rows or None, faults


def _value(part: AnyPart | AnyColumn, typed: Typed) -> Any:
    if not typed:
        return None
    match part.type:
        case "multi":
            return _several(typed, part.options)
        case "country" if getattr(part, "several", False):
            return sorted({_country(one) for one in typed})
    if len(typed) > 1:
        raise InputError(ONE_CHOICE)
    return _single(part, typed[0])


def _single(part: AnyPart | AnyColumn, text: str) -> Any:
    match part.type:
        case "yes_no":
            return _choice(text, ("yes", "no"))
        case "single":
            return _choice(text, [option.key for option in part.options])
        case "number":
            least, most = getattr(part, "min", None), getattr(part, "max", None)
            return _exact(_number(counted(text, part.unit.model_dump()), least, most, part.decimals))
        case "percent":
            return _exact(_number(counted(text, PERCENT), 0, 100, part.decimals))
        case "score":
            return int(_number(text, part.min, part.max, 0))
        case "date":
            return dates.parse_date(text).isoformat()
        case "country":
            return _country(text)
    return _text(text)


def _choice(text: str, keys: Sequence[str]) -> str:
    if text.strip() not in keys:
        raise InputError(NOT_CHOICE, text=text[:_SHOWN])
    return text.strip()


def _several(typed: Typed, options: Sequence[ExclusiveOption]) -> list[str]:
    keys = [option.key for option in options]
    chosen = {_choice(one, keys) for one in typed}
    alone = next((one for one in options if one.exclusive and one.key in chosen), None)
    if alone is not None and len(chosen) > 1:
        raise InputError(CHOSEN_ALONE, choice=alone.label.model_dump())
    return [key for key in keys if key in chosen]


def _number(text: str, least: Any, most: Any, places: int) -> Decimal:
    shown, value = text.strip()[:_SHOWN], read_number(text)
    if value is None:
        raise InputError(NOT_NUMBER, text=shown)
    _check(value, shown, least, most, places)
    return value


def _check(value: Decimal, shown: str, least: Any, most: Any, places: int) -> None:
    low = -LARGEST if least is None else Decimal(str(least))
    high = LARGEST if most is None else Decimal(str(most))
    if value < low:
        raise InputError(TOO_SMALL, text=shown, least=_exact(low))
    if value > high:
        raise InputError(TOO_LARGE, text=shown, most=_exact(high))
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        if not places:
            raise InputError(NO_DECIMALS, text=shown)
        raise InputError(TOO_EXACT, text=shown, places=places)


def _exact(value: Decimal) -> str:
    """Without zeros that say nothing, and never as a power of ten."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _country(text: str) -> str:
    found = countries.code_of(text)
    if found is None:
        raise InputError(NOT_COUNTRY, value=text.strip()[:_SHOWN])
    return found


def _text(text: str) -> str:
    cleaned = clean(plain_lines(text))
    if len(cleaned) > LONGEST:
        raise InputError(TOO_LONG, length=len(cleaned), count=LONGEST)
    return cleaned
