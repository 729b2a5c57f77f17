"""When a report that ends is spoken of again."""

from datetime import date, timedelta

import pytest

from app.assurance.rules.reminding import LAPSED, mark_of

LAST = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("left", "mark"),
    [(91, None), (90, 90), (31, 90), (30, 30), (1, 30), (0, 0), (-1, LAPSED), (-400, LAPSED)],
)
def test_the_nearest_mark_that_was_reached_counts(left, mark):
    assert mark_of(LAST, LAST - timedelta(days=left), (90, 30, 0)) == mark
