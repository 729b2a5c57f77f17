"""An empty database for each test; the owner's login only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.pool import NullPool

from app.core import schema
from tests.conftest import DATABASES
from tests.servers import postgres_database


@dataclass
class Empty:
    url: str
    app_url: str
    lock: Path
    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def up(self, revision: str = "head") -> None:
        schema.upgrade(self.url, self.lock, revision)

    def down(self, revision: str) -> None:
        schema.downgrade(self.url, self.lock, revision)

    @property
    def revision(self) -> str:
        with self.engine.connect() as connection:
            return schema.current(connection)

    def table_names(self) -> set[str]:
        return set(inspect(self.engine).get_table_names())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    if request.param == "sqlite":
        url = app_url = f"sqlite:///{tmp_path / 'test.db'}"
    else:
        app_url, url = postgres_database(f"migrations_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    engine = create_engine(url, poolclass=NullPool)
    yield Empty(url, app_url, tmp_path / "schema.lock", engine)
    engine.dispose()
