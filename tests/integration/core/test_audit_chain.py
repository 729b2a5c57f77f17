"""Numbers, times and signatures, given in one step under the last lock, by however many writers."""

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from app.core import audit
from app.core.audit import AuditEvent, AuditHead, chain, head
from app.core.audit.verify import verify
from app.core.db import db
from app.identity.models import Unit
from tests.factories import identity as make
from tests.integration.core.conftest import committed, units

WRITERS, WRITES = 8, 50
BLOCKED = """SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()"""


def events(database) -> list:
    with database.owner.connect() as connection:
        return list(connection.execute(select(*AuditEvent.__table__.c).order_by(AuditEvent.number)))


def stored_head(database):
    with database.owner.connect() as connection:
        return connection.execute(select(AuditHead.number, AuditHead.signature, AuditHead.at)).one()


def in_threads(number: int, work) -> list[BaseException]:
    problems: list[BaseException] = []

    def run(n: int) -> None:
        try:
            work(n)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_numbers_are_gapless_and_heads_agree_over_concurrent_writers(own):
    (shared,) = units(1)

    def write(n: int) -> None:
        for i in range(WRITES):
            # Every fifth edits one row that all of them want: its lock comes before the head's.
            if i % 5 == 0:
                committed(lambda at: edit(shared, f"{n}-{i}", at))  # noqa: B023 - runs at once
            else:
                committed(lambda at: make.unit(at, f"W{n}-{i}", "部"))  # noqa: B023

    assert in_threads(WRITERS, write) == []
    rows = events(own)
    assert [row.number for row in rows] == list(range(1, WRITERS * WRITES + 2))
    times = [row.at for row in rows]
    assert times == sorted(times)
    last = stored_head(own)
    outside = head.read(own.config.head)
    assert outside is not None
    assert (last.number, last.signature) == (rows[-1].number, rows[-1].signature)
    assert (outside.number, outside.signature) == (last.number, last.signature)
    with own.owner.connect() as connection:
        assert verify(connection, [outside]).is_whole


def edit(shared: Unit, name: str, at: datetime) -> None:
    unit = db.session.scalars(select(Unit).where(Unit.id == shared.id).with_for_update()).one()
    unit.name = name
    audit.record(make.context(at), make.Made.FOR_TEST, unit)


def test_a_writer_waiting_for_the_head_holds_up_no_one_who_reads_or_has_not_come_so_far(own):
    if own.is_sqlite:
        with db.scope(writes=True):
            units_before = len(db.session.scalars(select(Unit)).all())
            in_threads(1, lambda _: assert_readable(units_before))
        return
    first, second = units(2)
    with own.owner.connect() as holder:
        holder.execute(text("SELECT * FROM audit_head FOR UPDATE"))
        waiting = threading.Thread(target=lambda: committed(lambda at: edit(first, "待つ", at)))
        waiting.start()
        wait_until_blocked(own)
        with db.scope(writes=True):
            edit(second, "先へ", datetime.now(UTC))
            db.session.flush()  # its own row lock is free although the head is not
            db.session.rollback()
        holder.rollback()
        waiting.join()
    assert events(own)[-1].subject_id == first.id


def assert_readable(number: int) -> None:
    with db.scope():
        assert len(db.session.scalars(select(Unit)).all()) == number


def wait_until_blocked(own) -> None:
    for _ in range(200):
        with own.owner.connect() as connection:
            if connection.scalar(text(BLOCKED)):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for the head")


def test_time_never_goes_back_though_the_clock_does(own, monkeypatch):
    units(1)

    class Early(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(chain, "datetime", Early)
    units(1, start=1)
    before, after = events(own)
    assert after.at == before.at


def test_the_rows_of_one_commit_have_one_time_and_follow_each_other(own):
    committed(lambda at: [make.unit(at, f"M{n}", "部") for n in range(3)])
    rows = events(own)
    assert len({row.at for row in rows}) == 1
    assert [row.previous for row in rows] == [chain.FIRST, rows[0].signature, rows[1].signature]


def test_a_rolled_back_act_takes_no_number_and_leaves_the_head_file(own):
    units(1)
    before = head.read(own.config.head)
    with db.scope(writes=True):
        make.unit(datetime.now(UTC), "X", "消える")
        db.session.flush()
        db.session.rollback()
    assert head.read(own.config.head) == before
    units(1, start=1)
    assert [row.number for row in events(own)] == [1, 2]


def test_a_commit_that_fails_at_the_last_moment_is_not_in_the_head_file(own, monkeypatch):
    units(1)
    before = head.read(own.config.head)

    def refuse(*_):
        raise OperationalError("COMMIT", {}, Exception("link cut"))

    with db.scope(writes=True):
        make.unit(datetime.now(UTC), "X", "不明")
        with monkeypatch.context() as patched:
            patched.setattr(db.engine.dialect, "do_commit", refuse)
            with pytest.raises(OperationalError):
                db.session.commit()
        db.session.rollback()
        db.session.execute(select(Unit)).all()
        db.session.commit()
    assert head.read(own.config.head) == before


def test_the_head_file_moves_forwards_only_and_survives_a_torn_one(own):
    units(2)
    path = own.config.head
    newest = head.read(path)
    assert newest is not None
    head.write_to(path, head.Head(1, "older", "2026-01-01"))
    assert head.read(path) == newest
    path.write_text('{"number": 1')
    units(1, start=2)
    mended = head.read(path)
    assert mended is not None
    assert mended.number == 3


def test_a_disk_that_takes_no_head_file_fails_no_stored_act(own, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(head, "write_to", full)
        units(1)
    assert stored_head(own).number == 1
    units(1, start=1)
    mended = head.read(own.config.head)
    assert mended is not None
    assert mended.number == 2


def test_the_signed_text_is_canonical_and_names_its_key(own):
    units(1)
    (row,) = events(own)
    body = json.loads(row.body)
    assert row.body == chain.canonical(body)
    assert (body["number"], body["kind"], row.key_id) == (1, "new", "a1")
    assert set(body["fields"]) >= {"code", "name", "path"}
    assert all(len(digest) == 64 for digest in body["fields"].values())


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"])
def test_the_login_of_the_application_cannot_change_the_log(own, statement):
    units(2)
    engine = create_engine(own.config.database_url, poolclass=NullPool)
    roles = [None] if own.is_sqlite else [None, "sekisho_staff", "sekisho_vendor"]
    for role in roles:
        with engine.connect() as connection:
            if role:
                connection.execute(text(f"SET ROLE {role}"))
            with pytest.raises(Exception, match=r"append-only|permission denied"):
                connection.execute(text(statement))
            connection.rollback()
    assert len(events(own)) == 2
