"""Start, stop, kill and restart a server over a bank of its own.

bank = prepare("sqlite", folder, "name")
with Server(bank) as server:
    client = server.client(Role.OFFICER)
    client.submit("/organisations/new", name="...")
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

import app
from app.config import Config
from app.core import keys, schema
from app.core.audit import head, verify
from app.core.db import db
from app.identity.models import User, WebSession
from app.identity.queries import find_user_by_email
from app.identity.roles import Role
from app.identity.services import begin_session
from app.identity.sessions import ServerSession, _hash, _seal
from tests.factories import identity as make
from tests.harness.client import Client, LinkLost
from tests.harness.serve import LOAD, THREADS
from tests.servers import postgres_database

T = TypeVar("T")
ROOT = Path(app.__file__).resolve().parents[1]
START_SECONDS = 30.0
READY_PATH = "/login"


class NotReady(AssertionError):
    """The server did not answer in time; the text ends with its last words."""


@dataclass(frozen=True)
class Bank:
    """A database with one person for each role, and a cookie for each of them."""

    config: Config
    cookies: dict[Role, str]

    @property
    def kind(self) -> str:
        return "sqlite" if self.config.database_url.startswith("sqlite") else "postgresql"

    @property
    def database_file(self) -> Path:
        return self.config.data / "test.db"

    def through(self, port: int) -> "Bank":
        """The same bank, its PostgreSQL reached by TCP on a port of this machine."""
        name = self.config.database_url.split("@/")[1].split("?")[0]
        url = f"postgresql+psycopg://sekisho_app@127.0.0.1:{port}/{name}?sslmode=disable&gssencmode=disable"
        return replace(self, config=replace(self.config, database_url=url))

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Look into the database from outside the application, as its owner."""
        engine = create_engine(self.config.owner_url, poolclass=NullPool)
        with engine.connect() as opened:
            yield opened

    def made(self, make_rows: Callable[[datetime], T]) -> T:
        """Rows as if they had been there before the test; committed."""
        with _application_of_its_own(self.config):
            found = make_rows(datetime.now(UTC))
            db.session.commit()
            return found

    def verify_log(self) -> verify.Report:
        """Walk the audit log against the head that lies beside the database."""
        outside = head.read(self.config.head)
        with self.connection() as connection, keys_of(self.config):
            return verify.verify(connection, [outside] if outside else [])


@contextmanager
def keys_of(config: Config) -> Iterator[None]:
    before = keys.KeyRing(keys.ring.keys, keys.ring.current)
    keys.use(keys.load(config.keys, config.master_key_file))
    try:
        yield
    finally:
        keys.use(before)


@contextmanager
def _application_of_its_own(config: Config) -> Iterator[None]:
    """Bind the application to another bank for a moment: other tests of this process keep theirs."""
    known: dict[str, Any] = {name: vars(db)[name] for name in ("engine", "sessionmaker") if name in vars(db)}
    path = head._path
    with keys_of(config):
        application = app.create_app(config)
        try:
            with application.app_context(), db.scope(writes=True):
                yield
        finally:
            db.engine.dispose()
            vars(db).update(known)
            head._path = path


def prepare(kind: str, folder: Path, name: str) -> Bank:
    """A fresh database at the newest schema, with people and their sessions."""
    config = _empty(kind, folder, name)
    with _application_of_its_own(config):
        make.bank(datetime.now(UTC))
        db.session.commit()
        cookies = {role: _session_of(find_user_by_email(make.address(role))) for role in Role}
        db.session.commit()
    return Bank(config, cookies)


def _empty(kind: str, folder: Path, name: str) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        url = owner = f"sqlite:///{folder / 'test.db'}"
    else:
        url, owner = postgres_database(f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    config = Config(data=folder, database_url=url, owner_url=owner, with_scheduler=False, rate_limits=False)
    keys.create(config.keys)
    schema.upgrade(owner, folder / "schema.lock")
    return config


def _session_of(user: User | None) -> str:
    """A session as the sign-in leaves it behind, second factor done."""
    assert user is not None
    now = datetime.now(UTC)
    held = ServerSession()
    held.update(_user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=now.timestamp(), language="ja")
    # As on every page before it: clients that share this session must not race for the first token.
    held["csrf_token"] = os.urandom(20).hex()
    begin_session(held, user, now)
    assert held.new_grants is not None
    token = os.urandom(24).hex()
    row = WebSession(
        token_hash=_hash(token), user_id=user.id, sealed="", grants=held.new_grants[0],
        grants_until_on=held.new_grants[1], created_at=now, seen_at=now, address="127.0.0.1", browser="test",
    )  # fmt: skip
    row.sealed = _seal(row.id, held)
    db.session.add(row)
    return token


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One serving process, in a group of its own so that it can be killed whole."""

    bank: Bank
    load: Sequence[str] = ()
    threads: int = 8
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def log(self) -> Path:
        return self.bank.config.data / "server.log"

    def start(self) -> float:
        """Seconds until it answers."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.harness.serve"],
                cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self.kill()
                raise NotReady(self.log.read_text(errors="replace")[-3000:])
            time.sleep(0.02)
        return time.monotonic() - began

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        config = self.bank.config
        return kept | {
            "PYTHONPATH": str(ROOT), "SEKISHO_DATA": str(config.data), "DATABASE_URL": config.database_url,
            "PORT": str(self.port), "SEKISHO_SCHEDULER": "0", LOAD: ",".join(self.load), THREADS: str(self.threads),
        }  # fmt: skip

    def _answers(self) -> bool:
        with suppress(LinkLost):
            return self.anonymous(seconds=2).get(READY_PATH).status == 200
        return False

    def kill(self) -> None:
        """SIGKILL to the whole group: no handler runs, nothing is flushed."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def restart(self) -> float:
        self.kill()
        return self.start()

    def client(self, role: Role, seconds: float = 15) -> Client:
        return Client(self.port, self.bank.cookies[role], seconds)

    def anonymous(self, seconds: float = 15) -> Client:
        return Client(self.port, "", seconds)

    def requests(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]
