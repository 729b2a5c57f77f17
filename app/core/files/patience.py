"""A call to a place far away that ends in time, whatever that place does.

A library's time-outs bound one read each; a peer that sends a byte now and then, or a name server that is silent,
holds a call much longer. So the call runs in a thread of its own, and who waits goes on when the time is up.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

MOST_AT_ONCE = 16
# A link slower than this is as good as none.
BYTES_A_SECOND = 1024 * 1024


class OutOfTime(Exception):
    """No answer in time, or too many calls wait for one."""


class Limit:
    """When a call has to be done. It moves on when the call learns how much there is to carry."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        return self._until - time.monotonic()

    def check(self) -> None:
        if self.left() <= 0:
            raise OutOfTime("no answer in time")

    def allow_for(self, size: int) -> None:
        self._until += size / BYTES_A_SECOND


class _Call(Generic[Result]):
    def __init__(self, act: Callable[[Limit], Result], limit: Limit) -> None:
        self._act, self._limit = act, limit
        self._results: list[Result] = []
        self._failure: BaseException | None = None
        self._is_done = threading.Event()

    def run(self) -> None:
        try:
            self._results.append(self._act(self._limit))
        except BaseException as failure:
            self._failure = failure
        finally:
            _places.release()
            self._is_done.set()

    def result(self) -> Result:
        while not self._is_done.wait(max(self._limit.left(), 0.0)):
            self._limit.check()
        if self._failure is not None:
            raise self._failure
        return self._results[0]


_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def bounded(act: Callable[[Limit], Result], seconds: float) -> Result:
    """`act` in a thread of its own. One that is given up ends at its library's time-outs; until then it keeps its
    place, so that they cannot become many."""
    limit = Limit(seconds)
    if not _places.acquire(timeout=max(seconds, 0.0)):
        raise OutOfTime("too many calls wait for the store")
    call = _Call(act, limit)
    threading.Thread(target=call.run, name="files-store", daemon=True).start()
    return call.result()
