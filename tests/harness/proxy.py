"""A link to PostgreSQL that fails on command: a TCP port of this machine in front of the server's socket."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Self

CHUNK = 65536
COMMIT = b"COMMIT\x00"


class Link(StrEnum):
    WHOLE = "whole"
    RESET = "reset"  # every connection, old and new, ends with RST
    SILENT = "silent"  # connections are accepted and bytes are taken, nothing ever comes back
    CUT_BEFORE_COMMIT = "cut before commit"  # the next COMMIT does not arrive
    CUT_AFTER_COMMIT = "cut after commit"  # the next COMMIT is carried out, its answer does not come back
    SILENT_AFTER_COMMIT = "silent after commit"  # likewise, and nobody says that the connection is dead


AT_COMMIT = (Link.CUT_BEFORE_COMMIT, Link.CUT_AFTER_COMMIT, Link.SILENT_AFTER_COMMIT)


class _Pair:
    """One client connection and its partner at the server."""

    def __init__(self, proxy: "Proxy", client: socket.socket) -> None:
        self.proxy, self.client = proxy, client
        self.server = socket.socket(socket.AF_UNIX)
        self.is_cut_on_answer = False
        self.is_spoilt = False

    def run(self) -> None:
        try:
            self.server.connect(self.proxy.target)
        except OSError:
            self.reset()
            return
        pumps = [threading.Thread(target=pump, daemon=True) for pump in (self._up, self._down)]
        for pump in pumps:
            pump.start()

    def _up(self) -> None:
        self._pump(self.client, self.server, self._may_go_up)

    def _down(self) -> None:
        self._pump(self.server, self.client, self._may_go_down)

    def _pump(self, source: socket.socket, target: socket.socket, may_pass: Callable[[bytes], bool]) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                time.sleep(self.proxy.latency)
                if may_pass(chunk):
                    target.sendall(chunk)
        self.close()

    def _may_go_up(self, chunk: bytes) -> bool:
        if self._is_swallowed():
            return False
        if COMMIT in chunk and (armed := self.proxy.take_cut()) is not None:
            if armed == Link.CUT_BEFORE_COMMIT:
                self.reset()
                return False
            self.is_cut_on_answer = armed == Link.CUT_AFTER_COMMIT
            self.is_spoilt = armed == Link.SILENT_AFTER_COMMIT
        return True

    def _may_go_down(self, _chunk: bytes) -> bool:
        if self.is_cut_on_answer:
            self.reset()
            return False
        return not self._is_swallowed()

    def _is_swallowed(self) -> bool:
        # A connection that missed bytes stays silent: nothing in it would make sense any more.
        self.is_spoilt = self.is_spoilt or self.proxy.state == Link.SILENT
        return self.is_spoilt

    def reset(self) -> None:
        with suppress(OSError):
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        # The other thread still reads: until it is woken, no end is really closed. A full shutdown at the
        # client's end would send a polite FIN before the RST.
        for end, how in ((self.server, socket.SHUT_RDWR), (self.client, socket.SHUT_RD)):
            with suppress(OSError):
                end.shutdown(how)
            end.close()


class Proxy:
    """`with Proxy(path) as proxy:` forwards `proxy.port` to the socket at `path`; change `state` as you like."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.latency = 0.0
        self._state = Link.WHOLE
        self._guard = threading.Lock()
        self._pairs: list[_Pair] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @property
    def state(self) -> Link:
        return self._state

    @state.setter
    def state(self, state: Link) -> None:
        with self._guard:
            self._state = state
            pairs = list(self._pairs)
        for pair in pairs:
            if state == Link.RESET or (state == Link.WHOLE and pair.is_spoilt):
                pair.reset()

    def take_cut(self) -> Link | None:
        """The cut that waits for a COMMIT; the link is whole again for everybody after it."""
        with self._guard:
            if self._state not in AT_COMMIT:
                return None
            armed, self._state = self._state, Link.WHOLE
            return armed

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for pair in self._pairs:
            pair.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pair = _Pair(self, client)
                with self._guard:
                    self._pairs.append(pair)
                    state = self._state
                if state == Link.RESET:
                    pair.reset()
                else:
                    pair.run()
