"""The list of supplies: its columns, filters and orders."""

from dataclasses import replace
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register.models import Substitutability, Supply
from app.register.queries import services
from app.register.queries.supplies import Wanted

SUBSTITUTABILITIES = frozenset(Substitutability)
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
        Filter(
            "substitutability",
            _l("Substitutability"),
            SUBSTITUTABILITIES.__contains__,
            lambda value: words.value_label(Substitutability(value)),
        ),
        Filter("ended", _l("State"), ENDED.__contains__, lambda value: str(ENDED[value])),
        Filter("countries", _l("Countries"), {"none"}.__contains__, lambda _value: gettext("Not recorded")),
        Filter("loop", _l("Built on itself"), {"yes"}.__contains__, lambda _value: gettext("Yes")),
        Filter("service", _l("Service"), is_id, _service),
        Filter("base", _l("Built on"), is_id, _service),
    ),
)
# The past knows neither when a record was last touched nor an order of dates that may be missing.
SUPPLIES_THEN = replace(
    SUPPLIES.without("updated_at"),
    columns=tuple(
        replace(column, sort=()) if column.key == "to_on" else column
        for column in SUPPLIES.without("updated_at").columns
    ),
)


def wanted(state: ListState, moment: Moment) -> Wanted:
    substitutability, ended = state.value("substitutability"), state.value("ended")
    service, base = state.value("service"), state.value("base")
    return Wanted(
        on=moment.on,
        words=state.q,
        service_id=UUID(service) if service else None,
        base_service_id=UUID(base) if base else None,
        substitutability=Substitutability(substitutability) if substitutability else None,
        has_ended=(ended == "yes") if ended else None,
        is_countryless=state.value("countries") == "none",
        is_self_loop=state.value("loop") == "yes",
    )
