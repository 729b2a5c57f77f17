"""骨子: what is delivered of three published references starts a draft, and says nothing beyond its sources."""

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.references.delivered import AZURE, SKELETONS
from app.references.models import Acts, PaperKind, VersionState
from app.references.queries import references as queries
from app.references.services import skeletons
from tests.conftest import begins_with
from tests.factories import masters
from tests.factories.standards import published
from tests.pages import words

ground = begins_with(published)


@pytest.fixture
def platform(session, at):
    return masters.service(at, "Microsoft Corporation", "Azure")


@pytest.mark.parametrize("key", SKELETONS)
def test_each_skeleton_starts_a_draft(ctx_of, platform, key):
    draft = skeletons.start(ctx_of(Role.VENDOR_MANAGER), SKELETONS[key], platform.id)
    db.session.commit()
    assert draft.state == VersionState.DRAFT
    assert draft.authors


def test_the_numbers_that_are_not_used_stay_in_the_list_of_azure(ctx_of, platform):
    draft = skeletons.start(ctx_of(Role.VENDOR_MANAGER), AZURE, platform.id)
    papers = queries.papers_of(draft.id)
    documents = [one for one in papers if one.kind == PaperKind.DOCUMENT]
    assert [one.number for one in documents] == [f"{n:02}" for n in range(1, 21)]
    assert [one.number for one in documents if one.is_missing] == ["19", "20"]
    assert [one.number for one in papers if one.kind == PaperKind.CERTIFICATE] == ["01", "02", "03"]
    assert not queries.records_of(draft.id)


def test_of_aws_only_the_shown_item_is_recorded(ctx_of, platform):
    draft = skeletons.start(ctx_of(Role.VENDOR_MANAGER), SKELETONS["aws"], platform.id)
    (record,) = queries.records_of(draft.id)
    assert (record.item, record.provider_acts, record.customer_acts) == ("運109", Acts.YES, Acts.YES)
    assert record.documents == ["5", "21", "24"]


def test_cloud_config_says_who_acts_and_leaves_conditions_open(ctx_of, platform):
    draft = skeletons.start(ctx_of(Role.VENDOR_MANAGER), SKELETONS["cloud-config"], platform.id)
    records = {one.item: one for one in queries.records_of(draft.id)}
    assert (records["統1"].provider_acts, records["統1"].customer_acts) == (Acts.YES, Acts.YES)
    assert all(one.conformity is None for one in records.values())


def test_a_reference_is_recorded_from_a_skeleton_in_a_page(pages_as, platform):
    pages = pages_as(Role.VENDOR_MANAGER)
    assert "公表資料の骨子から登録" in words(pages.get("/references").select_one(".page-head"))
    response = pages.submit("/references/skeletons", skeleton="azure", service_id=str(platform.id))
    assert "欠番" in words(pages.get(f"{response.location}/papers"))
    pages_as(Role.OFFICER).get("/references/skeletons", 403)
