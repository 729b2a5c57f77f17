"""`flask demo`: the invented institution, in an instance that was made for it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from app.cli.opening import config, prepare, whole_app
from app.cli.speaking import Problem, for_operators, say
from app.config import Config, ConfigProblem
from app.core.db import db
from app.core.words import N_

LOADING, LOADED = "loading", "loaded"
RESET = ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


@click.group()
def demo() -> None:
    """The demonstration institution."""


@demo.command()
@for_operators
def load() -> None:
    """Fill an empty database that is not production with the demonstration institution."""
    clear_half_loaded(config())
    prepare(config())
    with whole_app():
        if load_if_empty(config()):
            say(N_("The demonstration institution is there."))
        else:
            say(N_("The database is not empty; nothing was loaded."))


@demo.command()
@click.confirmation_option(prompt="Everything in this demonstration is deleted and loaded afresh. Go on?")
@for_operators
def reset() -> None:
    """Throw everything away and load the demonstration afresh. Refused anywhere else."""
    here = config()
    if here.is_production or not here.demonstration_mark.exists():
        raise Problem(N_("This is no demonstration instance. Nothing was deleted."))
    with alone(here):
        wipe(here)
        prepare(here)
        with whole_app():
            load_if_empty(here)
    say(N_("The demonstration institution is there."))


def load_if_empty(config: Config) -> bool:
    """In the open scope of an application. Each act is committed by itself, or the log would merge them."""
    from app import demo as demonstration

    if not demonstration.is_empty():
        return False
    if config.is_production:
        raise ConfigProblem("demonstration data is never loaded into a production instance")
    config.demonstration_mark.write_text(LOADING)
    demonstration.load(datetime.now(UTC), db.session.commit)
    config.demonstration_mark.write_text(LOADED)
    return True


def clear_half_loaded(config: Config) -> None:
    """Before anything is opened: a demonstration whose loading was cut off begins anew."""
    mark = config.demonstration_mark
    if not config.is_production and mark.exists() and mark.read_text() == LOADING:
        wipe(config)
        mark.unlink()


def wipe(config: Config) -> None:
    """The database and what remembers it outside; the keys stay."""
    url = make_url(config.owner_url)
    if url.get_backend_name() == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{url.database}{ending}").unlink(missing_ok=True)
    else:
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        with create_engine(url, poolclass=NullPool).begin() as connection:
            for statement in RESET:
                connection.execute(text(statement))
    for head in (config.head, config.head_export):
        if head is not None:
            head.unlink(missing_ok=True)


@contextmanager
def serving(config: Config) -> Iterator[IO[str]]:
    """Held while an instance serves, so that nobody takes its database away from under it."""
    with (config.data / "serving.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


@contextmanager
def alone(config: Config) -> Iterator[None]:
    with (config.data / "serving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                N_("This instance is being served. Stop it first (Ctrl+C), then try again.")
            ) from None
        yield
