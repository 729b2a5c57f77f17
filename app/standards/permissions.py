"""Permissions on standards, questionnaires and responsibility matrices, and which roles hold them.

Content is one for the whole institution: all staff read it, third-party management keeps it. A matrix of an
engagement is read with the engagement.
"""

from enum import StrEnum

from app.core import authz
from app.identity.roles import STAFF, Role


class StandardsPermission(StrEnum):
    STANDARD_VIEW = "standards:standard:view"
    STANDARD_EDIT = "standards:standard:edit"
    QUESTIONNAIRE_VIEW = "standards:questionnaire:view"
    QUESTIONNAIRE_EDIT = "standards:questionnaire:edit"
    QUESTIONNAIRE_PUBLISH = "standards:questionnaire:publish"
    MATRIX_EDIT = "standards:matrix:edit"


P = StandardsPermission
KEEPERS = frozenset({Role.VENDOR_MANAGER})
ANSWERING = frozenset({Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER, Role.SYSTEM_RISK})

authz.catalogue(
    [
        (P.STANDARD_VIEW, STAFF, False),
        (P.STANDARD_EDIT, KEEPERS | {Role.RISK, Role.COMPLIANCE}, True),
        (P.QUESTIONNAIRE_VIEW, STAFF, False),
        (P.QUESTIONNAIRE_EDIT, KEEPERS, True),
        (P.QUESTIONNAIRE_PUBLISH, KEEPERS, True),
        (P.MATRIX_EDIT, ANSWERING, True),
    ]
)
