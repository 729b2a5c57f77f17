"""Which schema a database is at; the way there is in tests/migrations."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.core import schema
from app.core.schema import OldSchema, current, newest, require_newest
from tests.integration.core.conftest import made


def test_the_newest_is_the_last_of_the_migrations():
    files = sorted(path.name[:4] for path in Path(schema.MIGRATIONS, "versions").glob("[0-9]*.py"))
    assert newest() == files[-1]


def test_a_fresh_database_is_at_the_newest(own):
    with own.owner.connect() as connection:
        assert current(connection) == newest()
    require_newest(own.owner)


def test_an_empty_one_is_at_none_and_refused_with_the_way_out(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}", poolclass=NullPool)
    with engine.connect() as connection:
        assert current(connection) == ""
    with pytest.raises(OldSchema, match=r"schema none.*run `flask db upgrade`"):
        require_newest(engine)
    engine.dispose()


def test_the_driver_need_not_be_named(own):
    """Addresses as hosters give them, without the driver's name."""
    if not own.is_sqlite:
        url = own.config.owner_url.replace("postgresql+psycopg://", "postgresql://")
        schema.upgrade(url, own.config.data / "other.lock")
    with own.owner.connect() as connection:
        assert current(connection) == newest()


def test_a_second_command_waits_for_the_first(tmp_path):
    database = made("sqlite", tmp_path, "unused")
    lock, order = tmp_path / "waiting.lock", []

    def upgrade() -> None:
        schema.upgrade(database.config.owner_url, lock)
        order.append("second")

    with schema._owner_connection(database.config.owner_url, lock):
        waiting = threading.Thread(target=upgrade)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]
    database.owner.dispose()
