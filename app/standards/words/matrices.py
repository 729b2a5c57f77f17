"""Labels of responsibility matrices."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.standards.models import Ruling
from app.standards.rules.matrices import GapKind, Mark, Side

words.table(
    "engagement_matrix",
    _l("Responsibility matrix"),
    {
        "engagement_id": _l("Engagement"),
        "template": _l("Template"),
        "content_id": _l("Version of the template"),
        "note": _l("Note"),
        "withdrawn_at": _l("Withdrawn on"),
        "withdrawal_reason": _l("Reason for withdrawing"),
    },
)
words.table(
    "actor_binding",
    _l("Actor"),
    {
        "engagement_id": _l("Engagement"),
        "matrix_id": _l("Responsibility matrix"),
        "actor": _l("Actor of the template"),
        "title": _l("Name of the actor"),
        "organisation_id": _l("Organisation"),
        "unit_id": _l("Unit"),
        "is_absent": _l("Takes no part"),
    },
)
words.table(
    "condition_answer",
    _l("Condition"),
    {
        "engagement_id": _l("Engagement"),
        "matrix_id": _l("Responsibility matrix"),
        "condition": _l("Condition"),
        "option": _l("Answer"),
        "reason": _l("Reason"),
    },
)
words.table(
    "duty_ruling",
    _l("Settled responsibility"),
    {
        "engagement_id": _l("Engagement"),
        "matrix_id": _l("Responsibility matrix"),
        "row": _l("Row"),
        "actor": _l("Actor"),
        "does": _l("Does it"),
        "accountable": _l("Answers for it"),
        "proof": _l("Gives proof"),
        "reason": _l("Reason"),
    },
)
words.table(
    "gap_finding",
    _l("Finding about a gap"),
    {
        "engagement_id": _l("Engagement"),
        "matrix_id": _l("Responsibility matrix"),
        "gap": _l("Gap"),
        "turn": _l("Which time"),
        "finding_id": _l("Finding"),
    },
)
words.values(
    {
        Side.DOES: _l("Does it"),
        Side.ACCOUNTABLE: _l("Answers for it"),
        Side.PROOF: _l("Gives proof"),
    }
)
words.values(
    {
        Mark.YES: _l("Yes"),
        Mark.NO: _l("No"),
        Mark.NOT_BY_CONDITION: _l("Not by this condition"),
        Mark.ABSENT: _l("Takes no part"),
        Mark.OPEN: _l("Condition not answered"),
        Mark.UNKNOWN: _l("Not settled"),
    }
)
words.values(
    {
        GapKind.CONDITION_OPEN: _l("Condition not answered"),
        GapKind.ACTOR_UNBOUND: _l("Actor not named"),
        GapKind.ABSENT_BUT_CHOSEN: _l("Chosen by a condition, takes no part"),
        GapKind.NOBODY: _l("Nobody does it"),
        GapKind.TWO_ACCOUNTABLE: _l("Several answer for it"),
        GapKind.NOBODY_ACCOUNTABLE: _l("Nobody answers for it"),
        GapKind.NO_PROOF: _l("Nobody gives proof"),
        GapKind.UNKNOWN: _l("Not settled"),
        GapKind.NOT_COLLECTED: _l("No question collects the proof"),
        GapKind.FELL_AWAY: _l("Nobody, by the conditions"),
    }
)
words.values({Ruling.YES: _l("Yes"), Ruling.NO: _l("No")})
