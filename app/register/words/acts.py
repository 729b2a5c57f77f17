"""What the audit log calls the acts of the register."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.events import RegisterAct as Act

words.acts(
    {
        Act.ORGANISATION_ADDED: _l("Added an organisation"),
        Act.ORGANISATION_EDITED: _l("Edited an organisation"),
        Act.ORGANISATION_CODE_ADDED: _l("Added a code"),
        Act.ORGANISATION_CODE_REMOVED: _l("Removed a code"),
        Act.ORGANISATION_MERGED: _l("Merged two organisations"),
        Act.ORGANISATIONS_TOLD_APART: _l("Told two organisations apart"),
        Act.ORGANISATIONS_SUSPECTED_AGAIN: _l("Suspected two organisations again"),
        Act.SCREENING_RECORDED: _l("Recorded a screening"),
        Act.SERVICE_ADDED: _l("Added a service"),
        Act.SERVICE_EDITED: _l("Edited a service"),
        Act.SUPPLY_ADDED: _l("Added a supply"),
        Act.SUPPLY_EDITED: _l("Edited a supply"),
        Act.SYSTEM_ADDED: _l("Added an information system"),
        Act.SYSTEM_EDITED: _l("Edited an information system"),
        Act.SYSTEM_HANDED_OVER: _l("Handed over an information system"),
        Act.FUNCTION_ADDED: _l("Added a business function"),
        Act.FUNCTION_EDITED: _l("Edited a business function"),
        Act.CONTACT_ADDED: _l("Added a contact"),
        Act.CONTACT_EDITED: _l("Edited a contact"),
        Act.CONTACT_TESTED: _l("Recorded a contact test"),
        Act.ENGAGEMENT_ADDED: _l("Added an engagement"),
        Act.ENGAGEMENT_EDITED: _l("Edited an engagement"),
        Act.ENGAGEMENT_OUTSOURCING_JUDGED: _l("Judged whether it is outsourcing"),
        Act.ENGAGEMENT_PARTY_JUDGED: _l("Judged a party"),
        Act.ENGAGEMENT_MEMO_WRITTEN: _l("Wrote a memo"),
        Act.ENGAGEMENT_HANDED_OVER: _l("Handed over an engagement"),
        Act.ENGAGEMENT_CHECKED: _l("Recorded a checklist item"),
        Act.ENGAGEMENT_MOVED: _l("Moved to another stage"),
        Act.TIER_COMPUTED: _l("Computed the tier"),
        Act.TIER_OVERRIDE_REQUESTED: _l("Asked for an override of the tier"),
        Act.TIER_OVERRIDE_GIVEN: _l("Approved an override of the tier"),
        Act.TIER_OVERRIDE_REFUSED: _l("Refused an override of the tier"),
        Act.TIER_OVERRIDE_EXPIRED: _l("An override of the tier expired"),
        Act.TIER_OVERRIDE_ENDED: _l("Ended an override of the tier"),
        Act.USE_RECORDED: _l("Recorded the use"),
        Act.CONSENT_APPLIED: _l("Recorded an application for consent"),
        Act.CONSENT_EXAMINED: _l("Examined an application for consent"),
        Act.CONSENT_GRANTED: _l("Gave consent"),
        Act.CONSENT_REFUSED: _l("Refused consent"),
        Act.CONSENT_WITHDRAWN: _l("Withdrew consent"),
        Act.BULK_EDITED: _l("Edited several records"),
        Act.IMPORTED: _l("Imported from a file"),
    }
)
