"""What the provider's pages call things, beside the content as it is delivered."""

import pytest

from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import portal as portals
from tests.factories import references as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)


@pytest.fixture
def service(session, at):
    return make.service(at)


def test_an_edition_goes_by_its_name(at, root, pages_of, ctx_of, service):
    made = make.reference(ctx_of(Role.VENDOR_MANAGER), service, edition="fisc/9r2", is_shared=True)
    pages = pages_of(portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子"))
    for url in ("/portal/references", f"/portal/references/{made.id}"):
        told = words(pages.get(url).select_one("main"))
        assert "FISC安全対策基準 9版（令和2年3月版）" in told
        assert "fisc/9r2" not in told
