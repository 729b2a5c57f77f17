"""From the surroundings to an open instance: its folder, its keys, its schema, the application on top."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from app.cli.speaking import language
from app.config import Config, ConfigProblem
from app.core import keys, schema
from app.core.audit import head
from app.core.db import db


def config() -> Config:
    return cast(Config, current_app.extensions["sekisho"])


def prepare(config: Config) -> None:
    """Folder, keys and newest schema; what is there already stays as it is."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _keep_keys_with_their_data(config)
    keys.create(config.keys, config.master_key_file)
    schema.upgrade(config.owner_url, config.data / "schema.lock")


def _keep_keys_with_their_data(config: Config) -> None:
    """New keys beside old data would make the log unreadable, and nobody would notice until it matters."""
    if (config.keys / "ring.json").exists() or not schema_of(config):
        return
    raise ConfigProblem(
        f"the database has data, but its keys are not in {config.keys}: restore them from their backup"
    )


def schema_of(config: Config) -> str:
    """The schema's version, "" for a database that is empty or not there; asking makes no file."""
    url = make_url(config.owner_url)
    if url.get_backend_name() == "sqlite" and not _file_exists(url.database):
        return ""
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return schema.current(connection)


def _file_exists(database: str | None) -> bool:
    return database is not None and Path(database).exists()


@contextmanager
def reading() -> Iterator[None]:
    """Keys and database alone: enough to read a log whose schema the application would refuse."""
    if "access" not in current_app.extensions:
        here = config()
        keys.use(keys.load(here.keys, here.master_key_file))
        head.use(here.head)
        db.bind(here.database_url)
    with db.scope():
        yield


@contextmanager
def whole_app() -> Iterator[Flask]:
    """The application with all that listens and indexes, and a scope that may write."""
    if "access" in current_app.extensions:
        with db.scope(writes=True):
            yield current_app._get_current_object()  # type: ignore[attr-defined]
        return
    app: Flask = current_app.extensions["sekisho_make"](config())
    with app.app_context(), db.scope(writes=True):
        g.language = language()
        yield app
