"""The folder and the bucket promise the same: a file is there whole or not at all, and every fault is the store's."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.files.objects import S3Store
from app.core.files.storing import UNFINISHED, FileDamaged, FileMissing, LocalFolder, Store, StoreUnavailable
from tests.buckets import bucket

ADDRESS = "ab" * 32 + "-" + "0" * 32
OTHER = "cd" * 32 + "-" + "1" * 32
CONTENT = os.urandom(300_000)


@dataclass
class Place:
    """A store, and what a test does behind its back."""

    store: Store
    raw: Callable[[str], bytes]
    write: Callable[[str, bytes], None]
    lose: Callable[[str], None]
    begin: Callable[[], float]


def _folder(root: Path) -> Place:
    def place(address: str) -> Path:
        return root / address[:2] / address[2:4] / address

    def begin() -> float:
        (root / UNFINISHED).mkdir(parents=True, exist_ok=True)
        draft = root / UNFINISHED / "draft"
        draft.write_bytes(b"half")
        return draft.stat().st_mtime

    return Place(
        LocalFolder(root),
        lambda address: place(address).read_bytes(),
        lambda address, content: (place(address).write_bytes(content), None)[1],
        lambda address: place(address).unlink(),
        begin,
    )


def _bucket() -> Place:
    made = bucket()

    def begin() -> float:
        made.raw.create_multipart_upload(Bucket=made.settings.bucket, Key=made.key(OTHER))
        (begun,) = made.raw.list_multipart_uploads(Bucket=made.settings.bucket)["Uploads"]
        return float(begun["Initiated"].timestamp())

    return Place(S3Store(made.settings), made.read, made.write, made.lose, begin)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return _folder(tmp_path / "files") if request.param == "folder" else _bucket()


def put(store: Store, content: bytes = CONTENT, address: str = ADDRESS) -> None:
    store.put(address, lambda target: target.write(content))


def test_a_file_comes_back_as_it_was_put_as_often_as_it_is_read(place: Place) -> None:
    before = time.time()
    put(place.store)
    put(place.store, b"", OTHER)
    assert place.store.size(ADDRESS) == len(CONTENT)
    assert place.store.size(OTHER) == 0
    with place.store.open(ADDRESS) as file:
        assert file.read(1000) == CONTENT[:1000]
        file.seek(0)
        assert file.read() == CONTENT
    listed = dict(place.store.addresses())
    assert sorted(listed) == [ADDRESS, OTHER]
    assert all(before - 2 < written < time.time() + 2 for written in listed.values())
    place.store.remove(ADDRESS)
    place.store.remove(ADDRESS)  # what is gone is gone
    assert [address for address, _ in place.store.addresses()] == [OTHER]


def test_a_file_that_is_not_there_is_missing(place: Place) -> None:
    assert list(place.store.addresses()) == []
    assert place.store.size(ADDRESS) is None
    with pytest.raises(FileMissing):
        place.store.open(ADDRESS)


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyError("fault of ours")])
def test_what_fails_while_it_is_written_leaves_nothing(place: Place, failure: Exception) -> None:
    def fail(target) -> None:
        target.write(b"half")
        raise failure

    with pytest.raises(StoreUnavailable if isinstance(failure, OSError) else KeyError):
        place.store.put(ADDRESS, fail)
    assert place.store.size(ADDRESS) is None
    assert list(place.store.addresses()) == []
    assert place.store.clear_unfinished(time.time() + 60) == 0


@pytest.mark.parametrize("harm", ["changed", "cut", "lost", "whole"])
def test_putting_a_content_again_puts_it_back(place: Place, harm: str) -> None:
    put(place.store)
    if harm == "lost":
        place.lose(ADDRESS)
    elif harm != "whole":
        place.write(ADDRESS, CONTENT[:-1] if harm == "cut" else b"x" + CONTENT[1:])
    put(place.store)
    assert place.raw(ADDRESS) == CONTENT


@pytest.mark.parametrize("address", ["../../etc/passwd", "", ADDRESS.upper(), ADDRESS + "/x", ADDRESS + "\n"])
def test_no_address_leads_elsewhere(place: Place, address: str) -> None:
    for act in (place.store.open, place.store.size, place.store.remove, lambda a: put(place.store, b"", a)):
        with pytest.raises(FileDamaged):
            act(address)
    assert list(place.store.addresses()) == []


def test_what_somebody_else_put_there_is_no_file_of_ours(place: Place) -> None:
    put(place.store)
    place.write(ADDRESS[:-1] + "g", b"a note")
    assert [address for address, _ in place.store.addresses()] == [ADDRESS]


def test_what_was_under_way_when_a_process_died_is_cleared_later(place: Place) -> None:
    put(place.store)
    begun = place.begin()
    assert place.store.clear_unfinished(begun - 1) == 0
    assert place.store.clear_unfinished(begun + 1) == 1
    assert place.store.clear_unfinished(begun + 1) == 0
    assert place.store.size(ADDRESS) == len(CONTENT)


def test_two_that_put_one_content_at_one_moment_are_both_content(place: Place) -> None:
    faults: list[BaseException] = []

    def write() -> None:
        try:
            put(place.store)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert place.raw(ADDRESS) == CONTENT
    assert [address for address, _ in place.store.addresses()] == [ADDRESS]
