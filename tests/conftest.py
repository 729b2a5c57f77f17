"""An application on each database, and the people of a small bank who use it.

Integration tests run in a transaction that is rolled back: what a test commits is a savepoint.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, appcontext_popped
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import create_app
from app.config import Config
from app.core import keys, schema, settings
from app.core.audit import head as head_file
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.identity import queries as identity_queries
from app.identity import rules as identity_rules
from app.identity.guard import expand
from app.identity.models import Unit, User, WebSession
from app.identity.queries import held_by, unit_paths
from app.identity.roles import Role
from app.identity.sessions import COOKIE, ServerSession, _hash, _seal
from app.work import waiting
from tests.factories import identity as make
from tests.pages import Pages
from tests.servers import postgres_database

AS_STAFF = "SELECT set_config('role', 'sekisho_staff', true)"
DATABASES = ("sqlite", "postgresql")
# How long an example takes says more of the machine's other work than of the rule.
hypothesis_settings.register_profile("sekisho", deadline=None)
hypothesis_settings.load_profile("sekisho")


def pytest_configure(config: pytest.Config) -> None:
    """A template is compiled once for all processes and applications of the tests: each takes as long as a page."""
    cache = getattr(config, "cache", None)  # there is none with `-p no:cacheprovider`
    if cache is not None:
        kept = FileSystemBytecodeCache(str(cache.mkdir("templates")))
        Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": kept}


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def config_for(kind: str, folder: Path, name: str) -> Config:
    """A fresh database at the newest schema, with keys of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        url = owner = f"sqlite:///{folder / 'test.db'}"
    else:
        url, owner = postgres_database(name)
    config = Config(
        data=folder, database_url=url, owner_url=owner, testing=True, with_scheduler=False, rate_limits=False
    )
    keys.create(config.keys)
    schema.upgrade(owner, folder / "schema.lock")
    return config


class FreshClient(FlaskClient):
    """Each request begins with an empty `g`, as on a server; the test's own context would be shared else."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass
class Made:
    """An application and what it bound: several live in one test process, one at a time is the current one."""

    app: Flask
    database: dict[str, Any]
    ring: keys.KeyRing
    head: Path

    def be_current(self) -> None:
        db.__dict__.clear()
        db.__dict__.update(self.database)
        keys.use(self.ring)
        head_file.use(self.head)
        settings.forget()


@pytest.fixture(scope="session")
def made_applications() -> Iterator[dict[str, Made]]:
    """Kept for the whole run: files of tests come in any order and ask for either database."""
    made: dict[str, Made] = {}
    yield made
    for one in made.values():
        one.be_current()
        db.engine.dispose()


@pytest.fixture(scope="session", params=DATABASES)
def app(request: pytest.FixtureRequest, data_folder: Path, made_applications: dict[str, Made]) -> Flask:
    kind = request.param
    if kind not in made_applications:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        config = config_for(kind, data_folder / kind, f"test_{worker}")
        application = create_app(config)
        application.test_client_class = FreshClient
        with application.app_context(), db.scope(writes=True):
            make.bank(datetime.now(UTC))
            db.session.commit()
        ring = keys.KeyRing(keys.ring.keys, keys.ring.current)
        made_applications[kind] = Made(application, dict(db.__dict__), ring, config.head)
    made_applications[kind].be_current()
    return made_applications[kind].app


@pytest.fixture(scope="module")
def ground(app: Flask) -> Connection | None:
    """What all tests of a module find there: nothing, unless the module says so with `begins_with`."""
    return None


def begins_with(lay: Callable[[datetime], object]) -> Any:
    """For a module: `ground = begins_with(published)`. It is laid once for each database, not for each test."""

    @pytest.fixture(scope="module")
    def ground(app: Flask) -> Iterator[Connection]:
        with rolled_back(app) as opened:
            with app.app_context(), db.scope():
                lay(datetime.now(UTC))
                db.session.commit()
            yield opened

    return ground


@pytest.fixture
def connection(app: Flask, ground: Connection | None) -> Iterator[Connection]:
    with rolled_back(app, ground) as opened:
        yield opened


@contextmanager
def rolled_back(app: Flask, ground: Connection | None = None) -> Iterator[Connection]:
    """One outer transaction; every session of the test and of its requests works inside it."""
    settings.forget()
    waiting.forget()
    with nullcontext(ground) if ground else db.engine.connect() as opened:
        outer = opened.begin_nested() if ground else opened.begin()
        if not db.is_sqlite:
            opened.exec_driver_sql(AS_STAFF)
        before = dict(db.sessionmaker.kw)
        db.sessionmaker.configure(bind=opened, join_transaction_mode="create_savepoint")

        def become_staff_again(_sender: object, **_: object) -> None:
            # A vendor's request leaves its role on the shared connection.
            if not db.is_sqlite and not opened.closed:
                with suppress(DBAPIError):
                    opened.exec_driver_sql(AS_STAFF)

        appcontext_popped.connect(become_staff_again, app)
        try:
            yield opened
        finally:
            appcontext_popped.disconnect(become_staff_again, app)
            db.sessionmaker.kw.clear()
            db.sessionmaker.kw.update(before)
            outer.rollback()
            settings.forget()


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    with app.app_context(), db.scope():
        yield db.session


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def root(session: Session) -> Unit:
    unit = identity_queries.root_unit()
    assert unit is not None
    return unit


@pytest.fixture
def people(session: Session) -> dict[Role, User]:
    """One person for each role, with a grant on the root unit."""
    found = session.scalars(select(User).where(User.email.in_([make.address(role) for role in Role])))
    by_address = {user.email: user for user in found}
    return {role: by_address[make.address(role)] for role in Role if make.address(role) in by_address}


def context_of(user: User, at: datetime) -> Context:
    held, _ = held_by(user.id, day_of(at))
    units = identity_rules.expand(held, unit_paths())
    grants = json.dumps({role.value: sorted(map(str, ids)) for role, ids in units.items()})
    return Context(
        at=at,
        actor_id=user.id,
        actor_name=user.name,
        grants=expand(grants),
        organisation_id=user.organisation_id,
    )


@pytest.fixture
def ctx_of(people: dict[Role, User], at: datetime) -> Callable[[Role], Context]:
    return lambda role: context_of(people[role], at)


def pages_with(client: FlaskClient) -> Pages:
    """Markup does not depend on the database: the same test looks at it closely on SQLite."""
    return Pages(client, looks_closely=db.is_sqlite)


def sign_in(app: Flask, user: User, language: str = "ja") -> Pages:
    """A client with a session as the sign-in leaves it behind, second factor done."""
    from app.identity.services import begin_session

    held = ServerSession()
    now = datetime.now(UTC)
    held.update(
        _user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=now.timestamp(), language=language
    )
    begin_session(held, user, now)
    assert held.new_grants is not None
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_hash=_hash(token), user_id=user.id, sealed="", grants=held.new_grants[0],
        grants_until_on=held.new_grants[1], created_at=now, seen_at=now, address="127.0.0.1", browser="test",
    )  # fmt: skip
    row.sealed = _seal(row.id, held)
    db.session.add(row)
    db.session.commit()
    client = app.test_client()
    client.set_cookie(COOKIE, token, domain="localhost")
    return pages_with(client)


@pytest.fixture
def pages_as(app: Flask, people: dict[Role, User]) -> Callable[[Role], Pages]:
    return lambda role: sign_in(app, people[role])


@pytest.fixture
def pages_of(app: Flask, session: Session) -> Callable[[User], Pages]:
    return lambda user: sign_in(app, user)


@pytest.fixture
def anonymous(app: Flask, session: Session) -> Pages:
    return pages_with(app.test_client())


class Statements:
    """SQL sent inside the block."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __len__(self) -> int:
        return len(self.sent)


@pytest.fixture
def count_queries(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Statements]:
    """Clear `.sent` before the act, then `len()` is the number of statements; savepoints are not counted."""
    from sqlalchemy import event

    # On a slow machine five seconds pass between two requests, and what is kept for so long is asked again.
    monkeypatch.setattr("app.core.settings.CACHE_SECONDS", 3600.0)
    monkeypatch.setattr("app.work.waiting.KEPT_SECONDS", 3600.0)
    statements = Statements()

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        # Between two requests of a test the connection becomes staff again: no request of the product does that.
        is_ours = statement == AS_STAFF
        if not is_ours and not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)
