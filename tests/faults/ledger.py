"""What the clients were told, held against what the database says afterwards."""

import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, text

from tests.harness.server import Bank


class Told(StrEnum):
    NOTHING = "nothing"
    DONE = "done"


@dataclass
class Write:
    """One form that was sent. `mark` is a text that no other write carries."""

    mark: str
    path: str
    fields: dict[str, str]
    told: Told = Told.NOTHING
    organisation: str = ""

    @property
    def is_new(self) -> bool:
        return self.fields.get("name") == self.mark


@dataclass
class Ledger:
    """All writes of all clients; each client appends to its own organisations only, one after the other."""

    writes: list[Write] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, write: Write) -> Write:
        with self._guard:
            self.writes.append(write)
        return write

    def wonder(self, what: str) -> None:
        with self._guard:
            self.strange.append(what)

    def told(self, told: Told) -> list[Write]:
        with self._guard:
            return [write for write in self.writes if write.told == told]


@dataclass
class Findings:
    """Empty lists: the promise held."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def are_clean(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


def examine(bank: Bank, ledger: Ledger) -> Findings:
    """Every acknowledged write exists exactly once, in its record and in the audit log, and the log is whole."""
    found = Findings(wrong=list(ledger.strange))
    with bank.connection() as connection:
        names = Counter(connection.execute(text("SELECT name FROM organisation")).scalars())
        notes = {
            row.name: row.note for row in connection.execute(text("SELECT name, note FROM organisation"))
        }
        logged = marks_in_log(connection)
    last: dict[str, str] = {}
    owners: dict[str, str] = {}
    for write in ledger.told(Told.DONE):
        if write.is_new:
            owners[write.organisation] = write.mark
        else:
            last[write.organisation] = write.mark
        times = min(names[write.mark], logged[write.mark]) if write.is_new else logged[write.mark]
        if times == 0:
            found.lost.append(write.mark)
        elif max(times, names[write.mark]) > 1:
            found.doubled.append(write.mark)
    for organisation, mark in last.items():
        if mark not in found.lost and notes.get(owners[organisation], "") != mark:
            found.lost.append(f"{mark}, the last of {owners[organisation]}")
    report = bank.verify_log()
    if not report.is_whole:
        found.wrong.append(f"audit log broken at {report.broken_at}: {report.problem}")
    return found


def marks_in_log(connection: Connection) -> Counter[str]:
    """How often each name and note was given to an organisation, by the log."""
    rows = connection.execute(
        text(
            "SELECT v.content FROM audit_values v JOIN audit_event e ON e.number = v.number "
            "WHERE e.subject_type = 'organisation'"
        )
    ).scalars()
    given: Counter[str] = Counter()
    for content in rows:
        values = json.loads(content)
        for name in ("name", "note"):
            before, after = values.get(name, {}).get("v", (None, None))
            if after and after != before:
                given[after] += 1
    return given
