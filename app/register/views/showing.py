"""Names, values and addresses that the pages of tiers, stages and rules share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, current_app, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core import words
from app.core.context import Context
from app.core.web import current_context
from app.register import settings as own
from app.register.models import Access, Category, Connection, Engagement, Substitutability
from app.register.permissions import RegisterPermission as P
from app.register.queries.engagements import get_engagement
from app.register.rules import stages
from app.register.rules.stages import Found, Item, Need, Requirement
from app.register.rules.tiering import (
    ACCESS_ORDER,
    SUBSTITUTABILITY_ORDER,
    Condition,
    Factor,
    FactorState,
    Line,
)
from app.register.views import bp
from app.register.words import deciding as said
from app.register.words.countries import country_names

TONES = {Found.MET: "good", Found.MISSING: "danger", Found.AFTER_THE_FACT: "attention"}
FACTOR_TONES = {
    FactorState.HELD: "danger",
    FactorState.NOT_HELD: "neutral",
    FactorState.UNKNOWN: "attention",
}
ENUMS = {
    Factor.ACCESS: Access,
    Factor.CONNECTION: Connection,
    Factor.SUBSTITUTABILITY: Substitutability,
    Factor.CATEGORY: Category,
}

# Nothing is graver, so nothing is said of it.
GRAVEST = {str(ACCESS_ORDER[-1]), str(SUBSTITUTABILITY_ORDER[-1])}


def changeable(ctx: Context, engagement_id: UUID, permission: P) -> Engagement:
    """404 for whom it does not concern; 403 for who may read it and not do this."""
    engagement = get_engagement(ctx, engagement_id)
    if not ctx.may(permission, engagement.unit_id):
        abort(403)
    return engagement


def is_closed(engagement: Engagement) -> bool:
    return stages.is_closed(engagement.stage)


def place(endpoint: str, **values: Any) -> str:
    """The address of a page, empty where this edition has none."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


# --- the tier ------------------------------------------------------------------------------


@bp.app_template_global()
def tier_word(key: str) -> str:
    return said.tier_name(key)


@bp.app_template_global()
def factor_word(key: str) -> str:
    return words.value_label(Factor(key)) if key in set(Factor) else key


@dataclass(frozen=True)
class FactorLine:
    label: str
    value: str
    condition: str
    state: str
    tone: str
    tier: str
    is_held: bool
    is_decisive: bool
    is_presumed: bool
    url: str


def factor_line(engagement: Engagement, line: Line) -> FactorLine:
    known = line.factor in set(Factor)
    return FactorLine(
        label=words.value_label(Factor(line.factor)) if known else line.factor,
        value=factor_value(Factor(line.factor), line.value) if known else str(line.value),
        condition=condition_words(Factor(line.factor), line.threshold) if known else "",
        state=words.value_label(line.state),
        tone=FACTOR_TONES[line.state],
        tier=said.tier_name(line.tier),
        is_held=line.state != FactorState.NOT_HELD,
        is_decisive=line.is_decisive,
        is_presumed=line.is_decisive and line.is_unknown,
        url=_where_recorded(engagement, line.factor),
    )


# Which part of the engagement's form holds what a factor reads; the rest stands under "exit".
PARTS = {
    Factor.IMPORTANT_FUNCTION: "purpose",
    Factor.SHORT_TOLERANCE: "purpose",
    Factor.DESIGNATED_SYSTEM: "purpose",
    Factor.PERSONAL_VOLUME: "data",
    Factor.SENSITIVE_DATA: "data",
    Factor.SPECIAL_CARE_DATA: "data",
    Factor.CONFIDENTIALITY: "data",
    Factor.DATA_ABROAD: "access",
    Factor.ACCESS: "access",
    Factor.CONNECTION: "access",
    Factor.ANNUAL_AMOUNT: "term",
    Factor.CATEGORY: "service",
}


def _where_recorded(engagement: Engagement, factor: str) -> str:
    """Only for who may change it there."""
    if is_closed(engagement) or not current_context().may(P.ENGAGEMENT_EDIT, engagement.unit_id):
        return ""
    part = PARTS.get(Factor(factor), "exit") if factor in set(Factor) else "service"
    return place("register.engagement_edit", engagement_id=engagement.id, part=part)


def factor_change(change: tuple[str, str, str]) -> str:
    factor, before, after = change
    label = words.value_label(Factor(factor)) if factor in set(Factor) else factor
    states = [words.value_label(FactorState(state)) for state in (before, after)]
    return f"{label}: {states[0]} → {states[1]}"


def factor_value(factor: Factor, value: Any) -> str:
    """What is recorded, in words; empty for what nobody recorded."""
    if value is None:
        return ""
    if factor in (Factor.IMPORTANT_FUNCTION, Factor.DESIGNATED_SYSTEM) and isinstance(value, list):
        return str(_("%(some)s of %(all)s", some=value[0], all=value[1]) if value[1] else _("none"))
    if factor in ENUMS:
        return _enum_value(ENUMS[factor], value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return _list_value(factor, value)
    if factor == Factor.SHORT_TOLERANCE:
        return str(_("%(hours)s hours", hours=value))
    return str(format_decimal(value)) if isinstance(value, int) else str(value)


def _enum_value(enum: Any, value: Any) -> str:
    return words.value_label(enum(value)) if value in set(enum) else str(value)


def _list_value(factor: Factor, value: Sequence[Any]) -> str:
    language = said.language()
    names = own.data_class_names(language) if factor == Factor.CONFIDENTIALITY else country_names(language)
    return str(_(", ")).join(names.get(key, str(key)) for key in value)


def condition_words(factor: Factor, threshold: Any) -> str:
    """What it is compared with, in words."""
    if threshold is None:
        return ""
    if factor in ENUMS:
        chosen = threshold if isinstance(threshold, list) else [threshold]
        listed = str(_(", ")).join(_enum_value(ENUMS[factor], value) for value in chosen)
        is_last = isinstance(threshold, list) or threshold in GRAVEST
        return listed if is_last else str(_("%(value)s or graver", value=listed))
    number = format_decimal(threshold) if isinstance(threshold, int) else str(threshold)
    if factor == Factor.CONFIDENTIALITY:
        return _level_words(threshold, f"{number} {said.UNITS[factor]}")
    return f"{number} {said.UNITS[factor]}" if factor in said.UNITS else str(number)


def _level_words(least: Any, said_as: str) -> str:
    """A level is a bare number, so the classes that reach it are named."""
    language = said.language()
    classes = [entry for entry in own.entries(own.DATA_CLASSES) if not entry.is_retired]
    named = [entry.name(language) for entry in classes if entry.level is not None and entry.level >= least]
    return (
        str(_("%(level)s (%(classes)s)", level=said_as, classes=str(_(", ")).join(named)))
        if named
        else said_as
    )


@dataclass(frozen=True)
class RuleRow:
    label: str
    explanation: str
    condition: str
    tier: str
    is_on: bool
    note: str


def rule_row(condition: Condition) -> RuleRow:
    return RuleRow(
        words.value_label(condition.factor),
        str(said.EXPLAINED[condition.factor]),
        condition_words(condition.factor, condition.threshold),
        said.tier_name(condition.tier),
        condition.is_on,
        condition.note,
    )


# --- the gates -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownItem:
    """One line of a gate, with the page where it is done."""

    label: str
    need: str
    is_must: bool
    is_met: bool
    state: str
    tone: str
    on: date | None
    to_do: str
    url: str


def shown_item(ctx: Context, engagement: Engagement, one: Requirement) -> ShownItem:
    state = _("Does not apply here") if one.is_not_applicable else words.value_label(one.found)
    is_met = one.found == Found.MET
    return ShownItem(
        label=said.item_label(one.item),
        need=words.value_label(one.need),
        is_must=one.need == Need.MUST,
        is_met=is_met,
        state=str(state),
        tone=TONES[one.found] if one.need == Need.MUST or is_met else "neutral",
        on=one.on,
        to_do="" if is_met else said.to_do(one.item),
        url=_where(ctx, engagement, one.item),
    )


WHERE = {
    Item.OUTSOURCING_JUDGED: ("register.engagement_judge", P.ENGAGEMENT_JUDGE),
    Item.TIER_COMPUTED: ("register.engagement_tier", P.ENGAGEMENT_VIEW),
    Item.DECIDED: ("register.engagement_decide", P.ENGAGEMENT_MOVE),
    Item.CONSENTS: ("overview.engagement_chain", P.CONSENT_VIEW),
    Item.LEDGER_COMPLETE: ("register.engagement_edit", P.ENGAGEMENT_EDIT),
}


def _where(ctx: Context, engagement: Engagement, item: str) -> str:
    if item in (Item.SCREENED, Item.CONTACTS):
        return place("register.organisation", organisation_id=engagement.vendor_id)
    if item in stages.CHECKS or item.startswith(stages.OWN):
        if not ctx.may(P.ENGAGEMENT_CHECK, engagement.unit_id) or is_closed(engagement):
            return ""
        return place("register.engagement_check", engagement_id=engagement.id, item=item)
    if item in (Item.PERSONAL_DATA_JUDGED, Item.FOREIGN_JUDGED):
        return _judging(ctx, engagement)
    if item in (Item.CONTRACT_SIGNED, Item.SIGNED_AFTER_DECISION):
        is_able = ctx.may(P.ENGAGEMENT_EDIT, engagement.unit_id)
        return place("register.engagement_edit", engagement_id=engagement.id, part="term") if is_able else ""
    endpoint, permission = WHERE[Item(item)]
    if not ctx.may(permission, engagement.unit_id):
        return ""
    return place(endpoint, engagement_id=engagement.id)


def _judging(ctx: Context, engagement: Engagement) -> str:
    """First whether there are personal data, then what the contract party does with them."""
    if engagement.has_personal_data is None:
        is_able = ctx.may(P.ENGAGEMENT_EDIT, engagement.unit_id)
        return place("register.engagement_edit", engagement_id=engagement.id, part="data") if is_able else ""
    if not ctx.may(P.ENGAGEMENT_JUDGE, engagement.unit_id):
        return ""
    return place(
        "register.engagement_party_judge", engagement_id=engagement.id, organisation_id=engagement.vendor_id
    )
