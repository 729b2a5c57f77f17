"""Many clients who press their buttons at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.harness.client import Answer

WAIT_SECONDS = 30.0


def together(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run all of them at once; none begins before every one is ready."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        gate.wait(WAIT_SECONDS)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts, timeout=2 * WAIT_SECONDS))
