"""The delivered responsibility matrix, an engagement that uses the service, and its matrix in an officer's hands.

A module says with `ground` that the content is published.
"""

import pytest

from app.identity.roles import Role
from tests.factories import matrices as make


@pytest.fixture
def template():
    return make.delivered().matrices[make.KEY, 1]


@pytest.fixture
def engagement(session, at, root):
    return make.engagement(at, root)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def matrix(engagement, at, ctx):
    return make.started(at, engagement, ctx)
