"""S8: hostile text goes in through every field of every form, and comes out as text on every page."""

from __future__ import annotations

import csv
import io
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from flask import Blueprint, Flask, render_template_string
from sqlalchemy import String, select

from app.core import headers
from app.core.dates import day_of
from app.core.db import db
from app.core.model import Model
from app.core.outbox import Mail
from app.core.text import clean
from app.identity.models import User
from app.identity.roles import Role
from tests.security import forms
from tests.security.conftest import IS_FULL, Bank
from tests.security.forms import CONTROL, Found
from tests.security.hostile import UNSTORABLE, corpus
from tests.security.served import Looker, Seen, chromium, copied, serving
from tests.security.test_extra_fields import SECRETS
from tests.security.walk import Actor, Route, Walker, names_a_row, routes, sit_down

READERS = (Role.AUDITOR, Role.ADMINISTRATOR) if not IS_FULL else (*Role,)
# What a spreadsheet takes for the beginning of a formula.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = set("+-0123456789.,")


class Copy(Walker):
    """A walker whose requests stay: it works on a copy of its own."""

    def __init__(self, walker: Walker) -> None:
        super().__init__(walker.app, walker.connection, walker.world, walker.actors)


def stuff(copy: Copy, offers: dict[str, list[Found]]) -> tuple[set[str], set[str]]:
    """Send every form with hostile text in all its text fields at once; what is wrong goes back to plain text.

    Answers the strings that were stored by some form, and the fields that took one.
    """
    strings, turn = corpus(full=IS_FULL), 0
    stored: set[str] = set()
    fields_used: set[str] = set()
    for endpoint, found in sorted(offers.items()):
        texts = sorted(found[0].texts - CONTROL)
        if endpoint in SECRETS or not texts:
            continue
        rounds = -(-len(strings) // len(texts)) if IS_FULL else 4
        for _ in range(rounds):
            offer = forms.again(copy, found[0])
            if offer is None:
                break
            given = {name: strings[(turn + at) % len(strings)] for at, name in enumerate(texts)}
            turn += len(texts)
            accepted = _send(copy, offer, given)
            stored.update(accepted.values())
            fields_used.update(f"{endpoint} {name}" for name in accepted)
    return stored, fields_used


def _send(copy: Copy, offer: Found, given: dict[str, str]) -> dict[str, str]:
    """What was accepted; a field that says no gets fitting text, and the rest is tried once more."""
    plain = forms.filled(copy, offer, salt="x")
    for _ in range(2):
        answer = copy.send(
            offer.actor, offer.route, offer.action, {**plain, **{n: [v] for n, v in given.items()}}
        )
        assert answer.status < 500, f"{answer} to {given}"
        if forms.is_done(answer):
            return given
        refused = forms.invalid(answer.text)
        given = {name: value for name, value in given.items() if name not in refused}
    return {}


@pytest.fixture(scope="module")
def stuffed(
    bank: Bank, walker: Walker, offers: dict[str, list[Found]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Copy, set[str], set[str]]]:
    with copied(bank[3], tmp_path_factory.mktemp("stuffed")):
        copy = Copy(walker)
        stored, fields_used = stuff(copy, offers)
        yield copy, stored, fields_used


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def looker(stuffed: tuple[Copy, set[str], set[str]], opened: Any) -> Iterator[Looker]:
    with serving(stuffed[0].app) as address:
        yield Looker(address, opened)


def fresh(copy: Copy, role: Role) -> Actor:
    """A session of its own: pages of the sign-in give a session a new token, and the old one is dead."""
    with copy.app.test_request_context(), db.scope(writes=True):
        actor = sit_down(db.session.get(User, copy.world.people[role].id), role.value)
        db.session.commit()
    return actor


def ids_in_copy() -> dict[str, list[Any]]:
    with db.scope():
        return {
            table.name: list(db.session.scalars(select(table.c.id).order_by(table.c.id.desc()).limit(4)))
            for table in Model.metadata.sorted_tables
            if "id" in table.columns and table.name != "audit_head"
        }


def pages(copy: Copy, actor: Actor) -> Iterator[tuple[Route, str]]:
    """Every page that the role may open, with the newest rows of each kind."""
    from tests.security.walk import TABLES

    ids = ids_in_copy()
    ordered = sorted(routes(copy.app), key=lambda route: route.endpoint.startswith("security."))
    for route in ordered:
        if route.method != "GET" or route.endpoint.endswith("static") or not copy.allowed(route, [actor]):
            continue
        named = [name for name in route.arguments if name.endswith("_id")]
        stems = {name: name.removesuffix("_id") for name in named}
        rows = [ids.get(TABLES.get(stem, stem), []) for stem in stems.values()]
        for chosen in list(zip(*rows, strict=False))[: 4 if IS_FULL else 2] if named else [()]:
            yield route, copy.path(route, **dict(zip(named, chosen, strict=True)))


def hostile_addresses() -> list[str]:
    """Pages that repeat what was asked: search, a page that is not there, a date that is none."""
    chosen = corpus(full=False)[:: 1 if IS_FULL else 6]
    return [f"/search?q={quote(s)}" for s in chosen] + [f"/{quote(s, safe='')}" for s in chosen[:3]] + [
        f"/organisations?q={quote(s)}&as_at={quote(s)}" for s in chosen[:4]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def seen(stuffed: tuple[Copy, set[str], set[str]], looker: Looker) -> list[Seen]:
    copy = stuffed[0]
    found, known = [], set()
    dated = f"as_at={day_of(datetime.now(UTC)).isoformat()}"
    for role in READERS:
        page, asking = looker.as_(fresh(copy, role).cookie), fresh(copy, role)
        extra = [(None, path) for path in hostile_addresses()] if role == Role.AUDITOR else []
        for route, path in [*pages(copy, asking), *extra]:
            shown = (path, route is not None and route.endpoint == "overview.home" and role)
            if shown in known or _is_download(copy, asking, route, path):
                continue
            known.add(shown)
            found.append(looker.look(page, path))
            if route is not None and names_a_row(route):
                found.append(looker.look(page, f"{path}?{dated}"))
        page.context.close()
    return found


def _is_download(copy: Copy, actor: Actor, route: Route | None, path: str) -> bool:
    if route is None:
        return False
    answer = copy.send(actor, route, path)
    return not str(answer.headers.get("Content-Type", "")).startswith("text/html") or answer.status in (
        302,
        303,
    )


def test_the_page_of_a_conflict_shows_both_texts_as_text(
    stuffed: tuple[Copy, set[str], set[str]], looker: Looker, offers: dict[str, list[Found]]
) -> None:
    """Somebody was faster, and both typed what should not run."""
    copy, conflicts = stuffed[0], 0
    for found in offers.values():
        offer = next((one for one in found if one.actor.name == Role.ADMINISTRATOR.value), found[0])
        if (
            not any(offer.fields.get("version", []))
            or not offer.texts - CONTROL
            or not names_a_row(offer.route)
        ):
            continue
        role = Role(offer.actor.name) if offer.actor.name in set(Role) else Role.ADMINISTRATOR
        page = looker.as_(fresh(copy, role).cookie)
        looker.look(page, offer.page)
        if not looker.has_form(page):
            page.context.close()
            continue  # the record was closed or merged by a form sent before
        seen = looker.send(page, corpus(full=False), old_version=True)
        conflicts += seen.status == 409
        assert not seen.problems, "\n".join(seen.problems)
        page.context.close()
    assert conflicts >= 2


def test_every_form_took_hostile_text(stuffed: tuple[Copy, set[str], set[str]]) -> None:
    _, stored, fields_used = stuffed
    assert len(stored) >= 40, len(stored)
    assert len(fields_used) >= 15, sorted(fields_used)


def test_no_page_runs_blocks_or_fetches_anything(seen: list[Seen]) -> None:
    assert len(seen) > 50
    problems = [problem for page in seen for problem in page.problems]
    assert not problems, "\n".join(problems)


def test_what_was_typed_stands_on_some_page_letter_for_letter(
    stuffed: tuple[Copy, set[str], set[str]], seen: list[Seen]
) -> None:
    whole = " ".join("".join(page.text.split()) for page in seen)
    values = _stored_values()
    strings = [s for s in stuffed[1] if s.isprintable() and len(s) < 60 and clean(s) in values]
    shown = [s for s in strings if "".join(clean(s).split()) in whole]
    assert len(strings) > 15
    assert len(shown) >= len(strings) * 0.8, sorted(set(strings) - set(shown))


def _stored_values() -> set[str]:
    with db.scope():
        return {
            value
            for table in Model.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, String) and not table.name.startswith("audit_")
            for value in db.session.scalars(select(column).where(column.is_not(None)))
        }


def test_what_cannot_be_stored_is_refused_in_words(
    stuffed: tuple[Copy, set[str], set[str]], offers: dict[str, list[Found]]
) -> None:
    copy = stuffed[0]
    for endpoint, found in sorted(offers.items()):
        texts = found[0].texts - CONTROL
        if endpoint in SECRETS or not texts:
            continue
        for string in UNSTORABLE:
            body = {**forms.filled(copy, found[0]), **{name: [string] for name in texts}}
            sent = {
                name: [v.encode("utf-8", "surrogatepass") for v in values] for name, values in body.items()
            }
            answer = copy.send(found[0].actor, found[0].route, found[0].action, sent)
            assert answer.status < 500, f"{answer} to {string!r}"


def test_no_export_holds_a_cell_that_a_spreadsheet_would_run(
    stuffed: tuple[Copy, set[str], set[str]],
) -> None:
    copy, exports = stuffed[0], set()
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.VENDOR_MANAGER):
        actor = fresh(copy, role)
        for route, path in pages(copy, actor):
            answer = copy.send(actor, route, path)
            if not str(answer.headers.get("Content-Type", "")).startswith("text/csv"):
                continue
            exports.add(route.endpoint)
            for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))):
                live = [cell for cell in row if cell.startswith(LIVE) and not set(cell) <= NUMBER]
                assert not live, f"{path}: {live}"
    assert len(exports) >= 4, exports


def test_no_mail_gets_a_header_from_a_name(stuffed: tuple[Copy, set[str], set[str]]) -> None:
    with db.scope():
        mails = list(db.session.scalars(select(Mail)))
    assert len(mails) > 3
    for mail in mails:
        message = EmailMessage()
        message["To"], message["Subject"] = mail.address, mail.subject
        assert not {"\r", "\n"} & set(mail.address + mail.subject)
        assert message.keys() == ["To", "Subject"]


# --- the detector itself -------------------------------------------------------------------

RAW = Blueprint("raw", __name__)


@RAW.route("/raw")
def raw() -> str:
    return render_template_string(
        "<!doctype html><title>raw</title><h1>raw</h1>{% for s in strings %}<div>{{ s|safe }}</div>"
        "<input value={{ s|safe }}>{% endfor %}",
        strings=corpus(full=False)[:24],
    )


@pytest.mark.parametrize("with_policy", [False, True])
def test_the_detector_sees_what_a_raw_page_does(opened: Any, with_policy: bool) -> None:
    app = Flask("raw")
    app.register_blueprint(RAW)
    if with_policy:
        headers.init_app(app, is_secure=False)
    with serving(app) as address:
        looker = Looker(address, opened)
        found = looker.look(looker.as_(""), "/raw")
    assert bool(found.dialogs) is not with_policy
    assert bool(found.violations) is with_policy
    assert found.reports > 0 if with_policy else found.reports == 0


def test_a_page_without_escaping_is_noticed(
    stuffed: tuple[Copy, set[str], set[str]], looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Autoescape off on one page: the policy holds it back, and the browser says so."""
    app = stuffed[0].app
    monkeypatch.setattr(app.jinja_env, "autoescape", False)
    # What was compiled before, with its escaping, is no page of this.
    monkeypatch.setattr(app.jinja_env, "bytecode_cache", None)
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    page = looker.as_(fresh(stuffed[0], Role.AUDITOR).cookie)
    found = looker.look(page, f"/search?q={quote(corpus(full=False)[14])}")
    page.context.close()
    app.jinja_env.cache.clear()
    assert found.problems


class Script:
    """What stands for a file that is sent: longer under way than its reader is patient."""

    def __init__(self) -> None:
        self.begun, self.gone, self.closed = threading.Event(), threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        yield b"x"
        self.begun.set()
        self.gone.wait(5)

    def close(self) -> None:
        self.closed.set()


def test_a_browser_that_goes_away_leaves_no_file_open() -> None:
    sent = Script()

    def app(_environ: Any, start_response: Any) -> Script:
        start_response("200 OK", [("Content-Length", "1")])
        return sent

    with serving(app) as address:
        reader = socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])))
        reader.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sent.begun.wait(5)
        # Closed so, the other end is told at once that nobody reads any more.
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        reader.close()
        sent.gone.set()
        assert sent.closed.wait(5)
