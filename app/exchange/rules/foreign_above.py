"""The rows above the heading of a strange questionnaire. They ask nothing, with two exceptions: a block whose answers
have a heading of their own, and numbers that run on, such as GNRL-01 and GNRL-02: general facts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from app.exchange.reading.book import Sheet
from app.exchange.rules.foreign_headings import Heading
from app.exchange.rules.foreign_values import is_lettered_id, text_of
from app.exchange.rules.foreign_words import plain

_COUNTING = re.compile(r"\d+\D*$")


def first_named(sheet: Sheet, heading: Heading, answers: Mapping[int, str]) -> int:
    """The first row that names the places of the answers as the heading does. `answers`: column → its name."""
    first = heading.rows[0] if heading.rows else 0
    if not answers or not all(answers.values()):
        return first
    above = (
        row
        for row in range(first)
        if all(plain(text_of(sheet.cell(row, at))) == name for at, name in answers.items())
    )
    return next(above, first)


def series_in(numbers: Iterable[str]) -> Collection[str]:
    """What those that run on begin with. One alone is the day or the version of the form; steps of an instruction
    are plainly numbered."""
    stems = Counter(stem_of(number) for number in numbers if is_lettered_id(number))
    return frozenset(stem for stem, count in stems.items() if count > 1)


def is_of(number: str, series: Collection[str]) -> bool:
    return is_lettered_id(number) and stem_of(number) in series


def stem_of(number: str) -> str:
    """What the numbers of one series have in common: GNRL- of GNRL-01."""
    return _COUNTING.sub("", unicodedata.normalize("NFKC", number).strip().rstrip(".:")).casefold()
