"""The watch over statements itself: it cuts what is overdue, and nothing else (trust.md §1, row 15)."""

import os
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from app.core import deadline
from tests.servers import postgres_database

SHORT = 0.3


@pytest.fixture(scope="module")
def address() -> str:
    return postgres_database(f"faults_deadline_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")[1]


@pytest.fixture
def engine(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(deadline, "STATEMENT_SECONDS", SHORT)
    made = create_engine(address, pool_size=1)
    deadline.attach(made)
    yield made
    made.dispose()


def test_an_overdue_statement_is_cut(engine):
    began = time.monotonic()
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT pg_sleep(5)"))
    assert time.monotonic() - began < 2


def test_a_connection_that_committed_in_time_is_not_cut_later(engine):
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.commit()
        time.sleep(2 * SHORT)
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_connection_used_by_one_request_after_the_other_is_not_cut(engine):
    for _ in range(2):
        with engine.begin() as connection:
            connection.execute(text("SELECT 1"))
        time.sleep(2 * SHORT)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_all_statements_of_a_block_share_its_deadline(engine, monkeypatch):
    monkeypatch.setattr(deadline, "STATEMENT_SECONDS", 5.0)
    engine.connect().close()
    with engine.connect() as connection, deadline.within(SHORT):
        connection.execute(text("SELECT pg_sleep(0.2)"))
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT pg_sleep(0.2)"))


def test_no_connection_is_begun_when_its_time_is_up(engine):
    began = time.monotonic()
    with deadline.within(SHORT), pytest.raises(OperationalError):
        engine.connect()
    assert time.monotonic() - began < SHORT
