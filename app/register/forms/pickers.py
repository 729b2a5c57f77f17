"""Pickers of several records: countries, functions, systems, units of ours; and of one service."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import get_locale

from app.core.forms import PickerField, PickerListField
from app.core.identifiers import COUNTRIES
from app.core.text import fold
from app.core.web import current_context
from app.identity import queries as identity
from app.register.models import Engagement, EngagementFunction, EngagementReader, EngagementSystem
from app.register.queries import engagements, functions, picking, services
from app.register.words.countries import country_names


class ServiceField(PickerField):
    """A service by its name; two of one name are told apart in the picker only."""

    def named(self, name: str) -> Sequence[UUID]:
        return picking.services_named(current_context(), name)

    def name_of(self, record_id: UUID) -> str:
        return services.names_of(current_context(), [record_id]).get(record_id, "")


class CountryListField(PickerListField):
    """Countries by name in either language, or by code."""

    def id_of(self, text: str) -> str | None:
        return text if text in COUNTRIES else None

    def named(self, name: str) -> Sequence[str]:
        found = countries_by_name().get(fold(name))
        return [found] if found else []

    def names_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        names = country_names(str(get_locale()))
        return {code: names[code] for code in names if code in set(ids)}


@lru_cache(maxsize=1)
def countries_by_name() -> dict[str, str]:
    spelt = {fold(name): code for language in ("en", "ja") for code, name in country_names(language).items()}
    return {**spelt, **{fold(code): code for code in COUNTRIES}}


class FunctionListField(PickerListField):
    def named(self, name: str) -> Sequence[UUID]:
        return picking.functions_named(current_context(), name)

    def names_of(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        return functions.names_of(current_context(), ids)

    def stored_in(self, record: Engagement) -> list[UUID]:
        return sorted(engagements.linked_ids(record, EngagementFunction.function_id), key=str)


class SystemListField(PickerListField):
    """Systems by ledger number and name: names alone may be shared."""

    def named(self, name: str) -> Sequence[UUID]:
        return picking.systems_named(current_context(), name)

    def names_of(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        return picking.system_labels(current_context(), ids)

    def stored_in(self, record: Engagement) -> list[UUID]:
        return sorted(engagements.linked_ids(record, EngagementSystem.system_id), key=str)


class UnitListField(PickerListField):
    """Units by name and code."""

    def named(self, name: str) -> Sequence[UUID]:
        units = identity.list_units(current_context())
        return [unit.id for unit in units if name in (unit.name, unit.code, unit_label(unit))]

    def names_of(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        wanted = set(ids)
        if not wanted:
            return {}
        units = identity.list_units(current_context())
        return {unit.id: unit_label(unit) for unit in units if unit.id in wanted}

    def stored_in(self, record: Engagement) -> list[UUID]:
        return sorted(engagements.linked_ids(record, EngagementReader.unit_id), key=str)


def unit_label(unit: Any) -> str:
    return f"{unit.name} ({unit.code})"
