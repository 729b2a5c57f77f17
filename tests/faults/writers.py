"""Clerks who add and edit organisations without pause, and write down what they were told."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.identity.roles import Role
from tests.faults.ledger import Ledger, Told, Write
from tests.faults.pages import FACTS, NEW, address_of, edit_path
from tests.harness.client import KEY, Client, LinkLost
from tests.harness.server import Server

EDITS_EACH = 3
MOST_WRITES = 500
MOST_SECONDS = 20.0


@dataclass
class Clerk:
    """Works until told to stop or until the server is gone."""

    name: str
    client: Client
    ledger: Ledger
    stop: threading.Event
    sent: int = field(default=0)

    def work(self) -> None:
        until = time.monotonic() + MOST_SECONDS
        try:
            blank = self.client.filled(NEW, **FACTS)
            while not self.stop.is_set() and self.sent < MOST_WRITES and time.monotonic() < until:
                self._one_organisation(blank)
        except LinkLost:
            return

    def _one_organisation(self, blank: dict[str, str]) -> None:
        mark = self._mark()
        added = self._send(NEW, {**blank, "name": mark}, mark, "")
        for _ in range(EDITS_EACH):
            if self.stop.is_set() or added.told != Told.DONE:
                return
            mark = self._mark()
            page = self.client.get(edit_path(added.organisation))
            if page.status != 200:
                self.ledger.wonder(f"{added.mark} was acknowledged, its page answers {page.status}")
                return
            self._send(edit_path(added.organisation), {**page.form(), "note": mark}, mark, added.organisation)

    def _mark(self) -> str:
        self.sent += 1
        return f"{self.name}-{self.sent}"

    def _send(self, path: str, fields: dict[str, str], mark: str, organisation: str) -> Write:
        form = {**fields, KEY: f"key-{mark}"}
        write = self.ledger.note(Write(mark, path, form, organisation=organisation))
        send(self.client, write, self.ledger)
        return write


def send(client: Client, write: Write, ledger: Ledger) -> None:
    """Send a write, for the first time or again with the same key."""
    answer = client.post(write.path, write.fields)
    if answer.status != 303:
        ledger.wonder(f"{write.mark} answered {answer.status}: {answer.words()[:200]}")
        return
    write.organisation = write.organisation or address_of(answer)
    write.told = Told.DONE


def repeat_unanswered(server: Server, ledger: Ledger) -> int:
    """What any reader would do after a crash: send again what had no answer."""
    client = server.client(Role.OFFICER)
    unanswered = ledger.told(Told.NOTHING)
    for write in unanswered:
        send(client, write, ledger)
    return len(unanswered)


def write_once(server: Server, ledger: Ledger, mark: str) -> None:
    """One write after the crash: the server that came back works."""
    client = server.client(Role.OFFICER)
    send(client, ledger.note(Write(mark, NEW, client.filled(NEW, **{**FACTS, "name": mark}))), ledger)


@contextmanager
def at_work(server: Server, ledger: Ledger, clerks: Sequence[str]) -> Iterator[None]:
    """All clerks write while the block runs; leaving it waits for them, so end it by stopping the server."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(clerks)) as pool:
        running: list[Future[None]] = [
            pool.submit(Clerk(name, server.client(Role.OFFICER), ledger, stop).work) for name in clerks
        ]
        try:
            yield
        finally:
            stop.set()
    for done in running:
        done.result(0)


def wait_for_writes(ledger: Ledger, more: int, seconds: float = 15.0) -> None:
    """Until so many further writes were acknowledged: a crash before any write would show nothing."""
    wanted = len(ledger.told(Told.DONE)) + more
    until = time.monotonic() + seconds
    while len(ledger.told(Told.DONE)) < wanted:
        assert time.monotonic() < until, f"no {more} writes in {seconds} s: {ledger.strange[:3]}"
        time.sleep(0.01)
