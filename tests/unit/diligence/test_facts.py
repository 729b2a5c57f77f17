"""Facts for conditions: every one that content may ask, and what nobody recorded stays unknown."""

import pytest

from app.diligence.rules.facts import facts_of
from app.register.models import Access, Category, Connection, ServiceModel, Stage, SystemGrade
from app.register.rules.rulebook import Depth
from app.register.rules.tiering import Recorded
from app.standards.content.facts import FACTS

WHOLE = Recorded(
    functions=[(False, None), (True, 4)], systems=[SystemGrade.ORDINARY], has_personal_data=True,
    has_sensitive_data=False, has_special_care_data=False, data_countries=["JP", "SG"], access=Access.VIEW,
    connection=Connection.VPN, is_important_third_party=True, category=Category.CLOUD,
)  # fmt: skip


def told(recorded: Recorded = WHOLE, **said: object) -> dict[str, object]:
    others = {
        "stage": Stage.OPERATION,
        "depth": Depth.STRICT,
        "model": ServiceModel.PAAS,
        "has_subcontractors": True,
    }
    return facts_of(recorded, **{**others, **said})  # type: ignore[arg-type]


def test_every_fact_that_content_may_ask_is_told_in_its_values():
    found = told()
    assert set(found) == set(FACTS)
    for name, value in found.items():
        known = FACTS[name]
        assert known is None or value in known, name


def test_what_nobody_recorded_is_left_out():
    found = told(Recorded(), depth=None, model=ServiceModel.UNKNOWN, has_subcontractors=False)
    assert set(found) == {
        "category", "stage", "is_important_party", "is_designated_equipment", "has_subcontractors",
    }  # fmt: skip


@pytest.mark.parametrize(("category", "model", "expected"), [
    (Category.CLOUD, ServiceModel.UNKNOWN, True), (Category.CONTRACT_WORK, ServiceModel.SAAS, True),
    (Category.CONTRACT_WORK, ServiceModel.DEVELOPMENT, False), (Category.CONTRACT_WORK, ServiceModel.UNKNOWN, None),
])  # fmt: skip
def test_a_cloud_is_one_by_its_category_or_its_model(category, model, expected):
    assert told(Recorded(category=category), model=model).get("is_cloud") is expected


@pytest.mark.parametrize(("grades", "expected"), [
    ([], None), ([SystemGrade.ORDINARY], "ordinary"), ([SystemGrade.ORDINARY, SystemGrade.NOT_JUDGED], None),
    ([SystemGrade.NOT_JUDGED, SystemGrade.DESIGNATED], "designated"),
])  # fmt: skip
def test_the_class_of_the_systems(grades, expected):
    assert told(Recorded(systems=grades)).get("system_class") == expected


def test_functions_that_are_not_important_say_no():
    assert told(Recorded(functions=[(False, 2)]))["serves_important_function"] is False
