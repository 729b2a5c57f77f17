"""Labels of the chain and of consents."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import Access, ConsentKind, ConsentState, Substitutability

words.table(
    "supply",
    _l("Supply"),
    {
        "service_id": _l("Service"),
        "base_service_id": _l("Built on"),
        "purpose": _l("Work or use"),
        "countries": _l("Possible countries"),
        "regions": _l("Possible regions"),
        "substitutability": _l("Substitutability"),
        "from_on": _l("From (date)"),
        "to_on": _l("Until (date)"),
        "noticed_on": _l("Notice received on"),
        "merged_into_id": _l("Merged into"),
        "note": _l("Note"),
    },
)
words.table(
    "engagement_supply",
    _l("Use and consent"),
    {
        "engagement_id": _l("Engagement"),
        "supply_id": _l("Supply"),
        "is_unused": _l("Not used by us"),
        "countries": _l("Countries"),
        "regions": _l("Regions"),
        "data_classes": _l("Classes of data"),
        "access": _l("Access level"),
        "consent_kind": _l("Kind of consent"),
        "exempt_reason": _l("Why no consent is needed"),
        "state": _l("State of the consent"),
        "applied_on": _l("Applied on"),
        "applied_by": _l("Applied by"),
        "objection_until_on": _l("Objections until"),
        "examined_on": _l("Examined on"),
        "examined_by_id": _l("Examined by"),
        "examination": _l("Result of the examination"),
        "decided_on": _l("Decided on (date)"),
        "decided_by_id": _l("Decided by (person)"),
        "approval_id": _l("Approval"),
        "conditions": _l("Conditions"),
        "expires_on": _l("Expires on"),
        "note": _l("Note"),
    },
)
words.values(
    {
        Substitutability.EASY: _l("Easy to replace"),
        Substitutability.HARD: _l("Hard to replace"),
        Substitutability.NONE: _l("No substitute"),
        Substitutability.UNKNOWN: _l("Unknown"),
    }
)
words.values(
    {
        Access.NONE: _l("No access"),
        Access.VIEW: _l("Can view"),
        Access.CHANGE: _l("Can change"),
        Access.ADMINISTER: _l("Can administer"),
        Access.UNKNOWN: _l("Unknown"),
    }
)
words.values(
    {
        ConsentKind.PRIOR: _l("Prior consent"),
        ConsentKind.BLANKET: _l("Blanket consent"),
        ConsentKind.NOTICE: _l("Notice with time to object"),
        ConsentKind.EXEMPT: _l("Not needed"),
    }
)
words.values(
    {
        ConsentState.NOT_APPLIED: _l("Not applied for"),
        ConsentState.APPLIED: _l("Applied for"),
        ConsentState.EXAMINED: _l("Examined"),
        ConsentState.GRANTED: _l("Consented"),
        ConsentState.REFUSED: _l("Consent refused"),
        ConsentState.WITHDRAWN: _l("Consent withdrawn"),
    }
)
