"""Store a content once, find it again, prove that it is what was handed in; new wrapping, and what nobody needs.

The file is on the disk before the act's transaction begins, under an address that no other upload ever gets. So a
crash leaves a file without a row, which the sweeper takes after a day, and never a row without its file.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import keys
from app.core.db import db
from app.core.errors import DomainError
from app.core.files import kinds, names, sealing
from app.core.files.models import StoredFile
from app.core.files.storing import FileDamaged, FileMissing, Store, store
from app.core.ids import uuid7
from app.core.words import N_

ORPHAN_AFTER = timedelta(days=1)
MEGABYTE = 1024 * 1024
TOO_LARGE = N_("This file is larger than %(most)s MB. Make it smaller or divide it, and choose it again.")
NAMELESS = N_("This file has no usable name. Rename it and choose it again.")
GONE = N_("The file was not kept. Choose it again.")


@dataclass(frozen=True)
class Kept:
    """A content that lies in the store. `id` is its row's, which may not be there yet."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    address: str
    wrapped_key: str


def keep(stream: BinaryIO, given_name: str, *, most: int) -> Kept:
    """Check, seal and store; `most` is the limit in bytes. Outside any transaction: it takes as long as it takes."""
    name = names.clean_name(given_name)
    if not name:
        raise DomainError(NAMELESS)
    sha256, size = measured(stream, most)
    ending = kinds.recognise(stream, name)
    name = name if names.extension(name) else names.shortened(f"{name}.{ending}")
    with db.scope():
        known = _row(sha256)
    row_id, address, wrapped_key = (
        (known.id, known.address, known.wrapped_key) if known is not None else _new_place(sha256)
    )
    # A known content whose file was lost or damaged is put back: the same key, the same bytes.
    if known is None or not _is_whole(known):
        key = _key(row_id, wrapped_key)
        stream.seek(0)
        store().put(address, lambda target: sealing.seal(stream, target, key))
    return Kept(row_id, name, kinds.TYPES[ending], size, sha256, address, wrapped_key)


def _is_whole(stored: StoredFile) -> bool:
    try:
        open_checked(stored).close()
    except FileDamaged:
        return False
    return True


def measured(stream: BinaryIO, most: int) -> tuple[str, int]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(sealing.CHUNK):
        size += len(chunk)
        if size > most:
            raise DomainError(TOO_LARGE, most=most // MEGABYTE)
        digest.update(chunk)
    return digest.hexdigest(), size


def _new_place(sha256: str) -> tuple[UUID, str, str]:
    """The name tells nobody who reads the folder whether a content they hold is among it; its second half makes
    sure that two uploads of one content never write to one place."""
    secret = keys.ring.derive("file-names").encode()
    address = f"{hmac.digest(secret, sha256.encode(), 'sha256').hex()}-{secrets.token_hex(16)}"
    row_id = uuid7()
    return row_id, address, wrap(row_id, secrets.token_bytes(sealing.KEY_BYTES))


def wrap(row_id: UUID, key: bytes) -> str:
    return keys.ring.encrypt(base64.b64encode(key).decode(), "stored_file", str(row_id), "wrapped_key")


def _key(row_id: UUID, wrapped_key: str) -> bytes:
    try:
        return base64.b64decode(keys.ring.decrypt(wrapped_key, "stored_file", str(row_id), "wrapped_key"))
    except (keys.KeyProblem, binascii.Error):
        raise FileDamaged("its key does not open") from None


def key_id_of(wrapped_key: str) -> str:
    return wrapped_key.partition(":")[0]


def _row(sha256: str) -> StoredFile | None:
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one_or_none()


def attach(kept: Kept, at: datetime) -> StoredFile:
    """The row of a kept content, in the act's transaction: the one that is there, or a new one."""
    there = store()
    known = _row(kept.sha256)
    if known is None:
        known = _insert(kept, at)
    if known.address != kept.address:
        there.remove(kept.address)  # somebody else stored the same content meanwhile
    if there.size(known.address) is None:
        raise DomainError(GONE)
    return known


def _insert(kept: Kept, at: datetime) -> StoredFile:
    made = StoredFile(
        id=kept.id, sha256=kept.sha256, size=kept.size, address=kept.address,
        key_id=key_id_of(kept.wrapped_key), wrapped_key=kept.wrapped_key, stored_at=at,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:
        known = _row(kept.sha256)
        if known is None:
            raise
        return known
    return made


def get(file_id: UUID) -> StoredFile:
    return db.session.get_one(StoredFile, file_id)


class Opened:
    """A content that was read to its end once and is what was handed in; `chunks` reads it once more."""

    def __init__(self, source: BinaryIO, key: bytes, size: int) -> None:
        self._source, self._key, self.size = source, key, size

    def chunks(self) -> Iterator[bytes]:
        try:
            self._source.seek(0)
            yield from sealing.unseal(self._source, self._key)
        finally:
            self._source.close()

    def close(self) -> None:
        self._source.close()


def open_checked(stored: StoredFile, there: Store | None = None) -> Opened:
    """Read it to its end before anything is given out. Raises FileDamaged, which says what is wrong with it."""
    key = _key(stored.id, stored.wrapped_key)
    source = (there or store()).open(stored.address)
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in sealing.unseal(source, key):
            digest.update(chunk)
            size += len(chunk)
    except sealing.SealBroken as broken:
        source.close()
        raise FileDamaged(str(broken)) from None
    except BaseException:
        source.close()
        raise
    if digest.hexdigest() != stored.sha256 or size != stored.size:
        source.close()
        raise FileDamaged("its SHA-256 is another")
    return Opened(source, key, size)


__all__ = [
    "FileDamaged",
    "FileMissing",
    "Kept",
    "Opened",
    "attach",
    "get",
    "keep",
    "measured",
    "open_checked",
]
