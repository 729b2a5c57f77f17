"""What the differences between two assessments are called."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.comparing import Difference, Point

words.values(
    {
        Difference.ANSWER: _l("Answers differ"),
        Difference.JUDGEMENT: _l("Judged or earned differently"),
        Difference.UNANSWERED: _l("Answered on one side only"),
        Difference.ONLY_LEFT: _l("Only asked on the left"),
        Difference.ONLY_RIGHT: _l("Only asked on the right"),
        Difference.ASIDE: _l("Same answer"),
        Difference.SAME: _l("The same"),
    }
)
words.values(
    {
        Point.ANSWER: _l("Answer"),
        Point.JUDGEMENT: _l("Judgement"),
        Point.UNANSWERED: _l("Answered on one side only"),
        Point.UNJUDGED: _l("Judged on one side only"),
        Point.RESPONDENTS: _l("Not asked of the same respondents"),
        Point.EARNED: _l("Earned"),
    }
)
