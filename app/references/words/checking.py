"""What a self-check comes to, item by item."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.references.rules.checking import Ground, Result, Theirs

words.values(
    {
        Theirs.HOLDS: _l("Holds if we do our part"),
        Theirs.CONDITIONAL: _l("Holds on conditions"),
        Theirs.RESPONDED: _l("A response is recorded"),
        Theirs.ALONE: _l("The provider's alone"),
        Theirs.OURS_ALONE: _l("Ours alone"),
        Theirs.OPEN: _l("Not stated"),
    }
)
words.values(
    {
        Result.CONFORMS: _l("Conforms"),
        Result.PARTLY: _l("Conforms in part"),
        Result.FAILS: _l("Does not conform"),
        Result.OPEN: _l("Still open"),
        Result.OUTSIDE: _l("Outside the premises"),
    }
)
words.values(
    {
        Ground.NOT_REACHED: _l("Service not used"),
        Ground.WITHDRAWN: _l("Withdrawn"),
        Ground.SUPERSEDED: _l("Newer version published"),
        Ground.OTHER_MODEL: _l("Other service model"),
        Ground.MODEL_UNKNOWN: _l("Service model not recorded"),
        Ground.MODELS_UNSTATED: _l("Service models not stated"),
        Ground.TOO_OLD: _l("Old content"),
        Ground.NO_DAY: _l("Day not stated"),
    }
)
