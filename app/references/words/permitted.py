"""What the permissions on references are called."""

from flask_babel import lazy_gettext as _l

from app.identity.words import permissions
from app.references.permissions import ReferencesPermission as P

permissions(
    {
        P.REFERENCE_VIEW: _l("See security references"),
        P.REFERENCE_EDIT: _l("Write security references"),
        P.REFERENCE_PUBLISH: _l("Publish security references"),
        P.CHECK_EDIT: _l("Keep self-checks of engagements"),
        P.PORTAL_WRITE: _l("Write references of one's organisation"),
    }
)
