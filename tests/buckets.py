"""A store that speaks S3 on this machine, asks for a signature like a real one, and links to it that fail."""

import atexit
import json
import secrets
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from app.config import ObjectStore

RUN = """
import sys
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""
MAY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
CHUNK = 65536


@dataclass(frozen=True)
class Server:
    port: int
    key_id: str = field(default="first", repr=False)
    secret: str = field(default="first", repr=False)

    def client(self, service: str = "s3") -> Any:
        from botocore.session import Session

        return Session().create_client(
            service,
            region_name="us-east-1",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
        )


_servers: list[Server] = []


def server() -> Server:
    """Started by the first that asks; it ends when its input does."""
    if not _servers:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        atexit.register(process.wait, 10)
        atexit.register(process.stdin.close)
        _servers.append(_strict(Server(int(process.stdout.readline()))))
    return _servers[0]


def _strict(open_to_all: Server) -> Server:
    """From now on who asks needs this key."""
    people = open_to_all.client("iam")
    people.create_user(UserName="sekisho")
    people.put_user_policy(UserName="sekisho", PolicyName="all", PolicyDocument=json.dumps(MAY))
    key = people.create_access_key(UserName="sekisho")["AccessKey"]
    asked = Request(
        f"http://127.0.0.1:{open_to_all.port}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}
    )
    urlopen(asked, timeout=10).close()  # noqa: S310
    return Server(open_to_all.port, key["AccessKeyId"], key["SecretAccessKey"])


@dataclass(frozen=True)
class Bucket:
    """A bucket of its own, and what a test does behind the back of what it tests."""

    settings: ObjectStore
    raw: Any

    def key(self, address: str) -> str:
        root = f"{self.settings.prefix}/" if self.settings.prefix else ""
        return f"{root}{address[:2]}/{address[2:4]}/{address}"

    def keys(self) -> list[str]:
        found = self.raw.list_objects_v2(Bucket=self.settings.bucket)
        return [entry["Key"] for entry in found.get("Contents", [])]

    def read(self, address: str) -> bytes:
        body = self.raw.get_object(Bucket=self.settings.bucket, Key=self.key(address))["Body"]
        return bytes(body.read())

    def write(self, address: str, content: bytes) -> None:
        self.raw.put_object(Bucket=self.settings.bucket, Key=self.key(address), Body=content)

    def lose(self, address: str) -> None:
        self.raw.delete_object(Bucket=self.settings.bucket, Key=self.key(address))

    def through(self, port: int) -> ObjectStore:
        return replace(self.settings, endpoint=f"http://127.0.0.1:{port}")


def bucket(prefix: str = "evidence/files") -> Bucket:
    running = server()
    name, raw = f"sekisho-{secrets.token_hex(6)}", running.client()
    raw.create_bucket(Bucket=name)
    settings = ObjectStore(
        name, prefix, f"http://127.0.0.1:{running.port}", "", running.key_id, running.secret
    )
    return Bucket(settings, raw)


# What a link does with a chunk of the client ("up") or of the store ("down"): bytes to pass on, or None to cut it.
Passes = Callable[["Pair", str, bytes], bytes | None]


class Pair:
    """One connection through a link, with how many bytes went either way."""

    def __init__(self, number: int, client: socket.socket) -> None:
        self.number, self.client = number, client
        self.sent = {"up": 0, "down": 0}

    def cut(self) -> None:
        with suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.client.shutdown(socket.SHUT_RD)
        self.client.close()

    def answer(self, status: str, body: bytes = b"") -> None:
        """In the store's place."""
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.client.sendall(head.encode() + body)
        self.client.shutdown(socket.SHUT_WR)


class Link:
    """`with Link(passes) as link:` is a way to the store at `link.port`; without `passes` nothing ever comes back."""

    def __init__(self, passes: Passes | None = None) -> None:
        self.passes = passes
        self.pairs: list[Pair] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self._listener.close()
        for pair in self.pairs:
            pair.client.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                pair = Pair(len(self.pairs) + 1, self._listener.accept()[0])
                self.pairs.append(pair)
                if self.passes is not None:
                    threading.Thread(target=self._join, args=(pair,), daemon=True).start()

    def _join(self, pair: Pair) -> None:
        there = socket.create_connection(("127.0.0.1", server().port))
        back = threading.Thread(target=self._pump, args=(pair, "down", there, pair.client), daemon=True)
        back.start()
        self._pump(pair, "up", pair.client, there)
        back.join()
        there.close()
        pair.client.close()

    def _pump(self, pair: Pair, way: str, source: socket.socket, target: socket.socket) -> None:
        assert self.passes is not None
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                passed = self.passes(pair, way, chunk)
                if passed is None:
                    pair.cut()
                    break
                pair.sent[way] += len(chunk)
                target.sendall(passed)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def silent(_pair: Pair, _way: str, _chunk: bytes) -> bytes:
    time.sleep(60)
    return b""


def modified(path: Path) -> None:
    """One bit of a file in a folder."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
