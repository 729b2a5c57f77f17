"""What home says of overrides of the tier: those that end soon, while there is still time to decide."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import TierOverride
from app.register.permissions import RegisterPermission as P
from app.register.queries import tiering as queries
from app.register.sheets.deciding import SOON_DAYS
from app.work import waiting
from app.work.waiting import Source, Waiting


def _soon(ctx: Context) -> Any:
    return queries.expiring_overrides(ctx, day_of(ctx.at) + timedelta(days=SOON_DAYS))


def waiting_overrides(ctx: Context) -> list[Any]:
    return [_soon(ctx)] if ctx.may(P.TIER_OVERRIDE) else []


def list_overrides(ctx: Context, limit: int) -> list[Waiting]:
    if not ctx.may(P.TIER_OVERRIDE):
        return []
    query = _soon(ctx).order_by(TierOverride.expires_on, TierOverride.id).limit(limit)
    return [
        Waiting(
            _("Override of the tier"),
            _("The override of the tier ends soon: %(number)s %(title)s", number=row.number, title=row.title),
            url_for("register.engagement_tier", engagement_id=row.engagement_id),
            row.expires_on,
        )
        for row in db.session.execute(query)
    ]


waiting.register("tier_overrides", Source(waiting_overrides, list_overrides))
