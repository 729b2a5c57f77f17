"""What `ask_when` may ask of the register, from what is recorded there. What nobody recorded is left out: unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.register.models import Access, Category, Connection, ServiceModel, Stage, SystemGrade
from app.register.rules.rulebook import Depth

if TYPE_CHECKING:
    from app.register.rules.tiering import Recorded

CLOUD = frozenset({ServiceModel.IAAS, ServiceModel.PAAS, ServiceModel.SAAS})


def facts_of(
    recorded: Recorded, *, stage: Stage, depth: Depth | None, model: ServiceModel, has_subcontractors: bool
) -> dict[str, Any]:
    found = {
        "category": recorded.category.value,
        "stage": stage.value,
        "tier_level": depth.value if depth else None,
        "has_personal_data": recorded.has_personal_data,
        "has_sensitive_data": recorded.has_sensitive_data,
        "has_special_care_data": recorded.has_special_care_data,
        "data_countries": list(recorded.data_countries) or None,
        "access": _known(recorded.access, Access.UNKNOWN),
        "connection": _known(recorded.connection, Connection.UNKNOWN),
        "service_model": _known(model, ServiceModel.UNKNOWN),
        "is_cloud": _is_cloud(recorded.category, model),
        "is_important_party": recorded.is_important_third_party,
        "is_designated_equipment": recorded.is_designated_equipment,
        "serves_important_function": any(one for one, _ in recorded.functions)
        if recorded.functions
        else None,
        "system_class": _system_class(recorded),
        "has_subcontractors": has_subcontractors,
    }
    return {name: value for name, value in found.items() if value is not None}


def _known(value: Any, unknown: Any) -> str | None:
    return None if value == unknown else str(value.value)


def _is_cloud(category: Category, model: ServiceModel) -> bool | None:
    if category == Category.CLOUD or model in CLOUD:
        return True
    return None if model == ServiceModel.UNKNOWN else False


def _system_class(recorded: Recorded) -> str | None:
    """One designated system decides; ordinary only when all of them are judged."""
    grades = set(recorded.systems)
    if SystemGrade.DESIGNATED in grades:
        return "designated"
    return "ordinary" if grades == {SystemGrade.ORDINARY} else None


def facts_together(facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of all engagements that one assessment stands for: what is so in one of them has to be asked about; what
    is not so must be known of all; of the rest only that in which all agree is known."""
    names = {name for one in facts for name in one}
    found = {name: _together(name, [one.get(name) for one in facts]) for name in sorted(names)}
    return {name: value for name, value in found.items() if value is not None}


def _together(name: str, values: Sequence[Any]) -> Any:
    if name == "tier_level":
        return Depth.STRICT.value if Depth.STRICT.value in values else next(one for one in values if one)
    if any(one is True for one in values):
        return True
    if None in values:
        return None
    if name == "data_countries":
        return sorted({country for one in values for country in one})
    return values[0] if all(one == values[0] for one in values) else None
