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
    """`instant` is None for the records as they are now; `today` for whom only the two dates matter."""

    instant: datetime | None
    on: date
    today: date | None = None

    @property
    def is_past(self) -> bool:
        return self.instant is not None

    @property
    def is_read_only(self) -> bool:
        """Records of now judged on another day are read as well: what one would do, one would do today."""
        return self.is_past or (self.today is not None and self.on != self.today)


@dataclass(frozen=True)
class Banner:
    """`recorded` and `effective` as they are said, each empty where it was not asked for."""

    recorded: str
    effective: str
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
    asked_on = _day(request.args.get("on", ""))
    moment = Moment(instant, asked_on or (day_of(instant) if instant else today), today)
    if moment.is_read_only:
        g.as_at = _banner(moment, asked_on, DateStyle(ctx.date_style))
    return moment


def _banner(moment: Moment, asked_on: date | None, style: DateStyle) -> Banner:
    return Banner(
        recorded=_label(moment.instant, style) if moment.instant is not None else "",
        effective=format_date(asked_on, style) if asked_on is not None else "",
        clear_url=_back_to_now(),
    )


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


def _back_to_now() -> str:
    left_out = ("as_at", "on", "page")
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in left_out]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
