"""Where sealed files lie: a folder by default, behind a few verbs that an object store can offer as well."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import current_app

from app.config import Config

ADDRESS = re.compile(r"[0-9a-f]{64}-[0-9a-f]{32}")
UNFINISHED = "unfinished"


class StoreUnavailable(Exception):
    """The place where files lie did not take or give one: disk full, not mounted, no right, no answer."""


class StoreRefuses(StoreUnavailable):
    """It answers, and says no: asking again does not help before somebody mends a setting."""


class FileDamaged(Exception):
    """A row says that a file is there, and what is there is not that file."""


class FileMissing(FileDamaged):
    """A row says that a file is there, and it is not."""


class Store(Protocol):
    """`put` returns once the file would survive a power cut. An address has one content, ever: putting it again
    puts back what was lost or damaged. Whatever fails is StoreUnavailable; what is not there, FileMissing."""

    @property
    def name(self) -> str:
        """For operators: where it is."""
        ...

    def put(self, address: str, write: Callable[[BinaryIO], object]) -> None: ...

    def open(self, address: str) -> BinaryIO: ...

    def size(self, address: str) -> int | None: ...

    def addresses(self) -> Iterator[tuple[str, float]]:
        """Every file with the time at which it was written."""
        ...

    def remove(self, address: str) -> None: ...

    def clear_unfinished(self, before: float) -> int: ...


class LocalFolder:
    """`ab/cd/abcd…` below `root`; a file under way lies in a folder of its own until it is whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def name(self) -> str:
        return str(self.root)

    def put(self, address: str, write: Callable[[BinaryIO], object]) -> None:
        try:
            draft = self._folder(self.root / UNFINISHED) / secrets.token_hex(16)
            try:
                self._write(draft, write)
                place = self._place(address)
                self._folder(place.parent)
                draft.rename(place)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
            _sync(place.parent)
        except OSError as error:
            raise StoreUnavailable(str(error)) from error

    @staticmethod
    def _write(draft: Path, write: Callable[[BinaryIO], object]) -> None:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())

    def _folder(self, folder: Path) -> Path:
        """Made with every folder above it, each name on the disk before what lies in it."""
        missing = [path for path in (folder, *folder.parents) if not path.is_dir()]
        for path in reversed(missing):
            with suppress(FileExistsError):  # another upload was faster
                path.mkdir(mode=0o700)
            _sync(path.parent)
        return folder

    def open(self, address: str) -> BinaryIO:
        try:
            return self._place(address).open("rb")
        except FileNotFoundError:
            raise FileMissing(address) from None
        except OSError as error:
            raise StoreUnavailable(str(error)) from error

    def size(self, address: str) -> int | None:
        try:
            return self._place(address).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnavailable(str(error)) from error

    def addresses(self) -> Iterator[tuple[str, float]]:
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if ADDRESS.fullmatch(path.name):
                with suppress(FileNotFoundError):
                    yield path.name, path.stat().st_mtime

    def remove(self, address: str) -> None:
        try:
            self._place(address).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(str(error)) from error

    def clear_unfinished(self, before: float) -> int:
        """What was under way when a process died."""
        count = 0
        for path in sorted((self.root / UNFINISHED).glob("*")):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    count += 1
        return count

    def _place(self, address: str) -> Path:
        return self.root / place_of(address)


def place_of(address: str) -> str:
    """The same in a folder and in a bucket, so that any tool may copy one to the other."""
    if not ADDRESS.fullmatch(address):
        raise FileDamaged(f"{address!r} is no address of a file")
    return f"{address[:2]}/{address[2:4]}/{address}"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> Store:
    """The store of this instance."""
    config: Config = current_app.extensions["sekisho"]
    return store_of(config)


def store_of(config: Config) -> Store:
    if config.objects is None:
        return LocalFolder(config.files)
    from app.core.files.objects import opened

    return opened(config.objects)
