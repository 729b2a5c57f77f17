"""The lists of consents and of what the checks found: their columns, filters and orders."""

from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.identity.queries import unit_names
from app.register.models import ChainCheck, ConsentKind, ConsentState, EngagementSupply
from app.register.queries import checking, consents
from app.register.rules.chain_checks import Check
from app.work.models import Severity

WHICH = {"waiting": _l("Waiting"), "expiring": _l("Ends within 90 days or has ended")}
STATES, KINDS = frozenset(ConsentState), frozenset(ConsentKind)
CHECKS, SEVERITIES = frozenset(Check), frozenset(Severity)


def _unit(text: str) -> str:
    return unit_names({UUID(text)}).get(UUID(text), "–")


UNIT = Filter("unit", _l("Unit"), is_id, _unit)

CONSENTS = ListDefinition(
    "consents",
    columns=(
        Column("target", _l("Subcontractor"), is_fixed=True),
        Column("applied_on", _l("Applied on"), (EngagementSupply.applied_on,)),
        Column("expires_on", _l("Expires on"), (EngagementSupply.expires_on,)),
        Column("state", _l("State of the consent"), (EngagementSupply.state, EngagementSupply.applied_on)),
        Column("consent_kind", _l("Kind of consent")),
        Column("engagement", _l("Engagement")),
        Column("source", _l("Entrusted by")),
        Column("applied_by", _l("Applied by"), is_shown=False),
        Column("examined_on", _l("Examined on"), is_shown=False),
        Column("decided_on", _l("Decided on (date)"), is_shown=False),
        Column("conditions", _l("Conditions"), is_shown=False),
        Column("objection_until_on", _l("Objections until"), is_shown=False),
        Column("updated_at", _l("Last changed"), (EngagementSupply.updated_at,), is_shown=False),
    ),
    filters=(
        Filter("which", _l("Show"), WHICH.__contains__, lambda text: str(WHICH[text])),
        Filter(
            "state",
            _l("State of the consent"),
            STATES.__contains__,
            lambda text: words.value_label(ConsentState(text)),
        ),
        Filter(
            "kind",
            _l("Kind of consent"),
            KINDS.__contains__,
            lambda text: words.value_label(ConsentKind(text)),
        ),
        UNIT,
    ),
)

CHAIN_CHECKS = ListDefinition(
    "chain_checks",
    columns=(
        Column("said", _l("What is wrong"), is_fixed=True),
        Column("severity", _l("Severity"), (ChainCheck.severity_rank, ChainCheck.vendor_sort_key)),
        Column("check", _l("Check"), (ChainCheck.check, ChainCheck.vendor_sort_key)),
        Column("engagement", _l("Engagement"), (ChainCheck.vendor_sort_key,)),
    ),
    filters=(
        Filter("check", _l("Check"), CHECKS.__contains__, lambda text: words.value_label(Check(text))),
        Filter(
            "severity",
            _l("Severity"),
            SEVERITIES.__contains__,
            lambda text: words.value_label(Severity(text)),
        ),
        UNIT,
    ),
)


def wanted_consents(state: ListState, on: date) -> consents.Wanted:
    unit, kind = state.value("unit"), state.value("kind")
    return consents.Wanted(
        on=on,
        which=state.value("which"),
        states=tuple(ConsentState(value) for key, value in state.chosen if key == "state"),
        kind=ConsentKind(kind) if kind else None,
        unit_id=UUID(unit) if unit else None,
    )


def wanted_checks(state: ListState) -> checking.Wanted:
    unit = state.value("unit")
    return checking.Wanted(state.value("check"), state.value("severity"), UUID(unit) if unit else None)
