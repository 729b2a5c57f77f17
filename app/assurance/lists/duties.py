"""What engagements did about the user controls of a report: the list of engagements, and the list of duties."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.assurance.models import ControlDuty, DutyState
from app.assurance.queries.report_duties import Wanted
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.core.words import value_label
from app.register.lists.filters import id_asked, worded
from app.register.models import Engagement
from app.register.queries import engagements

TO_DO = "to_do"
MINE, NOBODY = "me", "nobody"
OWNERS = {MINE: _l("Me"), NOBODY: _l("Nobody in particular")}
LEFT = {"yes": _l("Something is left to do"), "no": _l("Everything is settled or not needed")}


def _state(value: str) -> str:
    return str(_l("To be done or confirmed")) if value == TO_DO else str(value_label(DutyState(value)))


def _engagement(text: str) -> str:
    return engagements.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


DUTIES = ListDefinition(
    "report_duties",
    columns=(
        Column("ref", _l("Number"), is_fixed=True),
        Column("text", _l("Control expected of users")),
        Column("engagement", _l("Engagement")),
        Column("state", _l("State")),
        Column("note", _l("How it is done, or why it is not needed")),
        Column("owner", _l("Person in charge")),
        Column("due", _l("Due, or settled on"), (ControlDuty.due_on,)),
    ),
    filters=(
        Filter("state", _l("State"), {TO_DO, *DutyState}.__contains__, _state),
        worded("owner", _l("Person in charge"), OWNERS),
        Filter("engagement", _l("Engagement"), is_id, _engagement),
    ),
)
ENGAGEMENTS = ListDefinition(
    "report_duty_engagements",
    columns=(
        Column("number", _l("Engagement number"), (Engagement.number,), is_fixed=True),
        Column("title", _l("Engagement")),
        Column("settled", _l("Settled or not needed"), is_number=True),
        Column("to_do", _l("To be done"), is_number=True),
        Column("not_given", _l("Not taken up"), is_number=True),
    ),
    filters=(worded("left", _l("What is left"), LEFT),),
)


def wanted(state: ListState) -> Wanted:
    asked, owner = state.value("state"), state.value("owner")
    return Wanted(
        words=state.q,
        state=DutyState(asked) if asked and asked != TO_DO else None,
        is_to_do=asked == TO_DO,
        owner_id=current_context().actor_id if owner == MINE else None,
        is_unassigned=owner == NOBODY,
        engagement_id=id_asked(state, "engagement"),
    )


def state_choices() -> list[tuple[str, str]]:
    return [(TO_DO, _state(TO_DO)), *((one.value, str(value_label(one))) for one in DutyState)]
