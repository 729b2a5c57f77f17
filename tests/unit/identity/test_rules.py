"""When roles hold, what may be lent, when an account closes."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.identity import rules
from app.identity.roles import Role

A, B, C = (UUID(int=n) for n in (1, 2, 3))
PATHS = {A: f"/{A}/", B: f"/{A}/{B}/", C: f"/{C}/"}
DAY = date(2026, 4, 1)
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("from_on", "until_on", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(1), None, False),
        (DAY - timedelta(9), DAY - timedelta(1), False),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(from_on, until_on, holds):
    assert rules.holds_on(from_on, until_on, DAY) is holds


def test_the_next_change_is_the_next_beginning_or_the_day_after_an_end():
    periods = [(DAY - timedelta(9), DAY + timedelta(5)), (DAY + timedelta(9), None), (DAY, None)]
    assert rules.next_change(periods, DAY) == DAY + timedelta(6)
    assert rules.next_change([(DAY, None)], DAY) is None


def test_a_role_on_a_unit_reaches_what_is_below_it_and_nothing_beside():
    held = [rules.Held(Role.LEGAL, A), rules.Held(Role.RISK, B), rules.Held(Role.RISK, UUID(int=9))]
    assert rules.expand(held, PATHS) == {Role.LEGAL: {A, B}, Role.RISK: {B}}


def test_what_may_be_lent():
    lent = {role for role in Role if rules.may_be_stood_in(role)}
    assert set(Role) - lent == {Role.ADMINISTRATOR, Role.AUDITOR, Role.VENDOR}


@pytest.mark.parametrize(
    ("role", "others", "excluded"),
    [
        (Role.AUDITOR, [Role.RISK], Role.RISK),
        (Role.RISK, [Role.AUDITOR], Role.AUDITOR),
        (Role.AUDITOR, [Role.AUDITOR], None),
        (Role.VENDOR, [Role.LEGAL], Role.LEGAL),
        (Role.RISK, [Role.LEGAL, Role.OFFICER], None),
    ],
)
def test_who_checks_does_not_do(role, others, excluded):
    assert rules.excludes(role, others) == excluded


def failures(*minutes: float) -> rules.Failures:
    state = rules.Failures(0, None, None)
    for minute in minutes:
        state = rules.after_failure(state, NOW + timedelta(minutes=minute))
    return state


def test_the_fifth_failure_within_a_quarter_of_an_hour_closes_for_a_quarter():
    assert failures(0, 1, 2, 3).locked_until is None
    assert failures(0, 1, 2, 3, 4).locked_until == NOW + timedelta(minutes=19)


def test_failures_while_closed_do_not_prolong_it():
    assert failures(0, 1, 2, 3, 4, 5, 6, 18) == failures(0, 1, 2, 3, 4)


def test_failures_far_apart_do_not_add_up():
    assert failures(0, 1, 2, 3, 15.1).locked_until is None
    assert failures(0, 1, 2, 3, 15.1).count == 1


def test_after_the_lock_counting_begins_anew():
    assert failures(0, 1, 2, 3, 4, 20).count == 1


@pytest.mark.parametrize(
    ("seen", "since", "unused"),
    [(90, 400, False), (91, 400, True), (None, 90, False), (None, 91, True), (0, 400, False)],
)
def test_a_role_is_unused_after_ninety_days_without_a_visit(seen, since, unused):
    seen_on = None if seen is None else DAY - timedelta(seen)
    assert rules.is_unused(seen_on, DAY - timedelta(since), DAY) is unused
