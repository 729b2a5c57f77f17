"""A power cut for SQLite: whatever was not synced to the disk is gone.

Loaded into the serving process, it puts itself between SQLite and its file layer. Each time SQLite syncs a
file and the sync came back, the content of the file at that moment is kept aside as "what the disk holds".
`cut` then puts that content back in place of what the operating system's cache would still have shown.
"""

import ctypes
import os
import shutil
import threading
from pathlib import Path
from typing import Any

from tests.harness.server import Bank

DATABASE, LOG = "test.db", "test.db-wal"
ON_DISK = "on-disk"

# The name goes through as an address: SQLite keeps it, and finds the names of its side files behind it.
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _FileLayer(ctypes.Structure):
    """The beginning of SQLite's `sqlite3_vfs`: as far as the function that opens a file."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _OPEN),
    ]


class _Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`, version 3: a number and 18 functions, the fifth of which syncs."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("before", ctypes.c_void_p * 4),
        ("sync", _SYNC),
        ("after", ctypes.c_void_p * 13),
    ]


class _Disk:
    """Knows which open file is which, and keeps what was synced of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ON_DISK
        self.folder.mkdir(exist_ok=True)
        self.files: dict[int, str] = {}
        self.patched: dict[int, _Methods] = {}
        self.guard = threading.Lock()
        for name in (DATABASE, LOG):
            (self.folder / name).unlink(missing_ok=True)
            if (folder / name).exists():
                self.keep(str(folder / name))

    def keep(self, path: str) -> None:
        with self.guard:
            draft = self.folder / "draft"
            shutil.copyfile(path, draft)
            draft.replace(self.folder / Path(path).name)

    def opened(self, file: int, path: bytes | None) -> None:
        name = os.fsdecode(path or b"")
        if not name.endswith((DATABASE, LOG)):
            return
        self.files[file] = name
        where = ctypes.c_void_p.from_address(file)
        methods = self.patched.get(where.value or 0)
        if methods is None:
            methods = self._with_own_sync(_Methods.from_address(where.value or 0))
            self.patched[where.value or 0] = self.patched[ctypes.addressof(methods)] = methods
        where.value = ctypes.addressof(methods)

    def _with_own_sync(self, theirs: _Methods) -> _Methods:
        assert theirs.version >= 1
        mine = _Methods.from_buffer_copy(theirs)
        sync = theirs.sync

        def sync_and_keep(file: int, flags: int) -> int:
            result = int(sync(file, flags))
            if result == 0:
                self.keep(self.files[file])
            return result

        mine.sync = _SYNC(sync_and_keep)
        return mine


_held: list[Any] = []


def install() -> None:
    """Before the first connection of this process."""
    import _sqlite3

    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_FileLayer)
    layer = library.sqlite3_vfs_find(None).contents
    disk = _Disk(Path(os.environ["SEKISHO_DATA"]))
    # A copy of the address: the field itself is about to be overwritten.
    open_file = _OPEN(ctypes.cast(layer.open, ctypes.c_void_p).value or 0)

    def open_and_watch(vfs: int, path: int | None, file: int, flags: int, out: int) -> int:
        result = int(open_file(vfs, path, file, flags, out))
        if result == 0:
            disk.opened(file, ctypes.string_at(path) if path else None)
        return result

    layer.open = _OPEN(open_and_watch)
    _held.extend([disk, layer, open_file, layer.open, open_and_watch])


def cut(bank: Bank) -> None:
    """After the processes were killed: the files become what the disk held."""
    folder = bank.config.data
    for name in (DATABASE, LOG):
        kept = folder / ON_DISK / name
        if kept.exists():
            shutil.copyfile(kept, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    # Memory shared between processes never reaches the disk.
    (folder / f"{DATABASE}-shm").unlink(missing_ok=True)
    # The head of the audit log is written without waiting for the disk: the cut may leave an empty file.
    bank.config.head.write_text("")
