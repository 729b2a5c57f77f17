"""Information systems and business functions: what may be said together about them."""

from dataclasses import replace
from typing import Any

import pytest

from app.core.errors import DomainError
from app.register.models import SystemGrade, SystemGround
from app.register.rules import functions, systems
from app.register.rules.functions import FunctionFacts
from app.register.rules.systems import SystemFacts

SYSTEM = SystemFacts(ledger_number="S-001", name="勘定系システム")
FUNCTION = FunctionFacts(name="振込")


def refusal(check, facts) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        check(facts)
    return caught.value.message, caught.value.field


def test_a_system_needs_its_number_and_its_name():
    assert refusal(systems.checked, replace(SYSTEM, ledger_number=""))[1] == "ledger_number"
    assert refusal(systems.checked, replace(SYSTEM, name="")) == (systems.SYSTEM_NAME_MISSING, "name")
    assert refusal(systems.checked, replace(SYSTEM, name_kana="勘定"))[1] == "name_kana"


@pytest.mark.parametrize("grade", list(SystemGrade))
@pytest.mark.parametrize("ground", [None, *SystemGround])
def test_a_ground_stands_beside_a_designation_and_nowhere_else(grade, ground):
    facts = replace(SYSTEM, grade=grade, ground=ground)
    if (grade == SystemGrade.DESIGNATED) == (ground is not None):
        assert systems.checked(facts) == facts
    else:
        missing = ground is None
        message = systems.GROUND_MISSING if missing else systems.GROUND_WITHOUT_GRADE
        assert refusal(systems.checked, facts) == (message, "ground")


def test_data_assets_are_kept_once_and_in_order():
    typed = replace(SYSTEM, asset_numbers=("D-2", " D-1 ", "D-2", "", "D  3"))
    assert systems.checked(typed).asset_numbers == ("D-2", "D-1", "D 3")


def test_too_many_and_too_long_data_assets_are_refused():
    many = tuple(str(number) for number in range(systems.MOST_ASSETS + 1))
    assert refusal(systems.checked, replace(SYSTEM, asset_numbers=many)) == (
        systems.TOO_MANY_ASSETS,
        "asset_numbers",
    )
    assert isinstance(systems.checked(replace(SYSTEM, asset_numbers=many[:-1])), SystemFacts)
    long = ("x" * (systems.LONGEST_ASSET + 1),)
    assert refusal(systems.checked, replace(SYSTEM, asset_numbers=long))[0] == systems.ASSET_TOO_LONG


def test_a_function_needs_a_name():
    assert refusal(functions.checked, replace(FUNCTION, name="")) == (functions.FUNCTION_NAME_MISSING, "name")
    assert refusal(functions.checked, replace(FUNCTION, name_kana="振込"))[1] == "name_kana"


def of_hours(name: str, hours: int | None) -> FunctionFacts:
    changed: dict[str, Any] = {name: hours}
    return replace(FUNCTION, **changed)


@pytest.mark.parametrize("name", functions.HOURS)
def test_hours_are_none_or_within_a_year(name):
    for hours in (None, 0, functions.LONGEST_HOURS):
        assert getattr(functions.checked(of_hours(name, hours)), name) == hours
    for hours in (-1, functions.LONGEST_HOURS + 1):
        assert refusal(functions.checked, of_hours(name, hours)) == (functions.HOURS_SHAPE, name)


@pytest.mark.parametrize(
    ("rto", "tolerance", "is_too_long"),
    [(4, 4, False), (5, 4, True), (0, 0, False), (None, 4, False), (4, None, False), (1, 0, True)],
)
def test_recovery_after_the_tolerance_is_too_long(rto, tolerance, is_too_long):
    assert functions.is_rto_too_long(rto, tolerance) == is_too_long
