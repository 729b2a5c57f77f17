"""Numbers as people write them."""

from decimal import Decimal

import pytest

from app.core.numbers import read_number


@pytest.mark.parametrize(("text", "number"), [
    ("1200", "1200"), ("1,200,000", "1200000"), (" １，２００．５ ", "1200.5"), ("0.10", "0.10"), ("-3", "-3"),
    ("−7", "-7"), ("▲1,000", "-1000"), ("△ 5", "-5"), ("ー3", None),
    ("", None), ("1,20", None), ("12,34,567", None), ("1e3", None), ("3.", None), (".5", None), ("--3", None),
    ("١٢", None), ("30日", None),
])  # fmt: skip
def test_a_number_is_read_exactly_or_not_at_all(text, number):
    assert read_number(text) == (None if number is None else Decimal(number))
