"""The provider's own pages: what is shared with it, a version of its own written and published, and nothing of ours."""

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.core.notices import Notice
from app.core.outbox import Mail
from app.identity.roles import Role
from app.references.models import OwnState, ReferenceVersion, VersionState
from app.references.services import announcing
from app.work.models import Task
from tests.factories import chain, engagements, self_checks
from tests.factories import portal as portals
from tests.factories import references as make
from tests.factories.identity import Made
from tests.pages import words


@pytest.fixture
def clerk(at, root, service):
    return portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子")


@pytest.fixture
def shared(ctx, service):
    return make.reference(ctx, service, is_shared=True)


@pytest.fixture
def published(ctx, shared):
    return make.published(ctx, shared)


def test_a_provider_writes_and_publishes_a_version(pages_of, ctx, shared, published, clerk):
    pages = pages_of(clerk)
    page = pages.get("/portal/references")
    assert shared.title in words(page.select_one("tbody"))
    pages.get(f"/portal/references/{shared.id}")
    response = pages.submit(f"/portal/references/{shared.id}/begin", copy_of=str(published.id))
    form = response.location
    draft = form.removesuffix("/edit")
    pages.submit(form, label="2026年版", premise="仮想マシン")
    pages.submit(f"{draft}/items/統21", "save", conformity="conformable", needed="設定を確認する")
    pages.submit(f"{draft}/papers/new", "save", number="30", title="新しい公開文書")
    page = pages.get(draft)
    assert "新しい公開文書" in words(page)
    pages.submit(f"{draft}/publish")
    version = db.session.scalars(select(ReferenceVersion).where(ReferenceVersion.is_theirs)).one()
    assert (version.state, version.number) == (VersionState.PUBLISHED, 2)
    assert version.announced_at is None
    assert "公開" in words(pages.get(draft).select_one(".tag"))
    assert pages.client.get(f"{draft}/edit").status_code == 303


def test_a_provider_sees_no_draft_of_ours_and_no_staff_page(pages_of, ctx, shared, clerk):
    ours = make.draft(ctx, shared)
    pages = pages_of(clerk)
    pages.get(f"/portal/references/versions/{ours.id}", 404)
    pages.get(f"/portal/references/versions/{ours.id}/items/統20", 404)
    assert "作成中" not in words(pages.get(f"/portal/references/{shared.id}").select_one("main"))
    pages.get("/references", 403)
    pages.get(f"/references/versions/{ours.id}", 403)


def test_what_is_not_shared_or_anothers_is_not_found(at, pages_of, ctx, service, reference, clerk):
    version = make.published(ctx, reference)
    other = chain.service(at, "別の会社", "別のサービス")
    theirs = make.reference(ctx, other, is_shared=True, title="別の会社のリファレンス")
    pages = pages_of(clerk)
    assert "共有されているリファレンスはありません" in words(pages.get("/portal/references"))
    for url in (reference.id, theirs.id, f"versions/{version.id}"):
        pages.get(f"/portal/references/{url}", 404)


def test_staff_have_no_portal(pages_as, shared):
    pages_as(Role.VENDOR_MANAGER).get("/portal/references", 403)


# --- announced ----------------------------------------------------------------------------------


def told(model):
    return sorted((row.user_id for row in db.session.scalars(select(model))), key=str)


def test_who_keeps_a_check_and_the_owner_are_told_once_when_the_provider_published(
    at, root, pages_of, ctx, ctx_of, people, service, shared, published, clerk
):
    officer = people[Role.OFFICER]
    for title in ("一つ目", "二つ目"):
        engagement = engagements.engagement(at, root, service, title=title, owner_id=officer.id)
        check = self_checks.check(ctx_of(Role.OFFICER), engagement, published)
        self_checks.entered(ctx_of(Role.OFFICER), engagement, check, "統20", OwnState.DONE)
    shared.owner_id = people[Role.SYSTEM_RISK].id
    audit.record(ctx, Made.FOR_TEST, shared)
    db.session.commit()
    version = make.draft(ctx, shared)
    version.is_theirs, version.state, version.number = True, VersionState.PUBLISHED, 2
    audit.record(ctx, Made.FOR_TEST, version)
    db.session.commit()
    before = set(told(Mail))
    assert [one.id for one in announcing.waiting()] == [version.id]
    announcing.tell_all(ctx_of(Role.VENDOR_MANAGER))
    db.session.commit()
    assert not before - set(told(Mail))
    assert told(Mail).count(officer.id) == 1
    assert sorted(told(Notice), key=str) == sorted([officer.id, shared.owner_id], key=str)
    tasks = db.session.scalars(select(Task).where(Task.source_type == "self_check")).all()
    assert [task.owner_id for task in tasks] == [officer.id] * 2
    assert announcing.waiting() == []


def test_the_providers_people_are_told_when_we_published(ctx, shared, clerk):
    make.published(ctx, shared)
    assert told(Mail) == [clerk.id]
    assert db.session.scalars(select(ReferenceVersion)).one().announced_at is not None
