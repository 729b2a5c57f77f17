"""What was named exactly comes before what only speaks of it."""

from uuid import uuid4

import pytest

from app.core.search import Hit
from app.overview import ranking, records
from app.standards.models import ContentKind

SPEAKS = Hit("finding", uuid4(), "統24 の不備", "3")
QUESTION = Hit("standard_question", uuid4(), "24-01 統24 について", "統24 クラウドサービスの利用")
ITEM = Hit("standard_item", uuid4(), "統24 クラウドに固有のリスク", "FISC 9版")
POINT = Hit("standard_item", uuid4(), "統24① 点", "FISC 9版")
SHEET = Hit(ContentKind.QUESTIONNAIRE.value, uuid4(), "統24 クラウドサービスの利用", "", "Control 24")
ENGAGEMENT = Hit("engagement", uuid4(), "FAQシステム", "E-2026-0001")


def test_the_exact_number_comes_first_and_the_rest_stays_in_its_order():
    hits = [SPEAKS, SHEET, QUESTION, POINT, ITEM]
    assert ranking.named_first(hits, "統24") == [ITEM, SHEET, SPEAKS, QUESTION, POINT]
    assert ranking.named_first(hits, "クラウド") == hits


@pytest.mark.parametrize(
    ("asked", "first"),
    [("統２４", ITEM), ("統24(1)", POINT), ("統24①", POINT), ("e-2026-0001", ENGAGEMENT), ("Control 24", SHEET),
     ("統24 の不備", SPEAKS), ("3", SPEAKS)],
)  # fmt: skip
def test_spellings_numbers_beside_the_name_and_whole_names_count(asked, first):
    last = [hit for hit in (QUESTION, POINT, ITEM, ENGAGEMENT, SPEAKS, SHEET) if hit is not first]
    assert ranking.named_first([*last, first], asked)[0] is first


def test_half_width_kana_with_its_mark_of_voice_names_the_same():
    hit = Hit("service", uuid4(), "ｶﾞｲﾄﾞ ｻｰﾋﾞｽ", "")
    assert ranking.named_first([SPEAKS, hit], "ガイドサービス") == [hit, SPEAKS]
    assert ranking.named_first([SPEAKS, hit], "ガイド") == [SPEAKS, hit]


def test_groups_of_what_was_named_stand_first_and_none_is_lost():
    order = ranking.kinds_in_order([SPEAKS, QUESTION, ITEM], "統24")
    assert order[0] == "standard_item"
    assert order[1:] == [kind for kind in records.FOUND if kind != "standard_item"]
    assert ranking.kinds_in_order([SPEAKS, QUESTION, ITEM], "リスク") == list(records.FOUND)
