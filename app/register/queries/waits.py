"""What of the register waits for somebody: each kind one query, put together by one statement."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import ChainCheck, Engagement, TierOverride
from app.register.permissions import RegisterPermission as P
from app.register.queries import checking, tiering
from app.register.queries import engagements as queries
from app.register.rules.engagements import OVER
from app.work.models import Severity

SOON_DAYS = 90
OVERRIDE_DAYS = 30
INCOMPLETE, ENDING, FAILING, OVERRIDE = "incomplete", "ending", "failing", "override"
GRAVE = "grave"


def _mine(ctx: Context) -> Any:
    """Those I answer for, and in the units I keep those for which nobody does."""
    keeps = Engagement.owner_id.is_(None) & Engagement.unit_id.in_(sorted(ctx.units(P.ENGAGEMENT_EDIT)))
    return or_(Engagement.owner_id == ctx.actor_id, keeps)


def _asked(ctx: Context) -> list[Select[Any]]:
    """Each kind with the day by which it should be done; every line the same columns."""
    today = day_of(ctx.at)
    soon = today + timedelta(days=SOON_DAYS)
    next_day = case(
        (Engagement.renewal_notice_on >= today, Engagement.renewal_notice_on), else_=Engagement.ends_on
    )
    begins = case((Engagement.started_on > today, Engagement.started_on), else_=null())
    wrong = (
        select(func.count(ChainCheck.id))
        .where(ChainCheck.engagement_id == Engagement.id, ChainCheck.severity == Severity.HIGH.value)
        .scalar_subquery()
    )
    failing = select(ChainCheck.engagement_id).where(ChainCheck.severity == Severity.HIGH.value)
    return [
        _lines(INCOMPLETE, begins).where(_mine(ctx), queries.is_incomplete()),
        _lines(ENDING, next_day).where(
            _mine(ctx), Engagement.stage.not_in(OVER), next_day.between(today, soon)
        ),
        _lines(FAILING, cast(null(), Date), wrong).where(_mine(ctx), Engagement.id.in_(failing)),
    ]


def _lines(kind: str, day: Any, number: Any = None) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        Engagement.id.label("id"),
        Engagement.number.label("number"),
        Engagement.title.label("title"),
        type_coerce(day, Date).label("day"),
        (number if number is not None else literal(0, Integer)).label("count"),
    )


def _overrides(ctx: Context) -> Any:
    found = tiering.expiring_overrides(ctx, day_of(ctx.at) + timedelta(days=OVERRIDE_DAYS))
    return found.with_only_columns(
        literal(OVERRIDE).label("kind"),
        Engagement.id.label("id"),
        Engagement.number.label("number"),
        Engagement.title.label("title"),
        TierOverride.expires_on.label("day"),
        literal(0, Integer).label("count"),
    )


def _grave(ctx: Context) -> list[Select[Any]]:
    """One line for all of them, for who keeps the rules; none while nothing is grave."""
    if not (ctx.may(P.SETTINGS_EDIT) and ctx.may(P.CONSENT_DECIDE)):
        return []
    found = checking.grave_number(ctx).subquery()
    line = select(
        literal(GRAVE).label("kind"),
        cast(null(), Engagement.id.type).label("id"),
        literal("").label("number"),
        literal("").label("title"),
        type_coerce(cast(null(), Date), Date).label("day"),
        found.c.number.label("count"),
    )
    return [line.where(found.c.number > 0)]


def _each(ctx: Context) -> list[Select[Any]]:
    own = _asked(ctx) if ctx.may(P.ENGAGEMENT_EDIT) else []
    return [*own, _overrides(ctx)] if ctx.may(P.TIER_OVERRIDE) else own


def waiting_engagements(ctx: Context) -> list[Select[Any]]:
    return [*_each(ctx), *_grave(ctx)]


def first_waiting(ctx: Context, limit: int) -> Sequence[Any]:
    """One statement for all kinds, each no longer than a page shows."""
    parts = [
        select(query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(limit).subquery())
        for query in _each(ctx)
    ]
    parts.extend(_grave(ctx))
    return db.session.execute(union_all(*parts)).all() if parts else []
