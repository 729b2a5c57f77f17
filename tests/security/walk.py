"""Every route of the map, with an address for each, and everybody who may knock.

An argument `<uuid:finding_id>` is filled with the row of the table whose name it bears, so that a new route
is walked the day it appears. What is no row needs a line in PLAIN; without it the walk fails and says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from app.core import authz, settings
from app.core.authz import DEMONSTRATION, ENROLLING, PUBLIC, SIGNED_IN
from app.core.db import db
from app.core.web import SAFE
from app.identity.models import User, WebSession
from app.identity.roles import Role
from app.identity.services import begin_session
from app.identity.sessions import COOKIE, ServerSession, _hash, _seal
from tests.security import snapshot
from tests.security.world import Side, World

# Arguments of routes that name no row. Add one line here when the walk asks for it.
PLAIN: dict[str, str] = {
    "filename": "favicon.svg", "token": "x" * 43, "key": "institution.name", "target": "in_progress",
    "kind": "organisations", "item": "compared", "part": "purpose", "to_stage": "selection",
    "template": "cloud-config-fs", "row": "r01", "actor": "institution", "gap": "unknown.r01.does",
    "question": "24-01", "position": "0",
}  # fmt: skip
# Arguments that are called otherwise than their table.
TABLES = {
    "grant": "role_grant", "session": "web_session", "view": "saved_view", "code": "organisation_code",
    "function": "business_function", "system": "information_system", "override": "tier_override",
    "layout": "column_layout", "import": "answer_import", "other": "winner", "report": "assurance_report",
    "exception": "report_exception", "subservice": "report_subservice", "control": "user_control",
    "letter": "bridge_letter", "file": "report_file", "reader": "report_reader", "duty": "control_duty",
    "version": "reference_version", "reference": "security_reference", "record": "reference_record",
    "paper": "reference_paper", "check": "self_check",
}  # fmt: skip
FILES = {
    "bootstrap.static": {"filename": "css/bootstrap.min.css"},
    "standards.crosswalk_add": {"key": "fisc-9r2-13"},
    "standards.matrix": {"key": "cloud-config-fs"},
    "standards.matrix_export": {"key": "cloud-config-fs"},
    "standards.question_own_edit": {"id": "own.mine"},
    "overview.matrix_workbook": {"key": "cloud-config-fs"},
    "overview.questionnaire_workbook": {"key": "to24"},
}
# The same word means another thing in these packages.
PLAIN_IN: dict[str, dict[str, str]] = {
    "standards": {
        "framework": "fisc",
        "edition": "9r2",
        "ref": "統24",
        "key": "to24",
        "id": "24-02",
        "act": "reword",
    },
    "overview": {"framework": "fisc", "edition": "9r2"},
    "references": {"item": "統20"},
    "exchange": {"key": "organisations"},
    "assurance": {"part": "exceptions"},
    "register": {"key": "register.service_kinds"},
}
LOGIN = "/login"
TOKEN = hashlib.sha1(b"one for every walker", usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Route:
    endpoint: str
    rule: str
    method: str
    arguments: frozenset[str]

    @property
    def is_unsafe(self) -> bool:
        return self.method not in SAFE

    def __str__(self) -> str:
        return f"{self.method} {self.rule} ({self.endpoint})"


def routes(app: Flask, *, every_method: bool = False) -> list[Route]:
    left_out = set() if every_method else {"HEAD", "OPTIONS"}
    return [
        Route(rule.endpoint, rule.rule, method, frozenset(rule.arguments))
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted((rule.methods or set()) - left_out)
    ]


class NoSample(AssertionError):
    """A route that nobody can walk."""


def address(app: Flask, route: Route, side: Side, ids: Mapping[str, Any] | None = None) -> str:
    """The route's path with the rows of one side; `ids` replaces some of them."""
    values = {name: (ids or {}).get(name) or argument(route, name, side) for name in route.arguments}
    built = app.url_map.bind("localhost").build(route.endpoint, values, method=route.method)
    return str(built)


def argument(route: Route, name: str, side: Side) -> Any:
    if name in FILES.get(route.endpoint, {}):
        return FILES[route.endpoint][name]
    stem = name.removesuffix("_id")
    if stem != name:
        for table in (TABLES.get(stem, stem), *(t for t in side.rows if t.endswith(f"_{stem}"))):
            if table in side.rows:
                return side.rows[table].id
    plain = {**PLAIN, **PLAIN_IN.get(route.endpoint.partition(".")[0], {})}
    if name in plain:
        return plain[name]
    raise NoSample(
        f"{route}: nothing to put for <{name}>. Name the argument <table>_id after a table of the models, "
        "or add it to TABLES or PLAIN in tests/security/walk.py."
    )


def names_a_row(route: Route) -> frozenset[str]:
    return frozenset(name for name in route.arguments if name.endswith("_id"))


# --- who knocks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Actor:
    """A browser with a session as some sign-in left it."""

    name: str
    cookie: str
    roles: frozenset[str] = frozenset()
    is_signed_in: bool = False
    is_enrolling: bool = False
    is_fresh: bool = True
    user_id: Any = None
    session_id: Any = None

    def __str__(self) -> str:
        return self.name


def allows(access: authz.Access, actor: Actor) -> bool:
    """What the declaration promises; read from the catalogue, not from the guard."""
    if access.permission == PUBLIC:
        return True
    if access.permission == DEMONSTRATION:
        return False
    if access.permission == ENROLLING and actor.is_enrolling:
        return True
    if not actor.is_signed_in or (access.is_fresh and not actor.is_fresh):
        return False
    if access.permission in (SIGNED_IN, ENROLLING):
        return True
    known = authz.known().get(access.permission)
    return known is not None and bool(known.roles & actor.roles)


def sit_down(
    user: User | None,
    name: str,
    *,
    content: dict[str, Any] | None = None,
    proved: timedelta = timedelta(0),
    seen: timedelta = timedelta(0),
) -> Actor:
    """A session row and its cookie. `proved` and `seen` say how long ago that was."""
    at = datetime.now(UTC)
    held = ServerSession()
    held.update(csrf_token=TOKEN, language="ja", **(content or {}))
    grants, until = "", None
    if user is not None and not content:
        held.update(_user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=(at - proved).timestamp())
        begin_session(held, user, at)
        assert held.new_grants is not None
        grants, until = held.new_grants
    cookie = secrets.token_urlsafe(32)
    row = WebSession(
        token_hash=_hash(cookie), user_id=user.id if user else None, sealed="", grants=grants, grants_until_on=until,
        created_at=at - seen, seen_at=at - seen, address="127.0.0.1", browser="test",
    )  # fmt: skip
    row.sealed = _seal(row.id, held)
    db.session.add(row)
    is_signed_in = user is not None and user.active and not content and seen < timedelta(hours=1)
    return Actor(
        name, cookie, frozenset(json.loads(grants or "{}")) if is_signed_in else frozenset(), is_signed_in,
        is_signed_in or bool(content), proved < timedelta(hours=1), user.id if user else None, row.id,
    )  # fmt: skip


@dataclass
class Answer:
    route: Route
    actor: Actor
    path: str
    status: int
    location: str
    text: str
    headers: Any = field(repr=False)

    @property
    def sends_to_sign_in(self) -> bool:
        return self.status in (302, 303) and self.location.split("?")[0] == LOGIN

    @property
    def sends_to_prove(self) -> bool:
        return self.status in (302, 303) and self.location.split("?")[0] == "/verify"

    @property
    def is_refused(self) -> bool:
        return self.status in (401, 403) or self.sends_to_sign_in

    def __str__(self) -> str:
        return f"{self.actor}: {self.route} answered {self.status} {self.location}".rstrip()


class Walker:
    """Sends requests inside one transaction and undoes each."""

    def __init__(self, app: Flask, connection: Connection, world: World, actors: dict[str, Actor]) -> None:
        self.app, self.connection, self.world, self.actors = app, connection, world, actors
        self.requests = 0
        self._base, self._last = snapshot.Rows(), snapshot.Rows()
        self.token = token_for(app)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Going back to a savepoint leaves it open, with its lock: the outer one takes it away."""
        self.connection.exec_driver_sql("SAVEPOINT walk")
        point = self.connection.begin_nested()
        try:
            yield
        finally:
            point.rollback()
            for statement in ("ROLLBACK TO SAVEPOINT walk", "RELEASE SAVEPOINT walk"):
                self.connection.exec_driver_sql(statement)
            settings.forget()

    def base(self) -> snapshot.Rows:
        """All rows as every request finds them."""
        if not self._base.raw:
            self._base = snapshot.take(self.connection)
        return self._base

    def rows(self) -> snapshot.Rows:
        """All rows as they are now."""
        self._last = snapshot.take(self.connection, known=(self._base, self._last))
        return self._last

    def changes(self) -> list[snapshot.Changed]:
        """What is otherwise now than every request finds it."""
        before = self.base()
        return snapshot.differences(before, self.rows())

    def send(self, actor: Actor, route: Route, path: str, data: Any = None, **options: Any) -> Answer:
        """One request with a valid token; `data` is the body of an unsafe one."""
        self.requests += 1
        client = self.app.test_client()
        if actor.cookie:
            client.set_cookie(COOKIE, actor.cookie, domain="localhost")
        if isinstance(data, str | bytes):
            options |= {"data": data, "headers": {"X-CSRFToken": self.token}}
        elif route.is_unsafe:
            options["data"] = {"csrf_token": self.token, **_with_files(data or {})}
        response: TestResponse = client.open(path, method=route.method, **options)
        text = response.get_data(as_text=True) if _is_text(response) else ""
        answer = Answer(
            route,
            actor,
            path,
            response.status_code,
            response.headers.get("Location", ""),
            text,
            response.headers,
        )
        response.close()
        return answer

    def try_(self, actor: Actor, route: Route, path: str, data: Any = None, **options: Any) -> Answer:
        with self.undone():
            return self.send(actor, route, path, data, **options)

    def path(self, route: Route, side: Side | None = None, **ids: Any) -> str:
        return address(self.app, route, side or self.world.mine, ids)

    def access(self, route: Route) -> authz.Access | None:
        return authz.access_of(self.app, route.endpoint)

    def allowed(self, route: Route, people: Sequence[Actor] | None = None) -> list[Actor]:
        """Those that may; without `people`, one fresh person for each role."""
        access = self.access(route)
        if access is None:
            return []
        return [actor for actor in people or self.by_role() if allows(access, actor)]

    def first(self, route: Route) -> list[Actor]:
        """One that may, or nobody."""
        return self.allowed(route)[:1]

    def by_role(self) -> list[Actor]:
        return [self.actors[role.value] for role in Role]


class Upload(str):
    """The text of a file that a form sends; the client gets it as a file."""


def _with_files(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [_as_file(one) for one in values] if isinstance(values, list) else values
            for name, values in data.items()}  # fmt: skip


def _as_file(value: Any) -> Any:
    return (io.BytesIO(value.encode()), "試験.pdf") if isinstance(value, Upload) else value


def token_for(app: Flask) -> str:
    return str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(TOKEN))


def _is_text(response: TestResponse) -> bool:
    return (response.mimetype or "").startswith("text/") or response.is_json


_VARYING = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|<code>[0-9a-f]{12}</code>|nonce=\"[^\"]*\"|[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}|"
    r"[0-9a-f]{32}|[\w-]{43}|\d{1,2}:\d\d"
)


def normalised(text: str) -> str:
    """Without what differs between any two answers: reference numbers, nonces, tokens, ids."""
    return _VARYING.sub("·", text)


def missing() -> Any:
    return uuid4()
