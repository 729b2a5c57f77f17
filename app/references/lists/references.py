"""The list of security references: its columns and filters."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.references.models import SecurityReference
from app.references.queries.listing import Wanted
from app.references.sheets.frames import edition_words
from app.register.lists.filters import id_asked, worded, yes_or_no
from app.register.queries import organisations, services

YES_NO = {"yes": _l("Yes"), "no": _l("No")}
MINE = {"me": _l("Me")}
LONGEST_EDITION = 90


def _organisation(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


def _service(text: str) -> str:
    return services.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


def _edition(text: str) -> str:
    return edition_words().get(text, text)


R = SecurityReference
REFERENCES = ListDefinition(
    "references",
    columns=(
        Column("title", _l("Title"), (R.sort_key,), is_fixed=True),
        Column("service", _l("Service")),
        Column("provider", _l("Provider")),
        Column("edition", _l("Edition of the standard")),
        Column("version", _l("Version in use")),
        Column("records", _l("Records of items"), is_number=True),
        Column("conformity", _l("Conformity")),
        Column("checks", _l("Self-checks"), is_number=True),
        Column("owner", _l("Person in charge")),
        Column("conformable", _l("Can conform"), is_number=True, is_shown=False),
        Column("conditional", _l("Can conform on conditions"), is_number=True, is_shown=False),
        Column("out_of_scope", _l("Out of scope"), is_number=True, is_shown=False),
        Column("not_stated", _l("Conformity not stated"), is_number=True, is_shown=False),
        Column("as_of", _l("As of"), is_shown=False),
        Column("layout", _l("Layout"), is_shown=False),
        Column("shared", _l("Shared with the provider"), is_shown=False),
    ),
    filters=(
        Filter("service", _l("Service"), is_id, _service),
        Filter("organisation", _l("Provider"), is_id, _organisation),
        Filter(
            "edition", _l("Edition of the standard"), lambda value: len(value) <= LONGEST_EDITION, _edition
        ),
        worded("draft", _l("Has a draft"), YES_NO),
        worded("withdrawn", _l("Withdrawn"), YES_NO),
        worded("mine", _l("Person in charge"), MINE),
    ),
)


def wanted(state: ListState) -> Wanted:
    return Wanted(
        words=state.q,
        service_id=id_asked(state, "service"),
        organisation_id=id_asked(state, "organisation"),
        edition=state.value("edition"),
        owner_id=current_context().actor_id if state.value("mine") else None,
        has_draft=yes_or_no(state, "draft"),
        is_withdrawn=yes_or_no(state, "withdrawn"),
    )
