"""The list of contacts: its columns, filters and orders."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register import reminding
from app.register.lists.filters import id_asked, valued, worded, yes_or_no
from app.register.lists.organisations import ENDED
from app.register.models import Contact, ContactRole
from app.register.queries import organisations
from app.register.queries.contacts import Wanted

NEVER, OVERDUE, UNREACHED = "never", "overdue", "unreached"
TESTED = {NEVER: _l("Never tested"), OVERDUE: _l("Test overdue"), UNREACHED: _l("Not reached")}


def _organisation(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


CONTACTS = ListDefinition(
    "contacts",
    columns=(
        Column("name", _l("Name of the person"), (Contact.sort_key,), is_fixed=True),
        Column("name_kana", _l("Name of the person in kana"), is_shown=False),
        Column("role", _l("Role of the contact"), (Contact.role, Contact.sort_key)),
        Column("organisation", _l("Organisation")),
        Column("engagement", _l("For this engagement only"), is_shown=False),
        Column("department", _l("Department"), is_shown=False),
        Column("title", _l("Position"), is_shown=False),
        Column("phone", _l("Telephone")),
        Column("night_phone", _l("Night and holiday number")),
        Column("hours", _l("Hours"), is_shown=False),
        Column("email", _l("E-mail address"), is_shown=False),
        Column("last_tested_on", _l("Last contact test"), (Contact.last_tested_on,)),
        Column("test_result", _l("Result of the test"), is_shown=False),
        Column("ended_on", _l("Ended on"), is_shown=False),
        Column("updated_at", _l("Updated"), (Contact.updated_at,), is_shown=False),
    ),
    filters=(
        valued("role", _l("Role of the contact"), ContactRole),
        Filter("organisation", _l("Organisation"), is_id, _organisation),
        worded("tested", _l("Contact test"), TESTED),
        worded("ended", _l("State"), ENDED),
    ),
)
CONTACTS_THEN = CONTACTS.without("updated_at")


def wanted(state: ListState, moment: Moment) -> Wanted:
    role = state.value("role")
    tested = state.value("tested")
    return Wanted(
        on=moment.on,
        words=state.q,
        role=ContactRole(role) if role else None,
        organisation_id=id_asked(state, "organisation"),
        is_never_tested=tested == NEVER,
        tested_before=reminding.tested_since(moment.on) if tested == OVERDUE else None,
        is_unreached=tested == UNREACHED,
        has_ended=yes_or_no(state, "ended"),
    )
