"""How long a version of a security reference stands after the day that it speaks of."""

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition

MONTHS = "references.months"

settings.define(
    Definition(
        MONTHS,
        24,
        _l("Months for which a security reference stands after its day"),
        _l("After that a self-check warns, and no item conforms by it."),
        is_proposal=True,
        minimum=1,
        maximum=120,
    )
)


def months() -> int:
    return int(settings.get(MONTHS))
