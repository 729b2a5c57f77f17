"""Which questionnaires fit an engagement: a proposal that compliance can change in the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from app.diligence.rules.asking import Facts
from app.diligence.rules.resolving import resolved

if TYPE_CHECKING:
    from app.standards.content.conditions import AnyCondition

OUTSOURCING = ("contract_work", "quasi_mandate", "dispatch", "cloud", "shared_centre", "intra_group")
_OUTSOURCED: dict[str, Any] = {"fact": "category", "in": OUTSOURCING}
_STRICT: dict[str, Any] = {"fact": "tier_level", "is": "strict"}

# Questionnaire → when it is proposed, in the words of `ask_when`.
PROPOSALS: Mapping[str, dict[str, Any]] = {
    "intake": {"fact": "stage", "in": ["planning", "selection"]},
    "to20": _OUTSOURCED,
    "to21": _OUTSOURCED,
    "to22": {"all": [_OUTSOURCED, {"any": [_STRICT, {"fact": "has_personal_data", "is": True}]}]},
    "to23": {"all": [_OUTSOURCED, _STRICT]},
    "to24": {"fact": "is_cloud", "is": True},
    "shared-centre": {"fact": "category", "is": "shared_centre"},
    "fintech-start": {"fact": "category", "is": "api"},
}


def condition(told: Mapping[str, Any]) -> AnyCondition:
    """A condition as settings keep it."""
    from app.standards.content.conditions import AllOf, AnyOf, FactIs

    if "all" in told:
        return AllOf(all=tuple(condition(one) for one in told["all"]))
    if "any" in told:
        return AnyOf(any=tuple(condition(one) for one in told["any"]))
    return FactIs.model_validate(dict(told))


def proposed(
    known: Iterable[str], facts: Facts, proposals: Mapping[str, Mapping[str, Any]] = PROPOSALS
) -> list[str]:
    """Of the questionnaires in use, in their order. One whose condition nobody can decide yet is not proposed."""
    return [key for key in known if key in proposals and resolved(condition(proposals[key]), facts) is True]
