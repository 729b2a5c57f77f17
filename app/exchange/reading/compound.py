"""Workbooks in the old compound container (.xls), and new ones that a password turned into one."""

import struct
from collections.abc import Iterator
from typing import Any

from app.core.errors import DomainError
from app.exchange.reading import book, cells, records

_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_NAME = 64


def looks_compound(content: bytes) -> bool:
    return content.startswith(_MARK)


def parse(content: bytes) -> Iterator[Any]:
    if _has_stream(content, "EncryptedPackage") or _has_stream(content, "EncryptionInfo"):
        raise DomainError(book.HAS_PASSWORD)
    if not (_has_stream(content, "Workbook") or _has_stream(content, "Book")):
        raise DomainError(book.UNKNOWN_TYPE)
    notes = [["old", {}]]
    if _has_stream(content, "_VBA_PROJECT_CUR") or _has_stream(content, "VBA"):
        notes.append(["macros", {}])
    told = records.told(content)
    notes += [["formulas", {"sheet": sheet}] for sheet, found in told.items() if found.formulas]
    marked = cells.Marked(
        formulas={sheet: found.formulas for sheet, found in told.items()},
        hidden_rows={sheet: sorted(found.hidden_rows) for sheet, found in told.items()},
        hidden_columns={sheet: sorted(found.hidden_columns) for sheet, found in told.items()},
    )
    yield from cells.parse("xls", content, notes, marked)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an entry of the directory has this name; entries lie at multiples of their size."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = content.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0 and content[at + _NAME : at + _NAME + 2] == struct.pack("<H", len(wanted)):
            return True
        at = content.find(wanted, at + 1)
    return False
