"""The queue of writers: one at a time, in order, and nobody's place is lost."""

import threading
import time

from app.core.sqlite import FairLock


def test_one_holds_it_and_the_next_gives_up_in_time():
    lock = FairLock()
    assert lock.acquire(0)
    began = time.monotonic()
    assert not lock.acquire(0.02)
    assert 0.015 < time.monotonic() - began < 1
    lock.release()
    assert lock.acquire(0)


def test_who_gave_up_is_passed_over():
    lock = FairLock()
    lock.acquire(0)
    assert not lock.acquire(0.001)
    lock.release()
    assert not lock._held
    assert not lock._queue


def test_a_turn_that_comes_at_the_very_moment_of_giving_up_is_taken(monkeypatch):
    """The holder hands over between the end of the waiting and the look at the queue."""
    lock = FairLock()
    lock.acquire(0)

    def hand_over(_turn, _timeout=None) -> bool:
        lock.release()
        return False

    monkeypatch.setattr(threading.Event, "wait", hand_over)
    assert lock.acquire(0.001)
    assert lock._held
    monkeypatch.undo()
    lock.release()
    assert lock.acquire(0)


def test_never_two_at_once():
    lock, inside, most = FairLock(), [], []

    def work() -> None:
        for _ in range(200):
            assert lock.acquire(5)
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most)) == (1, 800)
    assert not lock._held
