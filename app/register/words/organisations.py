"""Labels of organisations."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import KeyKind, NoNumberReason, OrganisationKind, ScreeningResult, SubcontractAct

words.table(
    "organisation",
    _l("Organisation"),
    {
        "name": _l("Name"),
        "name_kana": _l("Name in kana"),
        "name_latin": _l("Name in Latin letters"),
        "sort_key": _l("Sort key"),
        "kind": _l("Kind"),
        "country": _l("Country"),
        "corporate_number": _l("Corporate number"),
        "no_number_reason": _l("Why there is no corporate number"),
        "no_number_note": _l("Note on the missing number"),
        "lei": _l("LEI"),
        "invoice_number": _l("Invoice registration number"),
        "address": _l("Address"),
        "representative": _l("Representative"),
        "website": _l("Website"),
        "parent_id": _l("Parent company"),
        "ended_on": _l("Ended on"),
        "fiscal_year_end": _l("Accounts closing day of the figures"),
        "net_assets": _l("Net assets (yen)"),
        "subcontract_act": _l("Act on small contractors"),
        "merged_into_id": _l("Merged into"),
        "note": _l("Note"),
    },
)
words.table(
    "organisation_code",
    _l("Code of an organisation"),
    {"organisation_id": _l("Organisation"), "scheme": _l("Kind of code"), "value": _l("Code")},
)
words.values(
    {
        OrganisationKind.COMPANY: _l("Company"),
        OrganisationKind.OWN_GROUP: _l("Own group"),
        OrganisationKind.GOVERNMENT: _l("Government or public body"),
        OrganisationKind.INDIVIDUAL: _l("Private person"),
    }
)
words.values(
    {
        NoNumberReason.FOREIGN: _l("Established abroad"),
        NoNumberReason.INDIVIDUAL: _l("Private person"),
        NoNumberReason.NOT_YET_CHECKED: _l("Not checked yet"),
        NoNumberReason.OTHER: _l("Other reason"),
    }
)
words.table(
    "organisation_distinction",
    _l("Organisations told apart"),
    {
        "first_id": _l("One organisation"),
        "second_id": _l("The other organisation"),
        "reason": _l("Reason"),
        "decided_by_id": _l("Told apart by"),
        "decided_at": _l("Told apart at"),
        "known_by": _l("Names and numbers then"),
    },
)
words.table(
    "screening",
    _l("Screening"),
    {
        "organisation_id": _l("Organisation"),
        "checked_on": _l("Checked on"),
        "checked_by_id": _l("Checked by"),
        "result": _l("Result"),
        "note": _l("Note"),
    },
)
words.values({SubcontractAct.APPLIES: _l("Applies"), SubcontractAct.DOES_NOT_APPLY: _l("Does not apply")})
words.values(
    {
        ScreeningResult.CLEAR: _l("Clear"),
        ScreeningResult.UNDER_EXAMINATION: _l("Under examination"),
        ScreeningResult.HIT: _l("Hit"),
    }
)
words.values(
    {
        KeyKind.NAME: _l("Same name or reading"),
        KeyKind.ACRONYM: _l("One is the abbreviation of the other"),
        KeyKind.SITE: _l("Same website"),
        KeyKind.NUMBER: _l("Same number"),
    }
)
