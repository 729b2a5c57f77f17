"""Shares written down: what stands on paper is the exact value, or says that it is not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diligence.rules.arithmetic import (
    Figure,
    as_told,
    biting,
    ends_in_percent,
    hundredths,
    in_hundredths,
    in_percent,
)
from app.diligence.rules.scoring import Bound, Score

SHARES = st.fractions(min_value=0, max_value=500, max_denominator=400)


@pytest.mark.parametrize(("value", "text", "fraction"), [
    (Fraction(0), "0", ""), (Fraction(5), "5", ""), (Fraction(1, 2), "0.5", ""), (Fraction(25, 2), "12.5", ""),
    (Fraction(1, 3), "0.3333", "1/3"), (Fraction(2, 3), "0.6667", "2/3"), (Fraction(1, 16), "0.0625", ""),
    (Fraction(1, 32), "0.0313", "1/32"), (Fraction(10, 1), "10", ""), (Fraction(99999, 100000), "1", "99999/100000"),
])  # fmt: skip
def test_a_share_is_a_decimal_where_it_ends_and_a_fraction_beside_it_where_not(value, text, fraction):
    found = Figure(value)
    assert (found.text, found.fraction, found.whole) == (text, fraction, fraction or text)


@given(SHARES)
def test_what_is_written_as_a_whole_is_the_exact_value(value):
    figure = Figure(value)
    assert Fraction(figure.whole) == value
    assert abs(Fraction(Decimal(figure.text)) - value) <= Fraction(1, 20_000)


@given(st.lists(SHARES, max_size=12))
def test_written_terms_add_up_to_the_written_sum(values):
    """With a pocket calculator: the wholes, added."""
    assert sum((Fraction(Figure(one).whole) for one in values), Fraction(0)) == Fraction(
        Figure(sum(values, Fraction(0))).whole
    )


@pytest.mark.parametrize(("value", "expected", "text"), [
    (Fraction(200, 3), 6667, "66.67"), (Fraction(533, 8), 6663, "66.63"), (Fraction(0), 0, "0.00"),
    (Fraction(100), 10000, "100.00"), (Fraction(5, 1), 500, "5.00"), (Fraction(1, 300), 0, "0.00"),
])  # fmt: skip
def test_the_result_is_rounded_half_up(value, expected, text):
    assert (hundredths(value), in_hundredths(value)) == (expected, text)


@pytest.mark.parametrize(("caps", "expected"), [
    ((), None), ((("a", 40),), 40), ((("a", 60), ("b", 30)), 30), ((("a", 80),), None), ((("a", 50),), None),
])  # fmt: skip
def test_a_cap_bites_only_where_it_lowers_the_number(caps, expected):
    assert biting(Bound(Fraction(1), 2, caps)) == expected


def test_no_score_is_told_as_nothing():
    half, whole = Bound(Fraction(1), 2, ()), Bound(Fraction(2), 2, ())
    assert as_told(Score((), None, None)) == (None, None)
    assert as_told(Score((), half, whole)) == (5000, 10000)


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (Fraction(1), "100%"), (Fraction(0), "0%"), (Fraction(1, 2), "50%"), (Fraction(1, 10), "10%"),
        (Fraction(1, 8), "12.5%"), (Fraction(1, 3), "33.33%"), (Fraction(2, 3), "66.67%"),
    ],
)  # fmt: skip
def test_a_share_is_told_in_percent(share, found):
    assert in_percent(share) == found


@given(st.fractions(min_value=0, max_value=1, max_denominator=400))
def test_percents_are_the_whole_truth_wherever_no_fraction_stands_beside(share):
    told = Fraction(in_percent(share).removesuffix("%")) / 100
    assert (told == share) == (Figure(share).fraction == "")


@pytest.mark.parametrize(("low", "high", "found"), [
    (Fraction(0), Fraction(1), "0%–100%"), (Fraction(1, 2), Fraction(1, 2), "50%"),
])  # fmt: skip
def test_both_ends_are_told_where_they_are_two(low, high, found):
    assert ends_in_percent(low, high) == found
