"""Cells of a workbook as a clerk writes them, made into what a page would have sent."""

from datetime import date, datetime, time

import pytest

from app.core.ids import uuid7
from app.core.text import InputError
from app.diligence.rules.returned import letters
from app.diligence.rules.workbooks import Broken, named, template_of, text_of, typed_of
from tests.factories.asking import option, question

NAMES = named(
    [("毎日", "daily"), ("Every day", "daily"), ("週次、月次", "weekly"), ("なし", "never"), ("1", "daily")]
)


def part(kind, **said):
    return question("q-1", {"key": "p", "type": kind, **said}).parts[0]


MULTI = part("multi", options=[option("daily"), option("weekly"), option("never")])
PERCENT = part("percent", decimals=3)
TEXT = part("text")


@pytest.mark.parametrize(("cell", "typed"), [
    ("毎日", ["daily"]),
    ("  ＥＶＥＲＹ　day ", ["daily"]),
    ("毎日; なし", ["daily", "never"]),
    ("毎日；なし", ["daily", "never"]),
    ("毎日\n週次、月次", ["daily", "weekly"]),
    ("週次、月次", ["weekly"]),
    ("毎日、なし", ["daily", "never"]),
    ("毎日、隔週", ["毎日、隔週"]),
    (1, ["daily"]),
    (1.0, ["daily"]),
    ("", []), (None, []), ("　", []),
])  # fmt: skip
def test_several_choices_in_one_cell(cell, typed):
    assert typed_of(MULTI, cell, NAMES) == typed


@pytest.mark.parametrize(("cell", "typed"), [
    (0.995, "99.5"), (1, "100"), (0, "0"), (0.07, "7.00"), (99.5, "99.5"), (100, "100"), (-0.5, "-50.0"),
    ("99.5%", "99.5%"), ("0.5", "0.5"),
])  # fmt: skip
def test_a_share_is_told_from_a_percentage(cell, typed):
    (found,) = typed_of(PERCENT, cell, {})
    assert found.rstrip("%").rstrip("0").rstrip(".") == typed.rstrip("%").rstrip("0").rstrip(".")


@pytest.mark.parametrize(("cell", "text"), [
    (date(2026, 4, 1), "2026-04-01"), (datetime(2026, 4, 1), "2026-04-01"),  # noqa: DTZ001 - as Excel holds it
    (datetime(2026, 4, 1, 9, 30), "2026-04-01 09:30"), (time(9, 30), "09:30:00"),  # noqa: DTZ001
    (1200, "1200"), (1200.0, "1200"), (0.1, "0.1"), (1e-7, "0.0000001"), (True, "TRUE"), ("=1+1", "=1+1"),
])  # fmt: skip
def test_any_cell_is_read_as_text(cell, text):
    assert text_of(cell) == text


def test_yes_no_takes_the_words_of_excel():
    assert typed_of(part("yes_no"), True, {}) == ["yes"]
    assert typed_of(part("yes_no"), False, {}) == ["no"]


def test_a_broken_cell_says_what_is_wrong():
    for shown in ("#REF!", ""):
        with pytest.raises(InputError) as caught:
            typed_of(TEXT, Broken(shown), {})
        assert caught.value.params == {"value": shown}


def test_the_template_changes_with_what_is_asked():
    one, other = uuid7(), uuid7()
    asked = ((one, ("q-1", "q-2")), (other, ("q-1", "q-2")), (one, ("q-2", "q-1")))
    assert len({template_of(content_id, refs) for content_id, refs in asked}) == 3


def test_columns_are_named_as_excel_does():
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
