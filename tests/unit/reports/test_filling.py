"""A workbook to fill in: how a cell shows what stands in it, and what somebody types into it later."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from app.reports.filling import Box, FormSheet, Tone, write_form
from app.reports.workbook import ColumnKind, Value

AT = datetime(2026, 11, 22, tzinfo=UTC)
DECIMALS, WHOLE = "0.0#####%", "0%"


def cell_of(box):
    (sheet,) = load_workbook(
        io.BytesIO(write_form([FormSheet("回答", (20,), [[box]])], made_at=AT))
    ).worksheets
    return sheet["A1"]


def percent(value: Value, places: int) -> Box:
    return Box(value, Tone.OPEN, ColumnKind.DECIMAL, places)


@pytest.mark.parametrize(
    ("value", "places", "number_format"),
    [
        (1.0, 0, WHOLE), (0.07, 0, WHOLE), (0.29, 0, WHOLE), (0.0, 0, WHOLE), (0.57, 0, WHOLE),
        # A field that takes decimals shows them when they are typed over a whole number, or into nothing.
        (1.0, 1, DECIMALS), (0.995, 1, DECIMALS), (0.9995, 2, DECIMALS), ("", 2, DECIMALS), (None, 2, DECIMALS),
        ("", 0, WHOLE), (None, 0, WHOLE),
        # What was answered where decimals were allowed is not rounded away.
        (0.995, 0, DECIMALS),
    ],
)  # fmt: skip
def test_a_percentage_is_shown_with_its_decimals_and_never_with_a_point_alone(value, places, number_format):
    cell = cell_of(percent(value, places))
    assert cell.number_format == number_format
    assert cell.value == (None if value in ("", None) else pytest.approx(float(value)))


@pytest.mark.parametrize(
    ("box", "number_format"),
    [
        (Box("1/2", Tone.OPEN), "@"), (Box(1200, Tone.OPEN, ColumnKind.DECIMAL), "General"),
        (Box(date(2026, 4, 1), Tone.OPEN, ColumnKind.DATE), "yyyy-mm-dd"),
    ],
)  # fmt: skip
def test_other_cells_keep_the_format_of_their_kind(box, number_format):
    assert cell_of(box).number_format == number_format


def test_two_cells_of_one_tone_have_each_their_own_format():
    rows = [[percent(0.5, 0), percent(0.5, 1), Box("注", Tone.OPEN)]]
    (sheet,) = load_workbook(
        io.BytesIO(write_form([FormSheet("回答", (9, 9, 9), rows)], made_at=AT))
    ).worksheets
    assert [one.number_format for one in sheet[1]] == [WHOLE, DECIMALS, "@"]
