"""Files that came packed together: judged and unpacked in the sandbox, handed over one after the other.

The names are claims of who packed them. Nothing is ever written under one of them, and each content is looked at
like a file that came alone.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core import archives, sandbox

TARGET = "app.core.unpacking:pieces"
PIECE = 3 * 1024 * 1024
MOST_FILES = 300
MOST_SIZE = 80 * archives.MEGABYTE
# Offices pack pictures and logs; their workbooks and documents are containers themselves.
LIMITS = archives.Limits(entries=MOST_FILES, size=MOST_SIZE, may_nest=True)
# What programs of Apple and Windows put beside the files, and nobody chose.
_BYSTANDERS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Member:
    """`name` with its folders, as it was packed."""

    name: str
    content: bytes = field(repr=False)


def pieces(content: bytes) -> Iterator[list[str]]:
    """In the sandbox: the name of each file, then its content in pieces of text."""
    archive = archives.inspect(content, LIMITS)
    for name in archive.entries:
        if name.endswith("/") or _is_bystander(name):
            continue
        yield ["name", name]
        held = bytearray()
        for chunk in archive.chunks(name):
            held += chunk
            if len(held) >= PIECE:
                yield ["content", base64.b64encode(bytes(held)).decode()]
                held.clear()
        yield ["content", base64.b64encode(bytes(held)).decode()]


def _is_bystander(name: str) -> bool:
    folded = name.casefold()
    return folded.startswith(_BYSTANDERS[0]) or folded.rsplit("/", 1)[-1] in _BYSTANDERS[1:]


def members(content: bytes) -> Iterator[Member]:
    """Each file of a zip; ``DomainError`` for one that is not packed plainly, or unpacks to too much."""
    name, held = "", bytearray()
    for piece in sandbox.run(TARGET, content, refusals=archives.REFUSALS):
        kind, said = _understood(piece)
        if kind == "content":
            held += _bytes(said)
            continue
        if name:
            yield Member(name, bytes(held))
        name, held = said, bytearray()
    if name:
        yield Member(name, bytes(held))


def _understood(piece: Any) -> tuple[str, str]:
    match piece:
        case ["name" | "content" as kind, str(said)]:
            return kind, said
    raise sandbox.SandboxError(sandbox.BROKEN)


def _bytes(said: str) -> bytes:
    try:
        return base64.b64decode(said, validate=True)
    except ValueError:
        raise sandbox.SandboxError(sandbox.BROKEN) from None
