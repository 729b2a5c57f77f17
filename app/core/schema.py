"""The schema changes by command only, under a lock; an application on an old schema refuses to start."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LOCK = 4_711_023


class OldSchema(RuntimeError):
    """The database is not at the version this program was written for."""


def _alembic(connection: Connection | None = None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    return head or ""


def current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(url: str, lock_file: Path, revision: str = "head") -> None:
    with _owner_connection(url, lock_file) as connection:
        command.upgrade(_alembic(connection), revision)


def downgrade(url: str, lock_file: Path, revision: str) -> None:
    with _owner_connection(url, lock_file) as connection:
        command.downgrade(_alembic(connection), revision)


def require_newest(engine: Engine) -> None:
    with engine.connect() as connection:
        found = current(connection)
    if found != newest():
        raise OldSchema(
            f"the database is at schema {found or 'none'}, this program needs {newest()}: run `flask db upgrade`"
        )


@contextmanager
def _owner_connection(url: str, lock_file: Path) -> Iterator[Connection]:
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address, poolclass=NullPool)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        _make_transactional(engine)
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as connection:
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
                connection.commit()
            yield connection
            connection.commit()
    engine.dispose()


def _make_transactional(engine: Engine) -> None:
    """The driver would commit before each CREATE TABLE; a migration must be all or nothing."""

    @event.listens_for(engine, "connect")
    def connect(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]
        raw.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
        raw.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
