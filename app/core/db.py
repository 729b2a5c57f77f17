"""The database: one engine, one session per scope (a request, a job, a command, a test)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from app.core import deadline, sqlite
from app.core.errors import UnauditedChange

_scope: ContextVar["_Scope | None"] = ContextVar("db_scope", default=None)

ROLE = "database_role"
VENDOR = "vendor_organisation"
PERSON = "vendor_person"


class _Scope:
    def __init__(self) -> None:
        self.session: Session | None = None
        self.writes = False
        self.is_given_up = False


class _Session(Session):
    """Without the three ways of writing rows that go past the flush, where the audit log looks."""

    def _refuse(self, *_: Any, **__: Any) -> None:
        raise UnauditedChange("bulk operations of the session go past the audit log: use add() and flush()")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse


class Database:
    """Bound once to an address; `session` is the one of the running scope."""

    engine: Engine
    sessionmaker: sessionmaker[Session]

    def bind(self, url: str, **engine_options: Any) -> None:
        address = make_url(url)
        if address.drivername in ("postgresql", "postgres"):
            address = address.set(drivername="postgresql+psycopg")
        options = sqlite.OPTIONS if address.get_backend_name() == "sqlite" else _POSTGRES_OPTIONS
        self.engine = create_engine(address, **{**options, **engine_options})
        if self.is_sqlite:
            sqlite.attach(self.engine, wants_to_write=self._wants_to_write)
        else:
            deadline.attach(self.engine)
        self.sessionmaker = sessionmaker(self.engine, class_=_Session, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def session(self) -> Session:
        scope = _scope.get()
        if scope is None:
            raise RuntimeError("no database scope: wrap the work in `with db.scope()`")
        if scope.is_given_up:
            raise RuntimeError("the database did not answer in this scope: do without it")
        if scope.session is None:
            scope.session = self.sessionmaker()
        return scope.session

    @contextmanager
    def scope(self, *, writes: bool = False) -> Iterator[None]:
        """A session that ends with the block. `writes` takes SQLite's write lock before the first read."""
        mine = _Scope()
        mine.writes = writes
        token = _scope.set(mine)
        try:
            yield
        finally:
            _scope.reset(token)
            if mine.session is not None:
                mine.session.close()

    def intend_to_write(self) -> None:
        """Called before the first read of a request whose method is unsafe (model.md §6)."""
        scope = _scope.get()
        if scope is not None:
            scope.writes = True

    def end_transaction(self) -> None:
        """Let go of the connection and of the write lock, whatever state they are in."""
        scope = _scope.get()
        if scope is not None and scope.session is not None:
            scope.session.close()

    def give_up(self) -> None:
        """The database is away: what is left to do in this scope, an error page, must not wait for it again."""
        scope = _scope.get()
        if scope is not None:
            scope.is_given_up = True
        self.end_transaction()

    def become_vendor(self, organisation_id: UUID, user_id: UUID | None = None) -> None:
        """From here on this session reads with the rights of one vendor (row security on PostgreSQL)."""
        session = self.session
        session.info[ROLE], session.info[VENDOR] = "sekisho_vendor", str(organisation_id)
        session.info[PERSON] = str(user_id or "")
        if session.in_transaction() and not self.is_sqlite:
            _take_role(session, session.connection())

    def affect(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE on an operational table; how many rows it touched."""
        return cast("CursorResult[Any]", self.session.execute(statement)).rowcount

    @staticmethod
    def _wants_to_write() -> bool:
        scope = _scope.get()
        return scope is not None and scope.writes


db = Database()

_POSTGRES_OPTIONS: dict[str, Any] = {
    "pool_size": 8,
    "max_overflow": 8,
    "pool_timeout": 4,
    "pool_pre_ping": False,
    "connect_args": {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "tcp_user_timeout": 4000,
        "options": "-c statement_timeout=4500 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=60000",
    },
}


_TAKE_ROLE = text(
    "SELECT set_config('role', :role, true), set_config('sekisho.organisation_id', :vendor, true), "
    "set_config('sekisho.user_id', :person, true)"
)


def _take_role(session: Session, connection: Connection) -> None:
    connection.execute(
        _TAKE_ROLE,
        {
            "role": session.info.get(ROLE, "sekisho_staff"),
            "vendor": session.info.get(VENDOR, ""),
            "person": session.info.get(PERSON, ""),
        },
    )


@event.listens_for(Session, "after_begin")
def _leave_the_login_role(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    # The login role owns nothing to fall back on: each transaction says as whom it acts.
    if (
        connection.dialect.name == "postgresql"
        and not transaction.nested
        and not session.info.get("as_owner")
    ):
        _take_role(session, connection)
