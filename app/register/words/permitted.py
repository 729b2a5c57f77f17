"""What the permissions of the register are called."""

from flask_babel import lazy_gettext as _l

from app.identity.words import permissions
from app.register.permissions import RegisterPermission as P

permissions(
    {
        P.ORGANISATION_VIEW: _l("See third parties"),
        P.ORGANISATION_HISTORY: _l("See the history of third parties"),
        P.ORGANISATION_ADD: _l("Add third parties"),
        P.ORGANISATION_EDIT: _l("Edit third parties"),
        P.ORGANISATION_MERGE: _l("Merge third parties"),
        P.SCREENING_RECORD: _l("Record screenings"),
        P.SCREENING_RESULT_VIEW: _l("See the results of screenings"),
        P.SERVICE_VIEW: _l("See services"),
        P.SERVICE_HISTORY: _l("See the history of services"),
        P.SERVICE_ADD: _l("Add services"),
        P.SERVICE_EDIT: _l("Edit services"),
        P.SUPPLY_VIEW: _l("See supplies"),
        P.SUPPLY_HISTORY: _l("See the history of supplies"),
        P.SUPPLY_ADD: _l("Add supplies"),
        P.SUPPLY_EDIT: _l("Edit supplies"),
        P.SYSTEM_VIEW: _l("See information systems"),
        P.SYSTEM_HISTORY: _l("See the history of information systems"),
        P.SYSTEM_ADD: _l("Add information systems"),
        P.SYSTEM_EDIT: _l("Edit information systems"),
        P.FUNCTION_VIEW: _l("See business functions"),
        P.FUNCTION_HISTORY: _l("See the history of business functions"),
        P.FUNCTION_ADD: _l("Add business functions"),
        P.FUNCTION_EDIT: _l("Edit business functions"),
        P.CONTACT_VIEW: _l("See contacts"),
        P.CONTACT_HISTORY: _l("See the history of contacts"),
        P.CONTACT_ADD: _l("Add contacts"),
        P.CONTACT_EDIT: _l("Edit contacts"),
        P.ENGAGEMENT_VIEW: _l("See engagements"),
        P.ENGAGEMENT_HISTORY: _l("See the history of engagements"),
        P.ENGAGEMENT_ADD: _l("Add engagements"),
        P.ENGAGEMENT_EDIT: _l("Edit engagements"),
        P.ENGAGEMENT_JUDGE: _l("Judge engagements"),
        P.ENGAGEMENT_MEMO: _l("Write memos on engagements"),
        P.ENGAGEMENT_CHECK: _l("Record checklist items"),
        P.ENGAGEMENT_MOVE: _l("Move engagements to another stage"),
        P.ENGAGEMENT_MOVE_APPROVE: _l("Approve moves of stage"),
        P.TIER_OVERRIDE: _l("Ask for an override of the tier (permission)"),
        P.TIER_OVERRIDE_APPROVE: _l("Approve overrides of the tier"),
        P.CONSENT_VIEW: _l("See uses and consents"),
        P.CONSENT_APPLY: _l("Record uses and applications for consent"),
        P.CONSENT_EXAMINE: _l("Examine applications for consent"),
        P.CONSENT_DECIDE: _l("Decide on consent"),
        P.SETTINGS_VIEW: _l("See the rules of the register"),
        P.SETTINGS_EDIT: _l("Change the rules of the register"),
        P.BULK_EDIT: _l("Edit several records at once"),
    }
)
