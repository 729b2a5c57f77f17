"""Reads of the security events: what was tried at the doors, by whom, from where."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sqlalchemy import select

from app.core.audit import SecurityEvent
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.identity.queries import names_of, privileged_holders
from app.overview.permissions import OverviewPermission as P
from app.overview.rules import instant

SHOWN = 100
MOST_PAGES = 100


class Kind(StrEnum):
    """The kinds that are written; privileged is a choice of the list and stands in no row."""

    FAILED = "sign_in:failed"
    LOCKED = "sign_in:locked"
    DONE = "sign_in:done"
    PRIVILEGED = "sign_in:privileged"
    REFUSED = "access:refused"
    POLICY = "csp:refused"
    BROKEN = "audit:broken"
    DAMAGED = "file:damaged"
    REWRAPPED = "file:rewrapped"
    COPIED = "file:copied"


@dataclass(frozen=True)
class Incident:
    event: SecurityEvent
    who: str
    is_privileged: bool


@dataclass(frozen=True)
class Incidents:
    rows: list[Incident]
    has_more: bool


def incidents(ctx: Context, today: date, *, kind: Kind | None, day: date | None, page: int) -> Incidents:
    """Newest first. A sign-in counts as privileged if the person holds such a role today."""
    if not ctx.may(P.SECURITY_VIEW):
        raise NotFound
    privileged = {user.id for user in privileged_holders(today)}
    query = select(SecurityEvent)
    if kind == Kind.PRIVILEGED:
        query = query.where(SecurityEvent.kind == Kind.DONE.value, SecurityEvent.user_id.in_(privileged))
    elif kind is not None:
        query = query.where(SecurityEvent.kind == kind.value)
    if day is not None:
        query = query.where(
            SecurityEvent.at >= instant(day, time.min), SecurityEvent.at <= instant(day, time.max)
        )
    query = query.order_by(SecurityEvent.at.desc(), SecurityEvent.id.desc())
    found = list(db.session.scalars(query.offset((page - 1) * SHOWN).limit(SHOWN + 1)))
    names = names_of({event.user_id for event in found if event.user_id})
    rows = [
        Incident(
            event,
            names.get(event.user_id, "") if event.user_id else "",
            event.kind == Kind.DONE and event.user_id in privileged,
        )
        for event in found[:SHOWN]
    ]
    return Incidents(rows, len(found) > SHOWN and page < MOST_PAGES)
