"""Server-side sessions: the cookie holds a random token, the database its hash, the content sealed.

Permissions are worked out when the session begins and live in its row; they are worked out again on the
day a grant begins or ends. Whatever changes who somebody is ends their sessions.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from app.core import keys
from app.core.db import db
from app.core.errors import Busy
from app.identity.models import User, WebSession

COOKIE = "sekisho_session"
TOUCH = timedelta(seconds=60)


@dataclass
class Stored:
    """The session's row as plain values: they outlive a rollback of the request's transaction."""

    id: UUID
    sealed: str
    grants: str
    grants_until_on: date | None
    created_at: datetime
    seen_at: datetime


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls `session`. `rotate` gives it a new token at the end of the request."""

    def __init__(self, row: Stored | None = None, user: User | None = None) -> None:
        def on_update(_: Any) -> None:
            self.modified = True

        super().__init__(_content(row) if row else {}, on_update)
        self.row, self.user = row, user
        self.failure: Exception | None = None
        self.modified = False
        self.rotate = False
        self.new_grants: tuple[str, date | None] | None = None
        self._stage_at_open = self._stage()

    def _stage(self) -> tuple[Any, ...]:
        return tuple(self.get(key) for key in ("tf_user_id", "tf_state", "_user_id"))

    @property
    def must_rotate(self) -> bool:
        """A new token at each step of signing in: one planted before a step is worth nothing after it."""
        return self.rotate or self._stage() != self._stage_at_open

    @property
    def user_id(self) -> UUID | None:
        """Whose session it is: nobody's between the steps of signing in, and after signing out."""
        return self.user.id if self.user and self.get("_user_id") else None

    @property
    def held(self) -> tuple[str, date | None]:
        """Permissions for a new row: just worked out, or taken along while the same person stays."""
        if self.new_grants is not None:
            return self.new_grants
        stays = self.user_id is not None and self._stage_at_open[2] == self["_user_id"]
        return (self.row.grants, self.row.grants_until_on) if stays and self.row else ("", None)

    @property
    def row_id(self) -> UUID | None:
        return self.row.id if self.row else None


def _content(row: Stored) -> dict[str, Any]:
    return dict(json.loads(keys.ring.decrypt(row.sealed, "web_session", str(row.id), "sealed")))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _find(token: str) -> Any:
    return db.session.execute(
        select(*(getattr(WebSession, f.name) for f in fields(Stored)), User)
        .outerjoin(User, User.id == WebSession.user_id)
        .where(WebSession.token_hash == _hash(token))
    ).first()


class DatabaseSessions(SessionInterface):
    def __init__(self, idle: timedelta, absolute: timedelta, *, secure: bool) -> None:
        self.idle, self.absolute, self.secure = idle, absolute, secure

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(COOKIE, "")
        if not token or request.path.startswith(("/static/", "/bootstrap/static/")):
            return ServerSession()
        try:
            found = _find(token)
        except (DBAPIError, PoolTimeout, Busy) as error:
            unread = ServerSession()
            unread.failure = error
            return unread
        if found is None:
            return ServerSession()
        user = found.User
        row = Stored(
            found.id, found.sealed, found.grants, found.grants_until_on, found.created_at, found.seen_at
        )
        now = datetime.now(UTC)
        if now - row.seen_at > self.idle or now - row.created_at > self.absolute:
            return ServerSession()
        return ServerSession(row, user)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if response.status_code == 503:  # the database is away; perhaps the session was never read
            return
        now = datetime.now(UTC)
        row = session.row
        is_stale = row is not None and now - row.seen_at > TOUCH
        if not (session.modified or session.must_rotate or session.new_grants or is_stale):
            return
        db.end_transaction()
        with db.scope(writes=True):
            if row is None or session.must_rotate:
                if session:
                    self._begin(session, response, now)
                elif row is not None:
                    self._end(row, response)
            else:
                _save(session, now)
            db.session.commit()

    def _begin(self, session: ServerSession, response: Response, now: datetime) -> None:
        from flask import request

        if session.row is not None:
            db.session.execute(delete(WebSession).where(WebSession.id == session.row.id))
        token = secrets.token_urlsafe(32)
        grants, until = session.held
        row = WebSession(
            token_hash=_hash(token), user_id=session.user_id, sealed="", grants=grants, grants_until_on=until,
            created_at=now, seen_at=now, address=request.remote_addr or "",
            browser=_browser(request.user_agent.string),
        )  # fmt: skip
        row.sealed = _seal(row.id, session)
        db.session.add(row)
        response.set_cookie(
            COOKIE,
            token,
            httponly=True,
            secure=self.secure,
            samesite="Lax",
            max_age=int(self.absolute.total_seconds()),
        )

    def _end(self, row: Stored, response: Response) -> None:
        db.session.execute(delete(WebSession).where(WebSession.id == row.id))
        response.delete_cookie(COOKIE, httponly=True, secure=self.secure, samesite="Lax")


def _save(session: ServerSession, now: datetime) -> None:
    assert session.row is not None  # noqa: S101 - the caller made sure
    values: dict[str, Any] = {"seen_at": now}
    if session.modified:
        values["sealed"] = _seal(session.row.id, session)
    if session.new_grants:
        values["grants"], values["grants_until_on"] = session.new_grants
    db.session.execute(update(WebSession).where(WebSession.id == session.row.id).values(values))


def _seal(row_id: UUID, session: ServerSession) -> str:
    return keys.ring.encrypt(json.dumps(dict(session)), "web_session", str(row_id), "sealed")


def _browser(agent: str) -> str:
    """Enough to recognise one's own browser in the list."""
    names = ("Edg", "Firefox", "Chrome", "Safari")
    systems = ("Windows", "Mac OS", "Android", "iPhone", "Linux")
    name = next((n for n in names if n in agent), "?")
    system = next((s for s in systems if s in agent), "?")
    return f"{'Edge' if name == 'Edg' else name} / {system}"


def end_sessions(user_id: UUID, except_id: UUID | None = None) -> int:
    """Sign a person out everywhere, in the caller's transaction."""
    statement = delete(WebSession).where(WebSession.user_id == user_id)
    if except_id is not None:
        statement = statement.where(WebSession.id != except_id)
    return db.affect(statement)


def end_session(user_id: UUID, session_id: UUID) -> int:
    """Sign one browser of a person out."""
    mine = (WebSession.user_id == user_id) & (WebSession.id == session_id)
    return db.affect(delete(WebSession).where(mine))


def work_out_again(day: date) -> None:
    """Every session asks anew what its person holds: the tree of units changed."""
    db.affect(update(WebSession).values(grants_until_on=day).execution_options(synchronize_session=False))


def expire(now: datetime, idle: timedelta, absolute: timedelta) -> int:
    old = (WebSession.seen_at < now - idle) | (WebSession.created_at < now - absolute)
    return db.affect(delete(WebSession).where(old))
