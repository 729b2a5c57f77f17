"""How many formulas the sheets of an old workbook have, and which of their rows and columns are hidden: its records,
walked without being understood."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADER, _FAT_IN_HEADER, _ENTRY = 512, 109, 128
_LAST_SECTOR = 0xFFFFFFFA
_SHEET, _FORMULA, _BEGIN, _STOP = 0x85, 0x06, 0x809, 0x0A
_ROW, _COLUMNS = 0x208, 0x7D
_ROW_IS_HIDDEN, _COLUMNS_ARE_HIDDEN, _MOST_COLUMNS = 0x20, 0x01, 256
_NAMES = ("Workbook", "Book")


@dataclass
class Told:
    """Of one sheet; rows and columns are counted from 0."""

    formulas: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def told(content: bytes) -> dict[str, Told]:
    """By the name of the sheet; nothing where the container is not as usual."""
    try:
        stream = _stream(content)
        return {name: _told(stream, at) for name, at in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError, ValueError):
        return {}


def _stream(content: bytes) -> bytes:
    shift, small_shift = struct.unpack_from("<2H", content, 30)
    size = 1 << shift
    if size not in (512, 4096):
        raise ValueError
    directory, limit, small_fat = struct.unpack_from("<L4xLL", content, 48)
    count = min(struct.unpack_from("<L", content, 44)[0], len(content) // size + 1)
    sectors = list(struct.unpack_from(f"<{_FAT_IN_HEADER}L", content, 76))
    more = struct.unpack_from("<L", content, 68)[0]
    while more < _LAST_SECTOR and len(sectors) < count:
        held = struct.unpack_from(f"<{size // 4}L", content, (more + 1) * size)
        sectors, more = sectors + list(held[:-1]), held[-1]
    fat: list[int] = []
    for sector in sectors[:count]:
        fat += struct.unpack_from(f"<{size // 4}L", content, (sector + 1) * size)
    entries = _chain(content, fat, directory, size, size)
    found = {name: (start, length) for name, start, length in _directory(entries)}
    start, length = next(found[name] for name in _NAMES if name in found)
    if length >= limit:
        return _chain(content, fat, start, size, size)[:length]
    small = _chain(content, fat, found["Root Entry"][0], size, size)
    table = _chain(content, fat, small_fat, size, size)
    links = list(struct.unpack(f"<{len(table) // 4}L", table))
    return _chain(small, links, start, 1 << small_shift, 0)[:length]


def _chain(content: bytes, fat: list[int], sector: int, size: int, before: int) -> bytes:
    pieces = []
    for _ in range(len(fat)):
        if sector >= _LAST_SECTOR:
            break
        pieces.append(content[sector * size + before : (sector + 1) * size + before])
        sector = fat[sector]
    return b"".join(pieces)


def _directory(entries: bytes) -> Iterator[tuple[str, int, int]]:
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        start, size = struct.unpack_from("<LL", entries, at + 116)
        if 2 <= length <= 64:
            yield entries[at : at + length - 2].decode("utf-16-le"), start, size


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _STOP:
            return
        if kind == _SHEET:
            length, is_wide = body[6], body[7] & 1
            name = body[8 : 8 + length * (1 + is_wide)]
            yield name.decode("utf-16-le" if is_wide else "latin-1"), struct.unpack_from("<L", body)[0]


def _told(stream: bytes, at: int) -> Told:
    """A chart in the sheet begins and ends for itself."""
    found, depth = Told(), 0
    for kind, body in _records(stream, at):
        depth += (kind == _BEGIN) - (kind == _STOP)
        found.formulas += kind == _FORMULA
        if kind == _ROW and depth == 1 and body[12] & _ROW_IS_HIDDEN:
            found.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS and depth == 1 and body[8] & _COLUMNS_ARE_HIDDEN:
            first, last = struct.unpack_from("<2H", body)
            found.hidden_columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        if depth <= 0:
            break
    return found
