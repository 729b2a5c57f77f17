"""What the permissions on assessments are called."""

from flask_babel import lazy_gettext as _l

from app.diligence.permissions import DiligencePermission as P
from app.identity.words import permissions

permissions(
    {
        P.ASSESSMENT_VIEW: _l("See assessments"),
        P.ASSESSMENT_EDIT: _l("Prepare assessments"),
        P.ASSESSMENT_SEND: _l("Send assessments"),
        P.ASSESSMENT_CONFIRM: _l("Confirm that assessments go out"),
        P.ASSESSMENT_WITHDRAW: _l("Withdraw assessments"),
        P.ROUND_START: _l("Start rounds of assessments"),
        P.ANSWER_UNIT: _l("Answer for all of one's unit"),
        P.ANSWER_EDIT: _l("Answer for one's unit or organisation"),
        P.ANSWER_JUDGE: _l("Judge answers"),
        P.CONCLUSION_PROPOSE: _l("Propose conclusions"),
        P.CONCLUSION_CONFIRM: _l("Confirm conclusions"),
        P.PORTAL_VIEW: _l("See what one's organisation is asked"),
        P.COLLEAGUE_INVITE: _l("Invite colleagues of one's organisation"),
    }
)
