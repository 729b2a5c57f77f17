"""How a report stands, and how those it names stand beside the recorded chain."""

from flask_babel import lazy_gettext as _l

from app.assurance.rules.currency import Currency
from app.assurance.rules.subservices import Match
from app.core import words

words.values(
    {
        Currency.NOT_ISSUED: _l("Not issued"),
        Currency.CURRENT: _l("Current"),
        Currency.ENDS_SOON: _l("Ends soon"),
        Currency.LAPSED: _l("Lapsed"),
        Currency.REPLACED: _l("Replaced by the next period"),
        Currency.WITHDRAWN: _l("Withdrawn"),
    }
)
words.values(
    {
        Match.BOTH: _l("In the report and in the chain"),
        Match.NOT_IN_CHAIN: _l("In the report, not beneath the services in scope"),
        Match.NOT_IN_REPORT: _l("In the chain, not named in the report"),
        Match.NOT_TIED: _l("Not tied to an organisation yet"),
    }
)
