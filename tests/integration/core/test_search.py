"""The search index: kept in the transaction of the record, and asked without surprises."""

import pytest
from sqlalchemy import delete, func, select, update

from app.core import search
from app.core.db import db
from app.core.ids import uuid7
from app.core.search import SearchEntry
from app.register.models import Organisation
from tests.factories import register as make


def found(query: str, **options: object) -> list[str]:
    condition = search.matching(query)
    return [] if condition is None else [hit.title for hit in search.find(condition, **options)]  # type: ignore[arg-type]


@pytest.fixture
def kawasemi(session, at):
    return make.organisation(at, "株式会社川蝉システム", name_kana="カワセミシステム", name_latin="Kawasemi")


@pytest.mark.parametrize(
    "asked", ["川蝉", "蝉シ", "川", "ム", "かわ", "セミ", "KAWA", "ｋａｗａ", "システム かわせみ"]
)
def test_a_record_is_found_by_any_part_of_its_words(kawasemi, asked):
    assert kawasemi.name in found(asked)


@pytest.mark.parametrize("asked", ["蝉川", "ムカ", "kawazemi", "川 鷺"])
def test_parts_that_do_not_follow_one_another_are_no_hit(kawasemi, asked):
    assert kawasemi.name not in found(asked)


@pytest.mark.parametrize("asked", ["", "   ", "・", "（）"])
def test_a_question_without_letters_asks_nothing(session, asked):
    assert search.matching(asked) is None


@pytest.mark.parametrize("asked", ['"', "'", '川" OR "蝉', "x*", "NEAR(川 蝉)", "a & b | !c", ":*", "\\"])
def test_signs_of_the_engines_mean_nothing(kawasemi, asked):
    # Not read as operators: none of these words is in any record, so OR, NEAR, ! and * bring nothing back.
    assert found(asked) == []


def test_a_change_and_its_entry_are_stored_or_undone_together(kawasemi, at, session):
    undone = session.begin_nested()
    kawasemi.name = "株式会社翡翠"
    session.flush()
    assert found("翡翠") == ["株式会社翡翠"]
    undone.rollback()
    session.refresh(kawasemi)
    assert found("川蝉") == [kawasemi.name]
    assert found("翡翠") == []


def test_a_record_has_one_entry_however_often_it_changes(kawasemi, at, session):
    for name in ("株式会社いち", "株式会社に", "株式会社さん"):
        make.renamed(at, kawasemi, name)
    entries = select(func.count()).select_from(SearchEntry).where(SearchEntry.record_id == kawasemi.id)
    assert db.session.scalar(entries) == 1
    for former_or_present in ("いち", "に", "さん"):
        assert found(former_or_present) == ["株式会社さん"]


def test_hits_come_in_the_order_of_their_names_and_no_more_than_asked(session, at):
    for number in (3, 1, 2):
        make.organisation(at, f"順番{number}号")
    assert found("順番") == ["順番1号", "順番2号", "順番3号"]
    assert found("順番", limit=2) == ["順番1号", "順番2号"]
    assert found("順番", kinds=("unit",)) == []


def test_every_organisation_is_in_the_index(kawasemi, session):
    missing = select(Organisation.name).where(
        ~select(SearchEntry.row).where(SearchEntry.record_id == Organisation.id).exists()
    )
    assert list(session.scalars(missing)) == []


# --- written anew ----------------------------------------------------------------------------------


def entries(session) -> list[tuple[object, ...]]:
    query = select(SearchEntry.kind, SearchEntry.record_id, SearchEntry.title, SearchEntry.grams)
    return sorted(tuple(row) for row in session.execute(query))


@pytest.mark.parametrize("batch", [1, 500])
def test_the_index_is_written_anew_from_the_records(kawasemi, at, session, monkeypatch, batch):
    make.renamed(at, kawasemi, "株式会社翡翠")
    make.organisation(at, "株式会社鷺")
    session.commit()
    before = entries(session)
    gone, stays = sorted(one.id for one in session.scalars(select(Organisation)).all())[:2]
    session.execute(delete(SearchEntry).where(SearchEntry.record_id == gone))
    changed = update(SearchEntry).where(SearchEntry.record_id == stays).values(grams="", title="古い")
    session.execute(changed)
    search.put(
        session.connection(), uuid7(), search.Entry("organisation", "居ない会社", "", "居", ["居ない会社"])
    )
    session.commit()
    assert entries(session) != before
    monkeypatch.setattr(search, "BATCH", batch)
    assert search.rebuild() == len(before)
    session.commit()
    assert entries(session) == before
    # The names of before go on finding it.
    assert found("川蝉") == ["株式会社翡翠"]


def test_the_command_says_how_many_are_found(kawasemi, app, session):
    session.execute(delete(SearchEntry).where(SearchEntry.record_id == kawasemi.id))
    session.commit()
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert result.exit_code == 0, result.output
    assert result.output.strip() == f"Records that are found: {len(entries(session))}."
    assert found("川蝉") == [kawasemi.name]
