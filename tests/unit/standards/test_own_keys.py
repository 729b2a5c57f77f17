"""Keys of own questions that people would take for the number of a delivered one."""

import pytest

from app.standards.rules.own_questions import reads_delivered

DELIVERED = {"24-04", "in-08", "fsa-12"}


@pytest.mark.parametrize("key", ["24-04", "in-08", "99-1", "1-100"])
def test_a_number_like_ours_is_known(key):
    assert reads_delivered(f"own.{key}", DELIVERED)


@pytest.mark.parametrize("key", ["1", "branch-visit", "in-09", "visit-24-04", "24", "24-04-b", "2024"])
def test_any_other_key_is_ours_to_choose(key):
    assert not reads_delivered(f"own.{key}", DELIVERED)
