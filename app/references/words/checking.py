"""What a self-check comes to, item by item."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.references.rules.checking import Result, Theirs

words.values(
    {
        Theirs.HOLDS: _l("Holds if we do our part"),
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
