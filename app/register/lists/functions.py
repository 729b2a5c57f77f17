"""The list of business functions: its columns, filters and orders."""

from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.register.lists.filters import id_asked, worded, yes_or_no
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
        worded("important", _l("Important business"), IMPORTANT),
        Filter("unit", _l("Owning unit"), is_id, unit_name),
        worded("ended", _l("State"), ENDED),
    ),
)
FUNCTIONS_THEN = FUNCTIONS.without("updated_at", "engagements")


def wanted(state: ListState, moment: Moment) -> Wanted:
    return Wanted(
        on=moment.on,
        words=state.q,
        is_important=yes_or_no(state, "important"),
        unit_id=id_asked(state, "unit"),
        has_ended=yes_or_no(state, "ended"),
    )
