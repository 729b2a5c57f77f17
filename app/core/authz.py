"""Deny by default: a route that declares no access is refused, here and by a test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"  # anybody
SIGNED_IN = "signed-in"  # anybody with both factors: their own profile, sessions, drafts
ENROLLING = "enrolling"  # between password and second factor as well
DEMONSTRATION = "demonstration"  # one-click sign-in: only in a demonstration instance, only from loopback


@dataclass(frozen=True)
class Access:
    """What a route asks for. `is_fresh`: the person must have proved who they are in the last minutes."""

    permission: str
    is_fresh: bool = False

    def __str__(self) -> str:
        return self.permission + (" fresh" if self.is_fresh else "")


def requires(permission: StrEnum | str, *, fresh: bool = False) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = Access(str(permission), fresh)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    return requires(PUBLIC)(view)


def signed_in(view: View) -> View:
    return requires(SIGNED_IN)(view)


def declare(app: Flask, endpoints: Iterable[str], access: str) -> None:
    """For routes that a library made."""
    declared = app.extensions.setdefault("access", {})
    for endpoint in endpoints:
        if endpoint not in app.view_functions:
            raise KeyError(f"no such route: {endpoint}")
        declared[endpoint] = Access(access)


def access_of(app: Flask, endpoint: str) -> Access | None:
    declared: dict[str, Access] = app.extensions.get("access", {})
    return declared.get(endpoint) or getattr(app.view_functions[endpoint], "access", None)


Check = Callable[[Access], Any]


def guard(check: Check) -> Callable[[], Any]:
    """A before_request function: no declaration is a refusal; else `check` says (None = go on)."""

    def before() -> Any:
        if request.endpoint is None:
            return None  # routing answers 404 or 405
        access = access_of(current_app, request.endpoint)
        if access is None:
            abort(403)
        return check(access)

    return before


@dataclass(frozen=True)
class Grantable:
    """A permission as data: which roles hold it, and whether it can change anything."""

    permission: str
    roles: frozenset[str]
    writes: bool


_catalogue: dict[str, Grantable] = {}


def catalogue(entries: Iterable[tuple[StrEnum, Iterable[str], bool]]) -> None:
    """Each package's `permissions.py` adds its rows: permission, roles that hold it, does it write."""
    for permission, roles, writes in entries:
        _catalogue[str(permission)] = Grantable(str(permission), frozenset(map(str, roles)), writes)


def known() -> dict[str, Grantable]:
    return dict(_catalogue)


def permissions_of(role: str) -> frozenset[str]:
    return frozenset(p for p, grantable in _catalogue.items() if role in grantable.roles)
