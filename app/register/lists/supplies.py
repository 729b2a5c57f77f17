"""The list of supplies: its columns, filters and orders."""

from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register.lists.filters import id_asked, unordered, valued, worded, yes_or_no
from app.register.models import Substitutability, Supply
from app.register.queries import services
from app.register.queries.supplies import Wanted

ENDED = {"yes": _l("Ended"), "no": _l("In force")}


def _service(text: str) -> str:
    return services.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


SUPPLIES = ListDefinition(
    "supplies",
    columns=(
        Column("service", _l("Service"), (Supply.service_sort_key,), is_fixed=True),
        Column("service_provider", _l("Provider of the service")),
        Column("base", _l("Built on"), (Supply.base_sort_key,)),
        Column("base_provider", _l("Provider of the base")),
        Column("purpose", _l("Work or use"), is_shown=False),
        Column("countries", _l("Possible countries")),
        Column("regions", _l("Possible regions"), is_shown=False),
        Column("substitutability", _l("Substitutability")),
        Column("from_on", _l("From (date)"), is_shown=False),
        Column("to_on", _l("Until (date)"), (Supply.to_on,)),
        Column("updated_at", _l("Updated"), (Supply.updated_at,), is_shown=False),
    ),
    filters=(
        valued("substitutability", _l("Substitutability"), Substitutability),
        worded("ended", _l("State"), ENDED),
        Filter("countries", _l("Countries"), {"none"}.__contains__, lambda _value: gettext("Not recorded")),
        Filter("loop", _l("Built on itself"), {"yes"}.__contains__, lambda _value: gettext("Yes")),
        Filter("service", _l("Service"), is_id, _service),
        Filter("base", _l("Built on"), is_id, _service),
    ),
)
# The past knows neither when a record was last touched nor an order of dates that may be missing.
SUPPLIES_THEN = unordered(SUPPLIES.without("updated_at"), "to_on")


def wanted(state: ListState, moment: Moment) -> Wanted:
    substitutability = state.value("substitutability")
    return Wanted(
        on=moment.on,
        words=state.q,
        service_id=id_asked(state, "service"),
        base_service_id=id_asked(state, "base"),
        substitutability=Substitutability(substitutability) if substitutability else None,
        has_ended=yes_or_no(state, "ended"),
        is_countryless=state.value("countries") == "none",
        is_self_loop=state.value("loop") == "yes",
    )
