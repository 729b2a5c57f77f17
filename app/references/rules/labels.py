"""What authors call their versions: 初版, 第2版, 2026年版, 1.3; and what the next one is called after them."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

KANJI = dict(enumerate("一二三四五六七八九", 1))
FIRST, NUMBERED_AS, AGAIN_AS = "初版", "第{}版", "{}（{}）"
_NUMBER = re.compile(r"(第|v|ver\.? ?|version )?((?:\d+\.)*)(\d+)(版)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(年版|年度版|年|) ?(?:\(\d+\))?")


def next_label(label: str, taken: Collection[str], year: int) -> str:
    """第2版 after 初版, 1.4 after 1.3, this year's after last year's and 2026年版（2） after this year's; "" where
    nobody can tell."""
    plain, named = _plain(label), {_plain(one) for one in taken}
    if found := _YEAR.fullmatch(plain):
        return _of_year(f"{year}{found[1]}", named)
    label = NUMBERED_AS.format(1) if plain == FIRST else plain
    while (found := _NUMBER.fullmatch(label)) is not None:
        last = str(int(found[3]) + 1).zfill(len(found[3]))
        label = f"{found[1] or ''}{found[2]}{last}{found[4] or ''}"
        if label not in named:
            return label
    return ""


def says_number(label: str, number: int) -> bool:
    """Whether a name is the number and nothing more: 第2版, 第二版, v2 or 2 of the second version."""
    found = _NUMBER.fullmatch(_plain(label))
    if found is not None:
        return not found[2] and int(found[3]) == number
    return _plain(label) == NUMBERED_AS.format(_in_kanji(number))


def _in_kanji(number: int) -> str:
    """Up to 99, as versions are counted."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return ""
    return ("" if tens < 2 else KANJI[tens]) + ("十" if tens else "") + KANJI.get(ones, "")


def _of_year(ours: str, named: Collection[str]) -> str:
    """The first of its year bears no number."""
    again = (AGAIN_AS.format(ours, number) for number in count(2))
    return next(one for one in chain([ours], again) if _plain(one) not in named)


def _plain(label: str) -> str:
    """However wide its letters were typed."""
    return unicodedata.normalize("NFKC", label).strip()
