"""Permissions on assessments, and which roles hold them. The first line asks and answers, the second line rates."""

from enum import StrEnum

from app.core import authz
from app.identity.roles import EVERYBODY_WORKING, READ_ONLY, Role


class DiligencePermission(StrEnum):
    ASSESSMENT_VIEW = "diligence:assessment:view"
    ASSESSMENT_EDIT = "diligence:assessment:edit"
    ASSESSMENT_SEND = "diligence:assessment:send"
    ASSESSMENT_CONFIRM = "diligence:assessment:confirm"
    ASSESSMENT_WITHDRAW = "diligence:assessment:withdraw"
    ROUND_START = "diligence:round:start"
    ANSWER_EDIT = "diligence:answer:edit"
    ANSWER_UNIT = "diligence:answer:unit"
    ANSWER_JUDGE = "diligence:answer:judge"
    CONCLUSION_PROPOSE = "diligence:conclusion:propose"
    CONCLUSION_CONFIRM = "diligence:conclusion:confirm"
    PORTAL_VIEW = "diligence:portal:view"
    COLLEAGUE_INVITE = "diligence:colleague:invite"


P = DiligencePermission
FIRST_LINE = {Role.OFFICER, Role.APPROVER}
SECOND_LINE = {Role.VENDOR_MANAGER, Role.LEGAL, Role.COMPLIANCE, Role.SYSTEM_RISK, Role.RISK}
ASKING = FIRST_LINE | {Role.VENDOR_MANAGER}

authz.catalogue(
    [
        (P.ASSESSMENT_VIEW, EVERYBODY_WORKING | READ_ONLY, False),
        (P.ASSESSMENT_EDIT, ASKING, True),
        (P.ASSESSMENT_SEND, ASKING, True),
        # 役席者の確認, before anything goes to somebody outside.
        (P.ASSESSMENT_CONFIRM, {Role.APPROVER}, True),
        (P.ASSESSMENT_WITHDRAW, ASKING, True),
        (P.ROUND_START, {Role.VENDOR_MANAGER}, True),
        # Whoever leads a request answers it; of the others those of the first line, who do not rate it afterwards.
        (P.ANSWER_UNIT, FIRST_LINE, True),
        # A unit answers for itself, a vendor's person for their organisation.
        (P.ANSWER_EDIT, FIRST_LINE | SECOND_LINE | {Role.VENDOR}, True),
        (P.ANSWER_JUDGE, SECOND_LINE, True),
        (P.CONCLUSION_PROPOSE, SECOND_LINE, True),
        # Before anything leaves the department.
        (P.CONCLUSION_CONFIRM, {Role.APPROVER}, True),
        (P.PORTAL_VIEW, {Role.VENDOR}, False),
        (P.COLLEAGUE_INVITE, {Role.VENDOR}, True),
    ]
)
