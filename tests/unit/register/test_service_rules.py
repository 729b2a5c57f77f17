"""What makes the facts about services and supplies consistent."""

from datetime import date
from uuid import uuid4

import pytest

from app.core.errors import DomainError
from app.register.rules import services, supplies
from app.register.rules.services import ServiceFacts
from app.register.rules.supplies import SupplyFacts


def service(**given):
    return ServiceFacts(**{"organisation_id": uuid4(), "name": "クラウド", **given})


def supply(**given):
    return SupplyFacts(**{"service_id": uuid4(), "base_service_id": uuid4(), **given})


def test_countries_are_kept_once_and_in_one_order():
    assert services.checked(service(countries=("us", "JP", "US")), ()).countries == ("JP", "US")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "unheard_of"}, "kind"),
        ({"website": "example.jp"}, "website"),
        ({"name_kana": "雲"}, "name_kana"),
        ({"countries": ("XX",)}, "countries"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(given, field):
    with pytest.raises(DomainError) as refused:
        services.checked(service(**given), {"cloud"})
    assert refused.value.field == field


def test_a_supply_ends_no_earlier_than_it_begins():
    day = date(2026, 4, 1)
    assert supplies.checked(supply(from_on=day, to_on=day)).to_on == day
    with pytest.raises(DomainError) as refused:
        supplies.checked(supply(from_on=day, to_on=date(2026, 3, 31)))
    assert refused.value.field == "to_on"


def test_loops_are_told():
    facts = supply()
    supplies.check_loop(facts, {uuid4()}, "甲")
    with pytest.raises(DomainError) as refused:
        supplies.check_loop(facts, {facts.service_id}, "甲")
    assert refused.value.message == supplies.CLOSES_CYCLE
    itself = supply(service_id=facts.service_id, base_service_id=facts.service_id)
    with pytest.raises(DomainError) as refused:
        supplies.check_loop(itself, {facts.service_id}, "甲")
    assert refused.value.message == supplies.SELF_LOOP


def test_the_last_day_still_counts():
    day = date(2026, 3, 31)
    assert supplies.is_in_force(None, day, day)
    assert not supplies.has_ended(day, day)
    assert supplies.has_ended(day, date(2026, 4, 1))
