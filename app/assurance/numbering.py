"""How assurance reports are numbered, and how long they are relied upon: settings of the institution."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.dates import fiscal_year
from app.core.settings import Definition

PREFIX = "assurance.report_prefix"
SOON_DAYS = "assurance.ends_soon_days"
SOC_MONTHS = "assurance.soc_months"

settings.define(
    Definition(
        PREFIX,
        "R",
        _l("Beginning of report numbers"),
        _l(
            "New assurance reports are numbered like R-2026-0001: this beginning, the fiscal year, four digits."
        ),
    ),
    Definition(
        SOON_DAYS,
        90,
        _l("Days before the end from which a report counts as ending soon"),
        is_proposal=True,
        minimum=1,
        maximum=365,
    ),
    Definition(
        SOC_MONTHS,
        12,
        _l("Months for which a SOC report is relied upon after its period"),
        _l("A SOC report has no last day of its own. After these months the next one should be there."),
        is_proposal=True,
        minimum=1,
        maximum=36,
    ),
)


def series(day: date) -> str:
    """What the numbers of a fiscal year begin with."""
    return f"{settings.get(PREFIX)}-{fiscal_year(day)}-"
