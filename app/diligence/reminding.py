"""From when on respondents are reminded, and how often: proposals that the institution may change."""

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition

DAYS_BEFORE = "diligence.remind_days_before"
EVERY_DAYS = "diligence.remind_every_days"

settings.define(
    Definition(
        DAYS_BEFORE, 7, _l("Days before the due date from which respondents are reminded"),
        _l("Who has not answered an assessment is reminded from then on, until they have."), is_proposal=True,
        minimum=0, maximum=60,
    ),
    Definition(
        EVERY_DAYS, 3, _l("Days between two reminders to a respondent"),
        _l("While a request for a later due date waits, nobody is reminded."), is_proposal=True, minimum=1,
        maximum=60,
    ),
)  # fmt: skip


def days_before() -> int:
    return int(settings.get(DAYS_BEFORE))


def every_days() -> int:
    return int(settings.get(EVERY_DAYS))
