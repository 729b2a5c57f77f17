"""A cell becomes a typed value, or is refused with a reason that names it."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

import pytest

from app.core import dates, identifiers
from app.core.text import UNSTORABLE
from app.exchange.reading import values as v
from app.exchange.reading.book import BadCell


def refused(reader, cell) -> v.ValueProblem:
    with pytest.raises(v.ValueProblem) as caught:
        reader(cell)
    return caught.value


READERS = (
    v.text,
    v.line,
    v.code,
    v.number,
    v.integer,
    v.yen,
    v.day,
    v.flag,
    v.country,
    v.corporate_number,
    v.lei,
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_an_empty_cell_is_nothing_and_an_error_is_named(reader):
    assert reader(None) is None
    assert reader(" \u3000\u200b\n") is None
    assert refused(reader, BadCell("#REF!")).params == {"value": "#REF!"}
    assert refused(reader, BadCell("#REF!")).message == v.HAS_ERROR
    assert refused(reader, BadCell("")).message == v.NOT_CALCULATED


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("　ＳＣＳＫ株式会社 ", "ＳＣＳＫ株式会社"),
        ("一行\r\n二行", "一行\n二行"),
        (7010001064648, "7010001064648"),
        (1.5, "1.5"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (date(2026, 3, 31), "2026-03-31"),
        (datetime.fromisoformat("2026-03-31T09:05"), "2026-03-31 09:05"),
        (time(9, 5), "09:05:00"),
        ("か\u3099", "が"),
    ],
    ids=repr,
)
def test_text_keeps_its_spelling(cell, stored):
    assert v.text(cell) == stored


def test_text_that_cannot_be_stored_or_is_too_long_is_refused():
    assert refused(v.text, "a\0b").message == UNSTORABLE
    problem = refused(v.line, "x" * 501)
    assert (problem.message, problem.params["length"], problem.params["count"]) == (v.TOO_LONG, 501, 500)
    assert len(problem.shown) == 80


def test_a_line_has_no_breaks():
    assert v.line("一行\r\n  二行\t三") == "一行 二行 三"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("７０１０００１０６４６４８", "7010001064648"),
        (7010001064648.0, "7010001064648"),
        (" Ａ－１ ", "A-1"),
        (12, "12"),
    ],
    ids=repr,
)
def test_a_code_is_half_width_and_exact(cell, stored):
    assert v.code(cell) == stored


@pytest.mark.parametrize("cell", [2.0**53, 10**17, 1.5])
def test_a_code_that_excel_rounded_is_refused(cell):
    assert refused(v.code, cell).message == v.ROUNDED


@pytest.mark.parametrize(
    "cell", ["7010001064648", 7010001064648, 7010001064648.0, "７０１０００１０６４６４８", "7010-0010-64648"]
)
def test_a_corporate_number_comes_back_exact(cell):
    assert v.corporate_number(cell) == "7010001064648"


def test_a_wrong_number_says_what_is_wrong():
    problem = refused(v.corporate_number, 1234567890123.0)
    assert problem.message == identifiers.CORPORATE_WRONG_CHECK
    assert problem.params == {"value": "1234567890123", "expected": 9}
    assert refused(v.corporate_number, "12").params["count"] == 2
    assert refused(v.lei, "X").message == identifiers.LEI_WRONG_SHAPE


@pytest.mark.parametrize(
    ("cell", "stored"),
    [(5, 5), (5.0, 5), ("５", 5), ("1,234", 1234), ("-3", -3), ("▲1,000", -1000), ("−7", -7), ("12.0", 12)],
    ids=repr,
)
def test_whole_numbers(cell, stored):
    assert v.integer(cell) == stored


@pytest.mark.parametrize("cell", [1.5, "1.5"], ids=repr)
def test_what_is_not_whole_is_refused(cell):
    assert refused(v.integer, cell).message == v.NOT_WHOLE


@pytest.mark.parametrize("cell", [2**53, 1e300, "9" * 23, "-" + "9" * 5000], ids=lambda cell: str(cell)[:9])
def test_what_no_register_holds_is_said_to_be_too_large(cell):
    assert refused(v.integer, cell).message == v.TOO_LARGE
    assert refused(v.yen, cell).message == v.TOO_LARGE


@pytest.mark.parametrize(
    "cell", ["1,23", "1.2.3", "約5", True, date(2026, 1, 1), "1e5", "0x1F", "--1"], ids=repr
)
def test_what_is_no_number_is_refused(cell):
    assert refused(v.integer, cell).message == v.NOT_NUMBER


def test_a_number_is_exact():
    assert v.number(0.1) == Decimal("0.1")
    assert v.number("12,345.60") == Decimal("12345.60")


@pytest.mark.parametrize(
    ("cell", "unit", "stored"),
    [
        (1200000, 1, 1_200_000),
        (1200000.0, 1, 1_200_000),
        ("１，２００，０００", 1, 1_200_000),
        ("￥1,200,000", 1, 1_200_000),
        ("¥ 1200000-", 1, None),
        ("1,200千円", 1, 1_200_000),
        ("1.2百万円", 1, 1_200_000),
        ("12 百万円", 1, 12_000_000),
        ("3億円", 1, 300_000_000),
        ("△500", 1, -500),
        ("1,200", 1000, 1_200_000),
        (1.5, 1000, 1500),
        ("1,200千円", 1000, 1_200_000),
        ("1,200円", 1000, None),
        ("1,200 USD", 1, None),
        ("1.234", 1, None),
        (0.5, 1, None),
        ("1,23円", 1, None),
        ("約100万円", 1, None),
        (True, 1, None),
    ],
    ids=repr,
)
def test_amounts_in_yen(cell, unit, stored):
    if stored is None:
        assert refused(lambda given: v.yen(given, unit=unit), cell).message in (v.NOT_YEN, v.TWO_UNITS)
    else:
        assert v.yen(cell, unit=unit) == stored


def test_under_a_heading_that_names_a_unit_nobody_is_asked_for_yen():
    for cell in ("12a", "百万", date(2026, 4, 1)):
        assert refused(lambda given: v.yen(given, unit=1_000_000), cell).message == v.NOT_AMOUNT
        assert refused(v.yen, cell).message == v.NOT_YEN


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 31),
        datetime.fromisoformat("2026-03-31"),
        "2026-03-31",
        "2026/3/31",
        "２０２６年３月３１日",
        "令和8年3月31日",
        "R8.3.31",
        "2026-03-31 00:00:00",
        "2026/3/31 0:00",
        20260331,
    ],
    ids=repr,
)
def test_days(cell):
    assert v.day(cell) == date(2026, 3, 31)


def test_the_first_year_of_an_era():
    assert v.day("令和元年5月1日") == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (46112, v.DATE_NUMBER),
        (46112.5, v.DATE_NUMBER),
        (True, v.DATE_NUMBER),
        (datetime.fromisoformat("2026-03-31T09:00"), v.HAS_TIME),
        (date(1800, 1, 1), dates.TOO_EARLY),
        ("未定", dates.NOT_A_DATE),
        ("3/31", dates.UNCLEAR),
        (20260332, dates.NO_SUCH_DAY),
    ],
    ids=repr,
)
def test_what_is_no_day_says_why(cell, message):
    assert refused(v.day, cell).message == message


@pytest.mark.parametrize(
    "cell", ["○", "〇", "有", "はい", "✓", "YES", "ｙｅｓ", "true", 1, 1.0, True, "該当"], ids=repr
)
def test_yes(cell):
    assert v.flag(cell) is True


@pytest.mark.parametrize(
    "cell", ["×", "無", "いいえ", "no", "FALSE", 0, False, "非該当", "該当なし"], ids=repr
)
def test_no(cell):
    assert v.flag(cell) is False


@pytest.mark.parametrize("cell", ["？", "一部", 2, "-"], ids=repr)
def test_neither_yes_nor_no(cell):
    assert refused(v.flag, cell).message == v.NOT_FLAG


class Model(StrEnum):
    SAAS = "saas"
    SHARED = "shared_centre"


CHOICES = (
    v.Choice(Model.SAAS, ("SaaS", "ソフトウェア（SaaS）", "saas")),
    v.Choice(Model.SHARED, ("共同センター", "Shared centre", "shared_centre", "SHARED")),
)


def test_a_choice_by_any_of_its_spellings():
    read = v.one_of(CHOICES)
    assert [read(cell) for cell in ("ＳａａＳ", "共同センター", "shared CENTRE", None)] == [
        Model.SAAS,
        Model.SHARED,
        Model.SHARED,
        None,
    ]
    problem = refused(read, "IaaS")
    assert problem.params == {"value": "IaaS", "choices": "SaaS、共同センター"}


def test_several_choices_in_one_cell():
    read = v.many_of((*CHOICES, v.Choice("both", ("A、B",))))
    assert read("共同センター、saas\nSaaS") == [Model.SHARED, Model.SAAS]
    assert read("A、B") == ["both"]
    assert refused(read, "saas；何か").params["value"] == "何か"


def test_a_list_is_read_part_by_part():
    read = v.list_of(v.country)
    assert read("日本、米国;Singapore／JP") == ["JP", "US", "SG"]
    assert read(" ") is None
    assert refused(read, "日本、火星").params["value"] == "火星"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("JP", "JP"),
        ("ｊｐ", "JP"),
        ("日本", "JP"),
        ("アメリカ合衆国", "US"),
        ("United States", "US"),
        ("英国", "GB"),
        ("Ireland", "IE"),
    ],
)
def test_countries_by_code_and_name(cell, code):
    assert v.country(cell) == code


def test_no_country():
    assert refused(v.country, "EU圏").message == v.NOT_COUNTRY
