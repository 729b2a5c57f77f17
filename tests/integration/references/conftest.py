"""A reference of a cloud to an edition with three items, in the hands of vendor management."""

import pytest

from app.identity.roles import Role
from tests.factories import references as make


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def service(session, at):
    make.laid(at)
    return make.service(at)


@pytest.fixture
def reference(ctx, service):
    return make.reference(ctx, service)
