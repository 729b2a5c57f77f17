"""What may be said of a file, how long it stands, and which question a packed file is for."""

from datetime import date

import pytest

from app.core.errors import DomainError
from app.diligence.rules import evidence as rules
from app.diligence.rules.evidence import EvidenceFacts, Standing

APRIL, MARCH = date(2026, 4, 1), date(2027, 3, 31)
KNOWN = ("24-01", "24-10", "24-1", "own.q", "to24-q-03")


@pytest.mark.parametrize(("facts", "message", "field"), [
    (EvidenceFacts(MARCH, APRIL), rules.PERIOD_TURNED, "period_to_on"),
    (EvidenceFacts(APRIL, MARCH, date(2027, 3, 30)), rules.EXPIRES_EARLY, "expires_on"),
    (EvidenceFacts(None, MARCH, APRIL), rules.EXPIRES_EARLY, "expires_on"),
    (EvidenceFacts(MARCH, None, APRIL), rules.EXPIRES_EARLY, "expires_on"),
])  # fmt: skip
def test_days_that_contradict_each_other_are_refused(facts, message, field):
    with pytest.raises(DomainError) as caught:
        rules.check(facts)
    assert (caught.value.message, caught.value.field) == (message, field)


@pytest.mark.parametrize("facts", [
    EvidenceFacts(), EvidenceFacts(APRIL, APRIL, APRIL), EvidenceFacts(APRIL, MARCH, MARCH),
    EvidenceFacts(None, None, APRIL), EvidenceFacts(APRIL, MARCH, None),
])  # fmt: skip
def test_days_that_agree_are_taken(facts):
    rules.check(facts)


@pytest.mark.parametrize(("expires_on", "expected"), [
    (None, Standing.GOOD), (date(2026, 6, 1), Standing.GOOD), (date(2026, 5, 31), Standing.EXPIRING),
    (date(2026, 4, 1), Standing.EXPIRING), (date(2026, 3, 31), Standing.EXPIRED),
])  # fmt: skip
def test_the_last_day_still_counts_and_the_warning_comes_before_it(expires_on, expected):
    assert rules.standing(expires_on, APRIL, 60) == expected


@pytest.mark.parametrize(("path", "expected"), [
    ("24-01_規程.pdf", "24-01"), ("24-01.pdf", "24-01"), ("24-01規程.pdf", "24-01"), ("24-01", "24-01"),
    ("TO24-Q-03-policy.pdf", "to24-q-03"), ("２４－０１ 規程.pdf", "24-01"), ("提出/24-10/方針/図.png", "24-10"),
    ("24-10/24-01 図.png", "24-01"), ("24-10.pdf", "24-10"), ("24-012.pdf", ""), ("24-1.pdf", "24-1"),
    ("規程 24-01.pdf", ""), ("24-02.pdf", ""), ("", ""), ("own.qx.pdf", ""), ("own.q.pdf", "own.q"),
])  # fmt: skip
def test_a_file_goes_where_its_name_begins(path, expected):
    assert rules.question_for(path, KNOWN) == expected
