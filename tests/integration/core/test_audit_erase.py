"""A person's values leave the log by an act; the chain stays, and nothing is left to guess them by."""

import json

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditErasure, AuditValues, chain
from app.core.audit.erase import AuditAct, erase_values
from app.core.audit.reading import entries_of
from app.identity.models import User
from tests.factories import identity as make


@pytest.fixture
def ctx(at):
    return make.context(at)


@pytest.fixture
def person(session, at, ctx) -> User:
    made = make.user(at, "hanako@tsubame.example", "秘密 花子")
    session.commit()
    made.name, made.title = "新姓 花子", "課長"
    audit.record(ctx, make.Made.FOR_TEST, made)
    session.commit()
    return made


def stored(session, person) -> dict[int, dict]:
    numbers = [entry.number for entry in entries_of(person)]
    rows = session.execute(
        select(AuditValues.number, AuditValues.content).where(AuditValues.number.in_(numbers))
    )
    return {row.number: json.loads(row.content) for row in rows}


def test_the_named_fields_are_gone_in_every_event_and_the_others_stay(session, ctx, person):
    assert erase_values(ctx, person, {"name"}, reason="本人の求め") == 2
    session.commit()
    changed, made = entries_of(person)[1:]
    assert (changed.changes["name"], made.changes["name"]) == (None, None)
    assert changed.changes["title"] == ["", "課長"]
    assert made.changes["email"] == [None, "hanako@tsubame.example"]


def test_neither_value_nor_salt_is_left(session, ctx, person):
    """With its salt, a name or a number of four digits is guessed from its digest in a second."""
    erase_values(ctx, person, {"name"}, reason="本人の求め")
    session.commit()
    for content in stored(session, person).values():
        assert content.get("name", {}) == {}


def test_the_act_is_in_the_log_with_its_reason_and_names_what_it_took(session, ctx, person):
    erase_values(ctx, person, {"name", "title"}, reason="本人の求め")
    session.commit()
    act = entries_of(person)[0]
    assert (act.event, act.reason, act.kind) == (AuditAct.VALUES_ERASED, "本人の求め", "noted")
    erased = session.execute(select(AuditErasure.number, AuditErasure.field, AuditErasure.act_id)).all()
    first, second = (entry.number for entry in reversed(entries_of(person)[1:]))
    assert {(row.number, row.field) for row in erased} == {
        (first, "name"), (first, "title"), (second, "name"), (second, "title")
    }  # fmt: skip
    assert {row.act_id for row in erased} == {ctx.act_id}


def test_a_second_time_there_is_nothing_to_take(session, ctx, person):
    erase_values(ctx, person, {"name"}, reason="本人の求め")
    session.commit()
    assert erase_values(make.context(ctx.at), person, {"name"}, reason="再び") == 0
    session.commit()
    assert len(session.scalars(select(AuditErasure)).all()) == 2


def test_nobody_else_loses_anything(session, at, ctx, person):
    other = make.user(at, "taro@tsubame.example", "別人")
    session.commit()
    erase_values(ctx, person, {"name"}, reason="本人の求め")
    session.commit()
    assert entries_of(other)[0].changes["name"] == [None, "別人"]


def test_a_rollback_gives_all_back(session, ctx, person):
    before = stored(session, person)
    erase_values(ctx, person, {"name"}, reason="本人の求め")
    session.rollback()
    assert stored(session, person) == before
    assert session.scalars(select(AuditErasure)).all() == []


def test_a_typed_reason_can_be_erased_too(session, at, ctx, person):
    person.title = "部長"
    audit.record(ctx, make.Made.FOR_TEST, person, reason="個人的な事情")
    session.commit()
    assert entries_of(person)[0].reason == "個人的な事情"
    erase_values(make.context(at), person, {chain.REASON}, reason="求めによる")
    session.commit()
    assert [entry.reason for entry in entries_of(person)] == ["求めによる", "", "", ""]
