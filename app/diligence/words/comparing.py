"""What the differences between two assessments are called."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.comparing import Difference, Point

words.values(
    {
        Difference.SAME: _l("The same"),
        Difference.CHANGED: _l("Differs"),
        Difference.ONLY_LEFT: _l("Only asked on the left"),
        Difference.ONLY_RIGHT: _l("Only asked on the right"),
    }
)
words.values(
    {
        Point.ANSWER: _l("Answer"),
        Point.JUDGEMENT: _l("Judgement"),
        Point.EARNED: _l("Earned"),
    }
)
