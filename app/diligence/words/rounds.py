"""Why a round of assessments leaves somebody out, in words."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.rounds import Why

words.values(
    {
        Why.IN_ROUND: _l("In this round already"),
        Why.RUNNING: _l("Asked already and not concluded"),
        Why.FRESH: _l("Concluded not long ago"),
        Why.NOBODY: _l("Nobody would be asked anything"),
    }
)
