"""What leaves as CSV is text or a number, never a formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.core.csvout import csv_bytes, original_text, safe_cell

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "−1",
    " =1",
    "\u3000＝1",
    "\ufeff=1",
    "\u200b=1",
]


@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_text_that_would_calculate_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["株式会社つばめ", "a=b", "", "'a", "0120-000-000", "1-2", "ー", "e@x.example"], ids=repr
)
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    "text", [*FORMULAS, "'=1", "''=1", "'", "''", "'a", "a'=1", "", "=' ", "' =1"], ids=repr
)
def test_text_comes_back_as_it_was(text):
    assert original_text(str(safe_cell(text))) == text


@pytest.mark.parametrize("number", [-1, 0, -2.5, Decimal("-3.10"), True], ids=repr)
def test_numbers_stay_numbers(number):
    assert safe_cell(number) is number


def test_days_and_moments_are_iso_and_nothing_is_empty():
    assert safe_cell(date(2026, 11, 20)) == "2026-11-20"
    assert safe_cell(datetime(2026, 11, 20, 3, 4, tzinfo=UTC)) == "2026-11-20T03:04:00+00:00"
    assert safe_cell(None) == ""


def test_a_file_opens_in_excel_and_keeps_commas_quotes_and_lines():
    rows: list[list[Any]] = [
        ["a,b", 'say "x"', "two\nlines", -5],
        ["=1", None, date(2026, 4, 1), Decimal("1.50")],
    ]
    body = csv_bytes(["名称", "b", "c", "d"], rows)
    assert body.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in body
    read = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert read == [
        ["名称", "b", "c", "d"],
        ["a,b", 'say "x"', "two\nlines", "-5"],
        ["'=1", "", "2026-04-01", "1.50"],
    ]


def test_a_heading_is_text_too():
    assert csv_bytes(["=1"], []).decode("utf-8-sig") == "'=1\r\n"
