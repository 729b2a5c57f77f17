"""Who acts: permissions hold for units, and nobody gains any by asking."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.core.context import ActorKind, Context, operator_context, system_context

AT = datetime(2026, 4, 1, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)
CTX = Context(at=AT, actor_id=UUID(int=9), grants={"unit:read": frozenset({HERE}), "nowhere": frozenset()})


@pytest.mark.parametrize(
    ("permission", "unit", "may"),
    [
        ("unit:read", None, True), ("unit:read", HERE, True), ("unit:read", THERE, False),
        ("unit:write", None, False), ("unit:write", HERE, False), ("", None, False), ("nowhere", HERE, False),
    ],
)  # fmt: skip
def test_a_permission_holds_in_its_units(permission, unit, may):
    assert CTX.may(permission, unit) is may


def test_units_are_those_of_the_permission_and_none_for_an_unknown_one():
    assert CTX.units("unit:read") == {HERE}
    assert CTX.units("unit:write") == frozenset()
    assert CTX.permissions == {"unit:read", "nowhere"}


def test_nothing_is_granted_unless_said():
    assert Context(at=AT).permissions == frozenset()
    assert system_context(AT, "nightly").permissions == frozenset()
    assert operator_context(AT).permissions == frozenset()


def test_a_context_cannot_be_changed_on_the_way():
    with pytest.raises(FrozenInstanceError):
        CTX.actor_id = None  # type: ignore[misc]


def test_each_act_has_an_id_of_its_own():
    assert Context(at=AT).act_id != Context(at=AT).act_id


def test_kinds_of_actors():
    assert (CTX.actor_kind, CTX.is_vendor) == (ActorKind.PERSON, False)
    assert system_context(AT, "nightly").actor_kind == ActorKind.SYSTEM
    assert system_context(AT, "nightly").actor_name == "nightly"
    assert operator_context(AT).actor_kind == ActorKind.OPERATOR
    assert Context(at=AT, organisation_id=HERE).is_vendor
