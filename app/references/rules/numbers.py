"""Numbers of papers as people type them: 「05、21、24」, full width or not, in any order."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_BETWEEN = re.compile(r"[\s,、;/\u30fb]+")
_AROUND = "[]()〔〕【】「」*"
SEPARATOR = "、"


def parse(text: str) -> tuple[str, ...]:
    """Each number once, in the order in which they were typed."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(dict.fromkeys(one for part in _BETWEEN.split(plain) if (one := part.strip(_AROUND))))


def written(found: Iterable[str]) -> str:
    return SEPARATOR.join(found)


def resolve(asked: Iterable[str], known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that are listed, in the spelling and the order of the list, and those that are not.

    5 finds 05 where there is no 5 of its own: who types leaves the zero out, the list keeps it.
    """
    by_value: dict[str, list[str]] = {}
    for number in known:
        by_value.setdefault(_bare(number), []).append(number)
    found, unknown = set(), []
    for number in asked:
        alike = by_value.get(_bare(number), [])
        if number in alike:
            found.add(number)
        elif len(alike) == 1:
            found.add(alike[0])
        else:
            unknown.append(number)
    return tuple(one for one in known if one in found), tuple(unknown)


def _bare(number: str) -> str:
    return unicodedata.normalize("NFKC", number).casefold().lstrip("0") or "0"


def in_order(found: Iterable[str]) -> list[str]:
    """05 before 21 before 100: by value where they are numbers, each figure in a text as a number."""
    return sorted(found, key=_sort_key)


def _sort_key(number: str) -> tuple[list[tuple[int, int, str]], str]:
    parts = re.split(r"(\d+)", unicodedata.normalize("NFKC", number).casefold())
    return [(0, int(one), "") if one.isdecimal() else (1, 0, one) for one in parts if one], number
