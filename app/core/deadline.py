"""A deadline of our own around each statement and request: a silent peer must not hold either (trust.md §1, row 15).

PostgreSQL's own time-outs run on the server. When the link goes dead without a word, only cutting our end
of the socket wakes the waiting thread; the driver then reports a broken connection.
"""

import heapq
import itertools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from psycopg import OperationalError
from sqlalchemy import Connection, Engine, event

STATEMENT_SECONDS = 4.0
# All statements of one request together; an act that may take longer opens its own `within`.
REQUEST_SECONDS = 4.5
# The driver's shortest: with less time left no connection is begun.
CONNECT_SECONDS = 2
_until: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All statements and new connections of the block share one deadline."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def left() -> float:
    """Seconds until the deadline of the block, without end outside of one."""
    until = _until.get()
    return float("inf") if until is None else until - time.monotonic()


@contextmanager
def apart() -> Iterator[None]:
    """Time that the block takes is not counted: whom it asks has a deadline of its own."""
    began = time.monotonic()
    try:
        yield
    finally:
        until = _until.get()
        if until is not None:
            _until.set(until + time.monotonic() - began)


class _Watch:
    """One thread that cuts the sockets of overdue statements."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: list[tuple[float, int]] = []
        self._sockets: dict[int, int] = {}
        self._ids = itertools.count()
        self._thread: threading.Thread | None = None

    def add(self, fileno: int, until: float) -> int:
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="db-deadline", daemon=True)
                self._thread.start()
            ticket = next(self._ids)
            self._sockets[ticket] = fileno
            heapq.heappush(self._queue, (until, ticket))
            self._changed.notify()
            return ticket

    def done(self, ticket: int) -> None:
        with self._changed:
            self._sockets.pop(ticket, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._queue and self._queue[0][1] not in self._sockets:
                    heapq.heappop(self._queue)
                wait = self._queue[0][0] - time.monotonic() if self._queue else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                _, ticket = heapq.heappop(self._queue)
                _cut(self._sockets.pop(ticket))


def _cut(fileno: int) -> None:
    with suppress(OSError):
        end = socket.socket(fileno=os.dup(fileno))
        try:
            end.shutdown(socket.SHUT_RDWR)
        finally:
            end.close()


_watch = _Watch()


def attach(engine: Engine) -> None:
    """Watch each statement, COMMIT and ROLLBACK of a PostgreSQL engine, and each new connection."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        until = _until.get()
        if until is not None and until - time.monotonic() < CONNECT_SECONDS:
            raise OperationalError("no time is left to connect to the database")
        options["connect_timeout"] = CONNECT_SECONDS

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, *_: Any) -> None:
        _start(connection.connection.driver_connection, connection.info)

    @event.listens_for(engine, "after_cursor_execute")
    def after(connection: Connection, *_: Any) -> None:
        _stop(connection.info)

    # No event tells that a COMMIT came back, and none is sent for the ROLLBACK of the pool.
    for name in ("do_commit", "do_rollback"):
        setattr(engine.dialect, name, _watched(getattr(engine.dialect, name)))

    @event.listens_for(engine, "handle_error")
    def failed(context: Any) -> None:
        if context.connection is not None and not context.connection.invalidated:
            _stop(context.connection.info)

    @event.listens_for(engine, "checkin")
    def checkin(_raw: Any, record: Any) -> None:
        _stop(record.info)


def _watched(end: Callable[[Any], None]) -> Callable[[Any], None]:
    def run(raw: Any) -> None:
        info: dict[Any, Any] = {}
        _start(raw, info)
        try:
            end(raw)
        finally:
            _stop(info)

    return run


def _start(raw: Any, info: dict[Any, Any]) -> None:
    _stop(info)
    if raw is not None and not raw.closed:
        until = min(_until.get() or float("inf"), time.monotonic() + STATEMENT_SECONDS)
        info["deadline"] = _watch.add(raw.fileno(), until)


def _stop(info: dict[Any, Any]) -> None:
    ticket = info.pop("deadline", None)
    if ticket is not None:
        _watch.done(ticket)
