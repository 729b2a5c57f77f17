"""Who is asking, and may they: the context of a request, and the check before each route."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Flask, abort, g, redirect, request, session, url_for
from flask_security import current_user

from app.config import Config
from app.core import authz
from app.core.audit import SecurityEvent
from app.core.authz import DEMONSTRATION, ENROLLING, PUBLIC, SIGNED_IN, Access
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.deferred import later
from app.core.web import SAFE
from app.identity import credentials, services
from app.identity.models import User

LOOPBACK = frozenset({"127.0.0.1", "::1"})
SEEN_EVERY = timedelta(seconds=60)


def init_app(app: Flask, config: Config) -> None:
    @app.before_request
    def set_context() -> None:
        g.ctx = build_context(datetime.now(UTC))
        if g.ctx.is_vendor:
            db.become_vendor(g.ctx.organisation_id, g.ctx.actor_id)

    check = Check(config)
    app.before_request(authz.guard(check))


def build_context(at: datetime) -> Context:
    user = current_user if current_user.is_authenticated else None
    if user is None:
        return Context(at=at, language=str(session.get("language", "ja")))
    row = session.row  # type: ignore[attr-defined]
    if row is None:
        return Context(at=at)
    if row.grants_until_on is not None and day_of(at) >= row.grants_until_on:
        services.begin_session(session, user, at)
        row.grants, row.grants_until_on = session.new_grants  # type: ignore[attr-defined]
    _note_seen(user, row.seen_at, at)
    return Context(
        at=at,
        actor_id=user.id,
        actor_name=user.name,
        grants=expand(row.grants),
        organisation_id=user.organisation_id,
        session_id=row.id,
        language=user.language,
        date_style=user.date_style,
    )


@lru_cache(maxsize=512)
def expand(grants: str) -> Mapping[str, frozenset[UUID]]:
    """Permissions with their units, from the session's roles with theirs. The same text, the same answer."""
    found: dict[str, frozenset[UUID]] = {}
    for role, units in json.loads(grants or "{}").items():
        ids = frozenset(UUID(unit) for unit in units)
        for permission in authz.permissions_of(role):
            found[permission] = found.get(permission, frozenset()) | ids
    return MappingProxyType(found)


def _note_seen(user: User, seen_at: datetime, at: datetime) -> None:
    if at - seen_at < SEEN_EVERY:
        return
    user_id = user.id

    def write() -> None:
        credentials.state_of(db.session.get_one(User, user_id)).last_seen_at = at

    later(write)


class Check:
    """One answer for each kind of access; anything not understood is a refusal."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def __call__(self, access: Access) -> Any:
        if access.permission == PUBLIC:
            return None
        if access.permission == DEMONSTRATION:
            return None if may_demonstrate(self.config) else abort(404)
        if access.permission == ENROLLING and ("tf_state" in session or g.ctx.actor_id):
            return None
        if g.ctx.actor_id is None:
            return self._ask_to_sign_in()
        if access.permission not in (SIGNED_IN, ENROLLING) and not g.ctx.may(access.permission):
            return _refuse(access)
        if access.is_fresh and not self._is_fresh():
            # A persona of the demonstration has nothing to prove itself with; its door is the proof.
            is_persona = current_user.is_demonstration and may_demonstrate(self.config)
            return redirect(url_for("identity.demo" if is_persona else "security.verify", next=_here()), 303)
        return None

    def _ask_to_sign_in(self) -> Any:
        if request.method in SAFE and not request.path.startswith("/api/"):
            if request.accept_mimetypes.best == "application/json":
                abort(401)
            return redirect(url_for("security.login", next=_here()), 303)
        return abort(401)

    def _is_fresh(self) -> bool:
        proved_at = float(session.get("fs_paa", 0))
        return time.time() - proved_at < self.config.fresh_minutes * 60


def _here() -> str:
    """Where to come back to: this page, or for an unsafe request the page it was sent from."""
    if request.method in SAFE:
        return request.full_path.rstrip("?")
    return request.path


def _refuse(access: Access) -> None:
    user_id, at, address = g.ctx.actor_id, g.ctx.at, request.remote_addr or ""
    detail = f"{request.method} {request.endpoint} needs {access.permission}"

    def write() -> None:
        db.session.add(
            SecurityEvent(at=at, kind="access:refused", user_id=user_id, address=address, detail=detail)
        )

    later(write)
    abort(403)


def may_demonstrate(config: Config) -> bool:
    """Only an instance that `make run` made, and only for a request from this machine, through no proxy."""
    if config.is_production or not config.demonstration_mark.exists() or config.trusted_proxies:
        return False
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"))
    is_local = request.environ.get("REMOTE_ADDR") in LOOPBACK
    return is_local and not forwarded and request.host.partition(":")[0] in ("localhost", "127.0.0.1")
