"""SQLite as a bank may use it: durable, with foreign keys, and writers that queue instead of failing."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.core.errors import Busy

OPTIONS: dict[str, Any] = {"connect_args": {"timeout": 5, "check_same_thread": False}, "pool_size": 12}

WAIT_SECONDS = 5.0


class FairLock:
    """First come, first served. SQLite's own waiting is a lottery: 8 writers lost up to 5 s in it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._queue.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # handed over while we gave up waiting
                return True
            self._queue.remove(turn)
            return False

    def release(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False


def attach(engine: Engine, wants_to_write: Callable[[], bool]) -> None:
    """Set what the promises rest on for each connection, and queue the writers of this process."""
    lock = FairLock()

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")
        settings = read_back(connection)
        if settings["synchronous"] != 2 or settings["foreign_keys"] != 1:
            raise RuntimeError(f"SQLite did not take its settings: {settings}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not wants_to_write():
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("write_lock"):
            if not lock.acquire(WAIT_SECONDS):
                raise Busy
            connection.info["write_lock"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        if record.info.pop("write_lock", False):
            lock.release()


def read_back(connection: sqlite3.Connection) -> dict[str, Any]:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
