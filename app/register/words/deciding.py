"""Words of the tier rule, of the gates and of what is decided on an engagement."""

from datetime import date
from typing import Any

from flask_babel import format_decimal, get_locale, gettext
from flask_babel import lazy_gettext as _l

from app.core import words
from app.register import settings as own
from app.register.models import Stage
from app.register.queries.deciding import DECIDE, MOVE_STAGE
from app.register.rules.rulebook import Depth
from app.register.rules.stages import Found, Item, Need, Way
from app.register.rules.tiering import Factor, FactorState
from app.register.services.overrides import OVERRIDE_TIER
from app.work import approvals

words.values(
    {
        Factor.IMPORTANT_FUNCTION: _l("Serves an important function"),
        Factor.SHORT_TOLERANCE: _l("Important function that can wait only for hours"),
        Factor.DESIGNATED_SYSTEM: _l("Concerns a designated system"),
        Factor.PERSONAL_VOLUME: _l("Amount of personal data"),
        Factor.SENSITIVE_DATA: _l("Sensitive information (kibi)"),
        Factor.SPECIAL_CARE_DATA: _l("Special care-required personal information"),
        Factor.CONFIDENTIALITY: _l("Confidentiality of the data"),
        Factor.ACCESS: _l("Access level"),
        Factor.CONNECTION: _l("Way of connection"),
        Factor.SUBSTITUTABILITY: _l("Substitutability"),
        Factor.ANNUAL_AMOUNT: _l("Annual amount (yen)"),
        Factor.IMPORTANT_THIRD_PARTY: _l("Important third party"),
        Factor.DESIGNATED_EQUIPMENT: _l("Designated critical equipment"),
        Factor.CATEGORY: _l("Category"),
        Factor.DATA_ABROAD: _l("Data abroad"),
    }
)
# In plain words for who reads the rule: when the condition holds.
EXPLAINED = {
    Factor.IMPORTANT_FUNCTION: _l("Holds if any function it serves is marked as important."),
    Factor.SHORT_TOLERANCE: _l(
        "Holds if an important function it serves can do without it for no longer than this many hours."
    ),
    Factor.DESIGNATED_SYSTEM: _l("Holds if any system concerned is a designated system."),
    Factor.PERSONAL_VOLUME: _l("Holds if there are personal data of at least this many records."),
    Factor.SENSITIVE_DATA: _l("Holds if sensitive information is handled."),
    Factor.SPECIAL_CARE_DATA: _l("Holds if special care-required personal information is handled."),
    Factor.CONFIDENTIALITY: _l("Holds if any class of its data has at least this level of confidentiality."),
    Factor.ACCESS: _l("Holds if they can do at least this in our systems."),
    Factor.CONNECTION: _l("Holds if it is connected in one of these ways."),
    Factor.SUBSTITUTABILITY: _l("Holds if it is at least this hard to replace."),
    Factor.ANNUAL_AMOUNT: _l("Holds if it costs at least this many yen a year."),
    Factor.IMPORTANT_THIRD_PARTY: _l("Holds if it is marked as an important third party."),
    Factor.DESIGNATED_EQUIPMENT: _l(
        "Holds if it is designated critical equipment under the economic security act."
    ),
    Factor.CATEGORY: _l("Holds if it is of one of these categories."),
    Factor.DATA_ABROAD: _l("Holds if any of its data lie outside Japan."),
}
UNITS = {
    Factor.SHORT_TOLERANCE: _l("hours or less"),
    Factor.PERSONAL_VOLUME: _l("records or more"),
    Factor.CONFIDENTIALITY: _l("or higher"),
    Factor.ANNUAL_AMOUNT: _l("yen or more"),
}
words.values(
    {
        FactorState.HELD: _l("Holds"),
        FactorState.NOT_HELD: _l("Does not hold"),
        FactorState.UNKNOWN: _l("Unknown"),
    }
)
words.values({Depth.STRICT: _l("Strict in depth"), Depth.SIMPLE: _l("Simple in depth")})
words.values(
    {
        Way.FORWARD: _l("Forward"),
        Way.BACK: _l("Back"),
        Way.ASIDE: _l("Aside"),
        Way.REOPEN: _l("Reopen"),
    }
)
words.values({Need.MUST: _l("Must be there"), Need.ADVISE: _l("Shown only")})
words.values(
    {
        Found.MET: _l("There"),
        Found.MISSING: _l("Not there yet"),
        Found.AFTER_THE_FACT: _l("Signed before it was decided"),
    }
)
words.values(
    {
        Item.OUTSOURCING_JUDGED: _l("Judged whether it is outsourcing"),
        Item.PERSONAL_DATA_JUDGED: _l("Judgement on personal data"),
        Item.FOREIGN_JUDGED: _l("Judgement on article 28"),
        Item.TIER_COMPUTED: _l("Tier"),
        Item.VENDOR_ASSESSED: _l("Assessment of the third party"),
        Item.COMPARED: _l("Comparison of candidates"),
        Item.SCREENED: _l("Screening for antisocial forces and sanctions"),
        Item.SYSTEM_OPINION: _l("Opinion of the system department"),
        Item.DECIDED: _l("Day of the decision"),
        Item.LEGAL_CHECKED: _l("Checked by legal"),
        Item.CONTRACT_SIGNED: _l("Contract signed"),
        Item.SIGNED_AFTER_DECISION: _l("Signed on or after the decision"),
        Item.ACCOUNTS: _l("Accounts issued and checked"),
        Item.CONNECTIONS: _l("Connections set up and checked"),
        Item.PLEDGES: _l("Pledges received"),
        Item.CONTACTS: _l("Contacts recorded"),
        Item.CONSENTS: _l("Consent to sub-outsourcing given"),
        Item.LEDGER_COMPLETE: _l("Mandatory ledger fields filled in"),
        Item.ACCESS_CUT: _l("Access cut"),
        Item.DATA_RETURNED: _l("Data returned"),
        Item.ERASURE_PROVED: _l("Erasure proved"),
        Item.LEDGER_UPDATED: _l("Ledger brought up to date"),
    }
)
# What to do about an item that is missing.
TO_DO = {
    Item.OUTSOURCING_JUDGED: _l("Judge whether it is outsourcing, with the reason."),
    Item.PERSONAL_DATA_JUDGED: _l("Say whether there are personal data; if so, judge the contract party."),
    Item.FOREIGN_JUDGED: _l("Personal data may go abroad: judge on what that rests."),
    Item.TIER_COMPUTED: _l("Record the factors of the tier."),
    Item.VENDOR_ASSESSED: _l("Assess the third party and record the day."),
    Item.COMPARED: _l("Compare the candidates and record the day."),
    Item.SCREENED: _l("Ask compliance for a screening: there is none that counts."),
    Item.SYSTEM_OPINION: _l("Ask the system department for its opinion and record the day."),
    Item.DECIDED: _l("Put it to the decision, or record the decision of the ringi system."),
    Item.LEGAL_CHECKED: _l("Let legal check the contract and record the day."),
    Item.CONTRACT_SIGNED: _l("Record the day on which the contract was signed."),
    Item.SIGNED_AFTER_DECISION: _l("Record the day of the decision and the day of the contract."),
    Item.ACCOUNTS: _l("Issue and check the accounts and record the day."),
    Item.CONNECTIONS: _l("Set up and check the connections and record the day."),
    Item.PLEDGES: _l("Receive the pledges and record the day."),
    Item.CONTACTS: _l("Record at least one contact of the third party."),
    Item.CONSENTS: _l("Decide on the consents that are open, or say that they are not due."),
    Item.LEDGER_COMPLETE: _l("Fill in the mandatory fields that are empty."),
    Item.ACCESS_CUT: _l("Cut the access and record the day."),
    Item.DATA_RETURNED: _l("Get the data back and record the day."),
    Item.ERASURE_PROVED: _l("Get the proof of erasure, add it to the documents and record its day."),
    Item.LEDGER_UPDATED: _l("Bring the ledger up to date and record the day."),
}
words.acts(
    {
        OVERRIDE_TIER: _l("Override the tier"),
        MOVE_STAGE: _l("Move to another stage (approval)"),
        DECIDE: _l("Decide on an engagement"),
    }
)


def language() -> str:
    return str(get_locale())


def tier_name(key: Any) -> str:
    return own.tier_names(language()).get(str(key), str(key))


def item_label(key: str) -> str:
    if key.startswith("own:"):
        return own.own_check_names(language()).get(key.removeprefix("own:"), key)
    return words.value_label(Item(key)) if key in set(Item) else key


def to_do(key: str) -> str:
    return str(TO_DO[Item(key)]) if key in set(Item) else str(gettext("Confirm it and record the day."))


def _stage(text: Any) -> str:
    return words.value_label(Stage(text)) if text in set(Stage) else str(text)


def _day(text: Any) -> Any:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return str(text)


def _yen(value: Any) -> str:
    if not isinstance(value, int):
        return str(value)
    return str(gettext("%(amount)s yen", amount=format_decimal(value)))


approvals.argument("tier", _l("Tier"), tier_name)
approvals.argument("by_rule", _l("Tier by the rule"), tier_name)
approvals.argument("from_stage", _l("From stage"), _stage)
approvals.argument("to_stage", _l("To stage"), _stage)
approvals.argument("ended_on", _l("Ended on"), _day)
approvals.argument("started_on", _l("Begins on"), _day)
approvals.argument("ends_on", _l("Ends on"), _day)
approvals.argument("vendor", _l("Contract party"))
approvals.argument("annual_amount", _l("Annual amount (yen)"), _yen)
approvals.argument("comment", _l("Comment"))
