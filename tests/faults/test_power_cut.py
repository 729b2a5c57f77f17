"""R2: the power goes, and with it everything that SQLite had not synced to the disk (trust.md §1, row 1)."""

import pytest

from tests.faults import power
from tests.faults.crash import crash
from tests.faults.size import size

POWER = "tests.faults.power"


def test_a_power_cut_loses_nothing_that_was_acknowledged(bank_of, figures):
    result = crash(bank_of("sqlite"), size(2, 50), load=[POWER], after_kill=power.cut)
    figures(result.figures())
    assert result.findings.are_clean, result.findings
    assert result.unanswered > 0, "no cut met a write under way: this run showed nothing"


@pytest.mark.parametrize("level", ["off", "normal"])
def test_not_waiting_for_the_disk_is_caught(bank_of, figures, level):
    loosened = f"tests.faults.sabotage_synchronous_{level}"
    result = crash(bank_of("sqlite"), size(1, 5), load=[POWER, loosened], after_kill=power.cut)
    figures(result.figures())
    assert result.findings.lost
