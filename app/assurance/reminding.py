"""When who keeps a report is told once more that it ends."""

from flask_babel import lazy_gettext as _l

from app.assurance import numbering
from app.core import settings
from app.core.settings import Definition

AGAIN_DAYS = "assurance.remind_again_days"

settings.define(
    Definition(
        AGAIN_DAYS,
        30,
        _l("Days before the end of a report on which its keeper is reminded again"),
        _l("The first time they are reminded when it counts as ending soon, the last time on its last day."),
        is_proposal=True,
        minimum=1,
        maximum=365,
    )
)


def marks() -> tuple[int, ...]:
    """Days before the last one, each once; below zero it has lapsed."""
    return (int(settings.get(numbering.SOON_DAYS)), int(settings.get(AGAIN_DAYS)), 0)
