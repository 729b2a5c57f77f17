"""Which standard a strange form is closest to, and which key a questionnaire made of it may have."""

from datetime import date

import pytest

from app.exchange.rules.foreign_proposals import Known, closest, key_for

EDITIONS = [
    Known("dora", "2022-2554"), Known("fisc", "13"), Known("fisc", "9r2"), Known("fisc", "9"), Known("fisc", "8r"),
    Known("fsa-cyber", "2025-07"), Known("fsa-cyber", "2024-10"),
]  # fmt: skip
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("texts", "key", "words"),
    [
        ([["DORA_Article30.xlsx"]], "dora/2022-2554", "DORA"),
        ([["form.xlsx"], ["Regulation (EU) 2022/2554"]], "dora/2022-2554", "2022/2554"),
        ([["ＦＩＳＣ対応表.xlsx"]], "fisc/13", "FISC"),
        ([["安全対策基準 第9版.xlsx"]], "fisc/9r2", "安全対策基準"),
        ([["FISC.xlsx"], ["基準（8版追補改訂）"]], "fisc/8r", "FISC"),
        ([["点検.xlsx"], [], ["金融庁ガイドライン（2024年10月）"]], "fsa-cyber/2024-10", "金融庁"),
        # Named together they say nothing, and the next clearest place is asked.
        ([["FISC・金融庁対応.xlsx"], ["FISC"]], "fisc/13", "FISC"),
    ],
)
def test_a_standard_is_proposed_by_its_words_in_the_clearest_place(texts, key, words):
    found = closest(texts, EDITIONS)
    assert found is not None
    assert (found.known.key, found.words) == (key, words)


@pytest.mark.parametrize(
    "texts", [[["CAIQ v4.xlsx"]], [["NIST CSF 2.0.xlsx"], ["ISO 27001"]], [["adorable fiscal.xlsx"]], []]
)
def test_only_what_is_recorded_here_is_proposed(texts):
    assert closest(texts, EDITIONS) is None


def test_a_standard_that_is_recorded_later_is_known_by_its_key():
    found = closest([["NIST CSF 2.0.xlsx"]], [*EDITIONS, Known("nist-csf", "2.0")])
    assert found is not None
    assert found.known.key == "nist-csf/2.0"


@pytest.mark.parametrize(
    ("name", "framework", "key"),
    [
        ("CAIQ_v4.0.2 (Bank).xlsx", "", "caiq-v4-0-2-bank"),
        ("クラウド点検表.csv", "", "form-20261122"),
        ("安全対策基準.csv", "fisc", "fisc-20261122"),
        ("第13版.csv", "fisc", "fisc-13"),
        ("A very long name of a form of some institution.xlsx", "", "a-very-long-name-of-a-form-of"),
    ],
)
def test_a_key_is_made_of_the_name_of_the_file(name, framework, key):
    assert key_for(name, framework, DAY, lambda _key: False) == key


def test_a_key_that_is_taken_is_numbered_within_its_length():
    taken = {"caiq", "caiq-2", "a" * 30}
    assert key_for("CAIQ.xlsx", "", DAY, taken.__contains__) == "caiq-3"
    assert key_for("a" * 40 + ".xlsx", "", DAY, taken.__contains__) == "a" * 28 + "-2"
