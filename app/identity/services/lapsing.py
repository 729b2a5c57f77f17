"""Roles and stand-ins whose last day has passed: closed, and their sessions with them.

Nobody could use them any more (rights are judged by the day); this makes the log say when they ended.
"""

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.identity.events import IdentityAct as Act
from app.identity.models import Grant, GrantState, StandIn
from app.identity.sessions import end_sessions


def end_lapsed(ctx: Context) -> int:
    return _end_grants(ctx) + _end_stand_ins(ctx)


def _end_grants(ctx: Context) -> int:
    query = select(Grant).where(Grant.state == GrantState.ACTIVE, Grant.until_on < day_of(ctx.at))
    lapsed = list(db.session.scalars(query.order_by(Grant.id)))
    for grant in lapsed:
        grant.state = GrantState.ENDED
        end_sessions(grant.user_id)
        audit.record(ctx, Act.GRANT_ENDED, grant)
    return len(lapsed)


def _end_stand_ins(ctx: Context) -> int:
    query = select(StandIn).where(StandIn.state == GrantState.ACTIVE, StandIn.until_on < day_of(ctx.at))
    lapsed = list(db.session.scalars(query.order_by(StandIn.id)))
    for stand_in in lapsed:
        stand_in.state = GrantState.ENDED
        end_sessions(stand_in.deputy_id)
        audit.record(ctx, Act.STAND_IN_ENDED, stand_in)
    return len(lapsed)
