"""What a bridge letter may say."""

from datetime import date, timedelta

import pytest

from app.assurance.rules import letters
from app.assurance.rules.letters import LetterFacts

TODAY, PERIOD_TO, DAY = date(2026, 11, 22), date(2026, 9, 30), timedelta(days=1)
FIRST, LAST = PERIOD_TO + DAY, date(2026, 10, 31)


def told(facts):
    return [(one.field, one.message) for one in letters.problems(facts, PERIOD_TO, TODAY)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LetterFacts(FIRST, LAST, LAST), []),
        (LetterFacts(FIRST, TODAY, TODAY), []),
        (LetterFacts(FIRST, LAST), [("issued_on", letters.NO_ISSUE)]),
        (LetterFacts(FIRST, LAST, TODAY + DAY), [("issued_on", letters.AHEAD)]),
        (LetterFacts(FIRST, LAST, LAST - DAY), [("issued_on", letters.PROMISE)]),
        (LetterFacts(FIRST, date(2027, 3, 31), TODAY), [("issued_on", letters.PROMISE)]),
        (LetterFacts(PERIOD_TO, LAST, LAST), [("from_on", letters.EARLY)]),
        (LetterFacts(LAST, FIRST, LAST), [("to_on", letters.ORDER)]),
        (
            LetterFacts(PERIOD_TO, PERIOD_TO - DAY),
            [("from_on", letters.EARLY), ("to_on", letters.ORDER), ("issued_on", letters.NO_ISSUE)],
        ),
    ],
)
def test_it_speaks_of_days_after_the_period_and_of_none_to_come(facts, expected):
    assert told(facts) == expected
