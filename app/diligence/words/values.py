"""What the values of an assessment are called."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.models import (
    AssessmentState,
    AssignmentState,
    Channel,
    Recommendation,
    Reliance,
    Stance,
    SubjectKind,
    SubstituteKind,
    Verdict,
)
from app.diligence.rules.scoring import Ground

words.values(
    {
        SubjectKind.ORGANISATION: _l("Organisation"),
        SubjectKind.SERVICE: _l("Service"),
        SubjectKind.ENGAGEMENT: _l("Engagement"),
        SubjectKind.INSTITUTION: _l("The institution itself"),
    }
)
words.values(
    {
        AssessmentState.PREPARED: _l("Being prepared"),
        AssessmentState.ANSWERING: _l("Being answered"),
        AssessmentState.REVIEWING: _l("Under review"),
        AssessmentState.CONFIRMING: _l("Waiting for confirmation"),
        AssessmentState.CONCLUDED: _l("Concluded"),
        AssessmentState.WITHDRAWN: _l("Withdrawn"),
    }
)
words.values(
    {
        AssignmentState.PREPARED: _l("Not sent yet"),
        AssignmentState.SENT: _l("Sent"),
        AssignmentState.ANSWERING: _l("Being answered"),
        AssignmentState.OWN_APPROVAL: _l("Waiting for their superior"),
        AssignmentState.SUBMITTED: _l("Submitted"),
        AssignmentState.RETURNED: _l("Returned"),
        AssignmentState.CLOSED: _l("Released"),
    }
)
words.values(
    {
        Channel.HERE: _l("In Sekisho"),
        Channel.MAIL: _l("By mail with a workbook"),
    }
)
words.values(
    {
        Stance.ANSWERED: _l("Answered"),
        Stance.CONDITIONAL: _l("Under a condition"),
        Stance.NOT_APPLICABLE: _l("Not applicable"),
        Stance.REFUSED: _l("Will not answer"),
    }
)
words.values(
    {
        SubstituteKind.FILE: _l("A file attached to this question"),
        SubstituteKind.ADDRESS: _l("A public document"),
        SubstituteKind.REPORT: _l("A report or certificate, by its name"),
    }
)
words.values(
    {
        Reliance.REPORT: _l("A report in our register"),
        Reliance.SUBSTITUTE: _l("What the respondent named"),
    }
)
words.values(
    {
        Verdict.MET: _l("Met"),
        Verdict.PARTLY_MET: _l("Partly met"),
        Verdict.NOT_MET: _l("Not met"),
        Verdict.COMPENSATED: _l("Acceptable with a substitute measure"),
        Verdict.NOT_APPLICABLE: _l("Accepted as not applying"),
        Verdict.TO_BE_CHECKED: _l("To be checked"),
    }
)
words.values(
    {
        Recommendation.ACCEPT: _l("Acceptable"),
        Recommendation.WITH_CONDITIONS: _l("Acceptable under conditions"),
        Recommendation.DECLINE: _l("Not acceptable"),
    }
)
words.values(
    {
        Ground.JUDGED: _l("Judged by the reviewer"),
        Ground.MEASURE_EXPIRED: _l("The substitute measure has expired"),
        Ground.EXPECTED: _l("Answer against what is expected, not reviewed"),
        Ground.CONDITIONAL: _l("Conditional answer, not reviewed"),
        Ground.UNANSWERED: _l("Not answered"),
        Ground.REFUSED: _l("Refused, nothing accepted in its place"),
        Ground.NOT_APPLICABLE_CLAIMED: _l("Said not to apply, reason not accepted yet"),
        Ground.NOT_APPLICABLE: _l("Does not apply: leaves both sums"),
        Ground.NOTHING_EXPECTED: _l("Nothing is expected: waits for a judgement"),
    }
)
