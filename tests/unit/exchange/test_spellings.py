"""By which spellings a file names a record."""

from uuid import UUID

import pytest

from app.core.text import fold
from app.exchange.kinds.spellings import Spellings, as_code, exactly, legal_form, with_form

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("みどり計算", ""),
        ("株式会社みどり計算", "株式会社"),
        ("みどり計算㈱", "株式会社"),
        ("（株）みどり計算", "株式会社"),
        ("有限会社みどり計算", "有限会社"),
        ("Databricks", ""),
        ("Databricks, Inc.", "inc"),
        ("Databricks Incorporated", "inc"),
        ("Databricks GmBH", "gmbh"),
    ],
)
def test_the_legal_form_of_a_name(name, form):
    assert legal_form(name) == form


def test_two_spellings_of_one_form_are_one_name_and_two_forms_are_two():
    assert with_form("ｶﾌﾞｼｷｶﾞｲｼｬみどり計算") == with_form("株式会社みどり計算") == with_form("みどり計算（株）")
    assert with_form("Databricks GmbH") != with_form("Databricks")
    assert with_form("株式会社みどり計算") != with_form("有限会社みどり計算")


@pytest.fixture
def spellings():
    made = Spellings(exactly, as_code, fold)
    made.learn(ONE, ("ABC",), ("001",), ("ABC",))
    made.learn(TWO, ("abc",), ("002",), ("abc",))
    return made


def test_the_surest_level_that_knows_a_text_decides(spellings):
    assert spellings.find("ABC") == [ONE]
    assert spellings.find("ＡＢＣ") == [ONE, TWO]
    assert spellings.find("００２") == [TWO]
    assert spellings.find(str(TWO).upper()) == [TWO]
    assert spellings.find("xyz") == []
    assert spellings.find("！？") == []


def test_a_record_is_spelt_so_that_the_spelling_leads_back_to_it(spellings):
    assert spellings.spelt(ONE, ("ABC", "001")) == "ABC"
    assert spellings.spelt(ONE, ("ＡＢＣ", "001")) == "001"
    assert spellings.spelt(ONE, ("xyz", None)) == str(ONE)


def test_a_name_that_a_list_would_tear_apart_is_not_written_into_one():
    made = Spellings(exactly)
    made.learn(ONE, ("振込、為替",))
    assert made.spelt(ONE, ("振込、為替",)) == "振込、為替"
    assert made.spelt(ONE, ("振込、為替",), in_list=True) == str(ONE)


def test_a_name_that_a_cell_would_change_is_not_written():
    made = Spellings(exactly)
    made.learn(ONE, ("上\n下",))
    assert made.spelt(ONE, ("上\n下",)) == str(ONE)
