"""What the audit log calls the acts on assessments."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.events import DiligenceAct as Act
from app.diligence.services.round_sending import SEND_ROUND
from app.diligence.services.sending import SEND
from app.work import approvals

words.acts(
    {
        Act.ASSESSMENT_STARTED: _l("Started an assessment"),
        Act.ASSESSMENT_EDITED: _l("Changed an assessment"),
        Act.SENDING_ASKED: _l("Asked for an assessment to be sent"),
        Act.ASSESSMENT_SENT: _l("Sent an assessment"),
        Act.ASSESSMENT_MOVED: _l("Moved an assessment on"),
        Act.ASSESSMENT_WITHDRAWN: _l("Withdrew an assessment"),
        Act.ASSIGNMENT_SET: _l("Said who is asked"),
        Act.ASSIGNMENT_DELEGATED: _l("Named another person to lead the answering"),
        Act.ASSIGNMENT_REMOVED: _l("Removed a respondent"),
        Act.ASSIGNMENT_CLOSED: _l("Released a respondent"),
        Act.ANSWER_SAVED: _l("Answered a question"),
        Act.ASSIGNMENT_REMINDED: _l("Reminded a respondent"),
        Act.APPROVAL_ASKED: _l("Asked a superior to approve answers"),
        Act.APPROVAL_REFUSED: _l("Superior sent answers back"),
        Act.APPROVAL_TAKEN_BACK: _l("Took answers back from the superior"),
        Act.ANSWERS_CARRIED: _l("Took over last time's answers"),
        Act.ANSWERS_ATTESTED: _l("Confirmed last time's answers"),
        Act.ANSWERS_TAKEN: _l("Gave answers again that stand in another request"),
        Act.DIFFERENCES_EXPLAINED: _l("Said why answers differ from those of another request"),
        Act.ANSWERS_SUBMITTED: _l("Submitted answers"),
        Act.ANSWERS_RETURNED: _l("Returned answers"),
        Act.EVIDENCE_ADDED: _l("Added evidence"),
        Act.EVIDENCE_EDITED: _l("Described evidence"),
        Act.EVIDENCE_WITHDRAWN: _l("Withdrew evidence"),
        Act.EVIDENCE_READ: _l("Opened evidence"),
        Act.EVIDENCE_TERMS_AGREED: _l("Agreed to the terms of evidence"),
        Act.MESSAGE_WRITTEN: _l("Wrote an inquiry"),
        Act.ANSWER_JUDGED: _l("Judged an answer"),
        Act.JUDGEMENT_SECONDED: _l("Reviewed a judgement a second time"),
        Act.CONCLUSION_PROPOSED: _l("Proposed a conclusion"),
        Act.CONCLUSION_CONFIRMED: _l("Confirmed a conclusion"),
        Act.CONCLUSION_REFUSED: _l("Returned a conclusion"),
        Act.SUBCONTRACT_ASKED: _l("Asked for consent to a subcontractor"),
        Act.SUBCONTRACT_RECORDED: _l("Recorded a vendor's application in the register"),
        Act.SUBCONTRACT_LET_GO: _l("Took a vendor's application out of the register"),
        Act.SUBCONTRACT_DECIDED: _l("Decided on a subcontractor asked for"),
        Act.DUE_ASKED: _l("Asked for a later due date"),
        Act.DUE_DECIDED: _l("Decided on a later due date"),
        Act.ANSWERS_IMPORTED: _l("Took answers from a workbook"),
        Act.ANSWERS_OFFERED: _l("Prepared answers for the respondent from a file"),
        Act.WORKBOOK_TAKEN: _l("Took out a workbook"),
        Act.WORKBOOK_MAILED: _l("Mailed a workbook"),
        Act.COPY_TAKEN: _l("Took a copy of the answers"),
        Act.ROUND_STARTED: _l("Started a round of assessments"),
        Act.ROUND_RUN_AGAIN: _l("Ran a round of assessments again"),
        Act.ROUND_SENDING_ASKED: _l("Asked for a round to be sent"),
        Act.ROUND_SENDING_CONFIRMED: _l("Confirmed the sending of a round"),
        Act.ROUND_SENDING_REFUSED: _l("Closed a request to send a round"),
        Act.ROUND_SENT: _l("Carried out the sending of a round"),
    }
)
words.acts(
    {
        SEND: _l("Send an assessment to people outside"),
        SEND_ROUND: _l("Send the assessments of a round to people outside"),
    }
)
approvals.argument("respondents", _l("Respondents"))
approvals.argument("assessments", _l("Number of assessments"))
