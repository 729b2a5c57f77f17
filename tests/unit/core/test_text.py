"""Cleaning, folding, search tokens and sort keys."""

import sqlite3
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core import text
from app.core.errors import DomainError

MODEST = settings(max_examples=150, deadline=None, database=None)

# Ordinary characters of names mixed with those that normalisation treats in a special way.
AWKWARD = "かガがッャーｶﾞﾟ゛゜\u3099\u309a-－―ー・、。 　㈱㍿™Éß\u0301İ𠮷葛\U000e0100ㇰ한ａＡ1①ヽゞ々゙\u200b"
names = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters()), max_size=25)


def holds_phrase(document: str, query: str) -> bool:
    """What a phrase query does: the tokens one after the other, the last as a beginning."""
    tokens, wanted = document.split(), text.phrase(query)
    starts = range(len(tokens) - len(wanted) + 1)
    return bool(wanted) and any(
        tokens[at : at + len(wanted) - 1] == wanted[:-1]
        and tokens[at + len(wanted) - 1].startswith(wanted[-1])
        for at in starts
    )


# --- clean ---------------------------------------------------------------------------------


def test_clean_text_is_stripped_and_composed():
    assert text.clean(" 　か\u3099っこう\t\u200b\n") == "がっこう"
    assert text.clean("一行目\r\n 二行目") == "一行目\r\n 二行目"
    assert text.clean("\ufeff \u200b") == ""


@pytest.mark.parametrize("bad", ["a\x00b", "\x00", "a\ud842"])
def test_text_that_no_database_keeps_is_refused(bad):
    with pytest.raises(text.TextError) as caught:
        text.clean(bad)
    assert caught.value.message == text.UNSTORABLE
    assert isinstance(caught.value, (DomainError, ValueError))


@given(names)
@MODEST
def test_cleaning_twice_changes_nothing(typed):
    storable = typed.replace("\x00", "").encode("utf-8", "ignore").decode()
    once = text.clean(storable)
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


# --- fold ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＦＩＸＥＲ", "fixer"),
        ("ふぃくさー", "フィクサー"),
        ("ﾌｨｸｻｰ", "フィクサー"),
        ("ｶﾞｽ", "ガス"),
        ("か\u3099す", "ガス"),
        ("カ゛ス", "ガス"),
        ("ハ゜リ", "パリ"),
        ("クラウド・コンフィグ、金融", "クラウドコンフィグ金融"),
        ("cloud.config for FS", "cloudconfigforfs"),
        ("東京-大阪", "東京大阪"),
        ("2026ー11－20", "20261120"),
        ("葛\U000e0100城", "葛城"),
        ("キヤノン", "キャノン"),
        ("霞ヶ関", "霞ケ関"),
        ("Société Générale", "societe generale"),
        ("Azure™", "azure"),
        ("STRASSE", "straße"),
        ("①号", "1号"),
    ],
)
def test_spellings_of_one_name_fold_to_the_same(one, other):
    assert text.fold(one) == text.fold(other) != ""


@pytest.mark.parametrize("dash", [*text.DASHES, "ー", "ｰ"])
def test_every_dash_after_kana_is_the_long_mark(dash):
    assert text.fold(f"ｻ{dash}ﾊﾞ{dash}") == "サーバー"
    assert text.fold(f"ㇰ{dash}") == "ㇰー"
    assert text.fold(f"a{dash}b") == "ab"


def test_the_long_mark_and_the_voice_mark_tell_words_apart():
    assert text.fold("ビル") != text.fold("ビール")
    assert text.fold("ハス") != text.fold("バス") != text.fold("パス")


def test_punctuation_alone_folds_to_nothing():
    assert text.fold(" ・★—（）\u200b\ud842") == ""


@given(names, st.data())
@MODEST
@example("ッ\u3099ー", None)
@example("2ー゛ー", None)
def test_any_part_of_a_fold_folds_to_itself(typed, data):
    folded = text.fold(typed)
    start = data.draw(st.integers(0, len(folded))) if data else 0
    assert text.fold(folded) == folded
    assert text.fold(folded[start:]) == folded[start:]


# --- companies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "core"),
    [
        ("株式会社ＦＩＸＥＲ", "fixer"),
        ("㈱FIXER", "fixer"),
        ("FIXER（株）", "fixer"),
        ("㍿FIXER", "fixer"),
        ("(有)山田商店", "山田商店"),
        ("合同会社 西友", "西友"),
        ("日本マイクロソフト株式会社", "日本マイクロソフト"),
        ("株式 会社みずほ銀行", "みずほ銀行"),
        ("ｶ)ﾌｲｸｻ-", "フイクサー"),
        ("ﾌｲｸｻ-(ｶ", "フイクサー"),
        ("カブシキガイシャ フィクサー", "フィクサー"),
        ("ABC Co., Ltd.", "abc"),
        ("ABC CO.,LTD", "abc"),
        ("Microsoft Corporation", "microsoft"),
        ("Amazon Web Services, Inc.", "amazonwebservices"),
        ("SAP Japan K.K.", "sapjapan"),
        ("Example Deutschland GmbH", "exampledeutschland"),
        ("Example L.L.C.", "example"),
        ("JPMorgan Chase & Co.", "jpmorganchase"),
        ("Azure™ Ltd", "azure"),
    ],
)
def test_the_legal_form_of_a_company_does_not_count(typed, core):
    assert text.fold_company(typed) == text.fold(core)


@pytest.mark.parametrize(
    "whole", ["Cisco", "Costco", "独立行政法人情報処理推進機構", "一般社団法人日本", "Inc."]
)
def test_what_only_looks_like_a_legal_form_stays(whole):
    assert text.fold_company(whole) == text.fold(whole)


@pytest.mark.parametrize("form", ["株式会社", "（株）", "㈱", "Co.", ", Ltd."])
def test_a_name_is_never_reduced_to_nothing(form):
    assert text.fold_company(form) == text.fold(form) != ""


@pytest.mark.parametrize("evil", [" ", " co", "(カ  ", "株式", "ー", "゛", "&,."])
def test_long_strange_names_take_no_long_time(evil):
    typed = evil * (3000 // len(evil)) + "x"
    began = time.perf_counter()
    text.fold_company(typed)
    text.clean(typed)
    text.sort_key(typed, None, typed)
    assert time.perf_counter() - began < 0.25


# --- search --------------------------------------------------------------------------------


def test_pairs_overlap_and_are_cut_by_characters():
    assert text.bigrams("トラスト") == ["トラ", "ラス", "スト"]
    assert text.bigrams("𠮷野家") == ["𠮷野", "野家"]
    assert text.bigrams("A") == text.bigrams("") == []


def test_tokens_are_plain_ascii_words():
    assert text.hex_token("トラ") == "xe38388e383a9"
    assert text.grams("銀行") == "xe98a80e8a18c xe8a18c"
    assert text.grams("・") == ""


def test_a_query_becomes_its_pairs_or_its_one_character():
    assert text.phrase("銀行員") == [text.hex_token("銀行"), text.hex_token("行員")]
    assert text.phrase("銀") == [text.hex_token("銀")]
    assert text.phrase(" ・ ") == []


@given(names, st.data())
@MODEST
def test_every_part_of_a_text_is_found_as_a_phrase(typed, data):
    folded = text.fold(typed)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    query = folded[start:end]
    if len(query) >= 2:
        wanted, tokens = text.phrase(query), text.grams(typed).split()
        assert any(tokens[at : at + len(wanted)] == wanted for at in range(len(tokens)))
    assert holds_phrase(text.grams(typed), query)


@given(st.text("アイー銀a", max_size=8), st.text("アイー銀a", min_size=1, max_size=4))
@MODEST
def test_a_phrase_is_found_exactly_where_the_query_is_part_of_the_text(typed, query):
    wanted = text.fold(query)
    expected = bool(wanted) and wanted in text.fold(typed)
    assert holds_phrase(text.grams(typed), query) is expected


@pytest.fixture(scope="module")
def index():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE entry USING fts5 (grams, tokenize = 'unicode61')")
    yield connection
    connection.close()


@given(
    st.lists(st.text("ガカ゛ッー銀行𠮷aB1- é", max_size=10), max_size=6),
    st.text("ガカ銀行𠮷aー", min_size=1, max_size=4),
)
@settings(max_examples=80, deadline=None, database=None)
def test_sqlite_finds_exactly_the_texts_that_hold_the_query(index, texts, query):
    wanted = text.fold(query)
    if not wanted:
        return
    index.execute("DELETE FROM entry")
    rows = [(number, text.grams(typed)) for number, typed in enumerate(texts)]
    index.executemany("INSERT INTO entry (rowid, grams) VALUES (?, ?)", rows)
    asked = f'"{" ".join(text.phrase(query))}"*'
    found = {row for (row,) in index.execute("SELECT rowid FROM entry WHERE entry MATCH ?", (asked,))}
    assert found == {number for number, typed in enumerate(texts) if wanted in text.fold(typed)}


def test_a_phrase_does_not_run_on_from_one_text_into_the_next():
    both = f"{text.grams('東京')} {text.grams('銀行')}"
    assert holds_phrase(both, "東京")
    assert holds_phrase(both, "銀行")
    assert not holds_phrase(both, "東京銀行")
    assert not holds_phrase(both, "京銀")


# --- order ---------------------------------------------------------------------------------


def test_names_sort_by_digits_then_latin_then_kana_then_kanji():
    names_in_order = ["1st", "abc", "Zed", "アイ", "ン", "東京", "𠮷野家"]
    keys = [text.sort_key(None, None, name).encode() for name in names_in_order]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    "in_order",
    [
        ["カキ", "ガキ", "カク"],
        ["ハン", "バン", "パン", "ハンカ"],
        ["サーバ", "サアバ", "サイバ"],
        ["ッカ", "ツカ", "ヅカ", "テカ"],
        ["キャノン", "キヤノン", "キユ"],
        ["ウ", "ヴ", "エ"],
    ],
)
def test_kana_sort_in_the_order_of_a_dictionary(in_order):
    keys = [text.sort_key(kana, None, "name").encode() for kana in in_order]
    assert keys == sorted(set(keys))


def test_the_key_takes_kana_then_latin_then_the_name():
    assert text.sort_key("ふぃくさー", "FIXER", "株式会社ＦＩＸＥＲ") == text.sort_key("ﾌｨｸｻｰ", None, "?")
    assert text.sort_key(" ", "FIXER Inc.", "別名") == "fixer"
    assert text.sort_key(None, "", "株式会社東京") == "東京"
    assert text.sort_key("カブシキガイシャアイ", None, "x") == text.sort_key("アイ", None, "x")
    assert text.sort_key(None, None, "★") == "★"


@given(
    st.text("アカガハバパッツャンー", min_size=1, max_size=6), st.text("アカガッー1a", min_size=1, max_size=4)
)
@MODEST
def test_a_name_comes_before_all_that_begin_with_it(kana, rest):
    assert text.sort_key(kana, None, "x") < text.sort_key(kana + rest, None, "x")


@given(st.text("カガキギハバパツヅ", max_size=6), st.text("カガキギハバパツヅ", max_size=6))
@MODEST
def test_voice_marks_matter_only_among_names_that_are_otherwise_the_same(one, other):
    plain = str.maketrans("ガギバパヅ", "カキハハツ")
    if one.translate(plain) != other.translate(plain):
        marked = text.sort_key(one, None, "") < text.sort_key(other, None, "")
        assert marked == (one.translate(plain) < other.translate(plain))
