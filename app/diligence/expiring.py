"""How long before its end a piece of evidence is asked for anew."""

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition

WARNING_DAYS = "diligence.evidence_warning_days"

settings.define(
    Definition(
        WARNING_DAYS,
        60,
        _l("Days before evidence expires"),
        _l("From then on it is marked, and the unit of the assessment gets a task."),
        is_proposal=True,
        minimum=1,
        maximum=365,
    )
)


def warning_days() -> int:
    return int(settings.get(WARNING_DAYS))
