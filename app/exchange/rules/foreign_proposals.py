"""What a questionnaire made of a strange form may be called, and which standard it is closest to. Proposals only."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from app.exchange.reading.book import Book
from app.exchange.rules.foreign_forms import Form
from app.exchange.rules.foreign_values import text_of

LONGEST_KEY = 30
# Above the headings the title of the form stands, among words on how to fill it in.
_TITLE_ROWS, _LONGEST_TITLE = 10, 100
_PIECE = re.compile("[a-z]+|[0-9]+", re.IGNORECASE)
# How a standard is called beside the key that it has here.
_NAMES = {
    "dora": re.compile(
        r"2022/2554|digital operational resilience|デジタル・?オペレーショナル", re.IGNORECASE
    ),
    "fintech-association": re.compile(r"fintech|フィンテック", re.IGNORECASE),
    "fisc": re.compile("金融情報システムセンター|安全対策基準|安対基準"),
    "fsa-cyber": re.compile("金融庁|金融分野におけるサイバーセキュリティ"),
}
# 第13版, 13th edition, v13; 2025-07 in a key is 2025年7月 in words.
_EDITION = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)? ?(?:版|edition)|(?<![a-z0-9])v(?:er)?\.? ?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_DATED = re.compile(r"(\d{4})-(\d{2})")
_NUMBERED = re.compile(r"(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class Known:
    """An edition that a questionnaire may cite: its framework, and its own key."""

    framework: str
    edition: str

    @property
    def key(self) -> str:
        return f"{self.framework}/{self.edition}"


@dataclass(frozen=True)
class Closest:
    """`words`: as they stand in the form."""

    known: Known
    words: str


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split())


def texts_of(file_name: str, form: Form, book: Book) -> Iterator[Sequence[str]]:
    """Where a form says what it asks after, the clearest first: the name of the file, those of the sheets, the titles
    above the headings, the headings themselves."""
    yield [file_name]
    yield [sheet.name for sheet in form.counted]
    yield [title for sheet in form.counted for title in _titles(book, sheet.position)]
    yield [one.heading for sheet in form.counted if sheet.layout for one in sheet.layout.columns]


def _titles(book: Book, position: int) -> Iterator[str]:
    for row in book.sheets[position].rows[:_TITLE_ROWS]:
        yield from (text for cell in row if 0 < len(text := text_of(cell)) <= _LONGEST_TITLE)


def closest(texts: Iterable[Sequence[str]], editions: Sequence[Known]) -> Closest | None:
    """Of the standard that is named alone in the clearest place: the edition that is named, else the newest.
    `editions`: of each framework the newest first."""
    places = [[plain(text) for text in group] for group in texts]
    for group in places:
        named = _named(group, dict.fromkeys(one.framework for one in editions))
        if len(named) == 1:
            ((framework, words),) = named.items()
            there = [one for one in editions if one.framework == framework]
            every = [text for place in places for text in place]
            told = next((one for one in there if _is_told(one.edition, every)), there[0])
            return Closest(told, words)
    return None


def _named(texts: Sequence[str], frameworks: Iterable[str]) -> Mapping[str, str]:
    """Framework → the words by which a text names it."""
    found = {}
    for key in frameworks:
        words = next((words for text in texts if (words := _words_for(key, text))), "")
        if words:
            found[key] = words
    return found


def _words_for(framework: str, text: str) -> str:
    """Its key, word by word, wherever it stands between other letters; or another name of it."""
    wanted = [piece.lower() for piece in _PIECE.findall(framework)]
    there = list(_PIECE.finditer(text))
    for at in range(len(there) - len(wanted) + 1):
        run = there[at : at + len(wanted)]
        if [piece[0].lower() for piece in run] == wanted:
            return text[run[0].start() : run[-1].end()]
    other = _NAMES.get(framework)
    named = other.search(text) if other else None
    return named[0] if named else ""


def _is_told(edition: str, texts: Sequence[str]) -> bool:
    if dated := _DATED.fullmatch(edition):
        in_words = f"{dated[1]}年{int(dated[2])}月"
        return any(edition in text or in_words in text for text in texts)
    number = _NUMBERED.match(edition)
    told = {one or other for text in texts for one, other in _EDITION.findall(text)}
    return number is not None and number[1] in told


def key_for(file_name: str, framework: str, day: date, is_taken: Callable[[str], bool]) -> str:
    """Of the letters and digits in the name of the file; where it has no letter, of the standard and the day."""
    stem = plain(PurePath(file_name).stem).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")
    if not re.search("[a-z]", slug):
        slug = "-".join(filter(None, [framework or "form", slug or f"{day:%Y%m%d}"]))
    for attempt in range(1, 100):
        after = f"-{attempt}" if attempt > 1 else ""
        key = slug[: LONGEST_KEY - len(after)].strip("-") + after
        if not is_taken(key):
            return key
    return ""
