"""Text files with one record a line: which encoding, which separator, which cells (inside the sandbox)."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from app.core.errors import DomainError
from app.exchange.reading import book, japanese
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
    if japanese.is_jis(content):
        return _jis(content), "ISO-2022-JP"
    if content.startswith(BOM_UTF8):
        return _strictly(content, "utf-8-sig"), "UTF-8"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        as_utf8 = error.start
    if japanese.SWITCH.search(content):
        # Seven bits would be JIS; with eight they are a mixture that any encoding would read wrongly.
        raise _undecodable(content, as_utf8)
    if may_be_western and (text := _western(content)) is not None:
        return text, "Windows-1252"
    return _japanese(content, as_utf8)


def _jis(content: bytes) -> str:
    try:
        return japanese.jis(content)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start) from None


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
        text = japanese.euc(content)
    except UnicodeDecodeError:
        return None
    return text if _FULL_WIDTH.search(text) and not _CONTROL.search(text) else None


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
