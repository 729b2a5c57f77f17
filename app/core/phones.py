"""Telephone numbers as people write them, in the one spelling that is stored."""

import re
import unicodedata

from app.core.text import DASHES, LONG_MARK, InputError
from app.core.words import N_

PHONE_SHAPE = N_(
    "“%(text)s” is no telephone number. Write it like 03-1234-5678, +81 3-1234-5678 or 03-1234-5678 ext. 12."
)
PHONE_LENGTH = N_(
    "A Japanese telephone number has 10 or 11 digits with its area code; this one has %(count)s."
)
PHONE_LENGTH_ABROAD = N_(
    "A telephone number with its country code has 8 to 15 digits; this one has %(count)s."
)

INNER = "内線"
# What people write between a number and its extension.
_EXTENSION = re.compile(
    rf"[,、\s(]*(?:({INNER})|ext(?:ension)?\.?|x|#)" r"\s*[:.]?\s*(\d{1,8})\s*\)?\Z", re.IGNORECASE
)
_DASH = re.compile(rf"[{re.escape(DASHES)}{LONG_MARK}]")
_GROUPED = re.compile(r"\+?[0-9]+(?:-[0-9]+)*")


def check_phone(text: str) -> str:
    """A number as it is stored: plain digits in groups, the extension behind it in the word that was used."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _EXTENSION.search(plain)
    extension = f"{found[1] or 'ext.'} {found[2]}" if found else ""
    number = plain[: found.start()] if found else plain
    if not number and extension:
        return extension  # inside one's own house
    number = _grouped(number, text)
    digits = number.replace("-", "").lstrip("+")
    if number.startswith("+"):
        if not 8 <= len(digits) <= 15:
            raise InputError(PHONE_LENGTH_ABROAD, count=len(digits))
    elif not digits.startswith("0"):
        raise InputError(PHONE_SHAPE, text=text)
    elif len(digits) not in (10, 11):
        raise InputError(PHONE_LENGTH, count=len(digits))
    return f"{number} {extension}".strip()


def _grouped(number: str, typed: str) -> str:
    """Brackets, blanks and every kind of dash are one hyphen."""
    number = number.replace("(0)", "-") if number.startswith("+") else number
    number = re.sub(r"[\s().]+", "-", _DASH.sub("-", number))
    number = re.sub("-{2,}", "-", number).strip("-")
    if not _GROUPED.fullmatch(number):
        raise InputError(PHONE_SHAPE, text=typed)
    return number


def digits_of(phone: str) -> list[str]:
    """By which digits a number is looked for: as it is dialled from abroad, and from within the country."""
    number = _EXTENSION.sub("", phone)
    digits = re.sub("[^0-9]", "", number)
    if not digits:
        return []
    return [digits, f"0{digits[2:]}"] if number.startswith("+81") else [digits]
