"""The list of organisations: its columns, filters and orders."""

from uuid import UUID

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register.models import Organisation, OrganisationKind
from app.register.queries import organisations as queries
from app.register.queries.organisations import Wanted
from app.register.rules.organisations import UNKNOWN
from app.register.words.countries import country_names

KINDS = frozenset(OrganisationKind)
ENDED = {"yes": _l("Ended"), "no": _l("Active")}


def country_words() -> dict[str, str]:
    return country_names(str(get_locale())) | {UNKNOWN: gettext("Not known")}


def country_name(code: str) -> str:
    return country_words().get(code, code)


def _name(text: str) -> str:
    return queries.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


ORGANISATIONS = ListDefinition(
    "organisations",
    columns=(
        Column("name", _l("Name"), (Organisation.sort_key,), is_fixed=True),
        Column("name_kana", _l("Name in kana"), is_shown=False),
        Column("kind", _l("Kind"), (Organisation.kind, Organisation.sort_key)),
        Column("country", _l("Country"), (Organisation.country, Organisation.sort_key)),
        Column("corporate_number", _l("Corporate number")),
        Column("lei", _l("LEI"), is_shown=False),
        Column("parent", _l("Parent company")),
        Column("ended_on", _l("Ended on"), is_shown=False),
        Column("updated_at", _l("Updated"), (Organisation.updated_at,)),
    ),
    filters=(
        Filter(
            "kind", _l("Kind"), KINDS.__contains__, lambda value: words.value_label(OrganisationKind(value))
        ),
        Filter("country", _l("Country"), country_names("en").__contains__, country_name),
        Filter(
            "number", _l("Corporate number"), {"none"}.__contains__, lambda _value: gettext("Not recorded")
        ),
        Filter("ended", _l("State"), ENDED.__contains__, lambda value: str(ENDED[value])),
        Filter("parent", _l("Parent company"), is_id, _name),
    ),
)
# When a record was last touched is no fact about it, so the past does not know it.
ORGANISATIONS_THEN = ORGANISATIONS.without("updated_at")


def wanted(state: ListState, moment: Moment) -> Wanted:
    kind, parent, ended = state.value("kind"), state.value("parent"), state.value("ended")
    return Wanted(
        on=moment.on,
        words=state.q,
        kind=OrganisationKind(kind) if kind else None,
        country=state.value("country"),
        is_numberless=state.value("number") == "none",
        has_ended=(ended == "yes") if ended else None,
        parent_id=UUID(parent) if parent else None,
    )
