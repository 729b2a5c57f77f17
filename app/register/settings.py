"""What the institution decides about its register: tiers, the tier rule, gates, classes of data, kinds of service.

The values are ours to propose and the institution's to change (model.md §2). Readers turn the stored JSON into
what the rules work with; an entry that records use is retired, never deleted.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition
from app.register.delivered import (
    DEFAULT_DATA_CLASSES,
    DEFAULT_RULE,
    DEFAULT_SERVICE_KINDS,
    DEFAULT_TIERS,
)
from app.register.models import Stage
from app.register.rules import rulebook, stages
from app.register.rules.rulebook import Entry
from app.register.rules.tiering import Rule, Scale

TIERS = "register.tiers"
TIER_RULE = "register.tier_rule"
TIER_RULE_APPLIED = "register.tier_rule_applied"
GATES = "register.gates"
DATA_CLASSES = "register.data_classes"
SERVICE_KINDS = "register.service_kinds"
OWN_CHECKS = "register.own_checks"
SCREENING_MONTHS = "register.screening_months"
OVERRIDE_MONTHS = "register.override_months"
LISTS = (TIERS, DATA_CLASSES, SERVICE_KINDS, OWN_CHECKS)


def _checked_rule(value: Any) -> None:
    rulebook.check_rule(value, [entry.key for entry in tiers() if not entry.is_retired])


def _checked_gates(value: Any) -> None:
    stages.check_gates(value, {entry.key for entry in own_checks()})


settings.define(
    Definition(
        TIERS, DEFAULT_TIERS, _l("Tiers"), _l("The gravest first, each strict or simple in depth."),
        is_proposal=True, check=rulebook.check_tiers, page="register.own_list",
    ),
    Definition(
        TIER_RULE, DEFAULT_RULE, _l("Rule of the tier"), _l("Which recorded facts ask for which tier."),
        is_proposal=True, check=_checked_rule, page="register.tier_rule",
    ),
    Definition(
        TIER_RULE_APPLIED, 1, _l("Version of the tier rule that all engagements were last computed with"),
        page="register.tier_rule",
    ),
    Definition(
        GATES, stages.DEFAULT_GATES, _l("Gates between stages"), _l("What must be there before each move."),
        is_proposal=True, check=_checked_gates, page="register.gates",
    ),
    Definition(
        DATA_CLASSES, DEFAULT_DATA_CLASSES, _l("Classes of data"), _l("With the level of confidentiality of each."),
        is_proposal=True, check=rulebook.check_data_classes, page="register.own_list",
    ),
    Definition(
        SERVICE_KINDS, DEFAULT_SERVICE_KINDS, _l("Kinds of service"),
        is_proposal=True, check=rulebook.check_entries, page="register.own_list",
    ),
    Definition(
        OWN_CHECKS, [], _l("Checks of our own"), _l("Items that a person confirms, for use in the gates."),
        check=rulebook.check_entries, page="register.own_list",
    ),
    Definition(
        SCREENING_MONTHS, 6, _l("Months for which a screening counts"),
        _l("A screening of the contract party older than this must be made again before the decision."),
        is_proposal=True, minimum=1, maximum=36,
    ),
    Definition(
        OVERRIDE_MONTHS, 12, _l("Longest override of a tier, in months"),
        _l("After it the tier comes back to be decided again."),
        is_proposal=True, minimum=1, maximum=36,
    ),
)  # fmt: skip


def entries(key: str) -> list[Entry]:
    return rulebook.entries_of(settings.get(key))


def tiers() -> list[Entry]:
    """The gravest first."""
    return entries(TIERS)


def own_checks() -> list[Entry]:
    return entries(OWN_CHECKS)


def _names(key: str, language: str) -> dict[str, str]:
    return {entry.key: entry.name(language) for entry in entries(key)}


def tier_names(language: str) -> dict[str, str]:
    """Every tier, retired ones too: a record of the past may name them."""
    return _names(TIERS, language)


def data_class_names(language: str) -> dict[str, str]:
    return _names(DATA_CLASSES, language)


def service_kind_names(language: str) -> dict[str, str]:
    return _names(SERVICE_KINDS, language)


def own_check_names(language: str) -> dict[str, str]:
    return _names(OWN_CHECKS, language)


def offered(key: str, language: str) -> list[tuple[str, str]]:
    """What a new record may choose: entries that are not retired."""
    return [(entry.key, entry.name(language)) for entry in entries(key) if not entry.is_retired]


def tier_rule() -> Rule:
    return rulebook.rule_of(settings.get(TIER_RULE))


def scale() -> Scale:
    active = [entry.key for entry in tiers() if not entry.is_retired]
    levels = {entry.key: entry.level for entry in entries(DATA_CLASSES) if entry.level is not None}
    return Scale(active, levels)


def gates() -> Mapping[tuple[Stage, Stage], stages.Gate]:
    return stages.gates_of(settings.get(GATES))


def screening_months() -> int:
    return int(settings.get(SCREENING_MONTHS))


def override_months() -> int:
    return int(settings.get(OVERRIDE_MONTHS))


def version_applied() -> int:
    return int(settings.get(TIER_RULE_APPLIED))
