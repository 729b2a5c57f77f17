"""A call that takes too long is given up, and those given up cannot become many."""

import threading
import time

import pytest

from app.core.files import patience
from app.core.files.patience import BYTES_A_SECOND, Limit, OutOfTime, bounded


def test_what_comes_in_time_is_given_back_and_what_is_raised_is_raised() -> None:
    assert bounded(lambda _limit: threading.current_thread().name, 1.0) == "files-store"
    with pytest.raises(ZeroDivisionError):
        bounded(lambda _limit: 1 // 0, 1.0)


def test_who_waits_goes_on_when_the_time_is_up() -> None:
    ended = threading.Event()
    began = time.monotonic()
    with pytest.raises(OutOfTime):
        bounded(lambda _limit: ended.wait(5), 0.05)
    assert time.monotonic() - began < 1
    ended.set()


def test_no_time_at_all_asks_nobody() -> None:
    with pytest.raises(OutOfTime):
        bounded(lambda limit: limit.check(), -1.0)


def test_a_call_gets_the_time_that_its_size_needs() -> None:
    def carry(limit: Limit) -> str:
        limit.allow_for(BYTES_A_SECOND // 2)
        time.sleep(0.1)
        limit.check()
        return "carried"

    assert bounded(carry, 0.05) == "carried"


def test_those_given_up_keep_their_places_until_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_places", threading.BoundedSemaphore(1))
    ended = threading.Event()
    with pytest.raises(OutOfTime):
        bounded(lambda _limit: ended.wait(5), 0.02)
    with pytest.raises(OutOfTime, match="too many"):
        bounded(lambda _limit: "asked", 0.02)
    ended.set()
    assert bounded(lambda _limit: "asked", 1.0) == "asked"
