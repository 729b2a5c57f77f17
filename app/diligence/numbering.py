"""How assessments are numbered: a prefix of the institution, the fiscal year, four digits."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.dates import fiscal_year
from app.core.settings import Definition

PREFIX = "diligence.assessment_prefix"
DUE_DAYS = "diligence.due_days"

settings.define(
    Definition(
        PREFIX,
        "D",
        _l("Beginning of assessment numbers"),
        _l("New assessments are numbered like D-2026-0001: this beginning, the fiscal year, four digits."),
    )
)


def series(day: date) -> str:
    """What the numbers of a fiscal year begin with."""
    return f"{settings.get(PREFIX)}-{fiscal_year(day)}-"
