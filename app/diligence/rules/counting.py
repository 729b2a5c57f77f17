"""A number with the unit that stands beside its field: people write both, and nothing but that unit is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from app.core.numbers import read_number
from app.core.text import InputError
from app.core.words import N_

OTHER_UNIT = N_(
    "“%(text)s” is not counted in “%(unit)s”. Write the number in that unit, or the number alone."
)
PERCENT: Mapping[str, str] = {"ja": "%", "en": "percent"}

_ENDS_WITH_UNIT = re.compile(r"(.*[0-9])([^0-9]+)", re.DOTALL)
_NAMES_A_UNIT = re.compile(r"[^\W_]|%")
_OF_MONTHS = str.maketrans(dict.fromkeys("ヶヵケカ箇個", "か"))
# A length of time is written with or without it.
_LASTING = "間"
_YEN = "円"
_SIGNS_OF_YEN = ("¥", "\\")
_SHOWN = 60


def counted(text: str, unit: Mapping[str, str]) -> str:
    """The number as it is written, without its unit. `unit`: language → how it is called."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if unit["ja"] == _YEN and plain[:1] in _SIGNS_OF_YEN:
        return plain[1:].strip()
    parts = _ENDS_WITH_UNIT.fullmatch(plain)
    if parts is None or read_number(parts[1]) is None or not _NAMES_A_UNIT.search(parts[2]):
        return text
    if _same(parts[2]) not in _names(unit):
        raise InputError(OTHER_UNIT, text=text.strip()[:_SHOWN], unit=dict(unit))
    return parts[1]


def _names(unit: Mapping[str, str]) -> set[str]:
    names = {_same(one) for one in unit.values()}
    more = {"%", "パーセント"} if unit == PERCENT else {f"{_same(unit['ja'])}{_LASTING}"}
    return names | more


def _same(unit: str) -> str:
    """One and many, カ月 and ヶ月, widths and blanks make no other unit."""
    plain = "".join(unicodedata.normalize("NFKC", unit).casefold().split()).translate(_OF_MONTHS)
    return plain.rstrip(".").removesuffix("s") if plain.isascii() else plain
