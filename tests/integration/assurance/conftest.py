"""Who keeps reports, and the one that most tests begin with: a SOC 2 of Microsoft about Azure."""

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from tests.factories import reports as make


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def azure(session, at):
    return make.cloud(at)


@pytest.fixture
def provider(azure):
    return db.session.get_one(Organisation, azure.organisation_id)


@pytest.fixture
def report(ctx, azure, provider):
    return make.recorded(ctx, make.soc2(provider), azure)
