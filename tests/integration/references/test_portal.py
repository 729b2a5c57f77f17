"""The provider's own pages: what is shared with it, a version of its own written and published, and nothing of ours."""

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.core.notices import Notice
from app.core.outbox import Mail
from app.identity.roles import Role
from app.references.models import OwnState, ReferenceVersion, VersionState
from app.references.services import announcing, keeping, writing
from app.work.models import Task, TaskState
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
    pages.submit(form, label="2026年版", premise="仮想マシン", as_of_on="2026-05-01")
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


# --- withdrawn ----------------------------------------------------------------------------------


@pytest.fixture
def of_theirs(ctx, shared, published):
    """Published by the provider after ours."""
    return theirs_of(ctx, shared)


def theirs_of(ctx, of):
    version = make.draft(ctx, of)
    version.is_theirs, version.state, version.number = True, VersionState.PUBLISHED, 2
    version.published_at = version.announced_at = ctx.at
    audit.record(ctx, Made.FOR_TEST, version)
    db.session.commit()
    return version


def test_a_provider_withdraws_what_it_published_and_we_are_told(
    at, root, pages_of, pages_as, ctx, ctx_of, people, service, shared, published, of_theirs, clerk
):
    officer, pages = ctx_of(Role.OFFICER), pages_of(clerk)
    held = self_checks.check(officer, engagements.engagement(at, root, service, title="一つ目"), of_theirs)
    older = self_checks.check(officer, engagements.engagement(at, root, service, title="二つ目"), published)
    here = f"/portal/references/versions/{of_theirs.id}"
    assert pages.get(here).select_one(f"a[href='{here}/withdraw']")
    pages.submit(f"{here}/withdraw", status=422, reason="")
    pages.submit(f"{here}/withdraw", reason="記載に誤りがありました。")
    db.session.refresh(of_theirs)
    assert (of_theirs.state, of_theirs.withdrawn_by_id) == (VersionState.WITHDRAWN, clerk.id)
    page = pages.get(here)
    assert "記載に誤りがありました。" in words(page.select_one(".notice-attention"))
    assert not page.select_one(f"a[href='{here}/withdraw']")
    assert pages.client.get(f"{here}/withdraw").status_code == 303
    assert not told(Notice)
    announcing.tell_all(ctx_of(Role.SYSTEM_RISK))
    db.session.commit()
    assert (
        told(Notice)
        == told(Mail)
        == sorted([people[Role.OFFICER].id, people[Role.VENDOR_MANAGER].id], key=str)
    )
    assert [task.source_id for task in open_tasks()] == [held.id]
    assert announcing.waiting_withdrawals() == []
    manager = pages_as(Role.VENDOR_MANAGER)
    assert "記載に誤りがありました。" in words(
        manager.get(f"/references/versions/{of_theirs.id}").select_one(".notice")
    )
    assert "版の取下げ" in words(manager.get(f"/references/{shared.id}/history").select_one("main"))
    address = f"/engagements/{held.engagement_id}/self-checks/{held.id}"
    assert "記載に誤りがありました。" in words(manager.get(address).select_one(".check-grounds"))
    other = manager.get(f"/engagements/{older.engagement_id}/self-checks/{older.id}")
    assert "記載に誤りがありました。" not in words(other.select_one("main"))


def open_tasks():
    return [task for task in db.session.scalars(select(Task)) if task.state == TaskState.OPEN]


def test_a_provider_withdraws_nothing_of_ours(pages_of, shared, published, clerk):
    pages = pages_of(clerk)
    here = f"/portal/references/versions/{published.id}"
    assert not pages.get(here).select_one(f"a[href='{here}/withdraw']")
    pages.get(f"{here}/withdraw", 404)


def test_we_stop_relying_on_what_the_provider_published(pages_as, shared, published, of_theirs, clerk):
    here = f"/references/versions/{of_theirs.id}/withdraw"
    pages_as(Role.SYSTEM_RISK).get(here, 403)  # writes references, and publishes none
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(here, reason="実態と合わない。")
    db.session.refresh(of_theirs)
    assert of_theirs.state == VersionState.WITHDRAWN
    assert told(Mail) == [clerk.id]
    assert pages.client.get(here).status_code == 303


def test_a_task_to_move_to_what_is_withdrawn_goes_with_it(at, root, ctx, ctx_of, service, shared, published):
    check = self_checks.check(ctx_of(Role.OFFICER), engagements.engagement(at, root, service), published)
    newer = [make.published(ctx, shared) for _n in range(2)]
    assert [task.params["number"] for task in open_tasks()] == ["3"]
    for version, left in ((newer[1], ["2"]), (newer[0], [])):
        writing.withdraw_version(ctx, version, reason="誤り", seen=version.version)
        db.session.commit()
        assert [task.params["number"] for task in open_tasks()] == left
    assert check.version_id == published.id


def test_who_keeps_a_check_is_told_when_the_reference_is_withdrawn(
    at, root, ctx, ctx_of, people, service, shared, published, clerk
):
    self_checks.check(ctx_of(Role.OFFICER), engagements.engagement(at, root, service), published)
    make.published(ctx, shared)
    assert open_tasks()
    before = {row.id for row in db.session.scalars(select(Mail))}
    keeping.withdraw_reference(ctx, shared, reason="公表が終わった", seen=shared.version)
    db.session.commit()
    later = [row.user_id for row in db.session.scalars(select(Mail)) if row.id not in before]
    assert set(later) == {people[Role.OFFICER].id, clerk.id}
    assert open_tasks() == []


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
        self_checks.entered(ctx_of(Role.OFFICER), engagement, check, "統20", OwnState.DONE, "規程第3条")
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
