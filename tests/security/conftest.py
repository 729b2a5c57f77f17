"""One bank with two vendors and two units, and everybody of every role with an open session."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from xdist.scheduler import LoadScopeScheduling

from app import create_app
from app.config import Config
from app.core import audit, keys, logs, settings
from app.core.audit import head
from app.core.db import db
from app.identity.credentials import state_of
from app.identity.models import User, WebSession
from app.identity.roles import Role
from tests.conftest import config_for, rolled_back
from tests.factories import identity as make
from tests.security import world as worlds
from tests.security.forms import Found, harvest
from tests.security.walk import Actor, Walker, sit_down
from tests.security.world import World

IS_FULL = os.environ.get("SEKISHO_FULL") == "1"
DATABASES = ("sqlite", "postgresql")
# Where PostgreSQL's roles and row security answer differently: walked on both, whatever the size. Our own people all
# have one role there, so that what is between them is told as well by one database as by two.
ON_BOTH = (
    "test_every_route_lets_in_exactly_whom_it_declares",
    "test_another_vendors_row_is_as_if_it_were_not_there",
    "test_no_page_export_or_picker_lets_out_another_vendors_words",
    "test_the_canary_of_ones_own_sings",
    "test_a_scope_of_vendors_taken_out_is_noticed",
    "test_a_vendor_reads_nothing_of_the_register_but_its_own_organisation",
)
# The longest, so that both processes end at about the same time.
APART = ("test_hostile_strings", "test_failures", "test_audit_oracle")
Bank = tuple[Flask, World, dict[str, Actor], Config]
LONG = timedelta(days=2)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "ByDatabase":
    """xdist's own groups are written into node ids, which pytest 9.2 no longer lets it do."""
    return ByDatabase(config, log)


class ByDatabase(LoadScopeScheduling):
    """One process for a database, one test after the other: its rows and forms are made and found once for all."""

    def _split_scope(self, nodeid: str) -> str:
        if not nodeid.startswith("tests/security/"):
            return str(super()._split_scope(nodeid))
        if "postgresql" in nodeid.rpartition("::")[2]:
            return "postgresql"
        return "sqlite, apart" if Path(nodeid.partition("::")[0]).stem in APART else "sqlite"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The small run walks PostgreSQL where it matters most; the full run walks it everywhere."""
    left_out = [] if IS_FULL else [item for item in items if _is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_left_out(item: pytest.Item) -> bool:
    is_here = Path(__file__).parent in item.path.parents
    return is_here and "postgresql" in item.name and item.name.partition("[")[0] not in ON_BOTH


@contextmanager
def globals_kept() -> Iterator[None]:
    """Other folders of the same run have an application of their own over the same globals."""
    kept = {name: getattr(db, name) for name in ("engine", "sessionmaker") if hasattr(db, name)}
    ring, path = (keys.ring.keys, keys.ring.current), head._path
    try:
        yield
    finally:
        settings.forget()
        logs.configure()
        for name, value in kept.items():
            setattr(db, name, value)
        keys.ring.keys, keys.ring.current = ring
        if path is not None:
            head.use(path)


@pytest.fixture(scope="package", params=DATABASES)
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """The application, its rows and its people, committed."""
    folder = tmp_path_factory.mktemp(f"security-{request.param}")
    with globals_kept():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        config = config_for(request.param, folder, f"test_security_{worker}")
        config = replace(config, idle_minutes=600, fresh_minutes=600)
        app = create_app(config)
        logs.configure(logging.CRITICAL)  # thousands of refusals are meant to happen
        with app.app_context(), db.scope(writes=True):
            world = worlds.build(datetime.now(UTC))
            db.session.flush()
            actors = everybody(world)
            db.session.commit()
        yield app, world, actors, config
        db.engine.dispose()


def everybody(world: World) -> dict[str, Actor]:
    gone = make.user(datetime.now(UTC), "gone@tsubame.example", "退職 太郎")
    gone.active = False
    audit.record(make.context(datetime.now(UTC)), make.Made.FOR_TEST, gone)
    shut = make.user(datetime.now(UTC), "shut@tsubame.example", "施錠 花子")
    state_of(shut).locked_until = datetime.now(UTC) + LONG
    world.mine.others.setdefault("user", []).extend([gone, shut])
    found = [Actor("nobody", ""), sit_down(None, "stranger")]
    found += [sit_down(user, role.value) for role, user in world.people.items()]
    found += [sit_down(user, f"stale {role.value}", proved=LONG) for role, user in world.people.items()]
    found += [sit_down(_half(world), "half", content=_half_content(_half(world)))]
    found += [sit_down(gone, "deactivated"), sit_down(world.people[Role.ADMINISTRATOR], "expired", seen=LONG)]
    for side in (world.mine, world.other):
        for name in ("vendor", "officer", "approver", "reader"):
            found.append(sit_down(getattr(side, name), f"{side.key} {name}"))
            side.rows["web_session"] = db.session.get(WebSession, found[-1].session_id)
    return {actor.name: actor for actor in found}


def _half(world: World) -> User:
    return world.people[Role.ADMINISTRATOR]


def _half_content(user: User) -> dict[str, Any]:
    """Between password and second factor."""
    return {"tf_user_id": user.fs_uniquifier, "tf_state": "ready", "tf_primary_method": "authenticator"}


@pytest.fixture(scope="package")
def app(bank: Any) -> Flask:
    return bank[0]  # type: ignore[no-any-return]


@pytest.fixture(scope="package")
def walker(bank: Any) -> Iterator[Walker]:
    app, world, actors, _ = bank
    with rolled_back(app) as connection:
        yield Walker(app, connection, world, actors)


@pytest.fixture(scope="package")
def offers(walker: Walker) -> dict[str, list[Found]]:
    """Every form that some page offers to somebody, by the endpoint it is sent to."""
    return harvest(walker)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path
