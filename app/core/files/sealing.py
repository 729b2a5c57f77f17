"""One file under its own key: AES-256-GCM in chunks, each bound to its place and to whether it is the last.

A chunk changed, moved, left out or added, and a file cut short, do not open. A key seals one content only, so the
number of the chunk is all that the nonce needs.
"""

from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
TAG = 16
# Names the format; a later one gets another number.
MARK = b"SEKISHO-FILE-1\n"
KEY_BYTES = 32


class SealBroken(Exception):
    """What is there is not what was written."""


def seal(source: BinaryIO, target: BinaryIO, key: bytes) -> None:
    cipher, number = AESGCM(key), 0
    target.write(MARK)
    chunk = source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        target.write(cipher.encrypt(_nonce(number, is_last=not following), chunk, MARK))
        if not following:
            return
        chunk, number = following, number + 1


def unseal(source: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The content, chunk by chunk. Nothing may be trusted before the last one came."""
    if source.read(len(MARK)) != MARK:
        raise SealBroken("the file does not begin as one of ours")
    cipher, number = AESGCM(key), 0
    sealed = source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), sealed, MARK)
        except (InvalidTag, ValueError):
            raise SealBroken(f"chunk {number} does not open") from None
        if not following:
            return
        sealed, number = following, number + 1


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def sealed_size(size: int) -> int:
    """How long the file of a content of `size` bytes is."""
    chunks = max(1, -(-size // CHUNK))
    return len(MARK) + size + chunks * TAG
