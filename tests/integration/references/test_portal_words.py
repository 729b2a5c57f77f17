"""What the provider's pages call things, beside the content as it is delivered."""

from dataclasses import replace

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.standards.content.texts import Text
from app.standards.queries import contents
from app.standards.services import publishing
from tests.conftest import begins_with
from tests.factories import portal as portals
from tests.factories import references as make
from tests.factories.identity import context
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)


@pytest.fixture
def service(session, at):
    return make.service(at)


def test_an_edition_that_is_called_otherwise_is_so_on_both_sides(
    at, root, pages_of, pages_as, ctx_of, service
):
    made = make.reference(ctx_of(Role.VENDOR_MANAGER), service, edition="fisc/9r2", is_shared=True)
    found = contents.catalogue()
    renamed = found.frameworks["fisc"].model_copy(update={"title": Text(ja="菖蒲基準", en="Iris")})
    publishing.publish_catalogue(
        context(at), replace(found, frameworks={**found.frameworks, "fisc": renamed})
    )
    db.session.commit()
    clerk = portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子")
    theirs = pages_of(clerk).get(f"/portal/references/{made.id}")
    ours = pages_as(Role.VENDOR_MANAGER).get(f"/references/{made.id}")
    for page in (theirs, ours):
        assert "菖蒲基準 9版（令和2年3月版）" in words(page.select_one("main"))


def test_an_edition_goes_by_its_name(at, root, pages_of, ctx_of, service):
    made = make.reference(ctx_of(Role.VENDOR_MANAGER), service, edition="fisc/9r2", is_shared=True)
    pages = pages_of(portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子"))
    for url in ("/portal/references", f"/portal/references/{made.id}"):
        told = words(pages.get(url).select_one("main"))
        assert "FISC安全対策基準 9版（令和2年3月版）" in told
        assert "fisc/9r2" not in told
