"""Before anything is published: each list says what belongs there and which command puts it there."""

import pytest

from app.identity.roles import Role
from tests.pages import words


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
@pytest.mark.parametrize("address", ["/standards", "/questionnaires", "/matrices"])
def test_the_pages_say_what_to_do(pages_as, address, role):
    assert "flask standards publish" in words(pages_as(role).get(address).select_one(".empty"))
