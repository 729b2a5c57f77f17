"""The demonstration is loaded once for all that is asked of it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.cli.demonstrating import load_if_empty
from app.core.context import Context
from app.core.db import db
from app.demo.acting import Cast
from app.diligence.models import Assessment
from app.identity.models import User
from tests.instances import running, sqlite_config


@pytest.fixture(scope="package")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, float]]:
    """The application and the seconds that the loading took."""
    with running(sqlite_config(tmp_path_factory.mktemp("demo"))) as app:
        began = time.process_time()
        assert load_if_empty(app.extensions["sekisho"])
        taken = time.process_time() - began
        db.end_transaction()
        yield app, taken


@pytest.fixture
def context_of(bank: tuple[Flask, float]) -> Callable[[str], Context]:
    cast = Cast(datetime.now(UTC), lambda: None)
    for user in db.session.scalars(select(User)):
        cast.people[user.email.partition("@")[0]] = user
    return cast.ctx


@pytest.fixture
def told(bank: tuple[Flask, float]) -> dict[str, Assessment]:
    return {one.number: one for one in db.session.scalars(select(Assessment))}
