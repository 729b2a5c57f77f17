"""What follows from what, in the transaction that caused it: all of it or nothing."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.core import events
from app.core.context import system_context
from app.core.errors import DomainError
from app.identity.models import Unit
from app.subscriptions import SUBSCRIPTIONS
from tests.factories import identity as make


@dataclass(frozen=True)
class Happened:
    code: str


@dataclass(frozen=True)
class HappenedToo(Happened):
    pass


@pytest.fixture
def wired():
    heard: list[tuple[str, object]] = []

    def first(ctx, event):
        heard.append(("first", event))
        make.unit(ctx.at, event.code, "一")

    def second(_ctx, event):
        heard.append(("second", event))
        if event.code == "bad":
            raise DomainError("no")

    events.wire({Happened: [first, second]})
    yield heard
    events.wire(SUBSCRIPTIONS)


def test_listeners_are_called_at_once_in_the_order_of_the_list(session, at, wired):
    happened = Happened("E1")
    events.publish(system_context(at, "test"), happened)
    assert wired == [("first", happened), ("second", happened)]
    assert session.scalar(select(Unit.name).where(Unit.code == "E1")) == "一"


def test_nobody_hears_what_nobody_asked_for(session, at, wired):
    events.publish(system_context(at, "test"), HappenedToo("E1"))
    assert wired == []


def test_a_listener_that_refuses_stops_the_act_and_all_is_undone(session, at, wired):
    with pytest.raises(DomainError):
        events.publish(system_context(at, "test"), Happened("bad"))
    session.rollback()
    assert session.scalar(select(Unit).where(Unit.code == "bad")) is None


def test_wiring_replaces_what_was_wired(session, at, wired):
    events.wire({})
    events.publish(system_context(at, "test"), Happened("E1"))
    assert wired == []
