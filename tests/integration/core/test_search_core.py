"""The search index: kept with the record, found by two characters, broken by nothing that people type."""

import random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from app.core import audit, search
from app.core.db import db
from app.core.ids import uuid7
from app.core.search import CUT, Entry, SearchEntry
from app.core.text import fold, grams
from app.identity.models import Unit
from tests.factories import identity as make
from tests.integration.core.conftest import committed, made


@pytest.fixture
def units_are_found(monkeypatch):
    monkeypatch.setitem(
        search._indexed,
        Unit,
        search._Indexed(
            lambda u: (
                None if u.until_on else Entry("unit", u.name, u.code, u.name, [u.name, u.code], unit_id=u.id)
            ),
            (),
            (),
        ),
    )


def add(session, *texts: str, kind: str = "test", key: str = "") -> str:
    search.put(session.connection(), uuid7(), Entry(kind, texts[0], "", key or texts[0], texts))
    return texts[0]


def titles(query: str, kinds=("test", "other", "m", "unit"), **kw) -> list[str]:
    asked = search.matching(query)
    assert asked is not None
    return [hit.title for hit in search.find(asked, kinds, **kw)]


# --- kept with the record ------------------------------------------------------------------


def test_an_entry_comes_changes_and_goes_with_its_record(session, at, units_are_found):
    unit = make.unit(at, "A1", "業務統括部")
    session.commit()
    assert titles("統括") == ["業務統括部"]
    unit.name = "総務部"
    audit.record(make.context(at), make.Made.FOR_TEST, unit)
    session.commit()
    assert titles("統括") == []
    assert titles("総務") == ["総務部"]
    session.delete(unit)
    audit.record(make.context(at), make.Made.FOR_TEST, unit)
    session.commit()
    assert titles("総務") == []


def test_an_entry_is_rolled_back_with_its_record(session, at, units_are_found):
    unit = make.unit(at, "A1", "業務統括部")
    session.commit()
    inner = session.begin_nested()
    unit.name = "総務部"
    session.flush()
    assert titles("総務") == ["総務部"]
    inner.rollback()
    assert titles("総務") == []
    assert titles("統括") == ["業務統括部"]
    make.unit(at, "A2", "消える部")
    session.flush()
    session.rollback()
    assert titles("消え") == []


def test_a_record_that_must_no_longer_be_found_is_not(session, at, units_are_found):
    unit = make.unit(at, "A1", "業務統括部")
    session.commit()
    unit.until_on = at.date()
    audit.record(make.context(at), make.Made.FOR_TEST, unit)
    session.commit()
    assert titles("統括") == []
    assert session.scalars(select(SearchEntry).where(SearchEntry.record_id == unit.id)).all() == []


# --- what finds what -----------------------------------------------------------------------

FOUND = [
    ("みなと印刷発送", "印刷"), ("みなと印刷発送", "発送"), ("みなと印刷発送", "みな"), ("みなと印刷発送", "ミナト"),
    ("サーバー管理", "さーば"), ("ｻｰﾊﾞｰ管理", "サーバー"), ("ABC Data Center", "data"), ("ＡＢＣ商事", "abc"),
    ("ABC商事", "ＡＢＣ"), ("第一銀行", "一"), ("第一銀行", "行"), ("第一銀行", "第"), ("𠮷野家", "𠮷"),
    ("東京 海上", "京海"), ("Müller", "muller"), ("A-1 計画", "a1"), ("かがみ", "か\u3099み"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query"), FOUND)
def test_a_part_of_a_name_finds_it(session, name, query):
    add(session, name)
    add(session, "無関係")
    assert titles(query) == [name]


NOT_FOUND = [
    ("みなと印刷発送", "送印"), ("みなと印刷発送", "印発"), ("東京海上", "東海"), ("ビル管理", "ビール"),
    ("第一銀行", "第二"), ("ABAB", "AA"), ("日本橋日", "橋本"),
    ("東京京都", "東京都"), ("京都 東京", "東京都"), ("abcab", "cabc"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query"), NOT_FOUND)
def test_letters_in_another_order_do_not(session, name, query):
    add(session, name)
    assert titles(query) == []


def test_a_phrase_does_not_run_from_one_text_into_the_next(session):
    add(session, "東京", "海上")
    assert titles("京海") == []
    assert titles("東京 海上") == ["東京"]  # two words, each found


def test_every_word_must_be_found(session):
    add(session, "みなと印刷")
    assert titles("印刷　みなと") == ["みなと印刷"]
    assert titles("印刷 発送") == []


@pytest.mark.parametrize("query", ["", " ", "　", "・", '"', "株式会社"[:0]])
def test_nothing_asked_is_no_condition(query):
    assert search.matching(query) is None


HOSTILE = [
    '"', "'", '"甲', "甲\"", "甲*", "*", "甲 OR 乙", "甲 AND", "NOT 甲", "NEAR(甲 乙)", "grams:甲", "-甲", "^甲",
    "(", ")", "甲 | !乙", "甲 & ", "<->", ":*", "甲:*", "甲\\", "\\", "%", "_", "{甲}", "甲\x01", "x", "xe7", "x x",
    "甲'; DROP TABLE search_entry; --", "甲+乙", "a" * 3000, "甲 " * 200,
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_operators_and_quotes_are_only_characters(session, query):
    add(session, "甲")
    add(session, "乙")
    asked = search.matching(query)
    if asked is not None:
        expected = [name for name in "乙甲" if all(fold(w) in name for w in query.split() if fold(w))]
        assert sorted(hit.title for hit in search.find(asked)) == sorted(expected)
    assert session.scalar(select(SearchEntry.title).where(SearchEntry.title == "甲")) == "甲"


NAMES = [
    "みなと印刷発送",
    "第一情報サービス",
    "ＡＢＣ Data 一二",
    "日本橋日本",
    "サーバ～管理",
    "aabbaab",
    "東京海上",
]
LETTERS = "みなと印刷発送第一情報サービスabAB日本橋東京海上ー一二 "


@given(st.text(st.sampled_from(LETTERS), min_size=1, max_size=5))
@hypothesis_settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_finds_exactly_what_contains_the_words(session, query):
    if not session.scalar(select(SearchEntry.row).where(SearchEntry.kind == "property")):
        for name in NAMES:
            add(session, name, kind="property")
    words = [fold(word) for word in query.split() if fold(word)]
    if words:
        expected = {name for name in NAMES if all(word in fold(name) for word in words)}
        assert set(titles(query, kinds=["property"])) == expected


def test_hits_come_in_order_of_kind_and_up_to_the_limit(session):
    for n in (3, 1, 2):
        add(session, f"部署{n}", key=str(n))
    add(session, "部署0", kind="other", key="0")
    assert titles("部署") == ["部署0", "部署1", "部署2", "部署3"]
    assert titles("部署", limit=2) == ["部署0", "部署1"]
    assert titles("部署", kinds=["test"]) == ["部署1", "部署2", "部署3"]


def test_no_more_than_the_cut_comes_back(session):
    rows = [
        {
            "kind": "m",
            "record_id": uuid7(),
            "title": str(n),
            "detail": "",
            "sort_key": str(n),
            "grams": grams("大量"),
        }
        for n in range(CUT + 5)
    ]
    session.connection().execute(insert(SearchEntry), rows)
    assert len(titles("大量", limit=CUT * 2)) == CUT


# --- plan ----------------------------------------------------------------------------------


def _load(rows: int) -> None:
    chosen = random.Random(1)
    letters = [chr(0x4E00 + n) for n in range(400)]
    many = []
    for n in range(rows):
        name = "".join(chosen.choices(letters, k=8))
        row = {"kind": "m", "record_id": uuid7(), "title": name, "detail": "", "sort_key": name}
        many.append({**row, "grams": grams(name) + " " + grams(str(n))})
    db.session.connection().execute(insert(SearchEntry), many)


def test_postgresql_uses_the_index_on_a_table_of_real_size(tmp_path):
    database = made("postgresql", tmp_path, "core_search")
    with database.bound():
        committed(lambda _: _load(5000))
        with database.owner.begin() as connection:
            connection.execute(text("ANALYZE search_entry"))
        for query in ("丁丂", "1234", "一二 丁"):
            plan = _plan(search.matching(query))
            assert "ix_search_entry_grams" in plan, plan
            assert "Seq Scan" not in plan, plan
    database.owner.dispose()


def _plan(asked) -> str:
    with db.scope():
        query = (
            select(SearchEntry.title).where(asked).order_by(SearchEntry.sort_key, SearchEntry.row).limit(20)
        )
        sql = query.compile(db.engine, compile_kwargs={"literal_binds": True})
        return "\n".join(
            row[0] for row in db.session.execute(text("EXPLAIN " + str(sql).replace(":", "\\:")))
        )
