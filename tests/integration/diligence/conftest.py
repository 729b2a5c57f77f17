"""An engagement that uses a cloud, in the hands of an officer. A module says with `ground` what is published."""

import pytest

from app.identity.roles import Role
from tests.factories import matrices


@pytest.fixture
def engagement(session, at, root):
    return matrices.engagement(at, root)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)
