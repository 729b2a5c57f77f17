"""Runs inside the sandbox: finds out by its content what a file is, and yields what it holds in plain pieces.

Pieces, in this order: {"kind", "notes"}; then for each sheet {"sheet", "hidden", "merged", …} and lists
of rows.
A cell that JSON has no word for is a list of one letter and a text.
"""

from collections.abc import Iterator
from typing import Any

from app.core import archives
from app.core.errors import DomainError
from app.exchange.reading import book, compound, delimited, packed

PIECES = Iterator[Any]
# PDF, RTF, pictures and programs begin with text, some of them, and are no tables.
_OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ\x90", b"\x7fELF")
_CONTENT_TYPES = "[Content_Types].xml"


def parse(content: bytes, *, name: str, may_be_western: bool = False) -> PIECES:
    if not content.strip():
        raise DomainError(book.EMPTY_FILE)
    if archives.looks_packed(content):
        yield from _packed(content)
    elif compound.looks_compound(content):
        yield from compound.parse(content)
    elif content.startswith(_OTHERS) or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise DomainError(book.UNKNOWN_TYPE)
    else:
        yield from delimited.parse(content, name, may_be_western=may_be_western)


def _packed(content: bytes) -> PIECES:
    archive = archives.inspect(content, archives.Limits(may_nest=True))
    names = archive.entries
    if "xl/workbook.xml" in names and _CONTENT_TYPES in names:
        yield from packed.parse(content, archive)
    elif "xl/workbook.bin" in names:
        raise DomainError(book.OTHER_WORKBOOK, kind=".xlsb")
    elif "mimetype" in names and archive.read("mimetype", 1000).endswith(b"spreadsheet"):
        raise DomainError(book.OTHER_WORKBOOK, kind=".ods")
    else:
        raise DomainError(book.UNKNOWN_TYPE)
