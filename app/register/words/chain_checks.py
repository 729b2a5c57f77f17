"""Labels of what the checks of a chain say, and of where a consent stands."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import ConsentKind
from app.register.rules.chain_checks import Check
from app.register.rules.consents import Standing
from app.register.services.consents import GRANT_CONSENT
from app.work import approvals

words.values(
    {
        Standing.NOT_DUE: _l("Not due"),
        Standing.UNJUDGED: _l("Waiting for the judgement"),
        Standing.UNUSED: _l("Not used by us"),
        Standing.EXEMPT: _l("Not needed"),
        Standing.GIVEN: _l("Consented"),
        Standing.GIVEN_SOON_OVER: _l("Consented, ends soon"),
        Standing.WAITING: _l("Waiting for a decision"),
        Standing.OBJECTION_OPEN: _l("Time to object"),
        Standing.MISSING: _l("No consent"),
        Standing.EXPIRED: _l("Consent ran out"),
        Standing.REFUSED: _l("Consent refused"),
        Standing.WITHDRAWN: _l("Consent withdrawn"),
    }
)
words.values(
    {
        Check.CONSENT_MISSING: _l("No consent"),
        Check.CONSENT_EXPIRED: _l("Consent ran out"),
        Check.CONSENT_REFUSED: _l("Used although refused"),
        Check.CONSENT_WITHDRAWN: _l("Used although withdrawn"),
        Check.CONSENT_WAITING: _l("Consent not decided"),
        Check.OBJECTION_OPEN: _l("Time to object runs"),
        Check.NOT_JUDGED: _l("Outsourcing not judged"),
        Check.SUPPLY_ENDS: _l("Ends before the engagement"),
        Check.ABROAD_WITHOUT_BASIS: _l("Abroad without a basis"),
        Check.COUNTRY_UNKNOWN: _l("Country unknown"),
        Check.RECORDED_TWICE: _l("Perhaps recorded twice"),
        Check.CIRCLE: _l("Circle"),
        Check.SELF_LOOP: _l("Built on itself"),
        Check.PLACEHOLDER: _l("Placeholder"),
        Check.OTHER_VENDOR: _l("Contract party is another"),
        Check.NOT_WHOLE: _l("Chain not shown whole"),
    }
)
words.acts({GRANT_CONSENT: _l("Consent to subcontracting")})


def _kind(text: object) -> str:
    return words.value_label(ConsentKind(str(text))) if text in set(ConsentKind) else str(text)


def _on(text: object) -> date | str:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return str(text)


approvals.argument("applied_on", _l("Applied on"), _on)
approvals.argument("expires_on", _l("Expires on"), _on)
approvals.argument("consent_kind", _l("Kind of consent"), _kind)
