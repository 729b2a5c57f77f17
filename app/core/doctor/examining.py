"""The list of checks, what they are given, and what they answer. A check reads and never mends."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, Row, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.config import Config, ConfigProblem
from app.core.db import Database
from app.core.words import N_


class Level(StrEnum):
    GRAVE = "grave"  # production does not serve like this
    WARNING = "warning"
    NOTE = "note"
    OK = "ok"


@dataclass(frozen=True)
class Finding:
    """`message` says what is, `advice` what to do; both are msgids with the same `params`."""

    level: Level
    message: str
    advice: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


def grave(message: str, advice: str, **params: Any) -> Finding:
    return Finding(Level.GRAVE, message, advice, params)


def warning(message: str, advice: str, **params: Any) -> Finding:
    return Finding(Level.WARNING, message, advice, params)


def note(message: str, advice: str, **params: Any) -> Finding:
    return Finding(Level.NOTE, message, advice, params)


@dataclass(frozen=True)
class Examined:
    """`engine` is None when there is no database to ask; `problem` then says why."""

    config: Config
    engine: Engine | None
    at: datetime
    environ: Mapping[str, str]
    problem: str = ""

    @property
    def is_sqlite(self) -> bool:
        return self.engine is not None and self.engine.dialect.name == "sqlite"

    @property
    def is_postgresql(self) -> bool:
        return self.engine is not None and self.engine.dialect.name == "postgresql"

    def rows(self, statement: Any) -> Sequence[Row[Any]]:
        """As the application reads: on PostgreSQL in the role of staff."""
        if self.engine is None:
            raise NotApplicable
        with self.engine.connect() as connection:
            if self.is_postgresql:
                connection.execute(text("SELECT set_config('role', 'sekisho_staff', true)"))
            return connection.execute(statement).all()

    def value(self, statement: str) -> Any:
        """One value, as the login itself sees it."""
        if self.engine is None:
            raise NotApplicable
        with self.engine.connect() as connection:
            return connection.exec_driver_sql(statement).scalar()


class NotApplicable(Exception):
    """Nothing to check here: another database, another way of running."""


class Refused(ConfigProblem):
    """Production, and a grave finding: it does not serve."""


Check = Callable[[Examined], Finding | None]

_checks: dict[str, tuple[str, Check]] = {}


def check(key: str, fact: str) -> Callable[[Check], Check]:
    """`fact` is what may be said when the check finds nothing."""

    def enter(function: Check) -> Check:
        _checks[key] = (fact, function)
        return function

    return enter


def known() -> list[str]:
    return list(_checks)


def examine(config: Config, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Every finding, in the order of the checks."""
    engine, problem = _open(config)
    seen = Examined(config, engine, datetime.now(UTC), environ, problem)
    try:
        return [finding for key in _checks if (finding := ask(key, seen)) is not None]
    finally:
        if engine is not None:
            engine.dispose()


def ask(key: str, seen: Examined) -> Finding | None:
    fact, function = _checks[key]
    try:
        found = function(seen)
    except NotApplicable:
        return None
    except (SQLAlchemyError, OSError) as error:
        found = warning(
            N_("This could not be checked: %(fact)s (%(problem)s)"),
            N_("Bring the database to the newest schema with `flask db upgrade` and check again."),
            fact=fact,
            problem=type(error).__name__,
        )
    return replace(found, key=key) if found else Finding(Level.OK, fact, key=key)


def _open(config: Config) -> tuple[Engine | None, str]:
    """A look must not make a database: SQLite would create the file it is asked to open."""
    database = Database()
    try:
        url = make_url(config.database_url)
        if url.get_backend_name() == "sqlite" and not os.path.exists(url.database or ""):
            return None, "FileNotFoundError"
        database.bind(config.database_url)
        with database.engine.connect():
            return database.engine, ""
    except (SQLAlchemyError, ArgumentError, RuntimeError, ImportError) as error:
        return None, type(error).__name__


def refuse_if_grave(config: Config) -> None:
    """Called before serving. A demonstration or a try-out may run as it is; production may not."""
    if not config.is_production:
        return
    found = [finding for finding in examine(config) if finding.level == Level.GRAVE]
    if found:
        lines = [f"  - {f.message % f.params} {f.advice % f.params}" for f in found]
        raise Refused("\n".join(["Sekisho does not serve in production like this:", *lines]))
