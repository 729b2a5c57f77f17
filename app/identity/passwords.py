"""Which passwords are refused: the short, the common, the patterned and the personal."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_security import PasswordUtil

LENGTH_MIN = 12
LENGTH_MAX = 128
PRODUCT_WORDS = ("sekisho", "関所")

ReadWords = Callable[[], Iterable[str]]


class Weakness(StrEnum):
    SHORT = "short"
    LONG = "long"
    REPEATED = "repeated"
    DATE = "date"
    PERSONAL = "personal"
    COMMON = "common"


def _message(weakness: Weakness) -> str:
    messages: dict[Weakness, str] = {
        Weakness.SHORT: _("Use at least %(length)s characters.", length=LENGTH_MIN),
        Weakness.LONG: _("Use at most %(length)s characters.", length=LENGTH_MAX),
        Weakness.REPEATED: _("This password repeats itself. Use more different characters or words."),
        Weakness.DATE: _("This password is only a date. Add words that have nothing to do with it."),
        Weakness.PERSONAL: _("Leave out your name, your e-mail address and the name of the institution."),
        Weakness.COMMON: _("This password is easy to guess. Use several words that do not belong together."),
    }
    return messages[weakness]


class SekishoPasswordUtil(PasswordUtil):
    """Flask-Security's rules replaced by ours: `Security(..., password_util_cls=...knowing(read_words))`."""

    sources: ClassVar[tuple[ReadWords, ...]] = ()

    @classmethod
    def knowing(cls, read_words: ReadWords) -> "type[SekishoPasswordUtil]":
        """`read_words` gives the institution's names; it is asked each time, as they are a setting."""
        return type(cls.__name__, (cls,), {"sources": (read_words,)})

    def normalize(self, password: str) -> str:
        return unicodedata.normalize("NFKC", password)

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        normalized = self.normalize(password)
        words = [word for read_words in self.sources for word in read_words()]
        words += _words_about(kwargs.get("user"), kwargs)
        weakness = find_weakness(normalized, words)
        return ([_message(weakness)] if weakness else None), normalized


def _words_about(user: object | None, form: dict[str, Any]) -> list[str]:
    """What others know of the person: from the record, or from the form before there is one."""
    found: list[str] = []
    for attribute in ("email", "name", "name_kana"):
        value = getattr(user, attribute, None) or form.get(attribute)
        if isinstance(value, str):
            found.append(value.partition("@")[0] if attribute == "email" else value)
    return found


def find_weakness(password: str, known_words: Iterable[str] = ()) -> Weakness | None:
    """The first reason to refuse a password that has been normalised with NFKC."""
    if len(password) < LENGTH_MIN:
        return Weakness.SHORT
    if len(password) > LENGTH_MAX:
        return Weakness.LONG
    plain = _plain(password)
    if _repeats(plain):
        return Weakness.REPEATED
    if _is_dates(plain):
        return Weakness.DATE
    parts = _parts([*PRODUCT_WORDS, *known_words])
    compact = _fold("".join(character for character in plain if character.isalnum() or character in LEET))
    if any(part in compact for part in parts if _is_telling(part)):
        return Weakness.PERSONAL
    if _guessing_cost(plain, parts) <= EASY_COST:
        return Weakness.COMMON
    return None


LEET = {"0": "o", "1": "l", "!": "l", "|": "l", "i": "l", "3": "e", "4": "a", "@": "a"}
LEET |= {"5": "s", "$": "s", "7": "t", "+": "t", "8": "b", "9": "g"}
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
FOLDING = str.maketrans(LEET) | KATAKANA_TO_HIRAGANA


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _fold(plain: str) -> str:
    """One character for one, so that places in the plain and in the folded text agree; i, l, 1 become one."""
    return plain.translate(FOLDING)


def _is_telling(part: str) -> bool:
    """A shorter word would be found by chance inside good passwords ("ito" in "monitor")."""
    return len(part) >= (4 if part.isascii() else 2)


def _parts(words: Iterable[str]) -> frozenset[str]:
    """Each word whole and in its pieces: taro.yamada is refused as taroyamada, taro and yamada."""
    found: set[str] = set()
    for word in words:
        pieces = re.findall(r"[^\W\d_]+", _plain(word))
        found |= {_fold(piece) for piece in (*pieces, "".join(pieces)) if len(piece) >= 2}
    return frozenset(found)


def _repeats(plain: str) -> bool:
    if len(set(plain)) < 5:
        return True
    longest = min(LENGTH_MIN - 1, len(plain) // 2)
    return any(plain[period:] == plain[:-period] for period in range(1, longest + 1))


WRITTEN_DATE = re.compile(r"(?:令和|平成|昭和|大正|[\d年月日元])*[年月日][\d年月日]*")
DATE_SIGNS = re.compile(r"^[rhst]|[\s./\-_:,]")
YEAR, MONTH, DAY = r"(?:19|20)\d\d", r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
DATES = re.compile(
    f"(?:{YEAR}{MONTH}{DAY}|{DAY}{MONTH}{YEAR}|{MONTH}{DAY}{YEAR}|{YEAR}{MONTH}|"
    rf"\d\d{MONTH}{DAY}|{YEAR}|{MONTH}{DAY})+"
)


def _is_dates(plain: str) -> bool:
    return bool(WRITTEN_DATE.fullmatch(plain) or DATES.fullmatch(DATE_SIGNS.sub("", plain)))


# A password is easy when the common words, walks and sequences in it leave little else to guess.
LETTER_COST, OTHER_COST, EASY_COST = 4, 2, 16
WORD_MAX = 24


def _guessing_cost(plain: str, known: frozenset[str]) -> int:
    """The least that remains when what an attacker tries first is taken out."""
    folded = _fold(plain)
    common = common_words()
    best = [0]
    for end, character in enumerate(plain, start=1):
        cost = best[-1] + (LETTER_COST if character.isalpha() else OTHER_COST)
        for start in range(max(0, end - WORD_MAX), end - 2):
            piece = folded[start:end]
            if best[start] < cost and (piece in common or piece in known or _is_walk(plain[start:end])):
                cost = best[start]
        best.append(cost)
    return best[-1]


KEY_ROWS = ("1234567890-^", "qwertyuiop@", "asdfghjkl;:", "zxcvbnm,./")
SHIFTED = str.maketrans('!@#$%*()"', "123458902")
KANA_ORDERS = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "いろはにほへとちりぬるをわかよたれそつねならむ",
)


@cache
def _key_places() -> dict[str, tuple[float, int]]:
    return {key: (x + y / 2, y) for y, row in enumerate(KEY_ROWS) for x, key in enumerate(row)}


def _is_walk(piece: str) -> bool:
    """aaaa, abcd, 4321, qwert, 1qaz, 1q2w3e, あいうえ: typed without thinking."""
    if len(set(piece)) == 1:
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(piece)}
    if steps in ({1}, {-1}):
        return True
    hiragana = piece.translate(KATAKANA_TO_HIRAGANA)
    if any(hiragana in order or hiragana[::-1] in order for order in KANA_ORDERS):
        return True
    return len(piece) >= 4 and _is_key_walk(piece.translate(SHIFTED))


def _is_key_walk(piece: str) -> bool:
    places = [_key_places().get(character) for character in piece]
    for before, after in pairwise(places):
        if before is None or after is None:
            return False
        if before == after or abs(before[0] - after[0]) > 1 or abs(before[1] - after[1]) > 1:
            return False
    return True


@cache
def common_words() -> frozenset[str]:
    """The list beside this file, folded as passwords are."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_fold(_plain(line)) for line in lines if line and not line.startswith("#"))
