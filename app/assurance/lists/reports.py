"""The list of assurance reports: its columns, filters and orders."""

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.assurance.models import AssuranceReport, ReportKind
from app.assurance.queries import gaps
from app.assurance.queries.reports import Wanted
from app.assurance.rules.currency import Currency
from app.core.dates import day_of
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.register.lists.filters import id_asked, valued, worded
from app.register.queries import organisations

MINE = {"me": _l("Me")}
GAPS = {"open": _l("Has a gap")}


def _organisation(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


R = AssuranceReport
REPORTS = ListDefinition(
    "assurance_reports",
    columns=(
        Column("number", _l("Report number"), (R.number,), is_fixed=True),
        Column("kind", _l("Kind of report"), (R.kind,)),
        Column("provider", _l("Whose controls it is about"), (R.sort_key,)),
        Column("title", _l("Title")),
        Column("ends", _l("Period or validity"), (R.ends_on,)),
        Column("opinion", _l("Opinion")),
        Column("currency", _l("State")),
        Column("days", _l("Relied upon until")),
        Column("gap", _l("Gap to our fiscal year-end"), is_shown=False),
        Column("reached", _l("Engagements"), is_number=True),
        Column("services", _l("Services in scope"), is_number=True, is_shown=False),
        Column("owner", _l("Person in charge")),
        Column("issued", _l("Issued on"), is_shown=False),
    ),
    filters=(
        valued("kind", _l("Kind of report"), ReportKind),
        valued("state", _l("State"), Currency),
        worded("gap", _l("Gap to our fiscal year-end"), GAPS),
        Filter("provider", _l("Whose controls it is about"), is_id, _organisation),
        worded("mine", _l("Person in charge"), MINE),
    ),
)


def today() -> date:
    return day_of(current_context().at)


def wanted(state: ListState) -> Wanted:
    kind, currency = state.value("kind"), state.value("state")
    return Wanted(
        words=state.q,
        kind=ReportKind(kind) if kind else None,
        currency=Currency(currency) if currency else None,
        organisation_id=id_asked(state, "provider"),
        owner_id=current_context().actor_id if state.value("mine") else None,
        ids=gaps.with_a_gap(current_context()) if state.value("gap") else None,
    )
