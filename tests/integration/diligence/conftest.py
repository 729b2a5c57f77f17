"""An engagement that uses a cloud, in the hands of an officer. A module says with `ground` what is published."""

import pytest

from app.diligence.queries import assessments
from app.identity.roles import Role
from tests.factories import assessments as make
from tests.factories import matrices, portal


@pytest.fixture
def engagement(session, at, root):
    return matrices.engagement(at, root)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def sent(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def part(sent):
    """What the vendor is asked."""
    return assessments.assignments_of(sent)[1]


@pytest.fixture
def clerk(at, root, part):
    return portal.person(at, root, part.organisation_id, "clerk@fixer.example", "担当 花子")
