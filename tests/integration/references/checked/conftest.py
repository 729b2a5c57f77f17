"""An engagement, the platform it rests on, and a published reference of that to check it against."""

import pytest

from app.identity.roles import Role
from app.register.models import ServiceModel
from tests.factories import engagements, masters
from tests.factories import self_checks as make


@pytest.fixture
def manager(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def platform(session, at):
    return masters.service(at, "みどり計算株式会社", "みどりクラウド", model=ServiceModel.IAAS)


@pytest.fixture
def engagement(at, root, platform):
    return engagements.engagement(at, root, platform)


@pytest.fixture
def reference(manager, platform):
    return make.reference(manager, platform)


@pytest.fixture
def version(manager, reference):
    return make.published(manager, reference)
