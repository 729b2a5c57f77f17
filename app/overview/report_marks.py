"""What stands on each page of a file that is given to one person: who, of which unit, when, of what."""

from flask_babel import gettext as _

from app.core import settings
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.db import db
from app.diligence import evidence_marks
from app.identity import queries as identity
from app.reports.marking import mark

UNITS = 2


def words_of(ctx: Context, number: str) -> tuple[str, str]:
    """`number`: of the report or assessment. The line at the foot, and what goes across the page."""
    at = f"{format_datetime(ctx.at, DateStyle.ISO)} JST"
    institution = str(settings.get("institution.name"))
    # A grant on everything stands at the unit that is called like the institution.
    of = " ".join((institution, *(unit for unit in _units(ctx) if unit != institution)))
    line = _(
        "%(number)s · given to %(who)s (%(of)s) on %(at)s · not to be passed on",
        number=number, who=ctx.actor_name, of=of, at=at,
    )  # fmt: skip
    return str(line), f"{ctx.actor_name} {number}"


def marked(ctx: Context, number: str, content: bytes) -> bytes:
    """Nothing of the database is held while the pages are written."""
    line, across = words_of(ctx, number)
    db.end_transaction()
    return mark(content, line, across)


evidence_marks.provide(marked)


def _units(ctx: Context) -> list[str]:
    if ctx.actor_id is None:
        return []
    held, _until = identity.held_by(ctx.actor_id, day_of(ctx.at))
    names = identity.unit_names({one.unit_id for one in held})
    return sorted(set(names.values()))[:UNITS]
