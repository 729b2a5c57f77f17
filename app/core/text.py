"""Text as people type it, made comparable: cleaning, folding, search tokens, sort keys.

Pure functions. What is stored for people to read goes through ``clean``; everything else
here makes a second, derived form for machines (search, comparison, order) and is never shown.
"""

import re
import unicodedata
from collections.abc import Iterator

from app.core.errors import DomainError
from app.core.words import N_

# Hyphens, dashes, minus signs and the ruled line: keyboards and old data use them for one another.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe63\uff0d"
LONG_MARK = "ー"
VOICE_MARKS = ("\u3099", "\u309a")


class InputError(DomainError, ValueError):
    """What somebody typed cannot be taken. A form shows it like any rule that said no."""


class TextError(InputError):
    """The text holds something that no database of ours can keep."""


UNSTORABLE = N_("This text holds a character that cannot be stored; delete it and type it again.")

_BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # what Unicode calls space
    "\u200b\u2060\ufeff"  # what cannot be seen at all, and comes with copied text
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


# A carriage return as workbooks write it, which some programs hand on as text.
_WRITTEN_OUT = re.compile(r"_x000D_\n?", re.IGNORECASE)


def line_feeds(text: str) -> str:
    """The same lines, each ended by a line feed alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain_lines(text: str) -> str:
    """The same for what somebody typed somewhere else: nobody means the letters of a carriage return."""
    return _WRITTEN_OUT.sub("\n", line_feeds(text))


def clean(text: str) -> str:
    """The text as it is stored: no blanks at either end, composed (NFC).

    U+0000 is refused because PostgreSQL refuses it, half a surrogate pair because UTF-8 does.
    """
    if _UNSTORABLE.search(text):
        raise TextError(UNSTORABLE)
    return unicodedata.normalize("NFC", text.strip(_BLANKS))


# --- folding -------------------------------------------------------------------------------

# The trade-mark signs decompose to letters, which nobody types when searching.
_BEFORE = dict.fromkeys(map(ord, "™℠"))
_HIRAGANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# Accents (nobody types é on a Japanese keyboard) and variation selectors.
_DROPPED_MARKS = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


def fold(text: str) -> str:
    """The form in which two spellings of one name are equal; for search and comparison.

    NFKC, case, kana kind, blanks, punctuation, Latin accents and variation selectors do not
    count. Nor does the size of kana: キヤノン is said キャノン, and bank data in half-width
    capitals knows no small ones.

    The long vowel mark stays (ビル is not ビール), and a dash after kana *is* one: transfer data
    writes ｻ-ﾊﾞ, and keyboards offer a dozen look-alikes. サーバ still finds サーバー, being part
    of it. A dash, or a long mark used as one, after anything else is punctuation and goes.

    Each character's fate depends only on what stands before it, so that a part of a folded
    text folds to itself; the search rests on this.
    """
    return _without_small(_spelt(text))


def _without_small(spelt: str) -> str:
    return unicodedata.normalize("NFC", spelt.translate(_SMALL))


def _spelt(text: str) -> str:
    """The fold with the size of kana kept, which the order of names needs."""
    plain = unicodedata.normalize("NFKD", text.translate(_BEFORE))
    plain = unicodedata.normalize("NFKD", plain.casefold()).translate(_HIRAGANA)
    return unicodedata.normalize("NFC", "".join(_kept(plain)))


def _kept(plain: str) -> Iterator[str]:
    last = ""
    for char in plain:
        if char in DASHES or char == LONG_MARK:
            is_mark = _is_kana(last) or (char == LONG_MARK and not (last and last.isascii()))
            kept = LONG_MARK if is_mark else ""
        else:
            kept = char if _counts(char) else ""
        if kept:
            yield kept
            last = kept


def _is_kana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30ff" or "\u31f0" <= char <= "\u31ff" or char in VOICE_MARKS


def _counts(char: str) -> bool:
    return not _DROPPED_MARKS.match(char) and unicodedata.category(char)[0] in "LNM"


# --- names of companies --------------------------------------------------------------------

# Only forms that people leave out when they name a company. 一般社団法人 and 独立行政法人 stay:
# there the form often is how the body is told from a company of the same name.
_BRACKETED = re.compile(
    r"[(\[〔【][株有同資名][)\]〕】]|"
    r"\([カユドメシ]\)|^\s*[カユドメシ]\)|\([カユドメシ]\s*$"  # the forms of bank transfer data
)
_WORDS = re.compile(
    "(?:株式|有限|合同|合資|合名)会社|(?:カブシキ|ユウゲン|ゴウドウ|ゴウシ|ゴウメイ)[カガ]イシ[ヤャ]"
)
# The look-behind lets a run of blanks be tried once only, not once for each of its blanks.
_LATIN = re.compile(
    r"(?<![\s,.&])[\s,.&]+(?:inc|incorporated|ltd|limited|co|company|corp|corporation|l\.?l\.?c|l\.?l\.?p|"
    r"plc|k\.?k|g\.?k|y\.?k|gmbh|ag|s\.?a|s\.?a\.?s|s\.?r\.?l|s\.?p\.?a|n\.?v|b\.?v|pte|pty)[\s,.]*\Z",
    re.IGNORECASE,
)
_LATIN_PARTS = 3  # Pte. Co., Ltd.


def fold_company(text: str) -> str:
    """The fold of a name without its legal form (株式会社, ㈱, ｶ), Co., Ltd. …); never empty."""
    return _without_small(_without_form(text)) or fold(text)


def latin_words(text: str) -> list[str]:
    """The words of a Latin name without its legal form, each folded."""
    return [folded for word in re.split(r"[^\w]+", _without_latin_form(text)) if (folded := fold(word))]


def _without_form(text: str) -> str:
    return _WORDS.sub("", _spelt(_without_latin_form(text)))


def _without_latin_form(text: str) -> str:
    plain = _BRACKETED.sub(" ", unicodedata.normalize("NFKC", text.translate(_BEFORE)))
    for _ in range(_LATIN_PARTS):
        plain = _LATIN.sub("", plain)
    return plain


# --- search tokens -------------------------------------------------------------------------


def bigrams(text: str) -> list[str]:
    """The overlapping pairs of characters of the folded text."""
    folded = fold(text)
    return [folded[at : at + 2] for at in range(len(folded) - 1)]


def hex_token(chars: str) -> str:
    """Characters as one token that no tokeniser can tear apart or change.

    UTF-8 gives no character a code that begins another's, so a token begins with the token of
    one character exactly when its first character is that one.
    """
    return "x" + chars.encode().hex()


def grams(text: str) -> str:
    """What the index holds: a token for each pair, then one for the last character.

    Token n stands for the characters n and n+1; a phrase of a query's pairs therefore matches
    exactly where the query is part of the text. The last token lets a search for one character
    (as the beginning of a token) find the last one too, and keeps phrases from running on when
    several texts are indexed one after the other.
    """
    folded = fold(text)
    return " ".join(hex_token(folded[at : at + 2]) for at in range(len(folded)))


def phrase(query: str) -> list[str]:
    """The tokens to look for, next to each other and in this order; none for a blank query.

    The last must be searched as the beginning of a token (``"x… x…" *`` in FTS5,
    ``x… <-> x…:*`` in PostgreSQL). A query of one character needs that; for a pair it changes
    nothing, no token being longer than a pair.
    """
    folded = fold(query)
    return [hex_token(folded[at : at + 2]) for at in range(max(len(folded) - 1, 1))] if folded else []


# --- order ---------------------------------------------------------------------------------

_ROWS = (
    ("ア", "アカサタナハマヤラワ"),
    ("イ", "イキシチニヒミリヰ"),
    ("ウ", "ウクスツヌフムユル"),
    ("エ", "エケセテネヘメレヱ"),
    ("オ", "オコソトノホモヨロヲ"),
)
_VOWEL = {kana: vowel for vowel, row in _ROWS for kana in row}
_MARKS = dict(zip(VOICE_MARKS, "34", strict=True))


def sort_key(kana: str | None, latin: str | None, name: str) -> str:
    """The stored key by which names sort under the C collation: by kana, else Latin, else name.

    Digits, then Latin, then kana in 五十音 order, then kanji. The key is read in two steps, as a
    dictionary does: first the plain letters (バ and パ as ハ, ッ as ツ, ー as the vowel it
    prolongs), then, among equals, long mark, small, plain, ゛, ゜. The legal form does not count.
    """
    for text in (kana, latin, name):
        spelt = _without_form(text or "") or _spelt(text or "")
        if spelt:
            return _ordered(spelt)
    return name


def _ordered(spelt: str) -> str:
    letters: list[str] = []
    weights: list[str] = []
    for char in unicodedata.normalize("NFD", spelt):
        if char in _MARKS and weights:
            weights[-1] = _MARKS[char]
        elif char == LONG_MARK and letters and letters[-1] in _VOWEL:
            letters.append(_VOWEL[letters[-1]])
            weights.append("0")
        else:
            plain = char.translate(_SMALL)
            letters.append(plain)
            if _is_kana(plain):
                weights.append("2" if plain == char else "1")
    # A blank is lower than every letter, so that a name comes before all that begin with it.
    second = " " + "".join(weights) if weights else ""
    return unicodedata.normalize("NFC", "".join(letters)) + second
