"""Who may reach which route: each declares it, the list is reviewed, and silence is a refusal."""

import os
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from app.core import authz
from app.core.web import SAFE
from app.identity.roles import READ_ONLY, Role

LIST = Path(__file__).with_name("access.txt")
OPEN = {authz.PUBLIC, authz.SIGNED_IN, authz.ENROLLING, authz.DEMONSTRATION}


def declared(app: Flask) -> dict[str, str]:
    return {endpoint: str(authz.access_of(app, endpoint) or "UNDECLARED") for endpoint in app.view_functions}


def listed() -> dict[str, str]:
    lines = LIST.read_text().splitlines() if LIST.exists() else []
    return {endpoint: access for endpoint, _, access in (line.partition(" ") for line in lines)}


def test_every_route_declares_its_access_and_the_list_is_reviewed(app: Flask) -> None:
    found = declared(app)
    if os.environ.get("SEKISHO_WRITE_ACCESS"):
        LIST.write_text("".join(f"{endpoint} {found[endpoint]}\n" for endpoint in sorted(found)))
    assert found == listed(), "write it anew with SEKISHO_WRITE_ACCESS=1 and review the difference"


def test_every_permission_asked_for_is_known_and_held_by_somebody(app: Flask) -> None:
    known = authz.known()
    for endpoint, access in declared(app).items():
        permission = access.removesuffix(" fresh")
        if permission not in OPEN:
            assert permission in known, f"{endpoint} asks for {permission}, which no role can hold"
            assert known[permission].roles, f"nobody holds {permission}"


def test_every_permission_is_asked_for_somewhere(app: Flask) -> None:
    in_code = "\n".join(
        path.read_text() for path in Path("app").rglob("*.py") if path.name != "permissions.py"
    ) + "\n".join(path.read_text() for path in Path("app").rglob("*.html"))
    for permission in authz.known():
        name = permission.rpartition(":")[2].upper()
        assert permission in in_code or f"P.{_member(permission)}" in in_code, (
            f"{permission} is never used ({name})"
        )


def _member(permission: str) -> str:
    from importlib import import_module

    package = permission.partition(":")[0]
    module = import_module(f"app.{package}.permissions")
    members = [m for enum in vars(module).values() if isinstance(enum, type) and hasattr(enum, "__members__")
               for m in enum.__members__.values() if str(m) == permission]  # fmt: skip
    return str(members[0].name) if members else "?"


def test_who_reads_everything_holds_no_permission_that_writes() -> None:
    for grantable in authz.known().values():
        if grantable.writes:
            assert not grantable.roles & {str(role) for role in READ_ONLY}, grantable.permission


def test_a_vendor_holds_no_permission_beyond_the_few_meant_for_it() -> None:
    assert authz.permissions_of(Role.VENDOR) <= {
        "register:organisation:view", "diligence:answer:edit", "diligence:portal:view", "diligence:colleague:invite",
        "references:portal:write",
    }  # fmt: skip


def test_a_route_that_declares_nothing_is_refused(app: Flask) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(app.view_functions["register.organisation_list"], "access")
        with app.test_request_context("/organisations"), pytest.raises(Forbidden):
            authz.guard(lambda _access: None)()


def test_safe_methods_are_the_ones_that_http_calls_safe() -> None:
    assert set(SAFE) == {"GET", "HEAD", "OPTIONS"}
