"""The folder of files: a file is there whole or not at all, and what fails is said as a fault of the store."""

import os
from pathlib import Path

import pytest

from app.core.files.storing import UNFINISHED, FileDamaged, FileMissing, LocalFolder, StoreUnavailable

ADDRESS = "ab" * 32 + "-" + "0" * 32


@pytest.fixture
def there(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path / "files")


def test_a_file_lies_under_its_address_for_this_account_only(there: LocalFolder) -> None:
    there.put(ADDRESS, lambda target: target.write(b"sealed"))
    place = there.root / "ab" / "ab" / ADDRESS
    assert place.read_bytes() == b"sealed"
    assert place.stat().st_mode & 0o777 == 0o600
    assert there.root.stat().st_mode & 0o777 == 0o700
    assert there.size(ADDRESS) == 6
    assert [address for address, _ in there.addresses()] == [ADDRESS]
    with there.open(ADDRESS) as file:
        assert file.read() == b"sealed"


def test_it_is_on_the_disk_before_and_after_its_name_is(there: LocalFolder, monkeypatch) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.rename

    def note_sync(handle: int) -> None:
        order.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        sync(handle)

    def note_rename(self: Path, target: Path) -> Path:
        order.append("rename")
        return rename(self, target)

    there.put("cd" + ADDRESS[2:], lambda target: target.write(b"x"))
    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    there.put(ADDRESS, lambda target: target.write(b"x"))
    moved = order.index("rename")
    assert "file" in order[:moved]
    assert order[moved - 1] == "folder"  # the new folders' names
    assert order[moved + 1 :] == ["folder"]


def test_a_write_that_fails_leaves_nothing(there: LocalFolder) -> None:
    def fail(target) -> None:
        target.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreUnavailable):
        there.put(ADDRESS, fail)
    assert there.size(ADDRESS) is None
    assert list((there.root / UNFINISHED).iterdir()) == []


def test_a_file_that_is_not_there_is_missing(there: LocalFolder) -> None:
    with pytest.raises(FileMissing):
        there.open(ADDRESS)
    assert list(there.addresses()) == []


@pytest.mark.parametrize(
    "address", ["../../etc/passwd", "", "ab", ADDRESS.upper(), ADDRESS + "/x", ADDRESS + "\n"]
)
def test_no_address_leads_out_of_the_folder(there: LocalFolder, address: str) -> None:
    with pytest.raises(FileDamaged):
        there.open(address)


def test_what_was_under_way_when_a_process_died_is_cleared_later(there: LocalFolder) -> None:
    there.put(ADDRESS, lambda target: target.write(b"x"))
    draft = there.root / UNFINISHED / "0"
    draft.write_bytes(b"half")
    written = draft.stat().st_mtime
    assert there.clear_unfinished(written - 1) == 0
    assert there.clear_unfinished(written + 1) == 1
    assert there.size(ADDRESS) == 1
