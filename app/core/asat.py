"""Which moment a page shows. 記録時点 `?as_at=`: what Sekisho held then. 基準日 `?on=`: the day on which
from–to dates are judged. A page of the past is read, never written (model.md §5).
"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from flask import Flask, flash, g, request
from flask_babel import gettext

from app.core import dates
from app.core.dates import DateStyle, day_of, format_date, format_datetime
from app.core.errors import DomainError
from app.core.web import SAFE, current_context, translated
from app.core.words import N_

READ_ONLY = N_("A page as at a past moment can be read, not changed. Go back to now and do it there.")
IN_FUTURE = N_("That day has not come yet. Choose today or a day before.")


@dataclass(frozen=True)
class Moment:
    """`instant` is None for the records as they are now."""

    instant: datetime | None
    on: date

    @property
    def is_past(self) -> bool:
        return self.instant is not None


@dataclass(frozen=True)
class Banner:
    label: str
    clear_url: str


def init_app(app: Flask) -> None:
    @app.before_request
    def refuse_to_change_the_past() -> None:
        if request.method not in SAFE and request.args.get("as_at"):
            raise DomainError(READ_ONLY)


def read() -> Moment:
    """The moment that the address names; a date that cannot be read gives a message and the present."""
    ctx = current_context()
    today = day_of(ctx.at)
    # A vendor's person has no right to read the log, which the past is made of.
    instant = None if ctx.is_vendor else _instant(request.args.get("as_at", ""), today)
    if instant is not None:
        g.as_at = Banner(_label(instant, DateStyle(ctx.date_style)), _without_as_at())
    usual = day_of(instant) if instant else today
    return Moment(instant, _day(request.args.get("on", "")) or usual)


def _instant(text: str, today: date) -> datetime | None:
    if not text.strip():
        return None
    try:
        instant = dates.parse_instant_or_day(text)
        if day_of(instant) > today:
            raise DomainError(IN_FUTURE)
    except DomainError as error:
        _tell(error)
        return None
    return instant


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return dates.parse_date(text)
    except DomainError as error:
        _tell(error)
        return None


def _tell(error: DomainError) -> None:
    now_shown = gettext("The records of now are shown.")
    flash(f"{translated(error)} {now_shown}", "error")


def _label(instant: datetime, style: DateStyle) -> str:
    """A day stands for its very end; everything else is said to the minute."""
    day = day_of(instant)
    is_whole_day = instant == dates.parse_instant_or_day(day.isoformat())
    return format_date(day, style) if is_whole_day else format_datetime(instant, style)


def _without_as_at() -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("as_at", "page")]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
