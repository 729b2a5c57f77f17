"""The list of engagements: its columns, filters and orders."""

from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.identity import queries as identity
from app.register import settings
from app.register.models import Category, Engagement, Stage
from app.register.queries import organisations, services
from app.register.queries.engagements import Wanted

MINE = "me"
ANSWERS = {"yes": _l("Yes"), "no": _l("No")}
STATES = {"no": _l("Under way"), "yes": _l("Over")}
ENDING = {"soon": _l("Ends within 90 days")}
IMPORTANT = {"yes": _l("Important third party")}
SERVING = {"important": _l("Important business")}
MISSING = {"yes": _l("Something is missing")}
STAGES, CATEGORIES = frozenset(Stage), frozenset(Category)
LONGEST_KEY = 60


def tier_words() -> dict[str, str]:
    return settings.tier_names(str(get_locale()))


def _unit(text: str) -> str:
    return identity.unit_names({UUID(text)}).get(UUID(text), "–")


def _owner(text: str) -> str:
    if text == MINE:
        return current_context().actor_name
    return identity.names_of({UUID(text)}).get(UUID(text), "–")


def _vendor(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


def _service(text: str) -> str:
    return services.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


E = Engagement
VENDOR = E.vendor_sort_key
ENGAGEMENTS = ListDefinition(
    "engagements",
    columns=(
        Column("number", _l("Engagement no."), (E.number,), is_fixed=True),
        Column("title", _l("Engagement title"), (E.sort_key,)),
        Column("vendor", _l("Contract party"), (VENDOR,)),
        Column("service", _l("Service")),
        Column("unit", _l("Owning unit")),
        Column("tier", _l("Tier"), (E.tier, VENDOR)),
        Column("stage", _l("Stage"), (E.stage, VENDOR)),
        Column("category", _l("Category"), (E.category, VENDOR), is_shown=False),
        Column("owner", _l("Owner")),
        Column("next", _l("Renewal or end")),
        Column("ends_on", _l("Ends on"), (E.ends_on,), is_shown=False),
        Column("renewal_notice_on", _l("Notice of renewal due on"), (E.renewal_notice_on,), is_shown=False),
        Column("started_on", _l("Begins on"), is_shown=False),
        Column("annual_amount", _l("Annual amount (yen)"), is_number=True, is_shown=False),
        Column("missing", _l("Missing"), is_number=True),
        Column("updated_at", _l("Updated"), (E.updated_at,), is_shown=False),
    ),
    filters=(
        Filter("stage", _l("Stage"), STAGES.__contains__, lambda value: words.value_label(Stage(value))),
        Filter(
            "tier",
            _l("Tier"),
            lambda value: len(value) <= LONGEST_KEY,
            lambda value: tier_words().get(value, value),
        ),
        Filter(
            "category",
            _l("Category"),
            CATEGORIES.__contains__,
            lambda value: words.value_label(Category(value)),
        ),
        Filter("unit", _l("Owning unit"), is_id, _unit),
        Filter("owner", _l("Owner"), lambda value: value == MINE or is_id(value), _owner),
        Filter("vendor", _l("Contract party"), is_id, _vendor),
        Filter("service", _l("Service"), is_id, _service),
        Filter("personal", _l("Personal data"), ANSWERS.__contains__, lambda value: str(ANSWERS[value])),
        Filter("ending", _l("Period"), ENDING.__contains__, lambda value: str(ENDING[value])),
        Filter("function", _l("Business function"), SERVING.__contains__, lambda value: str(SERVING[value])),
        Filter("important", _l("Importance"), IMPORTANT.__contains__, lambda value: str(IMPORTANT[value])),
        Filter("missing", _l("Missing"), MISSING.__contains__, lambda value: str(MISSING[value])),
        Filter("over", _l("State"), STATES.__contains__, lambda value: str(STATES[value])),
    ),
)
# When a record was last touched is no fact about it, so the past does not know it. Which tier was in force
# then is read for the rows that are shown, and neither filtered nor ordered by.
PAST_TIER = Column("tier", _l("Tier"))
ENGAGEMENTS_THEN = ListDefinition(
    "engagements",
    columns=tuple(
        PAST_TIER if column.key == "tier" else column
        for column in ENGAGEMENTS.columns
        if column.key != "updated_at"
    ),
    filters=tuple(item for item in ENGAGEMENTS.filters if item.key not in ("tier", "function")),
)


def wanted(state: ListState, moment: Moment) -> Wanted:
    owner, personal, over = state.value("owner"), state.value("personal"), state.value("over")
    stage, category = state.value("stage"), state.value("category")
    return Wanted(
        on=moment.on,
        words=state.q,
        stage=Stage(stage) if stage else None,
        tier=state.value("tier"),
        category=Category(category) if category else None,
        unit_id=_id(state, "unit"),
        owner_id=current_context().actor_id if owner == MINE else _id(state, "owner"),
        vendor_id=_id(state, "vendor"),
        service_id=_id(state, "service"),
        has_personal_data=(personal == "yes") if personal else None,
        is_important=bool(state.value("important")),
        serves_important=bool(state.value("function")),
        ends_soon=bool(state.value("ending")),
        is_incomplete=bool(state.value("missing")),
        is_over=(over == "yes") if over else None,
    )


def _id(state: ListState, key: str) -> UUID | None:
    text = state.value(key)
    return UUID(text) if text else None
