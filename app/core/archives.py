"""Zip containers judged before any parser sees them (workbooks, documents, packed evidence).

Readers disagree about containers that are packed in a strange way: what one checks, another does not open.
So only the plain kind passes, in which the directory at the end and the headers before the data say the same,
the entries lie end to end and fill the file, and every byte was inflated and counted once (trust.md §1, row 8).
"""

import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import DomainError
from app.core.words import N_

MEGABYTE = 1024 * 1024


class Fault(StrEnum):
    """Why a container is refused."""

    DAMAGED = "damaged"
    UNUSUAL = "unusual"
    ENCRYPTED = "encrypted"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    NAME = "name"
    LINK = "link"
    NESTED = "nested"


MESSAGES: Mapping[Fault, str] = {
    Fault.DAMAGED: N_(
        "The file is damaged or incomplete. Open it where it was made, save it again and retry."
    ),
    Fault.UNUSUAL: N_(
        "The file is packed in a way that could hide something. Open it where it was made, save it again and retry."
    ),
    Fault.ENCRYPTED: N_("The file is protected by a password. Remove the password, save it and retry."),
    Fault.TOO_MANY: N_("The file has more than %(count)s parts. Keep only what is needed and retry."),
    Fault.TOO_LARGE: N_(
        "The file unpacks to more than %(megabytes)s MB. Keep only what is needed and retry."
    ),
    Fault.BOMB: N_("The file is packed far more tightly than real content can be, so it was not opened."),
    Fault.NAME: N_("A part of the file has a name that is not allowed, so it was not opened: %(name)s"),
    Fault.LINK: N_("A part of the file is a link and no content, so it was not opened: %(name)s"),
    Fault.NESTED: N_(
        "There is another packed file inside this one. Unpack it and send its content: %(name)s"
    ),
}
REFUSALS = frozenset(MESSAGES.values())


class ArchiveError(DomainError):
    """The container is refused; `fault` says why in one word."""

    def __init__(self, fault: Fault, **params: str | int) -> None:
        super().__init__(MESSAGES[fault], None, **params)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """What a container may be. A ratio counts only from `ratio_from` bytes: small text packs well."""

    entries: int = 2000
    size: int = 256 * MEGABYTE
    ratio: int = 250
    ratio_from: int = MEGABYTE
    may_nest: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: its real size, and where its packed bytes lie."""

    name: str
    is_packed: bool
    start: int
    packed: int
    size: int
    crc: int


class Archive:
    """A container that passed. Nothing is kept unpacked; parts are inflated as they are asked for."""

    def __init__(self, content: bytes, entries: list[Entry]) -> None:
        self._content = content
        self.entries = {entry.name: entry for entry in entries}

    def chunks(self, name: str) -> Iterator[bytes]:
        return _inflate(self._content, self.entries[name])

    def read(self, name: str, at_most: int) -> bytes:
        """A part as a whole, when it is no larger than that."""
        if self.entries[name].size > at_most:
            raise ArchiveError(Fault.TOO_LARGE, megabytes=at_most // MEGABYTE)
        return b"".join(self.chunks(name))


PLAIN = Limits()
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR = struct.Struct("<3L")
_END_MARK, _CENTRAL_MARK, _LOCAL_MARK, _DESCRIPTOR_MARK = b"PK\5\6", b"PK\1\2", b"PK\3\4", b"PK\7\x08"
_ZIP64_LOCATOR = b"PK\6\7"
_LONGEST_COMMENT = 65535
_LONGEST_NAME = 255
_SHOWN = 60
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # by password, by certificate, directory too
_STREAMED, _UTF8 = 0x8, 0x800
_STORED, _DEFLATED = 0, 8
# Sizes beyond 32 bits, and a second name that some readers prefer to the first.
_REFUSED_EXTRAS = frozenset({0x0001, 0x7075})
_NESTED_MARKS = (_LOCAL_MARK, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
_CHUNK = 64 * 1024


def looks_packed(content: bytes) -> bool:
    return content.startswith((_LOCAL_MARK, _END_MARK))


def inspect(content: bytes, limits: Limits = PLAIN) -> Archive:
    """The container, its parts counted to the last byte; ``ArchiveError`` for anything but the plain kind."""
    try:
        return _inspect(content, limits)
    except (struct.error, zlib.error, IndexError):
        raise ArchiveError(Fault.DAMAGED) from None


def _inspect(content: bytes, limits: Limits) -> Archive:
    directory, end, count = _directory(content)
    if count > limits.entries:
        raise ArchiveError(Fault.TOO_MANY, count=limits.entries)
    entries: list[Entry] = []
    spans: list[tuple[int, int]] = []
    at = directory
    for _ in range(count):
        entry, span, at = _entry(content, at, directory)
        entries.append(entry)
        spans.append(span)
    if at != end:
        raise ArchiveError(Fault.UNUSUAL)
    _end_to_end(spans, directory)
    _names_differ(entries)
    _count_bytes(content, entries, limits)
    return Archive(content, entries)


def _directory(content: bytes) -> tuple[int, int, int]:
    """Where the directory begins and ends, and how many entries it lists."""
    at = content.rfind(_END_MARK, max(0, len(content) - _END.size - _LONGEST_COMMENT))
    if at < 0:
        raise ArchiveError(Fault.DAMAGED)
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, at)
    if at + _END.size + comment != len(content) or b"PK" in content[at + _END.size :]:
        raise ArchiveError(Fault.UNUSUAL)
    if content[max(0, at - 20) : at].startswith(_ZIP64_LOCATOR) or 0xFFFF in (here, count):
        raise ArchiveError(Fault.UNUSUAL)
    if disk or first_disk or here != count or start + size != at:
        raise ArchiveError(Fault.UNUSUAL)
    return start, at, count


def _entry(content: bytes, at: int, directory: int) -> tuple[Entry, tuple[int, int], int]:
    fields = _CENTRAL.unpack_from(content, at)
    mark, _, _, flags, method, _, _, crc, packed, size, named, extra, comment, disk, _, attributes, local = (
        fields
    )
    name_at = at + _CENTRAL.size
    raw = content[name_at : name_at + named]
    after = name_at + named + extra + comment
    if mark != _CENTRAL_MARK or after > len(content):
        raise ArchiveError(Fault.DAMAGED)
    if flags & _ENCRYPTED:
        raise ArchiveError(Fault.ENCRYPTED)
    name = _name(raw, is_utf8=bool(flags & _UTF8))
    _no_link(name, attributes)
    if disk or method not in (_STORED, _DEFLATED) or 0xFFFFFFFF in (packed, size, local):
        raise ArchiveError(Fault.UNUSUAL)
    _no_second_meaning(content[name_at + named : name_at + named + extra])
    told = (flags, method, crc, packed, size)
    start, end = _local(content, local, raw, told, directory)
    entry = Entry(name, method == _DEFLATED, start, packed, size, crc)
    return entry, (local, end), after


def _local(content: bytes, at: int, raw: bytes, told: tuple[int, ...], directory: int) -> tuple[int, int]:
    """Where the packed bytes begin and where the entry ends; the header before them must say the same."""
    mark, _, flags, method, _, _, crc, packed, size, named, extra = _LOCAL.unpack_from(content, at)
    name_at = at + _LOCAL.size
    if mark != _LOCAL_MARK or content[name_at : name_at + named] != raw or (flags, method) != told[:2]:
        raise ArchiveError(Fault.UNUSUAL)
    _no_second_meaning(content[name_at + named : name_at + named + extra])
    is_streamed = bool(flags & _STREAMED)
    if (crc, packed, size) != told[2:] and not (is_streamed and (crc, packed, size) == (0, 0, 0)):
        raise ArchiveError(Fault.UNUSUAL)
    start = name_at + named + extra
    end = start + told[3]
    if is_streamed:
        end += 4 if content[end : end + 4] == _DESCRIPTOR_MARK else 0
        if _DESCRIPTOR.unpack_from(content, end) != told[2:]:
            raise ArchiveError(Fault.UNUSUAL)
        end += _DESCRIPTOR.size
    if end > directory:
        raise ArchiveError(Fault.DAMAGED)
    return start, end


def _name(raw: bytes, *, is_utf8: bool) -> str:
    """The name, if it stays inside and reads the same everywhere."""
    shown = raw[:_SHOWN].decode("utf-8", "replace")
    for encoding in ("utf-8",) if is_utf8 else ("utf-8", "cp932"):
        try:
            name = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ArchiveError(Fault.NAME, name=shown)
    shown = "".join("\ufffd" if unicodedata.category(char)[0] == "C" else char for char in name[:_SHOWN])
    parts = name.removesuffix("/").split("/")
    is_odd = any(unicodedata.category(char)[0] == "C" for char in name) or "\\" in name or ":" in name
    if is_odd or len(raw) > _LONGEST_NAME or any(part.strip(" ") in ("", ".", "..") for part in parts):
        raise ArchiveError(Fault.NAME, name=shown)
    return name


def _no_link(name: str, attributes: int) -> None:
    kind = stat.S_IFMT(attributes >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(Fault.LINK, name=name)


def _no_second_meaning(extra: bytes) -> None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind in _REFUSED_EXTRAS:
            raise ArchiveError(Fault.UNUSUAL)
        at += 4 + size


def _end_to_end(spans: list[tuple[int, int]], directory: int) -> None:
    """No gap, no overlap, nothing before the first entry or after the last."""
    reached = 0
    for start, end in sorted(spans):
        if start != reached:
            raise ArchiveError(Fault.UNUSUAL)
        reached = end
    if reached != directory:
        raise ArchiveError(Fault.UNUSUAL)


def _names_differ(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        plain = unicodedata.normalize("NFC", entry.name).casefold().removesuffix("/")
        if plain in seen:
            raise ArchiveError(Fault.NAME, name=entry.name)
        seen.add(plain)


def _count_bytes(content: bytes, entries: list[Entry], limits: Limits) -> None:
    """Inflate everything once, keeping nothing: what a header declares is believed only when it came true."""
    if sum(entry.size for entry in entries) > limits.size:
        raise ArchiveError(Fault.TOO_LARGE, megabytes=limits.size // MEGABYTE)
    for entry in entries:
        if entry.size > limits.ratio_from and entry.size > limits.ratio * entry.packed:
            raise ArchiveError(Fault.BOMB)
        crc = size = 0
        for chunk in _inflate(content, entry):
            if not size and not limits.may_nest and chunk.startswith(_NESTED_MARKS):
                raise ArchiveError(Fault.NESTED, name=entry.name)
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
        if size != entry.size or crc != entry.crc:
            raise ArchiveError(Fault.DAMAGED)


def _inflate(content: bytes, entry: Entry) -> Iterator[bytes]:
    """The unpacked bytes in pieces, and never more of them than were declared."""
    packed = memoryview(content)[entry.start : entry.start + entry.packed]
    if not entry.is_packed:
        if entry.packed != entry.size:
            raise ArchiveError(Fault.UNUSUAL)
        for at in range(0, entry.packed, _CHUNK):
            yield bytes(packed[at : at + _CHUNK])
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    for at in range(0, entry.packed, _CHUNK):
        waiting = bytes(packed[at : at + _CHUNK])
        while waiting or inflater.unconsumed_tail:
            chunk = inflater.decompress(waiting or inflater.unconsumed_tail, _CHUNK)
            waiting = inflater.unconsumed_tail
            size += len(chunk)
            if size > entry.size or inflater.unused_data:
                raise ArchiveError(Fault.DAMAGED)
            if chunk:
                yield chunk
            elif not waiting:
                break
    rest = inflater.flush()
    if not inflater.eof or size + len(rest) > entry.size or inflater.unused_data:
        raise ArchiveError(Fault.DAMAGED)
    if rest:
        yield rest
