"""By which two entries of a report are told to be of one name."""

import pytest

from app.assurance.rules.subservices import name_key


@pytest.mark.parametrize("typed", ["FIXER", "fixer", "ＦＩＸＥＲ", " FI XER ", "Ｆｉｘｅｒ"])
def test_one_name_is_one_name_however_it_is_typed(typed):
    assert name_key(typed) == name_key("FIXER")


@pytest.mark.parametrize("other", ["FIXER2", "株式会社FIXER", ""])
def test_another_name_is_another(other):
    assert name_key(other) != name_key("FIXER")
