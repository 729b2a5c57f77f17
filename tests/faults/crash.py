"""Crash a serving bank again and again while clerks write, repeat what had no answer, and count."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.ledger import Findings, Ledger, Told, examine
from tests.faults.writers import at_work, repeat_unanswered, wait_for_writes, write_once
from tests.harness.server import Bank, Server

CLERKS = 8


@dataclass
class Crashes:
    findings: Findings
    acknowledged: int
    unanswered: int
    ready: list[float] = field(default_factory=list)

    def figures(self) -> str:
        middle, worst = statistics.median(self.ready), max(self.ready)
        return (
            f"{len(self.ready)} crashes, {self.acknowledged} writes acknowledged, {self.unanswered} without an "
            f"answer and repeated, {len(self.findings.lost)} lost, {len(self.findings.doubled)} doubled, "
            f"ready after {middle:.2f} s (worst {worst:.2f} s)"
        )


def crash(
    bank: Bank,
    times: int,
    *,
    load: Sequence[str] = (),
    after_kill: Callable[[Bank], None] | None = None,
    writes: int = CLERKS,
    pause: float = 0.15,
) -> Crashes:
    """Kill the whole group under load, `times` times; `after_kill` may harm the files.

    Each kill comes after so many further `writes` were acknowledged and a random `pause` of at most so long.
    """
    chance = random.Random(4711)
    ledger, ready, unanswered = Ledger(), [], 0
    with Server(bank, load=load) as server:
        for turn in range(times):
            with at_work(server, ledger, [f"書店{turn}-{clerk}" for clerk in range(CLERKS)]):
                wait_for_writes(ledger, writes)
                time.sleep(chance.uniform(0.0, pause))
                server.kill()
            if after_kill is not None:
                after_kill(bank)
            ready.append(server.start())
            unanswered += repeat_unanswered(server, ledger)
            write_once(server, ledger, f"再開商店{turn}")
        server.kill()
        return Crashes(examine(bank, ledger), len(ledger.told(Told.DONE)), unanswered, ready)
