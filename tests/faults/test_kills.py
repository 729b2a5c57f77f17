"""R1: kill -9 of the whole server group while eight clerks write (trust.md §3)."""

import os
import statistics

import pytest

from tests.faults.crash import crash
from tests.faults.size import size

READY_SECONDS = 3.0


def bearable(seconds: float) -> float:
    """On a machine that others keep busy as well, everything takes as many times longer as there is work queued."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.parametrize(("kind", "times"), [("sqlite", size(5, 200)), ("postgresql", size(2, 50))])
def test_kills_lose_nothing_that_was_acknowledged(bank_of, figures, kind, times):
    result = crash(bank_of(kind), times)
    figures(result.figures())
    assert result.findings.are_clean, result.findings
    assert result.unanswered > 0, "no kill met a write under way: this run showed nothing"
    assert statistics.median(result.ready) < bearable(READY_SECONDS)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_answering_before_the_commit_is_caught(bank_of, figures, kind):
    late = ["tests.faults.sabotage_early_answer"]
    result = crash(bank_of(kind), size(1, 5), load=late, writes=2, pause=0)
    figures(result.figures())
    assert result.findings.lost
