"""A whole instance with a database of its own, for what really commits: jobs, commands, the demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.config import Config
from app.core import keys, schema, settings
from app.core.audit import head
from app.core.db import db


def sqlite_config(folder: Path, **facts: Any) -> Config:
    """Surroundings of an instance that is not there yet."""
    url = f"sqlite:///{folder / 'data' / 'sekisho.db'}"
    plain = Config(
        data=folder / "data",
        database_url=url,
        owner_url=url,
        testing=True,
        with_scheduler=False,
        rate_limits=False,
    )
    return replace(plain, **facts)


def build(config: Config) -> None:
    """Folder, keys and tables."""
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.create(config.keys, config.master_key_file)
    schema.upgrade(config.owner_url, config.data / "schema.lock")


@contextmanager
def of_its_own() -> Iterator[None]:
    """Whatever the block binds, the application of the test run has its database and keys back after it."""
    kept = dict(vars(db))
    ring, path = (keys.ring.keys, keys.ring.current), head._path
    settings.forget()
    try:
        yield
    finally:
        if db.__dict__.get("engine") is not kept.get("engine"):
            db.engine.dispose()
        vars(db).clear()
        vars(db).update(kept)
        keys.ring.keys, keys.ring.current = ring
        head._path = path
        settings.forget()


@contextmanager
def running(config: Config) -> Iterator[Flask]:
    with of_its_own():
        build(config)
        app = create_app(config)
        with app.app_context(), db.scope(writes=True):
            yield app
