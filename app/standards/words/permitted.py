"""What the permissions on standards are called."""

from flask_babel import lazy_gettext as _l

from app.identity.words import permissions
from app.standards.permissions import StandardsPermission as P

permissions(
    {
        P.STANDARD_VIEW: _l("See standards"),
        P.STANDARD_EDIT: _l("Edit crosswalks and own wordings"),
        P.QUESTIONNAIRE_VIEW: _l("See questionnaires"),
        P.QUESTIONNAIRE_EDIT: _l("Change questionnaires"),
        P.QUESTIONNAIRE_PUBLISH: _l("Publish questionnaires"),
        P.MATRIX_EDIT: _l("Answer responsibility matrices"),
    }
)
