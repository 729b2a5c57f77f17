"""Pure rules of identity: which roles may be given by whom, when something holds, when an account locks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.identity.roles import GRANTED_BY_ADMINISTRATORS, PRIVILEGED, READ_ONLY, Role

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
LINK_VALID = timedelta(days=3)
UNUSED_DAYS = 90


@dataclass(frozen=True)
class Held:
    """A role in a unit, and for how long from today on it stays as it is."""

    role: Role
    unit_id: UUID


def holds_on(from_on: date, until_on: date | None, day: date) -> bool:
    return from_on <= day and (until_on is None or day <= until_on)


def next_change(periods: Iterable[tuple[date, date | None]], day: date) -> date | None:
    """The first later day on which one of the periods begins, or has just ended."""
    days = set()
    for from_on, until_on in periods:
        days.add(from_on)
        if until_on is not None:
            days.add(until_on + timedelta(days=1))
    return min((d for d in days if d > day), default=None)


def subtree(unit_id: UUID, paths: Mapping[UUID, str]) -> frozenset[UUID]:
    """The unit and everything below it."""
    root = paths.get(unit_id)
    if root is None:
        return frozenset()
    return frozenset(id_ for id_, path in paths.items() if path.startswith(root))


def expand(held: Iterable[Held], paths: Mapping[UUID, str]) -> dict[Role, frozenset[UUID]]:
    """Units per role, descendants included."""
    found: dict[Role, frozenset[UUID]] = {}
    for grant in held:
        found[grant.role] = found.get(grant.role, frozenset()) | subtree(grant.unit_id, paths)
    return found


def may_be_stood_in(role: Role) -> bool:
    """The administrator's and the auditor's powers are nobody's to lend."""
    return role not in PRIVILEGED | READ_ONLY | {Role.VENDOR}


def needs_administrator(role: Role) -> bool:
    return role in GRANTED_BY_ADMINISTRATORS


def excludes(role: Role, others: Iterable[Role]) -> Role | None:
    """A role already held that may not be held together with this one: who checks does not do."""
    for other in others:
        for a, b in ((role, other), (other, role)):
            if a == Role.AUDITOR and b != Role.AUDITOR:
                return other
            if a == Role.VENDOR and b != Role.VENDOR:
                return other
    return None


def is_unused(seen_on: date | None, held_since: date, day: date) -> bool:
    """Nobody came for 90 days: not since the last visit, or not at all since the role was given."""
    return (day - (seen_on or held_since)).days > UNUSED_DAYS


@dataclass(frozen=True)
class Failures:
    count: int
    first_at: datetime | None
    locked_until: datetime | None


def is_locked(locked_until: datetime | None, at: datetime) -> bool:
    return locked_until is not None and at < locked_until


def after_failure(before: Failures, at: datetime) -> Failures:
    """Five failures within a quarter of an hour lock for a quarter of an hour, and never for longer."""
    if is_locked(before.locked_until, at):
        return before
    begins_anew = before.first_at is None or at - before.first_at > LOCK
    count = 1 if begins_anew else before.count + 1
    first_at = at if begins_anew else before.first_at
    if count >= MAX_FAILURES:
        return Failures(0, None, at + LOCK)
    return Failures(count, first_at, None)
