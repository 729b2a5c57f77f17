"""Headings find their fields, and the result can be corrected, kept and used again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.exchange.reading import mapping, values
from app.exchange.reading.book import BadCell, Sheet
from app.exchange.reading.headers import find_header
from app.exchange.reading.rows import REQUIRED, typed_rows

NAME = mapping.Field(
    "name", ("名称", "Name"), values.line, ("会社名", "取引先名", "提出者名", "商号"), is_required=True
)
KANA = mapping.Field("name_kana", ("カナ", "Kana"), values.line, ("フリガナ", "提出者名（ヨミ）"))
NUMBER = mapping.Field("corporate_number", ("法人番号", "Corporate number"), values.corporate_number)
AMOUNT = mapping.Field("annual_amount", ("年間金額", "Annual amount"), is_money=True)
START = mapping.Field("start_on", ("契約開始日", "Start"), values.day)
FIELDS = (NAME, KANA, NUMBER, AMOUNT, START)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("名称", "name"),
        ("NAME", "name"),
        (" Ｎａｍｅ ", "name"),
        ("会社名（必須）", "name"),
        ("※会社名", "name"),
        ("【必須】取引先名", "name"),
        ("提出者名（ヨミ）", "name_kana"),
        ("法人番号 (13桁)", "corporate_number"),
        ("相手方／法人番号", "corporate_number"),
        ("corporate_number", "corporate_number"),
        ("Corporate Number", "corporate_number"),
        ("提出者法人番号", "corporate_number"),
        ("年間金額（千円）", "annual_amount"),
        ("契約開始日（西暦）", "start_on"),
    ],
)
def test_a_heading_finds_its_field(heading, key):
    assert mapping.propose(FIELDS, [heading]).mapped == {key: heading}


def test_a_list_with_notes_in_brackets_is_told_apart():
    headings = ["提出者名", "提出者名（英字）", "提出者名（ヨミ）", "所在地"]
    proposal = mapping.propose(FIELDS, headings)
    assert proposal.mapped == {"name": "提出者名", "name_kana": "提出者名（ヨミ）"}
    assert proposal.unmapped == ("提出者名（英字）", "所在地")
    assert proposal.without_column == ("corporate_number", "annual_amount", "start_on")
    assert proposal.missing == ()


def test_two_columns_for_one_field_are_doubtful_and_none_is_taken():
    proposal = mapping.propose(FIELDS, ["会社名", "商号"])
    assert proposal.mapped == {}
    assert proposal.doubtful == {"name": ("会社名", "商号")}
    assert proposal.missing == ("name",)


def test_a_label_goes_before_a_synonym():
    assert mapping.propose(FIELDS, ["会社名", "名称"]).mapped == {"name": "名称"}


def test_a_heading_that_could_be_two_fields_is_doubtful():
    fields = (mapping.Field("start_on", ("開始日",)), mapping.Field("start_reason", ("開始日の理由",)))
    proposal = mapping.propose(fields, ["契約開始日の理由欄"])
    assert proposal.mapped == {}
    assert set(proposal.doubtful) == {"start_on", "start_reason"}


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_headings_give_a_proposal_that_uses_each_once(headings):
    proposal = mapping.propose(FIELDS, headings)
    taken = list(proposal.mapped.values())
    assert len(set(taken)) == len(taken)
    assert set(taken) | set(proposal.unmapped) == set(headings)
    assert set(proposal.mapped) | set(proposal.without_column) == {field.key for field in FIELDS}


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("金額", 1),
        ("金額（千円）", 1000),
        ("金額(単位：百万円)", 1_000_000),
        ("金額［円］", 1),
        ("金額（税込）（千円）", 1000),
    ],
)
def test_the_unit_of_a_heading(heading, unit):
    assert mapping.unit_of(heading) == unit


def test_a_mapping_is_kept_as_json():
    kept = {"name": "会社名", "start_on": "開始"}
    assert mapping.from_json(mapping.to_json(kept)) == kept
    assert mapping.from_json('{"name": null, "start_on": ""}') == {}


@pytest.mark.parametrize("text", ["", "[]", '{"name": 1}', "[" * 100_000, '{"a": "' + "x" * 100_000 + '"}'])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(DomainError) as caught:
        mapping.from_json(text)
    assert caught.value.message == mapping.NOT_A_MAPPING


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"nome": "会社名"}, mapping.UNKNOWN_FIELD),
        ({"name": "名前"}, mapping.UNKNOWN_COLUMN),
        ({"name": "会社名", "name_kana": "会社名"}, mapping.COLUMN_TWICE),
    ],
)
def test_a_mapping_that_does_not_fit_says_why(columns, message):
    sheet = Sheet("x", (("会社名", "番号"), ("つばめ", "1")))
    with pytest.raises(DomainError) as caught:
        mapping.columns_of(find_header(sheet, mapping.known(FIELDS)), columns, FIELDS)
    assert caught.value.message == message


def test_rows_are_typed_and_each_bad_cell_has_its_place():
    sheet = Sheet(
        "台帳",
        (
            ("一覧",),
            ("会社名", "備考", "法人番号", "年間金額（千円）", "契約開始日"),
            ("つばめ", "x", 7010001064648, "1,200", "令和8年4月1日"),
            (),
            (None, "備考だけ"),
            ("すずめ", None, "１２３４", BadCell("#REF!")),
            (None, None, None, 5),
        ),
    )
    header = find_header(sheet, mapping.known(FIELDS))
    first, second, third = typed_rows(sheet, header, FIELDS, mapping.propose(FIELDS, header.texts).mapped)
    assert first.number == 3
    assert first.problems == ()
    assert (first.values["annual_amount"], first.values["start_on"].isoformat()) == (1_200_000, "2026-04-01")
    assert second.values == {"name": "すずめ", "start_on": None}
    assert [(p.sheet, p.row, p.address, p.field, p.heading, p.shown) for p in second.problems] == [
        ("台帳", 6, "C6", "corporate_number", "法人番号", "１２３４"),
        ("台帳", 6, "D6", "annual_amount", "年間金額（千円）", "#REF!"),
    ]
    assert [(p.address, p.message) for p in third.problems] == [("A7", REQUIRED)]
