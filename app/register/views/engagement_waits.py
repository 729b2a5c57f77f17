"""What home says of one's engagements: fields nobody filled in, dates that come, checks of the chain that fail,
overrides of the tier that end soon, while there is still time to decide."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
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
from app.core.words import table_label
from app.register.models import ChainCheck, Engagement, TierOverride
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import tiering
from app.register.rules.engagements import OVER
from app.register.sheets.deciding import SOON_DAYS as OVERRIDE_DAYS
from app.work import waiting
from app.work.models import Severity
from app.work.waiting import Source, Waiting

SOON_DAYS = 90
INCOMPLETE, ENDING, FAILING, OVERRIDE = "incomplete", "ending", "failing", "override"


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


def waiting_engagements(ctx: Context) -> list[Select[Any]]:
    own = _asked(ctx) if ctx.may(P.ENGAGEMENT_EDIT) else []
    return [*own, _overrides(ctx)] if ctx.may(P.TIER_OVERRIDE) else own


def list_engagements(ctx: Context, limit: int) -> list[Waiting]:
    """One statement for all kinds, each no longer than the page shows."""
    parts = [
        select(query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(limit).subquery())
        for query in waiting_engagements(ctx)
    ]
    if not parts:
        return []
    return [_said(row) for row in db.session.execute(union_all(*parts))]


def _said(row: Any) -> Waiting:
    name = {"number": row.number, "title": row.title}
    if row.kind == FAILING:
        title = ngettext(
            "%(num)d check of the chain fails: %(number)s %(title)s",
            "%(num)d checks of the chain fail: %(number)s %(title)s",
            row.count,
            **name,
        )
        url = url_for("register.engagement", engagement_id=row.id) + "/chain"
        return Waiting(table_label("engagement"), title, url)
    if row.kind == OVERRIDE:
        title = _("The override of the tier ends soon: %(number)s %(title)s", **name)
        url = url_for("register.engagement_tier", engagement_id=row.id)
        return Waiting(_("Override of the tier"), title, url, row.day)
    said = _("Fill in what is missing: %(number)s %(title)s", **name)
    if row.kind == ENDING:
        said = _("Decide on renewal or end: %(number)s %(title)s", **name)
    url = url_for("register.engagement", engagement_id=row.id)
    return Waiting(table_label("engagement"), said, url, row.day)


waiting.register("engagements", Source(waiting_engagements, list_engagements))
