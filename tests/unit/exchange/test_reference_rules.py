"""What headings and cells of a reference mean, whoever's name stands in them."""

from datetime import date

import pytest

from app.exchange.reading.book import Sheet
from app.exchange.reading.headers import header_ending_at
from app.exchange.reading.values import Choice, ValueProblem, many_of
from app.exchange.rules import reference_heads as heads
from app.exchange.rules import reference_layouts as layouts
from app.exchange.rules import reference_values as values
from app.exchange.rules.reference_heads import Head
from app.exchange.rules.reference_layouts import Sort
from app.exchange.rules.reference_values import Items, Stated
from app.references.models import Acts, Conformity
from app.register.models import ServiceModel

CAN, IF = Conformity.CONFORMABLE, Conformity.CONDITIONAL
READERS = {field.key: field for field in values.fields_of(Sort.RECORDS, {}, {})}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("FISC安全対策基準の項目（項番）", "item"), ("項番", "item"), ("Item No.", "item"),
        ("FISC安全対策基準に対するMicrosoftの見解", "provider_view"),
        ("Microsoft Azureにおける対応／FISC安全対策基準への適合性", "conformity"),
        ("ＡＷＳにおける対応／本調査で確認した内容", "confirmed"),
        ("Microsoft Azureにおける対応／確認した公開文書", "documents"),
        ("Azureにおける対応／第三者認証等から確認した 内容 *1", "certified"),
        ("みどり社へのインタビューで確認した内容", "interview"), ("SI事業者・利用者で必要な対応", "needed"),
        ("対応の主体／クラウド事業者", "provider_acts"), ("対応の主体／利用者", "customer_acts"),
        ("対応可否判断のための 情報参照元", "documents"), ("AWSの該当情報", "information"),
        ("確認した内容と解説", "explained"), ("確認した内容と解説／簡易な管理", "simple"),
        ("確認した内容と解説／厳格な管理が求められる場合", "strict"),
        ("FISC安全対策基準からの引用／基準小項目", ""), ("適用にあたっての考え方", ""), ("備考", None),
    ],
)  # fmt: skip
def test_a_heading_names_its_field_whoever_the_provider_is(heading, field):
    assert layouts.field_of(Sort.RECORDS, heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [("番号", "number"), ("公開文書名 / URL", "title_and_url"), ("公開文書名", "title"), ("URL", "url"),
     ("所在（URL）", "url"), ("第三者認証レポート名", "title"), ("確認日", "checked_on")],
)  # fmt: skip
def test_a_list_of_papers_is_known_by_its_headings(heading, field):
    assert layouts.field_of(Sort.DOCUMENTS, heading) == field


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("適合可能", Stated(CAN)), ("○", Stated(CAN)), ("適合可能（条件なし）", Stated(CAN)),
        ("（適合可能）", Stated(CAN)), ("適合可能。", Stated(CAN)),
        (" 適合可能（条件あり） ", Stated(IF)), ("適合可能\n(条件付)", Stated(IF)), ("条件付きで適合可能", Stated(IF)),
        ("条件付適合", Stated(IF)), ("条件あり", Stated(IF)), ("○（条件あり）", Stated(IF)),
        ("適合可能（専用線（閉域）の場合）", Stated(IF, "専用線（閉域）の場合")),
        ("適合可能（条件：専用線のみ）", Stated(IF, "専用線のみ")),
        ("適合可能（条件あり）（専用線のみ）", Stated(IF, "専用線のみ")),
        ("条件付き適合可能（一部の\nリージョン）", Stated(IF, "一部の\nリージョン")),
        ("対象外", Stated(Conformity.OUT_OF_SCOPE)), ("対象外\n", Stated(Conformity.OUT_OF_SCOPE)),
        ("対象外（設備）", Stated(Conformity.OUT_OF_SCOPE, "設備")),
        ("－", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_conformity_is_read_in_its_spellings_with_what_is_noted_beside_it(cell, said):
    assert READERS["conformity"].read(cell) == said


@pytest.mark.parametrize(
    "cell",
    [
        "不適合",
        "適合可能ではない",
        "一部適合可能",
        "△",
        "適合可能※",
        "適合可能※1",
        "適合可能？",
        1,
        "適合可能（条件あり）※",
    ],
)
def test_another_word_or_a_mark_beside_it_is_no_conformity(cell):
    with pytest.raises(ValueProblem) as caught:
        READERS["conformity"].read(cell)
    assert caught.value.message == values.NO_CONFORMITY
    assert caught.value.params["choices"] == "適合可能、条件付きで適合可能、対象外"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("○", Acts.YES), ("〇", Acts.YES), ("◯", Acts.YES), ("–", Acts.NO), ("-", Acts.NO), ("ー", Acts.NO),
        ("×", Acts.NO), (" − ", Acts.NO), (None, None), ("", None),
    ],
)  # fmt: skip
def test_who_acts_is_a_circle_or_a_dash(cell, said):
    assert READERS["provider_acts"].read(cell) is said


@pytest.mark.parametrize(
    ("cell", "said"),
    [("5、21、24", ("5", "21", "24")), ("05,21", ("05", "21")), ("文献05", ("05",)), ("０５；　２１", ("05", "21")),
     ("5\n21", ("5", "21")), (5, ("5",)), (5.0, ("5",)), ("［05］", ("05",)), ("-", ()), (None, ())],
)  # fmt: skip
def test_numbers_of_papers_are_read_one_by_one(cell, said):
    assert values.number_list(cell) == said


def test_a_number_of_a_paper_is_one():
    assert values.number("No.05") == "05"
    with pytest.raises(ValueProblem):
        values.number("05、06")


def test_numbers_that_excel_took_for_a_date_are_told_and_not_guessed():
    assert values.number_list(date(2026, 5, 21)) == ("2026-05-21",)


@pytest.mark.parametrize("said", ["欠番", "（欠番）", " 欠番 ", "(not used)", "Not used"])
def test_a_number_that_is_not_used_is_known(said):
    assert values.is_missing(said)


@pytest.mark.parametrize("said", ["統20", " 統２０ ", "【統20】", "統 20", "統020"])
def test_an_item_is_found_in_the_spellings_of_files(said):
    assert Items(["統2", "統20", "統20-1"]).find(said) == "統20"


def test_an_item_is_not_found_by_a_part_or_by_chance():
    items = Items(["統20", "統20-1", "01", "1"])
    assert items.find("統20－1") == "統20-1"
    assert items.find("001") is None
    assert (items.find("01"), items.find("1"), items.find("統2")) == ("01", "1", None)


@pytest.mark.parametrize(
    ("said", "title", "url"),
    [("暗号化\nhttps://example.com/a", "暗号化", "https://example.com/a"),
     ("二行の\n題名\nhttps://example.com/a-\nb", "二行の 題名", "https://example.com/a-b"),
     ("題名だけ", "題名だけ", ""), ("https://example.com/", "", "https://example.com/")],
)  # fmt: skip
def test_a_title_and_its_address_are_taken_apart(said, title, url):
    assert values.title_and_url(said) == (title, url)


def test_an_explanation_for_both_ways_of_managing_is_taken_apart():
    said = "前文\n【簡易な管理】\n約款で足りる。\n【厳格な管理】\n合意する。\n記録する。"
    assert values.explained(said) == {
        "confirmed": "前文", "simple": "約款で足りる。", "strict": "合意する。\n記録する。",
    }  # fmt: skip
    assert values.explained("簡易な管理については述べない。")["simple"] == "簡易な管理については述べない。"
    assert values.explained("どちらでも同じ。")["confirmed"] == "どちらでも同じ。"


def test_a_heading_of_two_rows_is_known_by_its_lowest_row():
    sheet = Sheet(
        "一覧", (("題名",), ("項番", "対応の主体", "対応の主体"), ("", "クラウド事業者", "利用者"), ("統1", "○", "–"))
    )  # fmt: skip
    header = header_ending_at(sheet, 2, layouts.known(Sort.RECORDS))
    assert header.rows == (1, 2)
    assert header.texts == ("項番", "対応の主体／クラウド事業者", "対応の主体／利用者")


def head_of(*rows):
    labels = {
        "label": ("版の名称",),
        "authors": ("著者",),
        "premise_models": ("モデル",),
        "premise": ("前提",),
        "as_of_on": ("基準日",),
        "note": ("備考",),
    }
    models = many_of([Choice(ServiceModel.IAAS, ("IaaS",)), Choice(ServiceModel.PAAS, ("PaaS",))])
    return Head(Sheet("前提", tuple(rows)), heads.fields_of(labels, models))


def test_authors_may_stand_in_rows_of_their_own_and_other_rows_say_nothing():
    head = head_of(
        ("前提・著者",),
        ("件名", "あるリファレンス"),
        ("", "", "著 者：", "株式会社みどり計算"),
        (None, None, None, "・つばめ銀行"),
        ("対象のサービス", "Azure"),
        (None, "続き"),
        ("モデル", "IaaS、PaaS"),
        ("基準日", "令和8年4月1日"),
        ("備考", None),
    )
    told = heads.told(head)
    assert told.values == {
        "authors": ("株式会社みどり計算", "つばめ銀行"),
        "premise_models": ("iaas", "paas"),
        "as_of_on": date(2026, 4, 1),
        "note": None,
    }
    assert (told.rows, told.problems) == ((3, 7, 8, 9), ())
    assert heads.is_one(head.sheet, head.fields) == 4


def test_one_label_alone_makes_no_sheet_of_premises_and_none_counts_twice():
    assert heads.is_one(head_of(("備考", "なし"), ("備考", "あり")).sheet, head_of().fields) == 0
    twice = heads.told(head_of(("備考", "なし"), ("基準日", "2026-04-01"), ("備考", "あり")))
    assert twice.values["note"] == "なし"
    assert [(one.message, one.address, one.params) for one in twice.problems] == [
        (heads.TWICE, "B3", {"row": 1})
    ]
