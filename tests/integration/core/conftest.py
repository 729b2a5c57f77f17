"""A database of its own for tests in which commits, threads and hostile hands must be real."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from app.config import Config
from app.core import keys, settings
from app.core.audit import head
from app.core.db import db
from app.core.schema import _make_transactional
from tests.conftest import DATABASES, config_for
from tests.factories import identity as make


@dataclass
class OwnDatabase:
    config: Config
    owner: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.owner.dialect.name == "sqlite"

    @contextmanager
    def bound(self) -> Iterator[None]:
        """`db`, the keys and the head file point here until the block ends."""
        had = (db.__dict__.copy(), keys.ring.keys, keys.ring.current, head._path)
        keys.use(keys.load(self.config.keys))
        head.use(self.config.head)
        db.bind(self.config.database_url)
        settings.forget()
        try:
            yield
        finally:
            db.engine.dispose()
            db.__dict__.clear()
            db.__dict__.update(had[0])
            keys.ring.keys, keys.ring.current = had[1], had[2]
            head._path = had[3]
            settings.forget()


def made(kind: str, folder: Path, name: str) -> OwnDatabase:
    config = config_for(kind, folder, name)
    return OwnDatabase(config, owner_engine(config.owner_url))


def owner_engine(url: str) -> Engine:
    """The login that may change the schema; DDL is part of the transaction on both databases."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _make_transactional(engine)
    return engine


def _own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"core_{worker}_{request.scope}_{request.module.__name__.rpartition('.')[2]}"
    database = made(request.param, tmp_path_factory.mktemp("own"), name)
    with database.bound():
        yield database
    database.owner.dispose()


own = pytest.fixture(_own, params=DATABASES)
shared = pytest.fixture(_own, params=DATABASES, scope="module", name="shared")


def committed(act: Callable[[datetime], Any]) -> Any:
    """Run in a writing scope and commit, as a request would."""
    with db.scope(writes=True):
        result = act(datetime.now(UTC))
        db.session.commit()
        return result


def units(number: int, start: int = 0) -> list[Any]:
    """So many units, each in an act of its own: one event each."""
    return [
        committed(lambda at, n=n: make.unit(at, f"U{n}", f"第{n}部"))  # type: ignore[misc]
        for n in range(start, start + number)
    ]
