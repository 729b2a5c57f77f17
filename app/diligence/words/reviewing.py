"""Why an answer needs a reviewer's eyes, in words."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.exceptions import Flag

words.values(
    {
        Flag.ANSWER_MOVED: _l("Changed after it was judged"),
        Flag.REPLIED: _l("Reply to an inquiry"),
        Flag.INQUIRED: _l("Inquiry to answer"),
        Flag.MEASURE_EXPIRED: _l("Substitute measure expired"),
        Flag.RELIANCE_LAPSED: _l("What is relied on has lapsed"),
        Flag.DIFFERS: _l("Differs from another answer"),
        Flag.CHANGED: _l("Changed since last time"),
        Flag.EVIDENCE_EXPIRED: _l("Evidence expired"),
        Flag.EVIDENCE_EXPIRING: _l("Evidence expires soon"),
        Flag.NEW: _l("New since last time"),
        Flag.CRITICAL: _l("Critical question"),
        Flag.REFUSED: _l("Will not answer"),
        Flag.NOT_APPLICABLE: _l("Said not to apply"),
        Flag.CONDITIONAL: _l("Under a condition"),
        Flag.UNEXPECTED: _l("Not as expected"),
        Flag.UNANSWERED: _l("Not answered"),
        Flag.NOT_ATTESTED: _l("Taken over, not confirmed anew"),
        Flag.TO_BE_CHECKED: _l("To be checked"),
        Flag.UNREVIEWED: _l("Not judged yet"),
    }
)
