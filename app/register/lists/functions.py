"""The list of business functions: its columns, filters and orders."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.register.lists.organisations import ENDED
from app.register.lists.systems import unit_name
from app.register.models import BusinessFunction
from app.register.queries.functions import Wanted

IMPORTANT = {"yes": _l("Important business"), "no": _l("Other business")}

FUNCTIONS = ListDefinition(
    "functions",
    columns=(
        Column("name", _l("Name"), (BusinessFunction.sort_key,), is_fixed=True),
        Column("name_kana", _l("Name in kana"), is_shown=False),
        Column(
            "is_important",
            _l("Important business"),
            (BusinessFunction.is_important, BusinessFunction.sort_key),
        ),
        Column("unit", _l("Owning unit")),
        Column("tolerance_hours", _l("Tolerance (hours)"), is_number=True),
        Column("rto_hours", _l("RTO (hours)"), is_number=True),
        Column("rpo_hours", _l("RPO (hours)"), is_number=True),
        Column("engagements", _l("Engagements"), is_number=True),
        Column("ended_on", _l("Ended on"), is_shown=False),
        Column("updated_at", _l("Updated"), (BusinessFunction.updated_at,), is_shown=False),
    ),
    filters=(
        Filter(
            "important", _l("Important business"), IMPORTANT.__contains__, lambda value: str(IMPORTANT[value])
        ),
        Filter("unit", _l("Owning unit"), is_id, unit_name),
        Filter("ended", _l("State"), ENDED.__contains__, lambda value: str(ENDED[value])),
    ),
)
FUNCTIONS_THEN = FUNCTIONS.without("updated_at", "engagements")


def wanted(state: ListState, moment: Moment) -> Wanted:
    important, unit, ended = state.value("important"), state.value("unit"), state.value("ended")
    return Wanted(
        on=moment.on,
        words=state.q,
        is_important=(important == "yes") if important else None,
        unit_id=UUID(unit) if unit else None,
        has_ended=(ended == "yes") if ended else None,
    )
