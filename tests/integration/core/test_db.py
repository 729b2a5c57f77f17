"""What the promises rest on: durable settings, writers that queue, roles that end with their transaction."""

import os
import threading
import time
from datetime import UTC, datetime
from statistics import quantiles

import pytest
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from app.core import audit, deadline, sqlite
from app.core.db import _POSTGRES_OPTIONS, db
from app.core.errors import Busy, UnauditedChange
from app.core.jobs import JobRun, JobState
from app.identity.models import Unit, User
from app.register.models import Organisation, OrganisationCode
from tests.factories import identity as make
from tests.integration.core.conftest import committed, made
from tests.integration.core.test_audit_chain import in_threads

WRITES = 100 if os.environ.get("SEKISHO_FULL") == "1" else 20


def note(name: str) -> None:
    """A row of an operational table: no act is needed."""
    row = {"name": name, "period": "1", "state": JobState.DONE, "started_at": datetime.now(UTC)}
    db.session.execute(insert(JobRun).values(row))


def names(database) -> list[str]:
    with database.owner.connect() as connection:
        return sorted(connection.scalars(select(JobRun.name)))


@pytest.fixture
def on_sqlite(tmp_path):
    database = made("sqlite", tmp_path, "unused")
    with database.bound():
        yield database
    database.owner.dispose()


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    database = made("postgresql", tmp_path_factory.mktemp("pg"), "core_db")
    yield database
    database.owner.dispose()


@pytest.fixture
def on_postgres(postgres):
    with postgres.bound():
        yield postgres
    with postgres.owner.begin() as connection:
        connection.execute(text("DELETE FROM job_run"))


# --- SQLite --------------------------------------------------------------------------------


def test_each_connection_has_what_durability_rests_on(on_sqlite):
    for _ in range(3):
        with db.engine.connect() as first, db.engine.connect() as second:
            for connection in (first, second):
                raw = connection.connection.driver_connection
                assert raw is not None
                settings = sqlite.read_back(raw)
                assert settings == {
                    "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000
                }  # fmt: skip


def test_a_connection_that_does_not_take_them_is_refused(on_sqlite, monkeypatch):
    unsafe = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
    monkeypatch.setattr(sqlite, "read_back", lambda _: unsafe)
    db.engine.dispose()
    with pytest.raises(RuntimeError, match="did not take"):
        db.engine.connect()


def test_writers_queue_fairly_and_none_finds_the_database_locked(on_sqlite):
    waits: list[float] = []
    overtaken: list[int] = []

    def write(n: int) -> None:
        for i in range(WRITES):
            began, done = time.perf_counter(), len(waits)
            with db.scope(writes=True):
                db.session.execute(select(JobRun.id)).first()
                note(f"{n}-{i}")
                db.session.commit()
            overtaken.append(len(waits) - done)
            waits.append(time.perf_counter() - began)

    assert in_threads(8, write) == []
    assert len(names(on_sqlite)) == 8 * WRITES
    p95 = quantiles(waits, n=20)[-1]
    print(f"\n8 writers: p95 {p95 * 1000:.1f} ms, longest {max(waits) * 1000:.1f} ms")
    # First come, first served: at most the seven before me, and seven more that were about to be counted.
    assert max(overtaken) <= 14


def test_the_queue_is_first_come_first_served():
    lock, order = sqlite.FairLock(), []
    assert lock.acquire(0)

    def wait(n: int) -> None:
        assert lock.acquire(5)
        order.append(n)
        lock.release()

    threads = [threading.Thread(target=wait, args=(n,)) for n in range(5)]
    for place, thread in enumerate(threads):
        thread.start()
        while len(lock._queue) <= place:
            time.sleep(0.001)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_busy_and_nothing_is_stored(on_sqlite, monkeypatch):
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.1)

    def write_late() -> None:
        with db.scope(writes=True):
            note("late")
            db.session.commit()

    with db.scope(writes=True):
        note("first")
        problems = in_threads(1, lambda _: write_late())
        db.session.commit()
    assert [type(problem) for problem in problems] == [Busy]
    write_late()  # the one who gave up left the queue
    assert names(on_sqlite) == ["first", "late"]


def test_another_process_that_holds_the_lock_costs_a_refusal_and_no_deadlock(on_sqlite):
    with on_sqlite.owner.connect() as other:
        other.execute(text("SELECT 1"))  # BEGIN IMMEDIATE

        def write() -> None:
            with db.scope(writes=True):
                connection = db.engine.raw_connection()
                connection.execute("PRAGMA busy_timeout=50")
                connection.close()
                note("x")

        with pytest.raises(OperationalError, match="locked"):
            write()
    committed(lambda _: note("after"))
    assert names(on_sqlite) == ["after"]


@pytest.mark.parametrize("end", ["error", "rollback", "invalidate", "nothing"])
def test_the_lock_is_free_however_a_writer_ends(on_sqlite, monkeypatch, end):
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.2)

    def write() -> None:
        with db.scope(writes=True):
            note("gone")
            if end == "error":
                raise ZeroDivisionError
            if end == "rollback":
                db.session.rollback()
            if end == "invalidate":
                db.session.invalidate()

    if end == "error":
        with pytest.raises(ZeroDivisionError):
            write()
    else:
        write()
    assert in_threads(1, lambda _: committed(lambda _: note("next"))) == []
    assert names(on_sqlite) == ["next"]


def test_a_reader_is_not_held_up_by_a_writer_and_sees_nothing_half_done(on_sqlite):
    committed(lambda _: note("before"))
    seen: list[int] = []

    def read() -> None:
        began = time.perf_counter()
        with db.scope():
            seen.append(len(db.session.scalars(select(JobRun.id)).all()))
        assert time.perf_counter() - began < 0.5

    with db.scope(writes=True):
        note("half done")
        assert in_threads(1, lambda _: read()) == []
        db.session.rollback()
    assert seen == [1]


def test_a_scope_that_learns_late_that_it_writes_takes_the_lock(on_sqlite):
    with db.scope():
        db.intend_to_write()
        db.session.execute(select(JobRun.id))
        assert db.session.connection().info["write_lock"]


# --- both ----------------------------------------------------------------------------------


def test_without_a_scope_there_is_no_session():
    with pytest.raises(RuntimeError, match=r"db\.scope"):
        _ = db.session


def test_foreign_keys_hold(session, at):
    session.add(OrganisationCode(organisation_id=Unit().id, scheme="x", value="1"))
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()


def test_the_session_of_the_product_refuses_bulk_operations(session):
    with pytest.raises(UnauditedChange):
        session.bulk_save_objects([JobRun()])


# --- PostgreSQL: roles ---------------------------------------------------------------------


def who() -> str:
    return str(db.session.scalar(text("SELECT current_user")))


def test_each_transaction_acts_as_staff_and_falls_back_afterwards(on_postgres):
    with db.scope():
        assert who() == "sekisho_staff"
        db.session.commit()
        assert who() == "sekisho_staff"
        db.session.rollback()
        assert who() == "sekisho_staff"
        raw = db.session.connection()
        raw.get_transaction().rollback()  # type: ignore[union-attr]
        assert raw.scalar(text("SELECT session_user = current_user")) is True
        assert raw.scalar(text("SELECT current_setting('sekisho.organisation_id', true)")) in ("", None)
        raw.rollback()


def test_the_login_itself_may_do_nothing(on_postgres):
    engine = create_engine(on_postgres.config.database_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(select(Unit))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")) is False
        owned = "SELECT count(*) FROM pg_tables WHERE tableowner IN ('sekisho_app', 'sekisho_staff', 'sekisho_vendor')"
        assert connection.scalar(text(owned)) == 0


@pytest.fixture
def vendors(on_postgres):
    def act(at):
        made = [make.vendor_organisation(at, f"{n}社") for n in "甲乙"]
        for n, organisation in enumerate(made):
            db.session.add(
                OrganisationCode(organisation_id=organisation.id, scheme=str(organisation.id), value="1")
            )
            make.user(at, f"v{n}-{organisation.id}@example.jp", "担当", organisation_id=organisation.id)
        return made

    return committed(act)


def test_row_security_gives_a_vendor_no_foreign_row_though_no_query_asks_for_it(vendors):
    """S4: with our WHERE removed, in every table with rows of organisations."""
    mine, foreign = vendors
    with db.scope():
        db.session.execute(select(Organisation)).all()  # as staff first: the switch is in mid-transaction
        db.become_vendor(mine.id)
        assert who() == "sekisho_vendor"
        assert db.session.scalars(select(Organisation.id)).all() == [mine.id]
        assert db.session.scalars(select(OrganisationCode.organisation_id)).all() == [mine.id]
        assert db.session.scalars(select(User.organisation_id)).all() == [mine.id]
        db.session.rollback()
        assert who() == "sekisho_vendor"  # the scope stays a vendor's
        assert foreign.id not in db.session.scalars(select(Organisation.id)).all()
    with db.scope():
        assert {mine.id, foreign.id} <= set(db.session.scalars(select(Organisation.id)).all())


def test_a_vendor_of_nobody_sees_nothing(vendors):
    with db.scope():
        db.session.execute(text("SELECT set_config('role', 'sekisho_vendor', true)"))
        for empty in ("", "00000000-0000-0000-0000-000000000000"):
            db.session.execute(
                text("SELECT set_config('sekisho.organisation_id', :empty, true)"), {"empty": empty}
            )
            assert db.session.scalars(select(Organisation.id)).all() == []


# What a vendor's transaction may touch although it has no rows by organisation, and why that is safe.
SHARED_WITH_VENDORS = {
    "alembic_version": "the version of the schema",
    "audit_head": "one number and one signature",
    "idempotency_key": "digests only",
    "question_paper": "questions without what is expected, weighed or capped",
    "setting": "of the institution, shown to everybody",
    "standard_item": "numbers and short titles of published items, which a provider writes to",
    "stored_file": "sealed contents without names or owners; whose they are stands in the rows that refer to them",
    "unit": "names of departments that people meet",
}


def test_whatever_a_vendor_may_read_has_row_security_or_is_listed(on_postgres):
    readable = """SELECT c.relname, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND has_table_privilege('sekisho_vendor', c.oid, 'SELECT')"""
    with on_postgres.owner.connect() as connection:
        found = {row.relname: row.relrowsecurity for row in connection.execute(text(readable))}
    open_to_all = {table for table, is_secured in found.items() if not is_secured}
    assert open_to_all == set(SHARED_WITH_VENDORS)
    assert {"organisation", "organisation_code", "user"} <= set(found) - open_to_all


# The whole of what a vendor's transaction may do, table by table. A new table has no line: it is the bank's alone.
RIGHTS_OF_VENDORS = {
    "alembic_version": "SELECT",
    "answer": "INSERT SELECT UPDATE",
    "answer_import": "INSERT SELECT UPDATE",
    "assignment": "SELECT UPDATE",
    "audit_event": "INSERT",
    "audit_head": "SELECT UPDATE",
    "audit_values": "INSERT",
    "draft": "DELETE INSERT SELECT UPDATE",
    "due_request": "INSERT SELECT",
    "evidence": "INSERT SELECT UPDATE",
    "idempotency_key": "INSERT SELECT UPDATE",
    "invitation": "INSERT SELECT UPDATE",
    "mail": "INSERT",
    "message": "INSERT SELECT",
    "notice": "DELETE INSERT SELECT UPDATE",
    "organisation": "SELECT",
    "organisation_code": "SELECT",
    "question_paper": "SELECT",
    "reference_import": "INSERT SELECT UPDATE",
    "reference_paper": "DELETE INSERT SELECT UPDATE",
    "reference_record": "DELETE INSERT SELECT UPDATE",
    "reference_version": "INSERT SELECT UPDATE",
    "role_grant": "INSERT SELECT",
    "saved_view": "DELETE INSERT SELECT UPDATE",
    "search_entry": "SELECT",
    "security_event": "INSERT",
    "security_reference": "SELECT",
    "setting": "SELECT",
    "sign_in_state": "INSERT SELECT UPDATE",
    "stand_in": "SELECT",
    "standard_item": "SELECT",
    "stored_file": "INSERT SELECT",
    "subcontract_request": "INSERT SELECT",
    "unit": "SELECT",
    "user": "INSERT SELECT UPDATE",
    "web_session": "DELETE SELECT UPDATE",
}


def test_a_vendor_holds_exactly_the_rights_that_were_decided(on_postgres):
    asked = """SELECT c.relname, p.verb FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p(verb)
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p') AND (
            has_table_privilege('sekisho_vendor', c.oid, p.verb)
            OR (p.verb IN ('SELECT', 'INSERT', 'UPDATE')
                AND has_any_column_privilege('sekisho_vendor', c.oid, p.verb)))"""
    found: dict[str, set[str]] = {}
    with on_postgres.owner.connect() as connection:
        for row in connection.execute(text(asked)):
            found.setdefault(row.relname, set()).add(row.verb)
    told = {table: set(rights.split()) for table, rights in RIGHTS_OF_VENDORS.items()}
    assert found == told


def test_a_vendor_writes_to_the_log_and_cannot_read_it(vendors):
    with db.scope(writes=True):
        db.become_vendor(vendors[0].id)
        user = db.session.scalars(select(User)).one()
        user.language = "en"
        audit.record(make.context(datetime.now(UTC)), make.Made.FOR_TEST, user)
        db.session.commit()
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("SELECT * FROM audit_event"))
        db.session.rollback()


# --- PostgreSQL: time ----------------------------------------------------------------------


def test_the_time_limits_of_the_server_are_in_force(on_postgres):
    limits = {
        "statement_timeout": "4500ms",
        "lock_timeout": "4s",
        "idle_in_transaction_session_timeout": "1min",
    }
    with db.scope():
        for name, value in limits.items():
            assert db.session.scalar(text(f"SHOW {name}")) == value
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert db.session.scalar(text(f"SHOW {name}")) == "on", name


def test_a_statement_that_hangs_is_cut_and_the_pool_recovers(on_postgres, monkeypatch):
    monkeypatch.setattr(deadline, "STATEMENT_SECONDS", 0.4)
    began = time.monotonic()
    with db.scope(), pytest.raises(DBAPIError) as cut:
        hang()
    assert 0.3 < time.monotonic() - began < 2
    assert cut.value.connection_invalidated
    for _ in range(_POSTGRES_OPTIONS["pool_size"] + 1):
        committed(lambda _: note(str(time.monotonic_ns())))
    time.sleep(0.6)  # the deadlines of what is long done cut nobody
    committed(lambda _: note("after"))
    assert len(names(on_postgres)) == _POSTGRES_OPTIONS["pool_size"] + 2


def hang() -> None:
    db.session.execute(text("SET LOCAL statement_timeout = 0"))
    db.session.execute(text("SELECT pg_sleep(30)"))


def nap(times: int) -> None:
    for _ in range(times):
        db.session.execute(text("SELECT pg_sleep(0.1)"))


def test_all_statements_of_a_block_share_one_deadline(on_postgres):
    began = time.monotonic()
    with db.scope(), deadline.within(0.5), pytest.raises(DBAPIError):
        nap(20)
    assert time.monotonic() - began < 2


def test_a_long_use_of_one_connection_is_not_cut(on_postgres, monkeypatch):
    monkeypatch.setattr(deadline, "STATEMENT_SECONDS", 0.3)
    with db.engine.connect() as connection:
        for _ in range(4):
            connection.execute(text("SELECT 1"))
            connection.commit()
            time.sleep(0.15)
        assert connection.scalar(text("SELECT 2")) == 2
