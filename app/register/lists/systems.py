"""The list of information systems: its columns, filters and orders."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core.asat import Moment
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.identity.queries import unit_names
from app.register import reminding
from app.register.lists.filters import id_asked, valued, worded, yes_or_no
from app.register.lists.organisations import ENDED
from app.register.models import InformationSystem, SystemGrade
from app.register.queries.systems import Wanted

SOON = "soon"
SUPPORT = {SOON: _l("Ends soon or has ended")}


def unit_name(text: str) -> str:
    return unit_names({UUID(text)}).get(UUID(text), "–")


SYSTEMS = ListDefinition(
    "systems",
    columns=(
        Column("name", _l("Name"), (InformationSystem.sort_key,), is_fixed=True),
        Column("name_kana", _l("Name in kana"), is_shown=False),
        Column("ledger_number", _l("Ledger number"), (InformationSystem.ledger_number,)),
        Column("grade", _l("Designated or ordinary"), (InformationSystem.grade, InformationSystem.sort_key)),
        Column("unit", _l("Owning unit")),
        Column("owner", _l("Owner")),
        Column("version_name", _l("Version (product)"), is_shown=False),
        Column("support_ends_on", _l("Support ends on"), (InformationSystem.support_ends_on,)),
        Column("engagements", _l("Engagements"), is_number=True),
        Column("ended_on", _l("Ended on"), is_shown=False),
        Column("updated_at", _l("Updated"), (InformationSystem.updated_at,), is_shown=False),
    ),
    filters=(
        valued("grade", _l("Designated or ordinary"), SystemGrade),
        Filter("unit", _l("Owning unit"), is_id, unit_name),
        worded("support", _l("Support"), SUPPORT),
        worded("ended", _l("State"), ENDED),
    ),
)
SYSTEMS_THEN = SYSTEMS.without("updated_at", "engagements")


def wanted(state: ListState, moment: Moment) -> Wanted:
    grade = state.value("grade")
    return Wanted(
        on=moment.on,
        words=state.q,
        grade=SystemGrade(grade) if grade else None,
        unit_id=id_asked(state, "unit"),
        support_until=reminding.support_warned_until(moment.on) if state.value("support") == SOON else None,
        has_ended=yes_or_no(state, "ended"),
    )
