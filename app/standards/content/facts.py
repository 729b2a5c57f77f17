"""What a condition may ask of the register, and what the answers can be."""

from __future__ import annotations

from collections.abc import Mapping

from app.register.models.chain import Access
from app.register.models.engagements import Category, Connection, Stage
from app.register.models.services import ServiceModel

YES_OR_NO = (True, False)
# None: any country. Its value is a list, so that it is asked by `in` or `other_than`.
FACTS: Mapping[str, tuple[str | bool, ...] | None] = {
    "category": tuple(Category),
    "stage": tuple(Stage),
    "tier_level": ("simple", "strict"),
    "has_personal_data": YES_OR_NO,
    "has_sensitive_data": YES_OR_NO,
    "has_special_care_data": YES_OR_NO,
    "data_countries": None,
    "access": tuple(Access),
    "connection": tuple(Connection),
    "service_model": tuple(ServiceModel),
    "is_cloud": YES_OR_NO,
    "is_important_party": YES_OR_NO,
    "is_designated_equipment": YES_OR_NO,
    "serves_important_function": YES_OR_NO,
    "system_class": ("designated", "ordinary"),
    "has_subcontractors": YES_OR_NO,
}
