"""What a sign-in sets off: permissions for the session, and a word to the other administrators."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from app.core import notices, outbox
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.identity import queries, rules, sessions
from app.identity.models import Invitation, User
from app.identity.roles import PRIVILEGED

ALERT = N_("%(name)s signed in as administrator at %(at)s.")
ALERT_SUBJECT = N_("Sekisho: an administrator signed in")
ALERT_ADVICE = N_(
    "If this was not expected, call the person, and end the session on the page of their account."
)


def begin_session(session: Any, user: User, at: datetime) -> None:
    """Work out what the person holds today, units with their descendants, until the day that changes it."""
    held, until = queries.held_by(user.id, day_of(at))
    expanded = rules.expand(held, queries.unit_paths())
    text = json.dumps({role.value: sorted(map(str, units)) for role, units in expanded.items()})
    session.new_grants = (text, until)


def announce_privileged_sign_in(user: User, at: datetime) -> None:
    """Tell the other administrators, here and by mail. One at night is how a break-in shows first."""
    held, _ = queries.held_by(user.id, day_of(at))
    if not any(grant.role in PRIVILEGED for grant in held):
        return
    ctx = Context(at=at, actor_id=user.id, actor_name=user.name)
    for other in queries.privileged_holders(day_of(at)):
        if other.id == user.id:
            continue
        when = format_datetime(at, DateStyle(other.date_style))
        notices.post(ctx, other.id, ALERT, user, name=user.name, at=when)
        with in_language(other.language) as translate:
            outbox.send(
                ctx, user_id=other.id, address=other.email, subject=translate(ALERT_SUBJECT),
                body=f"{translate(ALERT, name=user.name, at=when)}\n\n{translate(ALERT_ADVICE)}\n",
            )  # fmt: skip


def expire_records(at: datetime, idle: timedelta, absolute: timedelta) -> dict[str, int]:
    """Sessions and links that are over."""
    links = db.affect(delete(Invitation).where(Invitation.expires_at < at - timedelta(days=30)))
    return {"sessions": sessions.expire(at, idle, absolute), "links": links}
