"""From when on the register reminds: of a contact nobody has tried, of a system whose support ends."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.dates import months_before
from app.core.settings import Definition

TEST_MONTHS = "register.contact_test_months"
SUPPORT_DAYS = "register.support_warning_days"

settings.define(
    Definition(
        TEST_MONTHS,
        12,
        _l("Months between two tests of a contact"),
        _l("A contact that was not tested for longer is listed as overdue."),
        is_proposal=True,
        minimum=1,
        maximum=60,
    ),
    Definition(
        SUPPORT_DAYS,
        180,
        _l("Days before the end of support at which we are warned"),
        _l(
            "A system whose support ends within these days is marked, and its owner is told on the home page."
        ),
        is_proposal=True,
        minimum=1,
        maximum=1_095,
    ),
)


def months_between_tests() -> int:
    return int(settings.get(TEST_MONTHS))


def tested_since(day: date) -> date:
    """A contact last tested before this day is overdue."""
    return months_before(day, months_between_tests())


def support_days() -> int:
    return int(settings.get(SUPPORT_DAYS))


def support_warned_until(day: date) -> date:
    """Support that ends on this day or before is marked."""
    return day + timedelta(days=support_days())
