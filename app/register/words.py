"""Labels of the register: one source for page, history and export."""

from functools import lru_cache

from babel import Locale
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.identifiers import COUNTRIES
from app.core.text import sort_key
from app.identity.words import permissions
from app.register import readings
from app.register.events import RegisterAct as Act
from app.register.models import NoNumberReason, OrganisationKind
from app.register.permissions import RegisterPermission as P
from app.register.rules import HOME

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
words.acts(
    {
        Act.ORGANISATION_ADDED: _l("Added an organisation"),
        Act.ORGANISATION_EDITED: _l("Edited an organisation"),
        Act.ORGANISATION_CODE_ADDED: _l("Added a code"),
        Act.ORGANISATION_CODE_REMOVED: _l("Removed a code"),
    }
)
permissions(
    {
        P.ORGANISATION_VIEW: _l("See third parties"),
        P.ORGANISATION_HISTORY: _l("See the history of third parties"),
        P.ORGANISATION_ADD: _l("Add third parties"),
        P.ORGANISATION_EDIT: _l("Edit third parties"),
    }
)


@lru_cache(maxsize=4)
def country_names(language: str) -> dict[str, str]:
    """Name of each country in the reader's language, Japan first, in the order in which one would look it up."""
    territories = Locale.parse(language).territories
    names = {code: str(territories.get(code, code)) for code in COUNTRIES}
    read = readings.COUNTRIES if language == "ja" else {}
    order = sorted(names, key=lambda code: (code != HOME, sort_key(read.get(code), None, names[code])))
    return {code: names[code] for code in order}
