"""The instance's keys: made at set-up, kept outside the database, wrapped by one master key.

`master.key` may come from another place (`SEKISHO_MASTER_KEY_FILE`); `ring.json` holds the working keys
wrapped by it. Each signature and ciphertext names its key, so keys can be rotated while old ones stay readable.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSES = ("audit", "data", "web")


DAMAGED = "the key files are damaged; restore them from a backup"


class KeyProblem(RuntimeError):
    """Keys missing, unreadable or not those that the data was written with."""


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode())


def _seal(key: bytes, plain: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def _open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)
    except (InvalidTag, ValueError):  # a ValueError says that it is shorter than a seal
        raise KeyProblem("a value does not open with its key, or was moved or changed") from None


@dataclass
class KeyRing:
    """Working keys by purpose and id; the current one signs and encrypts, all of them verify and open."""

    keys: dict[str, dict[str, bytes]] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)

    def sign(self, purpose: str, message: bytes, key_id: str | None = None) -> tuple[str, str]:
        key_id = key_id or self.current[purpose]
        return key_id, hmac.digest(self._key(purpose, key_id), message, "sha256").hex()

    def encrypt(self, plain: str, *place: str) -> str:
        """`place` is table, id, column: a ciphertext moved elsewhere does not open."""
        key_id = self.current["data"]
        return f"{key_id}:{_b64(_seal(self._key('data', key_id), plain.encode(), _aad(place)))}"

    def decrypt(self, sealed: str, *place: str) -> str:
        key_id, _, body = sealed.partition(":")
        try:
            content = _unb64(body)
        except ValueError:
            raise KeyProblem("a value is not in the form in which it was sealed") from None
        return _open(self._key("data", key_id), content, _aad(place)).decode()

    def derive(self, label: str) -> str:
        """A stable text secret for a library that wants one: of the first key, so that rotation loses none."""
        return hmac.new(self._key("web", min(self.keys["web"])), label.encode(), hashlib.sha256).hexdigest()

    def _key(self, purpose: str, key_id: str) -> bytes:
        try:
            return self.keys[purpose][key_id]
        except KeyError:
            raise KeyProblem(f"the key {purpose}/{key_id} is not in the key ring") from None


def _aad(place: tuple[str, ...]) -> bytes:
    return "\x1f".join(place).encode()


def create(folder: Path, master_file: Path | None = None) -> None:
    """Make the master key and one working key for each purpose, unless they exist."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    master_path = master_file or folder / "master.key"
    if not master_path.exists():
        _write_private(master_path, _b64(secrets.token_bytes(32)))
    if not (folder / "ring.json").exists():
        ring = KeyRing()
        for purpose in PURPOSES:
            ring.keys[purpose] = {f"{purpose[0]}1": secrets.token_bytes(32)}
            ring.current[purpose] = f"{purpose[0]}1"
        save(ring, folder, master_path)


def save(ring: KeyRing, folder: Path, master_path: Path) -> None:
    master = _unb64(master_path.read_text().strip())
    wrapped = {
        purpose: {
            key_id: _b64(_seal(master, key, f"{purpose}/{key_id}".encode())) for key_id, key in keys.items()
        }
        for purpose, keys in ring.keys.items()
    }
    _write_private(folder / "ring.json", json.dumps({"current": ring.current, "wrapped": wrapped}, indent=1))


def load(folder: Path, master_file: Path | None = None) -> KeyRing:
    master_path = master_file or folder / "master.key"
    try:
        master = _unb64(master_path.read_text().strip())
        stored = json.loads((folder / "ring.json").read_text())
    except OSError as problem:
        raise KeyProblem(
            f"cannot read the keys ({problem}); restore them or run `make run` for a new set"
        ) from None
    except ValueError:
        raise KeyProblem(DAMAGED) from None
    try:
        return _unwrapped(master, stored)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise KeyProblem(DAMAGED) from None


def _unwrapped(master: bytes, stored: Any) -> KeyRing:
    keys = {
        purpose: {
            key_id: _open(master, _unb64(text), f"{purpose}/{key_id}".encode())
            for key_id, text in ring.items()
        }
        for purpose, ring in stored["wrapped"].items()
    }
    return KeyRing(keys, stored["current"])


def _write_private(path: Path, content: str) -> None:
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


ring = KeyRing()


def use(loaded: KeyRing) -> None:
    """Make the keys of this process the given ones; others keep their reference to `ring`."""
    ring.keys, ring.current = loaded.keys, loaded.current
