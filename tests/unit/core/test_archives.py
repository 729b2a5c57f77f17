"""Only the plain kind of container passes, and every other kind is refused by name."""

import io
import struct
import zipfile
import zlib

import pytest

from app.core.archives import ArchiveError, Fault, Limits, inspect, looks_packed
from tests.factories.workbooks import workbook, zipped

CONTENT = {"a.txt": "hello " * 50, "folder/b.xml": "<x/>"}
END, CENTRAL, LOCAL = 22, 46, 30


def fault_of(content: bytes, limits: Limits | None = None) -> Fault:
    with pytest.raises(ArchiveError) as caught:
        inspect(content, limits or Limits())
    return caught.value.fault


def directory_at(content: bytes) -> int:
    return int.from_bytes(content[len(content) - END + 16 :][:4], "little")


def changed(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def raw_entry(name: bytes, body: bytes, *, declared: int | None = None, flags: int = 0) -> bytes:
    """A container of one stored entry whose headers may lie."""
    size = len(body) if declared is None else declared
    crc = zlib.crc32(body)
    local = (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 33, crc, len(body), size, len(name), 0)
        + name
        + body
    )
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 20, 20, flags, 0, 0, 33, crc, len(body), size, len(name), 0, 0, 0, 0, 0, 0
    )
    central += name
    return local + central + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


def streamed() -> bytes:
    """Written without seeking, so that sizes follow the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in CONTENT.items():
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        zipped(CONTENT),
        zipped(CONTENT, zipfile.ZIP_STORED),
        streamed(),
        zipped({}),
        zipped({"日本語.txt": "x", "d/": ""}),
    ],
    ids=["deflated", "stored", "streamed", "nothing inside", "Japanese names and a folder"],
)
def test_a_plain_container_passes_and_its_parts_can_be_read(content):
    archive = inspect(content)
    with zipfile.ZipFile(io.BytesIO(content)) as other:
        assert list(archive.entries) == other.namelist()
        for name in archive.entries:
            assert b"".join(archive.chunks(name)) == other.read(name)


def test_a_workbook_passes():
    assert "xl/workbook.xml" in inspect(workbook('<row r="1"/>')).entries


def test_a_part_is_read_as_a_whole_only_when_it_is_small():
    archive = inspect(zipped(CONTENT))
    assert archive.read("a.txt", 300) == b"hello " * 50
    with pytest.raises(ArchiveError) as caught:
        archive.read("a.txt", 299)
    assert caught.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/../x",
        "/x",
        "a//b",
        "./x",
        "C:x",
        "a\\..\\x",
        "x\x01",
        "..",
        "a/ ../b",
        "x" * 256,
        "\u202etxt.exe",
    ],
    ids=repr,
)
def test_a_name_that_leads_elsewhere_or_deceives_is_refused(name):
    assert fault_of(raw_entry(name.encode(), b"x", flags=0x800)) is Fault.NAME


def test_a_name_that_is_refused_is_shown_as_it_was_packed():
    for name, flags in (("../請求書.pdf".encode("cp932"), 0), ("../請求書.pdf".encode(), 0x800)):
        with pytest.raises(ArchiveError) as caught:
            inspect(raw_entry(name, b"x", flags=flags))
        assert caught.value.params == {"name": "../請求書.pdf"}
    with pytest.raises(ArchiveError) as caught:
        inspect(raw_entry("\u202etxt.exe".encode(), b"x", flags=0x800))
    assert caught.value.params == {"name": "\ufffdtxt.exe"}


def test_two_entries_of_one_name_are_refused():
    once = zipped({"a.txt": "1", "b.txt": "2"})
    assert fault_of(once.replace(b"b.txt", b"A.TXT")) is Fault.NAME


def test_a_link_is_refused():
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert fault_of(out.getvalue()) is Fault.LINK


def test_an_encrypted_entry_is_refused():
    assert fault_of(raw_entry(b"x", b"secret", flags=1)) is Fault.ENCRYPTED


def test_more_entries_than_allowed_are_refused():
    assert fault_of(zipped({str(n): "" for n in range(11)}), Limits(entries=10)) is Fault.TOO_MANY


def test_a_bomb_is_refused_by_what_it_declares():
    bomb = zipped({"x": bytes(5_000_000)})
    assert len(bomb) < 10_000
    assert fault_of(bomb) is Fault.BOMB
    assert fault_of(bomb, Limits(size=4_000_000)) is Fault.TOO_LARGE


def test_a_bomb_that_declares_little_stops_at_what_it_declared():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(bytes(50_000_000)) + packer.flush()
    lie = zipped({"x": bytes(100)})
    small = zlib.compressobj(9, zlib.DEFLATED, -15)
    honest = small.compress(bytes(100)) + small.flush()
    at = lie.index(honest)
    forged = bytearray(lie[:at] + body + lie[at + len(honest) :])
    grown = len(body) - len(honest)
    directory = directory_at(lie) + grown
    struct.pack_into("<L", forged, 18, len(body))
    struct.pack_into("<L", forged, directory + 20, len(body))
    struct.pack_into("<L", forged, len(forged) - END + 16, directory)
    assert fault_of(bytes(forged)) is Fault.DAMAGED


def test_a_size_that_does_not_come_true_is_refused():
    assert fault_of(raw_entry(b"x", b"12345", declared=6)) is Fault.UNUSUAL


def test_a_container_within_a_container_is_refused_unless_allowed():
    nested = zipped({"in.zip": zipped(CONTENT, zipfile.ZIP_STORED)}, zipfile.ZIP_STORED)
    assert fault_of(nested) is Fault.NESTED
    assert "in.zip" in inspect(nested, Limits(may_nest=True)).entries


def overlapping() -> bytes:
    """Two entries of the directory that share one piece of data."""
    whole = zipped({"a.txt": "same", "b.txt": "same"}, zipfile.ZIP_STORED)
    directory = directory_at(whole)
    second = whole.index(b"PK\1\2", directory + 4)
    return changed(whole, second + 42, struct.pack("<L", 0))


TRICKS = {
    "something before it": lambda whole: b"MZ" + whole,
    "something after it": lambda whole: whole + b"\0",
    "a second end in the comment": lambda whole: whole[:-2] + struct.pack("<H", 4) + b"PK\5\6",
    "another name before the data": lambda whole: changed(whole, LOCAL, b"b.txt"),
    "another size before the data": lambda whole: changed(whole, 22, struct.pack("<L", 1)),
    "another method": lambda whole: changed(changed(whole, 8, b"\x0c"), directory_at(whole) + 10, b"\x0c"),
    "sizes beyond 32 bits": lambda whole: changed(whole, directory_at(whole) + 20, b"\xff" * 4),
    "fewer entries in the directory": lambda whole: changed(whole, len(whole) - END + 8, b"\1\0\1\0"),
    "two disks": lambda whole: changed(whole, len(whole) - END + 4, b"\1\0"),
    "entries that share data": lambda _: overlapping(),
    "a gap": lambda _: gap(),
}


def gap() -> bytes:
    """Bytes between two entries that no entry owns."""
    whole = zipped({"a.txt": "1", "b.txt": "2"}, zipfile.ZIP_STORED)
    second = whole.index(b"PK\3\4", 4)
    moved = bytearray(whole[:second] + b"hidden" + whole[second:])
    directory = directory_at(whole) + 6
    struct.pack_into("<L", moved, len(moved) - END + 16, directory)
    struct.pack_into("<L", moved, bytes(moved).index(b"PK\1\2", directory + 4) + 42, second + 6)
    return bytes(moved)


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_what_readers_would_understand_differently_is_refused(trick):
    assert fault_of(trick(zipped(CONTENT))) in (Fault.UNUSUAL, Fault.DAMAGED)


def test_every_cut_and_every_changed_byte_is_refused_or_harmless():
    whole = zipped({"a.txt": "hello world, hello world"})
    for end in range(len(whole)):
        fault_of(whole[:end])
    for at in range(len(whole)):
        forged = changed(whole, at, bytes([whole[at] ^ 0xFF]))
        try:
            archive = inspect(forged)
        except ArchiveError:
            continue
        assert [b"".join(archive.chunks(name)) for name in archive.entries] == [b"hello world, hello world"]


def test_what_is_no_container_is_told_by_its_beginning():
    assert looks_packed(zipped({}))
    assert not looks_packed(b"a,b\n1,2\n")
    assert fault_of(b"PK\3\4" + b"x" * 100) is Fault.DAMAGED
