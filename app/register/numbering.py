"""How engagements are numbered: a prefix of the institution, the fiscal year, four digits."""

import re
from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.dates import fiscal_year
from app.core.settings import Definition

COUNT = re.compile(r"[0-9]{4,9}")
PREFIX = "register.engagement_prefix"

settings.define(
    Definition(
        PREFIX,
        "E",
        _l("Beginning of engagement numbers"),
        _l("New engagements are numbered like E-2026-0001: this beginning, the fiscal year, four digits."),
    )
)


def series(day: date) -> str:
    """What the numbers of a fiscal year begin with."""
    return f"{settings.get(PREFIX)}-{fiscal_year(day)}-"


def following(series_of: str, taken: Iterable[str], count: int = 1) -> list[str]:
    """The next free numbers of a series; whoever wrote numbers of another shape does not disturb it."""
    counts = [number.removeprefix(series_of) for number in taken if number.startswith(series_of)]
    last = max((int(count) for count in counts if COUNT.fullmatch(count)), default=0)
    return [f"{series_of}{last + step:04}" for step in range(1, count + 1)]
