"""A1: whatever a hostile hand with full rights does to the log, the walk names the first link that breaks."""

import json
import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from secrets import token_bytes
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Table, insert, select, text, update

from app.core import audit, keys
from app.core.audit import AuditErasure, AuditEvent, AuditHead, AuditValues, chain, head
from app.core.audit.erase import erase_values
from app.core.audit.verify import verify
from app.core.db import db
from app.identity.models import Unit
from tests.factories import identity as make
from tests.integration.core.conftest import committed, units

FULL = os.environ.get("SEKISHO_FULL") == "1"
COUNT = 200 if FULL else 30
PLACES = sorted({1 + round(n * (COUNT - 1) / 19) for n in range(20)}) if FULL else [1, COUNT // 2, COUNT]
EVENT, VALUES = cast(Table, AuditEvent.__table__), cast(Table, AuditValues.__table__)


@pytest.fixture(scope="module")
def log(shared):
    """COUNT events: units, and in the middle and at the ends a person, whose values are encrypted."""

    def act(at: datetime, n: int) -> None:
        if n + 1 in PLACES or n % 5 == 0:
            make.user(at, f"u{n}@example.jp", "秘密 太郎")
        else:
            unit = make.unit(at, f"U{n}", "部")
            audit.record(make.context(at), make.Made.FOR_TEST, unit, reason="記録")

    for n in range(COUNT):
        committed(partial(act, n=n))
    return shared


@contextmanager
def tampering(log):
    """The owner's hand, in a transaction that is taken back afterwards."""
    with log.owner.connect() as connection:
        if log.is_sqlite:
            for name in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER audit_event_no_{name}")
        try:
            yield connection
        finally:
            connection.rollback()


def heads(log) -> list[head.Head]:
    found = head.read(log.config.head)
    assert found is not None
    return [found]


def broken_at(log, connection: Connection, *, outside: bool = True) -> int | None:
    report = verify(connection, heads(log) if outside else [])
    assert report.is_whole or report.problem
    return report.broken_at


def row_of(connection: Connection, number: int):
    return connection.execute(select(*EVENT.c).where(EVENT.c.number == number)).one()


def set_event(connection: Connection, place: int, **values) -> None:
    connection.execute(update(EVENT).where(EVENT.c.number == place).values(**values))


def content_of(connection: Connection, number: int) -> Any:
    return json.loads(connection.scalar(select(VALUES.c.content).where(VALUES.c.number == number)) or "")


def set_content(connection: Connection, number: int, content: dict) -> None:
    text_of = chain.canonical(content)
    connection.execute(update(VALUES).where(VALUES.c.number == number).values(content=text_of))


def test_an_untouched_log_is_whole(log):
    with log.owner.connect() as connection:
        report = verify(connection, heads(log))
    assert (report.is_whole, report.last, report.erased, report.warnings) == (True, COUNT, [], [])


def test_without_a_head_outside_the_walk_says_what_it_cannot_see(log):
    with log.owner.connect() as connection:
        report = verify(connection, [])
    assert report.is_whole
    assert "truncation" in report.warnings[0]


# --- edit ----------------------------------------------------------------------------------

COLUMNS = {
    "act_id": uuid4, "at": lambda: datetime(2020, 1, 1, tzinfo=UTC), "event": lambda: "x", "subject_type": lambda: "x",
    "subject_id": uuid4, "root_type": lambda: "x", "root_id": uuid4, "actor_id": uuid4, "actor_kind": lambda: "person",
    "previous": lambda: "f" * 64, "key_id": lambda: "a9", "signature": lambda: "f" * 64,
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_column_is_named(log, column, place):
    with tampering(log) as connection:
        set_event(connection, place, **{column: COLUMNS[column]()})
        assert broken_at(log, connection, outside=place != COUNT) == place


def test_every_column_of_the_log_is_edited_above():
    assert set(COLUMNS) | {"number", "body"} == set(EVENT.c.keys())


@pytest.mark.parametrize("place", PLACES)
def test_an_edited_text_is_named(log, place):
    with tampering(log) as connection:
        body = row_of(connection, place).body
        set_event(connection, place, body=body.replace('"new"', '"changed"'))
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", PLACES)
def test_edited_values_are_named(log, place):
    with tampering(log) as connection:
        content = content_of(connection, place)
        content["language"]["v"] = [None, "en"]
        set_content(connection, place, content)
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", PLACES)
def test_an_encrypted_value_swapped_for_another_is_named(log, place):
    with tampering(log) as connection:
        content = content_of(connection, place)
        content["name"], content["title"] = content["title"], content["name"]
        set_content(connection, place, content)
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", PLACES)
def test_a_changed_salt_is_named(log, place):
    with tampering(log) as connection:
        content = content_of(connection, place)
        content["language"]["s"] = "AAAAAAAAAAAAAAAA"
        set_content(connection, place, content)
        assert broken_at(log, connection) == place


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no json",
        "[]",
        '{"name":"x"}',
        '{"name":{"v":[1]}}',
        '{"name":{"c":"d1:?","s":""}}',
        '{"name":{"c":1,"s":1}}',
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_values_that_cannot_be_read_are_named(log, broken, place):
    with tampering(log) as connection:
        connection.execute(update(VALUES).where(VALUES.c.number == place).values(content=broken))
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("what", ["row", "field", "value", "added"])
@pytest.mark.parametrize("place", PLACES)
def test_values_that_are_gone_or_too_many_are_named(log, what, place):
    with tampering(log) as connection:
        content = content_of(connection, place)
        if what == "row":
            connection.execute(VALUES.delete().where(VALUES.c.number == place))
        elif what == "field":
            del content["name"]
        elif what == "value":
            del content["name"]["c"]
        else:
            content["invented"] = {"s": "", "v": [None, 1]}
        set_content(connection, place, content)
        assert broken_at(log, connection) == place


# --- delete, swap, insert, truncate --------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("with_values", [True, False])
def test_a_deleted_event_is_named(log, place, with_values):
    with tampering(log) as connection:
        connection.execute(EVENT.delete().where(EVENT.c.number == place))
        if with_values:
            connection.execute(VALUES.delete().where(VALUES.c.number == place))
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", [p for p in PLACES if p < COUNT])
@pytest.mark.parametrize("is_whole_row", [True, False])
def test_two_swapped_events_are_named(log, place, is_whole_row):
    with tampering(log) as connection:
        first, second = row_of(connection, place)._asdict(), row_of(connection, place + 1)._asdict()
        for number, row in ((place, second), (place + 1, first)):
            columns = {**row, "number": number} if is_whole_row else {"body": row["body"]}
            set_event(connection, number, **columns)
        if is_whole_row:
            contents = [content_of(connection, place + 1), content_of(connection, place)]
            set_content(connection, place, contents[0])
            set_content(connection, place + 1, contents[1])
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", PLACES)
def test_an_event_removed_and_the_rest_renumbered_is_named(log, place):
    with tampering(log) as connection:
        for table in (EVENT, VALUES):
            connection.execute(table.delete().where(table.c.number == place))
            for number in range(place + 1, COUNT + 1):
                connection.execute(update(table).where(table.c.number == number).values(number=number - 1))
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("place", [*PLACES, COUNT + 1])
def test_an_inserted_event_is_named(log, place):
    with tampering(log) as connection:
        for table in (EVENT, VALUES):
            for number in range(COUNT, place - 1, -1):
                connection.execute(update(table).where(table.c.number == number).values(number=number + 1))
        copied = 2 if place == 1 else 1
        row = row_of(connection, copied)._asdict()
        connection.execute(EVENT.insert().values(**{**row, "number": place}))
        connection.execute(VALUES.insert().values(number=place, content="{}"))
        assert broken_at(log, connection) == place


@pytest.mark.parametrize("number", [0, -7])
def test_an_event_before_the_first_is_named(log, number):
    with tampering(log) as connection:
        row = row_of(connection, 1)._asdict()
        connection.execute(EVENT.insert().values(**{**row, "number": number}))
        connection.execute(VALUES.insert().values(number=number, content="{}"))
        assert broken_at(log, connection) == number


@pytest.mark.parametrize("last", sorted({0, *PLACES} - {COUNT}))
def test_a_truncated_log_is_named_by_the_head_outside(log, last):
    with tampering(log) as connection:
        before = row_of(connection, last).signature if last else chain.FIRST
        for table in (EVENT, VALUES):
            connection.execute(table.delete().where(table.c.number > last))
        assert broken_at(log, connection) == last + 1  # the head in the database knows already
        connection.execute(update(AuditHead).values(number=last, signature=before))
        assert broken_at(log, connection, outside=False) is None  # nothing inside can know
        assert broken_at(log, connection) == last + 1


@pytest.mark.parametrize("values", [{"number": COUNT + 1}, {"number": COUNT - 1}, {"signature": "f" * 64}])
def test_an_altered_head_row_is_named(log, values):
    with tampering(log) as connection:
        connection.execute(update(AuditHead).values(**values))
        expected = COUNT + 1 if values.get("number", 0) > COUNT else COUNT
        assert broken_at(log, connection) == expected


def test_a_missing_head_row_is_named(log):
    with tampering(log) as connection:
        connection.execute(text("DELETE FROM audit_head"))
        assert broken_at(log, connection) == COUNT + 1


# --- rewrite, restore ----------------------------------------------------------------------


def rewrite(connection: Connection, first: int, sign: Callable[[bytes], str]) -> None:
    """Everything from `first` on signed anew, the event changed, the head moved along."""
    previous = row_of(connection, first - 1).signature if first > 1 else chain.FIRST
    for number in range(first, COUNT + 1):
        body = row_of(connection, number).body
        if number == first:
            body = chain.canonical({**json.loads(body), "event": "test:record:forged"})
            set_event(connection, number, event="test:record:forged")
        signature = sign(chain.signed_text(body, previous))
        set_event(connection, number, body=body, previous=previous, signature=signature)
        previous = signature
    connection.execute(update(AuditHead).values(number=COUNT, signature=previous))


@pytest.mark.parametrize("first", PLACES)
def test_a_log_rewritten_with_another_key_is_named(log, first):
    stranger = keys.KeyRing({"audit": {"a1": token_bytes(32)}}, {"audit": "a1"})
    with tampering(log) as connection:
        rewrite(connection, first, lambda message: stranger.sign("audit", message)[1])
        assert broken_at(log, connection, outside=False) == first


@pytest.mark.parametrize("first", PLACES)
def test_a_log_rewritten_with_our_own_key_is_caught_by_the_head_outside(log, first):
    with tampering(log) as connection:
        kept = [head.Head(n, row_of(connection, n).signature, "") for n in (first, COUNT)]
        rewrite(connection, first, lambda message: keys.ring.sign("audit", message)[1])
        assert broken_at(log, connection, outside=False) is None
        assert broken_at(log, connection) == COUNT  # the first number whose signature is known outside
        assert verify(connection, kept).broken_at == first


@pytest.mark.parametrize("last", [p for p in PLACES if p < COUNT])
def test_a_restored_old_copy_that_went_on_is_named(log, last):
    """An old copy put back and written on: whole in itself, another history than the one kept outside."""
    with tampering(log) as connection:
        before = row_of(connection, last).signature
        for table in (EVENT, VALUES):
            connection.execute(table.delete().where(table.c.number > last))
        connection.execute(update(AuditHead).values(number=last, signature=before))
        unit = Unit(code="R", name="復元後", path="/r/", sort_key="r")
        change = audit.collect.Change(
            Unit, ("unit", unit.id), ("unit", unit.id), {"name": [None, "復元後"]}, True
        )
        key = ("unit", unit.id)
        claim = audit.collect.Claim(make.context(datetime.now(UTC)), "x", key, key, "")
        chain.append(connection, [(claim, change)] * (COUNT - last))
        assert broken_at(log, connection, outside=False) is None
        assert broken_at(log, connection) == COUNT


# --- erased, keys, speed -------------------------------------------------------------------


def test_values_erased_by_an_act_are_reported_and_break_nothing(own):
    person = committed(lambda at: make.user(at, "u@example.jp", "秘密 太郎"))
    act = committed(lambda at: _erase(at, person))
    with own.owner.connect() as connection:
        report = verify(connection, heads(own))
    assert report.is_whole
    assert sorted(report.erased) == [(1, "email", act), (1, "name", act)]


def _erase(at: datetime, person):
    ctx = make.context(at)
    person = db.session.merge(person)
    assert erase_values(ctx, person, {"name", "email"}, reason="本人の求め") == 2
    return ctx.act_id


def test_an_erasure_that_no_act_in_the_log_made_is_named(own):
    person, _other = committed(
        lambda at: (make.user(at, "u@example.jp", "秘密 太郎"), make.unit(at, "1", "部"))
    )
    act = committed(lambda at: _erase(at, person))
    for number, act_id in ((1, uuid4()), (2, act)):  # invented; true, but of another record
        with own.owner.connect() as connection:
            content = content_of(connection, number)
            content["name"] = {}
            set_content(connection, number, content)
            if number == 1:
                connection.execute(update(AuditErasure).values(act_id=act_id))
            else:
                row = {"id": uuid4(), "number": 2, "field": "name", "act_id": act_id}
                connection.execute(insert(AuditErasure).values(**row))
            assert broken_at(own, connection) == number
            connection.rollback()


def test_a_note_without_values_cannot_be_hidden_by_taking_its_empty_row(own):
    """The page joins both tables: without the row the note would be seen by nobody."""
    (unit,) = units(1)
    committed(lambda at: audit.witness(make.context(at), make.Made.FOR_TEST, unit))
    with own.owner.connect() as connection:
        assert content_of(connection, 2) == {}
        connection.execute(VALUES.delete().where(VALUES.c.number == 2))
        assert broken_at(own, connection) == 2
        connection.rollback()


def test_a_key_that_is_not_in_the_ring_is_named_and_an_old_one_still_verifies(own):
    units(1)
    keys.ring.keys["audit"]["a2"] = token_bytes(32)
    keys.ring.current["audit"] = "a2"
    units(1, start=1)
    with own.owner.connect() as connection:
        assert verify(connection, heads(own)).is_whole
        del keys.ring.keys["audit"]["a1"]
        assert broken_at(own, connection) == 1


def test_a_walk_of_many_events_is_fast(own):
    """100,000 entries in less than 5 s; here a share of them, by the same measure."""
    number = 100_000 if FULL else 5_000
    ctx = make.context(datetime.now(UTC))
    ids = [Unit(code="", name="").id for _ in range(100)]
    with db.scope(writes=True):
        for n in range(0, number, 1000):
            rows = [_changed(ctx, ids[i % 100], n + i) for i in range(1000)]
            new_head = chain.append(db.session.connection(), rows)
        db.session.commit()
    head.write(*new_head)
    with own.owner.connect() as connection:
        began = time.process_time()  # of this process alone: the machine may be busy with other tests
        report = verify(connection, heads(own))
        took = time.process_time() - began
    print(f"\nwalk of {number} events: {took:.2f} s")
    assert (report.is_whole, report.last) == (True, number)
    assert took < 5 * number / 100_000 * (1 if FULL else 3)


def _changed(ctx, unit_id, n: int):
    key = ("unit", unit_id)
    change = audit.collect.Change(Unit, key, key, {"name": [f"第{n}部", f"第{n + 1}部"]})
    return audit.collect.Claim(ctx, "test:record:edited", key, key, ""), change
