"""S1: every route × method × person against what the route declares and the catalogue of permissions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from app.core import authz
from app.identity.permissions import IdentityPermission
from app.identity.roles import Role
from tests.security.conftest import IS_FULL
from tests.security.walk import Actor, Answer, NoSample, Route, Walker, allows, routes

# The library answers a call that comes out of turn with the way to sign in; nothing is shown or done.
OUT_OF_TURN = {
    "security.two_factor_setup", "security.two_factor_setup_validate", "security.two_factor_token_validation",
    "security.two_factor_rescue", "security.mf_recovery", "security.tf_select", "security.logout",
}  # fmt: skip

# Beyond the permission the row has a say: it names the right of its own that decides it.
ROW_DECIDES = {"work.approval_approve", "work.approval_refuse", "overview.draft_save"}


def walk(walker: Walker, chosen: Iterable[Route], actors: Iterable[Actor]) -> tuple[list[str], int]:
    """What is wrong, in words, and how many requests were sent."""
    wrong, sent = [], 0
    people = list(actors)
    for route in chosen:
        access = walker.access(route)
        if access is None:
            wrong.append(f"{route} declares no access")
            continue
        path = walker.path(route)
        for actor in people:
            sent += 1
            wrong += judge(access, walker.try_(actor, route, path))
    return wrong, sent


def judge(access: authz.Access, answer: Answer) -> list[str]:
    if answer.status >= 500:
        return [f"{answer}: {access} must not end like this"]
    if access.permission == authz.DEMONSTRATION:
        return [] if answer.status in (400, 404) else [f"{answer}: there is no demonstration here"]
    if allows(access, answer.actor):
        if answer.route.endpoint in OUT_OF_TURN or (
            answer.status == 403 and answer.route.endpoint in ROW_DECIDES
        ):
            return []
        refused = answer.is_refused or answer.sends_to_prove
        return [f"{answer}: {access} is held and was refused"] if refused else []
    may_when_fresh = access.is_fresh and allows(access, replace(answer.actor, is_fresh=True))
    if may_when_fresh:
        return [] if answer.sends_to_prove else [f"{answer}: {access} without proof"]
    if answer.status == 400 and answer.route.is_unsafe and not answer.actor.is_signed_in:
        return []  # no session, so no token of it either
    return [] if answer.is_refused else [f"{answer}: {access} is not held"]


def everybody(walker: Walker) -> list[Actor]:
    """All roles, and every half or ended way of being signed in."""
    odd = ["nobody", "stranger", "half", "deactivated", "expired"]
    return [*_one_for_each_role(walker), *(walker.actors[name] for name in odd)]


def _one_for_each_role(walker: Walker) -> list[Actor]:
    """The small run asks PostgreSQL about those whom it tells apart itself: a vendor and one of ours."""
    if IS_FULL or walker.connection.dialect.name == "sqlite":
        return walker.by_role()
    return [walker.actors[role.value] for role in (Role.VENDOR, Role.VENDOR_MANAGER)]


def test_every_route_lets_in_exactly_whom_it_declares(walker: Walker) -> None:
    wrong, sent = walk(walker, routes(walker.app, every_method=IS_FULL), everybody(walker))
    assert not wrong, "\n".join(wrong)
    assert sent > 7 * 100


def test_a_sensitive_act_asks_who_is_there_when_that_was_long_ago(walker: Walker) -> None:
    chosen = [route for route in routes(walker.app) if (a := walker.access(route)) and a.is_fresh]
    assert chosen
    wrong, _ = walk(walker, chosen, [walker.actors[f"stale {role.value}"] for role in Role])
    assert not wrong, "\n".join(wrong)


def test_an_argument_that_nobody_can_fill_stops_the_walk(walker: Walker) -> None:
    route = Route("somewhere.new", "/new/<uuid:gizmo_id>", "GET", frozenset({"gizmo_id"}))
    with pytest.raises(NoSample, match=r"gizmo_id.*PLAIN"):
        walker.path(route)


def guarded(walker: Walker) -> Route:
    """A page that not everybody may see."""
    for route in routes(walker.app):
        access = walker.access(route)
        if route.method == "GET" and access and access.permission == IdentityPermission.ACCESS_VIEW:
            return route
    raise AssertionError("no page asks for that permission")


def test_a_permission_taken_off_a_view_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    route = guarded(walker)
    declared = walker.access(route)
    assert declared is not None
    monkeypatch.setattr(walker.app.view_functions[route.endpoint], "access", authz.Access(authz.PUBLIC))
    path = walker.path(route)
    answers = [walker.try_(actor, route, path) for actor in everybody(walker)]
    assert [problem for answer in answers for problem in judge(declared, answer)]


def test_a_view_that_declares_nothing_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    route = guarded(walker)
    monkeypatch.delattr(walker.app.view_functions[route.endpoint], "access")
    wrong, _ = walk(walker, [route], everybody(walker))
    assert wrong == [f"{route} declares no access"]


def test_a_guard_that_is_off_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = walker.app.before_request_funcs[None]
    kept = [function for function in everywhere if function.__qualname__ != "guard.<locals>.before"]
    assert len(kept) == len(everywhere) - 1
    monkeypatch.setitem(walker.app.before_request_funcs, None, kept)
    wrong, _ = walk(walker, [guarded(walker)], everybody(walker))
    assert wrong
