"""What is typed into a part, what is stored of it, and what is refused with where and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import dates
from app.core.text import UNSTORABLE
from app.diligence.rules import counting, entering
from app.diligence.rules.entering import Fault, missing, read
from tests.factories.asking import option, question

DAYS = {"ja": "日", "en": "days"}
OPTIONS = [option("a"), option("b"), option("c")]
NONE = {"ja": "いずれも講じていない", "en": "None of these"}


def made(**said: Any) -> Any:
    return question("q", {"key": "p", **said}).parts[0]


YES_NO, SINGLE, MULTI = (
    made(type="yes_no"),
    made(type="single", options=OPTIONS),
    made(type="multi", options=OPTIONS),
)
ALONE = made(type="multi", options=[option("a"), option("b"), option("none", exclusive=True, label=NONE)])
MONTHS = made(type="number", unit={"ja": "か月", "en": "months"})
YEARLY = made(type="number", unit={"ja": "回／年", "en": "times a year"})
YEN = made(type="number", unit={"ja": "円", "en": "yen"})
NUMBER, EXACT = made(type="number", unit=DAYS, min=0, max=1200000), made(type="number", unit=DAYS, decimals=2)
PERCENT, SCORE = made(type="percent", decimals=3), made(type="score", min=1, max=5)
DATE, TEXT = made(type="date"), made(type="text")
COUNTRY, COUNTRIES = made(type="country"), made(type="country", several=True)
TABLE = made(type="table", max_rows=3, columns=[
    {"key": "place", "type": "text", "label": DAYS}, {"key": "since", "type": "date", "label": DAYS},
    {"key": "share", "type": "percent", "decimals": 1, "label": DAYS, "required": False},
])  # fmt: skip

TAKEN = {
    "yes": (YES_NO, ["yes"], "yes"),
    "nothing": (YES_NO, [""], None),
    "blanks": (NUMBER, ["  "], None),
    "a choice": (SINGLE, [" b "], "b"),
    "choices in their order": (MULTI, ["c", "a", "c"], ["a", "c"]),
    "no choice": (MULTI, [], None),
    "grouped": (NUMBER, ["1,200,000"], "1200000"),
    "full width": (NUMBER, ["１，２００"], "1200"),
    "decimals without end": (EXACT, ["0.10"], "0.1"),
    "below zero": (EXACT, ["−0.25"], "-0.25"),
    "a point and nothing that counts": (NUMBER, ["30.0"], "30"),
    "percent": (PERCENT, ["99.995％"], "99.995"),
    "percent in words": (PERCENT, ["９９．９ パーセント"], "99.9"),
    "with its unit": (NUMBER, ["３６５日"], "365"),
    "with its unit and a blank": (NUMBER, ["365 日"], "365"),
    "with its unit in English": (NUMBER, ["1 Day"], "1"),
    "a length of time": (NUMBER, ["３６５日間"], "365"),
    "grouped with its unit": (NUMBER, ["1,000日"], "1000"),
    "a unit written otherwise": (MONTHS, ["１２ヶ月"], "12"),
    "a unit of two": (YEARLY, ["4回/年"], "4"),
    "yen": (YEN, ["￥1,200"], "1200"),
    "one that stands alone": (ALONE, ["none"], ["none"]),
    "others without it": (ALONE, ["b", "a"], ["a", "b"]),
    "a country by its name": (COUNTRY, ["日本"], "JP"),
    "a country in English": (COUNTRY, [" Japan "], "JP"),
    "a country in short": (COUNTRIES, ["アメリカ", "UK"], ["GB", "US"]),
    "rating": (SCORE, ["5"], 5),
    "day": (DATE, ["R8.11.20"], "2026-11-20"),
    "country": (COUNTRY, ["ｊｐ"], "JP"),
    "countries": (COUNTRIES, ["US", "JP", "US"], ["JP", "US"]),
    "text": (TEXT, [" 一\r\n二 "], "一\n二"),
    "text of a workbook": (TEXT, ["一_x000D_\n二\r三"], "一\n二\n三"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_typed_is_stored_in_one_form(name):
    part, typed, value = TAKEN[name]
    assert read(part, typed) == (value, [])


REFUSED: dict[str, tuple[Any, list[str], str, dict[str, Any]]] = {
    "no yes": (YES_NO, ["はい"], entering.NOT_CHOICE, {"text": "はい"}),
    "no choice": (SINGLE, ["z"], entering.NOT_CHOICE, {"text": "z"}),
    "two for one": (SINGLE, ["a", "b"], entering.ONE_CHOICE, {}),
    "words": (NUMBER, ["約30日"], entering.NOT_NUMBER, {"text": "約30日"}),
    "grouped wrongly": (NUMBER, ["1,20"], entering.NOT_NUMBER, {"text": "1,20"}),
    "power of ten": (NUMBER, ["1e3"], entering.NOT_NUMBER, {"text": "1e3"}),
    "other digits": (NUMBER, ["١٢"], entering.NOT_NUMBER, {"text": "١٢"}),
    "a point alone": (NUMBER, ["3."], entering.NOT_NUMBER, {"text": "3."}),
    "another unit": (NUMBER, ["１年"], counting.OTHER_UNIT, {"text": "１年", "unit": DAYS}),
    "thousands of yen": (
        YEN,
        ["5千円"],
        counting.OTHER_UNIT,
        {"text": "5千円", "unit": {"ja": "円", "en": "yen"}},
    ),
    "a share of no share": (
        PERCENT,
        ["3日"],
        counting.OTHER_UNIT,
        {"text": "3日", "unit": {"ja": "%", "en": "percent"}},
    ),
    "none together with one": (ALONE, ["a", "none"], entering.CHOSEN_ALONE, {"choice": NONE}),
    "too small": (NUMBER, ["-1"], entering.TOO_SMALL, {"text": "-1", "least": "0"}),
    "too large": (NUMBER, ["1200001"], entering.TOO_LARGE, {"text": "1200001", "most": "1200000"}),
    "beyond all": (EXACT, ["9" * 16], entering.TOO_LARGE, {"text": "9" * 16, "most": "1" + "0" * 15}),
    "part of a day": (NUMBER, ["0.5"], entering.NO_DECIMALS, {"text": "0.5"}),
    "too exact": (EXACT, ["0.125"], entering.TOO_EXACT, {"text": "0.125", "places": 2}),
    "over all": (PERCENT, ["100.1%"], entering.TOO_LARGE, {"text": "100.1", "most": "100"}),
    "half a step": (SCORE, ["2.5"], entering.NO_DECIMALS, {"text": "2.5"}),
    "no step": (SCORE, ["0"], entering.TOO_SMALL, {"text": "0", "least": "1"}),
    "no day": (DATE, ["2026-02-30"], dates.NO_SUCH_DAY, {"text": "2026-02-30"}),
    "no country": (COUNTRY, ["Atlantis"], entering.NOT_COUNTRY, {"value": "Atlantis"}),
    "too long": (TEXT, ["字" * 10_001], entering.TOO_LONG, {"length": 10_001, "count": 10_000}),
    "unstorable": (TEXT, ["a\x00b"], UNSTORABLE, {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_told(name):
    part, typed, message, params = REFUSED[name]
    assert read(part, typed) == (None, [Fault("p", message, params)])


def row(place: str = "", since: str = "", share: str = "") -> dict[str, list[str]]:
    return {"place": [place], "since": [since], "share": [share]}


def test_a_table_is_read_row_by_row_and_empty_rows_say_nothing():
    value, faults = read(TABLE, [row("東京", "2026-04-01", "12.5"), row(), row("大阪", "R7.4.1")])
    assert faults == []
    assert value == [
        {"place": "東京", "since": "2026-04-01", "share": "12.5"}, {"place": "大阪", "since": "2025-04-01"},
    ]  # fmt: skip
    assert read(TABLE, [row(), row()]) == (None, [])


def test_every_bad_cell_of_a_table_is_told_at_once():
    value, faults = read(TABLE, [row("東京", "昨日"), row("大阪", "2025-04-01", "120")])
    assert [(one.row, one.column, one.message) for one in faults] == [
        (1, "since", dates.NOT_A_DATE), (2, "share", entering.TOO_LARGE),
    ]  # fmt: skip
    assert value == [{"place": "東京"}, {"place": "大阪", "since": "2025-04-01"}]


def test_a_table_has_an_end():
    value, faults = read(TABLE, [row("x")] * 4)
    assert value is None
    assert faults == [Fault("p", entering.TOO_MANY_ROWS, {"rows": 4, "count": 3})]


def test_what_is_still_missing_is_named_part_by_part():
    whole = question(
        "q", {"key": "a", "type": "yes_no"}, {"key": "b", "type": "text", "required": False},
        {"key": "c", "type": "file"}, {**TABLE.model_dump(), "key": "d"},
    )  # fmt: skip
    assert [one.part for one in missing(whole, {}, {})] == ["a", "c", "d"]
    partly = {"a": "no", "d": [{"place": "東京"}]}
    assert list(missing(whole, partly, {"c": 1})) == [
        Fault("d", entering.MISSING_CELL, row=1, column="since")
    ]
    assert not list(missing(whole, {"a": "no", "d": [{"place": "東京", "since": "2026-04-01"}]}, {"c": 1}))


def test_a_table_asks_for_its_least_rows():
    two = question("q", {**TABLE.model_dump(), "min_rows": 2})
    assert list(missing(two, {}, {})) == [Fault("p", entering.TOO_FEW_ROWS, {"count": 2})]
    free = question("q", {**TABLE.model_dump(), "required": False})
    assert not list(missing(free, {}, {}))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_number_reads_as_itself(number):
    value, faults = read(EXACT, [f"{number:,f}"])
    assert faults == []
    assert number == type(number)(value)
    assert read(EXACT, [value]) == (value, [])


@given(st.sampled_from([YES_NO, SINGLE, MULTI, NUMBER, EXACT, PERCENT, SCORE, DATE, COUNTRY, COUNTRIES, TEXT]),
       st.lists(st.text(max_size=12), max_size=3))  # fmt: skip
def test_whatever_is_typed_is_taken_or_told(part, typed):
    value, faults = read(part, typed)
    assert (value is None) or not faults
    assert all(one.part == "p" and one.message for one in faults)
