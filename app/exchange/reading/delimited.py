"""Text files with one record a line: which encoding, which separator, which cells (inside the sandbox)."""

import codecs
import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from app.core.errors import DomainError
from app.exchange.reading import book
from app.exchange.reading.cells import Budget

SEPARATORS = ",\t;|"
LONGEST_CELL = 100_000
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 50
# Bytes that the cp932 of Python takes and that no text of Windows has: signs that it is another encoding.
_NO_TEXT = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_NOT_ASCII_RUN = re.compile("[^\x00-\x7f]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_JAPANESE = re.compile(r"[\u3041-\u30ff]|[\u4e00-\u9fff]{2}|[\uff61-\uff9f]{3}")
_FULL_WIDTH = re.compile(r"[\u3041-\u30ff]|[\u4e00-\u9fff]{2}")
# Words in kana of half width, as they are spelt: no mark begins one, none but a point ends one, and a voiced sound has
# a letter before it.
_VOICED = r"\uff73\uff9e|[\uff76-\uff84\uff8a-\uff8e]\uff9e|[\uff8a-\uff8e]\uff9f"
_HALF_WIDTH_WORD = re.compile(
    rf"(?:{_VOICED}|[\uff66\uff71-\uff9d]|\uff62)(?:{_VOICED}|[\uff66-\uff9d\uff62-\uff65])*\uff61?"
)
# Where the EUC-JP of the standard and that of Windows differ, so that a text says the same whichever way it came.
_AS_WINDOWS = str.maketrans(
    "\u301c\u2016\u2212\u00a2\u00a3\u00ac\u2014", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2\u2015"
)


def parse(content: bytes, name: str, *, may_be_western: bool = False) -> Iterator[Any]:
    text, encoding = decoded(content, may_be_western=may_be_western)
    separator = separator_of(text)
    yield {"kind": "csv", "notes": [] if encoding == "UTF-8" else [["encoding", {"encoding": encoding}]]}
    budget = Budget()
    yield {
        "sheet": name,
        "hidden": False,
        "merged": [],
        "bad": [],
        "deep": False,
        "formulas": 0,
        "unsaved": 0,
    }
    widest = 0

    def rows() -> Iterator[Any]:
        nonlocal widest
        for row in _records(text, separator):
            widest = max(widest, len(row))
            yield (cell or None for cell in row)

    yield from budget.batches(name, rows())
    if widest > book.MAX_COLUMNS:
        yield {"note": ["wide", {"sheet": name, "count": book.MAX_COLUMNS}]}


def decoded(content: bytes, *, may_be_western: bool = False) -> tuple[str, str]:
    """The text and the name of its encoding; what cannot be read is named by its byte and line. A ledger of ours is
    never taken for Western text, which nearly any bytes are; a form of somebody else may be."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), "UTF-16"
    if b"\0" in content:
        if (text := _without_mark(content)) is not None:
            return text, "UTF-16"
        raise DomainError(book.UNKNOWN_TYPE)
    if b"\x1b$" in content or b"\x1b(" in content:
        raise DomainError(book.OTHER_ENCODING, encoding="ISO-2022-JP")
    if content.startswith(BOM_UTF8):
        return _strictly(content, "utf-8-sig"), "UTF-8"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        as_utf8 = error.start
    if may_be_western and (text := _western(content)) is not None:
        return text, "Windows-1252"
    return _japanese(content, as_utf8)


def _without_mark(content: bytes) -> str | None:
    """UTF-16 that does not begin with its mark: lines of text once the bytes are put together in pairs."""
    for encoding in ("utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\n" in text and not _CONTROL.search(text) and any(mark in text for mark in SEPARATORS):
                return text
    return None


def _western(content: bytes) -> str | None:
    """Text of Windows in a Western language, unless the bytes are Japanese: that has kana, or kanji side by side."""
    with suppress(UnicodeDecodeError):
        if _JAPANESE.search(content.decode("cp932")):
            return None
    if _euc(content) is not None:
        return None
    with suppress(UnicodeDecodeError):
        return content.decode("cp1252")
    return None


def _japanese(content: bytes, as_utf8: int) -> tuple[str, str]:
    """Shift_JIS or EUC-JP. Hardly any bytes are both, as the kana and most kanji of Shift_JIS are nothing in EUC-JP.
    What is both is EUC-JP, unless it is Shift_JIS spelt out in kana of half width."""
    euc = _euc(content)
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        if euc is not None:
            return euc, "EUC-JP"
        raise _undecodable(content, max(error.start, as_utf8)) from None
    if euc is not None and not _is_half_width(text):
        return euc, "EUC-JP"
    if found := _NO_TEXT.search(text):
        raise _undecodable(content, len(text[: found.start()].encode("cp932")))
    return text, "Shift_JIS"


def _euc(content: bytes) -> str | None:
    """None where the bytes are none, or say nothing Japanese in it."""
    try:
        text = content.decode("euc_jp", errors=_OF_WINDOWS).translate(_AS_WINDOWS)
    except UnicodeDecodeError:
        return None
    return text if _FULL_WIDTH.search(text) and not _CONTROL.search(text) else None


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """①, ㈱ and others that the standard does not have and that Windows writes: by their twin in cp932."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) < 2 or min(pair) < 0xA1:
        raise error
    row, cell = pair[0] - 0xA0, pair[1] - 0xA0
    lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
    trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell <= 63 else 0x40)
    try:
        return bytes((lead, trail)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


_OF_WINDOWS = "sekisho.of_windows"
codecs.register_error(_OF_WINDOWS, _of_windows)


def _is_half_width(text: str) -> bool:
    """Whether all that is not ASCII are words in kana of half width."""
    words = _NOT_ASCII_RUN.findall(text)
    return all(_HALF_WIDTH_WORD.fullmatch(word) for word in words)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start) from None


def _undecodable(content: bytes, at: int) -> DomainError:
    line = content.count(b"\n", 0, at) + 1
    return DomainError(book.WRONG_ENCODING, byte=at + 1, line=line)


def separator_of(text: str) -> str:
    """The separator that cuts most of the first records into the same number, more than one, of cells."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(
        SEPARATORS, key=lambda separator: (_agreement(sample, separator), -SEPARATORS.index(separator))
    )


def _agreement(sample: str, separator: str) -> float:
    widths: Counter[int] = Counter()
    try:
        for at, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=separator)):
            if at == _SAMPLE_ROWS:
                break
            widths[len(row)] += bool(row)
    except csv.Error:
        return 0.0
    shared = sum(count for width, count in widths.items() if width > 1)
    if not shared:
        return 0.0
    usual = max((count, width) for width, count in widths.items() if width > 1)
    return (usual[0] + shared / 1000) / sum(widths.values()) + usual[1] / 1_000_000


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise DomainError(book.CELL_TOO_LONG, line=begun, count=LONGEST_CELL) from None
            raise DomainError(book.BAD_QUOTES, line=begun) from None
