"""What the differences between two assessments are called."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.comparing import Difference, Point

words.values(
    {
        Difference.ANSWER: _l("Answers differ"),
        Difference.JUDGEMENT: _l("Judged or earned differently"),
        Difference.UNANSWERED: _l("Answered on one side only"),
        Difference.WORDS: _l("Only words differ"),
        Difference.ONLY_LEFT: _l("Only asked on the left"),
        Difference.ONLY_RIGHT: _l("Only asked on the right"),
        Difference.ASIDE: _l("Same answer, judged or asked on one side only"),
        Difference.SAME: _l("The same"),
    }
)
words.values(
    {
        Point.ANSWER: _l("Answer"),
        Point.REFUSED: _l("Refused on one side only"),
        Point.STAND_IN: _l("Substitute evidence"),
        Point.WORDS: _l("Reason, condition or comment"),
        Point.JUDGEMENT: _l("Judgement"),
        Point.RELIANCE: _l("What the judgement relies on"),
        Point.RULED_WORDS: _l("Words of the judgement"),
        Point.EARNED: _l("Earned"),
        Point.UNANSWERED: _l("Answered on one side only"),
        Point.UNJUDGED: _l("Judged on one side only"),
        Point.RESPONDENTS: _l("Not asked of the same respondents"),
        Point.ASKED: _l("Asked on one side only"),
    }
)
