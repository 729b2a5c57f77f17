"""A content is stored once, proved before it is given out, wrapped anew, and swept when nobody refers to it."""

import io
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import files, keys
from app.core.db import db
from app.core.errors import DomainError
from app.core.files import keeping, tending
from app.core.files.models import StoredFile
from app.core.files.storing import FileDamaged, FileMissing, StoreUnavailable
from tests.factories import files as make

CONTENT = make.pdf("業務委託契約書 第12条")


@pytest.fixture(autouse=True)
def empty_folder(app, tmp_path, monkeypatch):
    """Each test has a folder of its own; rows are rolled back, files are not."""
    from app.core.files import storing

    folder = storing.LocalFolder(tmp_path / "files")
    for module in (keeping, tending):
        monkeypatch.setattr(module, "store", lambda: folder)
    return folder.root


def stored(at, content=CONTENT, name="契約書.pdf"):
    row = files.attach(make.keep(content, name), at)
    db.session.commit()
    return row


def place(root: Path, row) -> Path:
    address = str(row.address)
    return root / address[:2] / address[2:4] / address


def everything(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def read(row) -> bytes:
    return b"".join(files.open_checked(row).chunks())


def test_what_was_kept_comes_back_and_stands_nowhere_in_the_clear(session, at, empty_folder):
    row = stored(at)
    assert read(row) == CONTENT
    (path,) = everything(empty_folder)
    assert "第12条".encode() not in path.read_bytes()
    assert "契約" not in str(path)


def test_the_name_in_the_folder_does_not_confirm_a_guess(session, at, empty_folder):
    import hashlib

    row = stored(at)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert row.sha256 == digest
    assert digest[:16] not in str(place(empty_folder, row))
    # Only who has the instance's secret can tell which file a content is in.
    assert row.address.startswith(keeping._new_place(digest)[1][:64])


def test_the_same_content_is_stored_once_whatever_it_is_called(session, at, empty_folder):
    first, second = stored(at), stored(at, name="別名.pdf")
    assert first.id == second.id
    assert len(everything(empty_folder)) == 1


def test_two_that_send_one_content_at_once_share_one_row_and_one_file(session, at, empty_folder):
    early, late = make.keep(CONTENT), make.keep(CONTENT, "late.pdf")
    assert early.address != late.address
    assert len(everything(empty_folder)) == 2
    assert files.attach(early, at).id == files.attach(late, at).id
    session.commit()
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    (path,) = everything(empty_folder)
    assert path.name == early.address


def test_a_row_that_another_transaction_just_made_is_used(session, at, empty_folder, monkeypatch):
    """As on PostgreSQL, where the second finds the row only when its own insert is refused."""
    early, late = make.keep(CONTENT), make.keep(CONTENT)
    first = files.attach(early, at)
    found, asked = keeping._row, []

    def blind_once(sha256):
        asked.append(sha256)
        return None if len(asked) == 1 else found(sha256)

    monkeypatch.setattr(keeping, "_row", blind_once)
    assert files.attach(late, at).id == first.id
    assert len(everything(empty_folder)) == 1


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "lose"])
def test_a_file_that_is_not_what_was_handed_in_is_not_given_out(session, at, empty_folder, harm):
    row, other = stored(at), stored(at, make.pdf("別の書類"))
    path = place(empty_folder, row)
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
    if harm == "cut":
        content = content[:-1]
    if harm == "swap":
        content = bytearray(place(empty_folder, other).read_bytes())
    path.write_bytes(bytes(content))
    if harm == "lose":
        path.unlink()
    with pytest.raises(FileMissing if harm == "lose" else FileDamaged):
        files.open_checked(row)
    seen = tending.verify()
    assert [fault.address for fault in seen.faults] == [row.address]
    assert seen.faults[0].is_missing == (harm == "lose")
    assert seen.files == 2


def test_a_row_changed_by_hand_is_noticed(session, at):
    row = stored(at)
    row.sha256 = "0" * 64
    with pytest.raises(FileDamaged, match="SHA-256"):
        files.open_checked(row)
    row.wrapped_key = "d1:none"
    with pytest.raises(FileDamaged, match="key"):
        files.open_checked(row)


def test_a_wrapped_key_moved_to_another_row_does_not_open(session, at):
    row, other = stored(at), stored(at, make.pdf("別の書類"))
    row.wrapped_key, row.address = other.wrapped_key, other.address
    with pytest.raises(FileDamaged, match="key"):
        files.open_checked(row)


def test_a_lost_file_is_put_back_by_handing_it_in_again(session, at, empty_folder):
    row = stored(at)
    path = place(empty_folder, row)
    for harm in (path.unlink, lambda: path.write_bytes(b"rubbish")):
        harm()
        again = stored(at)
        assert again.id == row.id
        assert read(again) == CONTENT
    assert len(everything(empty_folder)) == 1


def test_a_file_that_was_swept_before_its_row_came_is_asked_for_again(session, at, empty_folder):
    kept = make.keep(CONTENT)
    everything(empty_folder)[0].unlink()
    with pytest.raises(DomainError, match="Choose it again"):
        files.attach(kept, at)


def test_more_than_the_limit_is_refused_before_anything_is_written(session, empty_folder):
    with pytest.raises(DomainError) as refusal:
        files.keep(io.BytesIO(make.pdf() + bytes(1024 * 1024)), "大きい.pdf", most=1024 * 1024)
    assert refusal.value.message == keeping.TOO_LARGE
    assert refusal.value.params == {"most": 1}
    assert everything(empty_folder) == []


def test_a_large_file_is_handled_in_little_memory(session, at):
    import tracemalloc

    large = make.pdf() + os.urandom(12 * 1024 * 1024)
    source = io.BytesIO(large)
    tracemalloc.start()
    row = files.attach(files.keep(source, "大.pdf", most=20 * 1024 * 1024), at)
    size = sum(len(chunk) for chunk in files.open_checked(row).chunks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size == len(large)
    assert peak < 3 * 1024 * 1024


def test_a_full_disk_is_a_fault_of_the_store_and_leaves_nothing(session, empty_folder, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailable):
        make.keep(CONTENT)
    monkeypatch.undo()
    assert [path for path in everything(empty_folder) if path.is_file()] == []


def age(path: Path, days: float) -> None:
    then = path.stat().st_mtime - days * 86_400
    os.utime(path, (then, then))


def test_the_sweeper_takes_old_files_without_a_row_and_nothing_else(session, at, empty_folder):
    row = stored(at)
    young, old = make.keep(make.pdf("新")), make.keep(make.pdf("旧"))
    for address, days in ((row.address, 900), (young.address, 0.9), (old.address, 1.1)):
        age(empty_folder / address[:2] / address[2:4] / address, days)
    assert tending.verify().orphans == 2
    assert tending.sweep(at) == 1
    assert {path.name for path in everything(empty_folder)} == {row.address, young.address}
    assert tending.sweep(at + timedelta(days=2)) == 1
    assert read(row) == CONTENT


@pytest.fixture
def second_key(app):
    """The ring got a further key for data, and signs with it from now on."""
    had = {purpose: dict(held) for purpose, held in keys.ring.keys.items()}, dict(keys.ring.current)
    keys.ring.keys["data"]["d2"] = bytes(range(32))
    keys.ring.current["data"] = "d2"
    yield "d2"
    keys.ring.keys.clear()
    keys.ring.keys.update(had[0])
    keys.ring.current.clear()
    keys.ring.current.update(had[1])


def test_keys_are_wrapped_anew_in_steps_and_the_old_ring_key_is_no_longer_needed(
    session, at, empty_folder, request
):
    rows = [stored(at, make.pdf(f"第{n}号")) for n in range(5)]
    before = {path: path.read_bytes() for path in everything(empty_folder)}
    new = request.getfixturevalue("second_key")
    assert read(rows[0])
    assert tending.rewrap(limit=2) == 2  # stopped here, it goes on where it was
    assert tending.rewrap(limit=2) == 2
    assert tending.rewrap(limit=2) == 1
    assert tending.rewrap() == 0
    assert {row.key_id for row in rows} == {new}
    keys.ring.keys["data"].pop("d1")
    assert [read(row) for row in rows] == [make.pdf(f"第{n}号") for n in range(5)]
    assert {path: path.read_bytes() for path in everything(empty_folder)} == before
    assert tending.verify().is_whole


def test_parallel_writers_of_one_content_leave_files_that_all_open(app, session, at, empty_folder):
    """The store alone: what a reader finds is never half of one and half of another."""
    from app.core.files import sealing
    from app.core.files.storing import LocalFolder

    there, key = LocalFolder(empty_folder), bytes(32)
    address = keeping._new_place("0" * 64)[1]

    def write() -> None:
        there.put(address, lambda target: sealing.seal(io.BytesIO(CONTENT), target, key))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with there.open(address) as file:
        assert b"".join(sealing.unseal(file, key)) == CONTENT
    assert len(everything(empty_folder)) == 1
