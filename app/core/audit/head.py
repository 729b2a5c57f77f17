"""The head of the chain, kept outside the database: without it a truncated or rewritten log looks whole."""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Head:
    number: int
    signature: str
    at: str


_path: Path | None = None


def use(path: Path) -> None:
    """Where this instance keeps its head."""
    global _path  # noqa: PLW0603 - one instance, one head
    _path = path


def write(number: int, signature: str, at: datetime) -> None:
    """Move the file on, never back: two processes may come here in either order."""
    if _path is not None:
        write_to(_path, Head(number, signature, at.astimezone(UTC).isoformat()))


def write_to(path: Path, head: Head, *, sync: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _readable(path)
        if known is not None and known.number >= head.number:
            return
        draft = path.with_suffix(".new")
        with draft.open("w") as file:
            json.dump({"number": head.number, "signature": head.signature, "at": head.at}, file)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)


def _readable(path: Path) -> Head | None:
    """A file torn by a power cut must not stop every later commit; the next head mends it."""
    try:
        return read(path)
    except (ValueError, TypeError):
        return None


def read(path: Path | None = None) -> Head | None:
    path = path or _path
    if path is None or not path.exists():
        return None
    return Head(**json.loads(path.read_text()))
