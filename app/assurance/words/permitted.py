"""What the permissions on assurance reports are called."""

from flask_babel import lazy_gettext as _l

from app.assurance.permissions import AssurancePermission as P
from app.identity.words import permissions

permissions(
    {
        P.REPORT_VIEW: _l("See assurance reports"),
        P.REPORT_EDIT: _l("Keep assurance reports"),
        P.READER_NAME: _l("Name who reads confidential reports"),
        P.DUTY_EDIT: _l("Settle user controls of engagements"),
    }
)
