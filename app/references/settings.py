"""How long after the day that it speaks of a version of a security reference is old."""

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition

MONTHS = "references.months"

settings.define(
    Definition(
        MONTHS,
        24,
        _l("Months after which a security reference is old"),
        _l("After that a self-check warns that the reference is old. Its items may still conform."),
        is_proposal=True,
        minimum=1,
        maximum=120,
    )
)


def months() -> int:
    return int(settings.get(MONTHS))
