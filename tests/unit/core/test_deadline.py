"""The watcher cuts a socket whose time is up, that one alone, and none whose work is done."""

import socket
import time

import pytest

from app.core import deadline
from app.core.deadline import _Watch, within


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.settimeout(2)
    yield ours
    ours.close()
    theirs.close()


def is_cut(end: socket.socket) -> bool:
    end.settimeout(0.05)
    try:
        return end.recv(1) == b""
    except TimeoutError:
        return False


def test_an_overdue_socket_is_cut_and_the_reader_wakes(pair):
    watch = _Watch()
    began = time.monotonic()
    watch.add(pair.fileno(), began + 0.05)
    assert pair.recv(1) == b""
    assert 0.04 < time.monotonic() - began < 1


def test_what_is_done_in_time_is_left_alone(pair):
    watch = _Watch()
    watch.done(watch.add(pair.fileno(), time.monotonic() + 0.02))
    time.sleep(0.04)
    assert not is_cut(pair)


def test_an_earlier_deadline_that_comes_later_is_kept(pair):
    watch = _Watch()
    other, far = socket.socketpair()
    watch.add(other.fileno(), time.monotonic() + 60)
    time.sleep(0.02)  # the watcher sleeps until the first one by now
    watch.add(pair.fileno(), time.monotonic() + 0.02)
    assert pair.recv(1) == b""
    assert not is_cut(other)
    other.close()
    far.close()


def test_a_socket_that_is_gone_troubles_nobody(pair):
    watch = _Watch()
    gone, far = socket.socketpair()
    number = gone.fileno()
    gone.close()
    far.close()
    watch.add(number, time.monotonic())
    watch.add(pair.fileno(), time.monotonic() + 0.02)
    assert pair.recv(1) == b""


def test_time_that_is_already_up_cuts_at_once(pair):
    _Watch().add(pair.fileno(), time.monotonic() - 1)
    assert pair.recv(1) == b""


def test_a_block_sets_its_deadline_and_takes_it_back():
    assert deadline._until.get() is None
    with within(5):
        assert 4 < (deadline._until.get() or 0) - time.monotonic() <= 5
    assert deadline._until.get() is None


def test_time_apart_is_not_counted():
    assert deadline.left() == float("inf")
    with deadline.apart():  # outside of a deadline there is nothing to count
        pass
    with within(1.0):
        with deadline.apart():
            time.sleep(0.05)
        assert 0.97 < deadline.left() <= 1.0
        time.sleep(0.05)
        assert deadline.left() < 0.96
    assert deadline.left() == float("inf")
