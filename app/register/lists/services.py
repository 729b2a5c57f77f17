"""The list of services: its columns, filters and orders."""

from uuid import UUID

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register import settings
from app.register.lists.filters import id_asked, unordered, valued, worded, yes_or_no
from app.register.lists.organisations import ENDED, country_words
from app.register.models import Service, ServiceModel
from app.register.queries import organisations
from app.register.queries.services import Wanted

LONGEST_KIND = 60


def kind_words() -> dict[str, str]:
    return settings.service_kind_names(str(get_locale()))


def countries_told(codes: list[str]) -> str:
    """Names of countries in one line; nothing where nobody has found out."""
    names = country_words()
    return str(gettext(", ")).join(names.get(code, code) for code in codes)


def _provider(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


SERVICES = ListDefinition(
    "services",
    columns=(
        Column("name", _l("Name"), (Service.sort_key,), is_fixed=True),
        Column("name_kana", _l("Name in kana"), is_shown=False),
        Column("provider", _l("Provider"), (Service.provider_sort_key, Service.sort_key)),
        Column("kind", _l("Kind of service"), (Service.kind, Service.sort_key)),
        Column("model", _l("Service model"), (Service.model, Service.sort_key)),
        Column("countries", _l("Countries where it can be had")),
        Column("regions", _l("Regions where it can be had"), is_shown=False),
        Column("ended_on", _l("Ended on"), is_shown=False),
        Column("updated_at", _l("Updated"), (Service.updated_at,)),
    ),
    filters=(
        Filter(
            "kind",
            _l("Kind of service"),
            lambda value: len(value) <= LONGEST_KIND,
            lambda value: kind_words().get(value, value),
        ),
        valued("model", _l("Service model"), ServiceModel),
        Filter("countries", _l("Countries"), {"none"}.__contains__, lambda _value: gettext("Not recorded")),
        Filter(
            "general",
            _l("Services in general"),
            {"yes", "no"}.__contains__,
            lambda value: gettext("Yes") if value == "yes" else gettext("No"),
        ),
        worded("ended", _l("State"), ENDED),
        Filter("provider", _l("Provider"), is_id, _provider),
    ),
)
# The past knows neither when a record was last touched nor the copy by which providers are ordered.
SERVICES_THEN = unordered(SERVICES.without("updated_at"), "provider")


def wanted(state: ListState, moment: Moment) -> Wanted:
    model = state.value("model")
    return Wanted(
        on=moment.on,
        words=state.q,
        kind=state.value("kind"),
        model=ServiceModel(model) if model else None,
        organisation_id=id_asked(state, "provider"),
        is_placeholder=yes_or_no(state, "general"),
        is_countryless=state.value("countries") == "none",
        has_ended=yes_or_no(state, "ended"),
    )
