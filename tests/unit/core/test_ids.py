"""Identifiers are unique, ordered by time to the millisecond, and of version 7."""

import time

from app.core.ids import uuid7


def test_version_and_variant_are_those_of_the_standard():
    for _ in range(200):
        made = uuid7()
        assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_they_begin_with_the_time():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_later_ones_sort_later(monkeypatch):
    made = []
    for at in (1, 2, 1_800_000_000_000, 281_474_976_710_655):
        monkeypatch.setattr(time, "time_ns", lambda at=at: at * 1_000_000)
        made.append(uuid7())
    assert made == sorted(made)
    assert [m.int >> 80 for m in made] == [1, 2, 1_800_000_000_000, 281_474_976_710_655]


def test_many_in_one_millisecond_differ(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000)
    assert len({uuid7() for _ in range(20_000)}) == 20_000


def test_all_their_random_bits_vary():
    seen_ones, seen_zeros = 0, 0
    for _ in range(200):
        seen_ones |= uuid7().int
        seen_zeros |= ~uuid7().int
    random = (0xFFF << 64) | ((1 << 62) - 1)
    assert seen_ones & random == random
    assert seen_zeros & random == random
