"""S17: whatever raises, wherever it raises: a page with a number and no detail, nothing stored, nobody let in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jinja2 import Template

from app.core import idempotency
from app.core.authz import PUBLIC
from app.identity.guard import Check
from tests.security.effects import NOISE, effect
from tests.security.forms import Found, send_until_done
from tests.security.test_extra_fields import SECRETS
from tests.security.walk import Answer, Route, Walker, routes

SECRET = "dsn=postgresql://sekisho:hunter2@db.internal/sekisho"
SECOND_WAY = {"static", "bootstrap.static"}


class Boom(Exception):
    pass


def raising(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def wrapper(*_args: Any, **_kwargs: Any) -> Any:
        raise Boom(SECRET)

    return wrapper


def wrong_with(answer: Answer, statuses: frozenset[int] = frozenset({500})) -> list[str]:
    """What an error page must be, and must not say."""
    found = []
    if answer.status not in statuses:
        found.append(f"answered {answer.status}")
    if "hunter2" in answer.text or "Boom" in answer.text or "Traceback" in answer.text:
        found.append("tells what happened inside")
    page = BeautifulSoup(answer.text, "html.parser")
    number = page.select_one("code, p")
    if answer.text.startswith("<") and (number is None or not number.get_text(strip=True)):
        found.append("no number to quote")
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        found.append("no policy")
    return [f"{answer}: {problem}" for problem in found]


def test_a_view_that_raises_tells_nothing_but_a_number(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, tried = [], 0
    for route in routes(walker.app):
        actors = walker.allowed(route)[:1]
        if not actors or route.endpoint in SECOND_WAY:
            continue
        with monkeypatch.context() as patch:
            patch.setitem(
                walker.app.view_functions, route.endpoint, raising(walker.app.view_functions[route.endpoint])
            )
            with walker.undone():
                answer = walker.send(actors[0], route, walker.path(route))
                changed = walker.changes()
        tried += 1
        wrong += wrong_with(answer)
        wrong += [f"{answer}: {change}" for change in changed if change.table not in NOISE]
    assert not wrong, "\n".join(wrong)
    assert tried > 60


def test_an_act_that_fails_just_before_its_end_leaves_nothing(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The services have run and written; then something breaks before the commit."""
    wrong, tried = [], 0
    for endpoint, found in sorted(offers.items()):
        if endpoint in SECRETS:
            continue
        done = send_until_done(walker, found, lambda offer, fields: effect(walker, offer, fields)[0])
        if done is None or not done[2].get("idempotency_key"):
            continue
        with monkeypatch.context() as patch:
            patch.setattr(idempotency, "finish", raising(idempotency.finish))
            answer, changed = effect(walker, done[0], done[2])
        tried += 1
        wrong += wrong_with(answer)
        wrong += [f"{answer}: {change}" for change in changed if change.table not in NOISE]
    assert not wrong, "\n".join(wrong)
    assert tried > 15


def asked_with_broken_check(walker: Walker) -> list[str]:
    wrong = []
    for route in routes(walker.app):
        access = walker.access(route)
        if access is None or access.permission == PUBLIC:
            continue
        for actor in [*walker.first(route), walker.actors["stranger"]]:
            ran: list[str] = []
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(walker.app.view_functions, route.endpoint, _noting(walker, route, ran))
                answer = walker.try_(actor, route, walker.path(route))
            if ran or answer.status < 400:
                wrong.append(f"{answer}: the check was broken and the view ran")
            wrong += wrong_with(answer)
    return wrong


def _noting(walker: Walker, route: Route, ran: list[str]) -> Callable[..., Any]:
    view = walker.app.view_functions[route.endpoint]

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        ran.append(route.endpoint)
        return view(*args, **kwargs)

    return wrapper


def test_a_check_that_itself_fails_lets_nobody_in(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Check, "__call__", raising(Check.__call__))
    wrong = asked_with_broken_check(walker)
    assert not wrong, "\n".join(wrong)


def test_a_check_that_fails_open_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Check, "__call__", lambda _self, _access: None)
    assert [problem for problem in asked_with_broken_check(walker) if "the view ran" in problem]


def test_a_page_that_cannot_be_drawn_falls_back_to_the_plainest(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every template but the last resort is broken, the page for errors too."""
    render = Template.render

    def broken(self: Template, *args: Any, **kwargs: Any) -> str:
        if self.name != "errors/bare.html":
            raise Boom(SECRET)
        return render(self, *args, **kwargs)

    monkeypatch.setattr(Template, "render", broken)
    wrong, tried = [], 0
    for route in routes(walker.app):
        actors = walker.allowed(route)[:1]
        if route.method == "GET" and actors and route.endpoint not in SECOND_WAY:
            answer = walker.try_(actors[0], route, walker.path(route))
            if answer.status == 500 or answer.headers.get("Content-Type", "").startswith("text/html"):
                tried += 1
                wrong += wrong_with(answer, frozenset({404, 500})) if answer.status not in (302, 303) else []
    assert not wrong, "\n".join(wrong)
    assert tried > 25
