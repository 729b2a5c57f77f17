"""The next version: what its draft is called, and what both sides are told before they publish it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import PaperKind, ReferenceVersion, VersionState
from app.references.queries import references as queries
from app.references.services import writing
from tests.factories import portal as portals
from tests.factories import references as make
from tests.pages import words


@pytest.fixture
def shared(ctx, service):
    return make.reference(ctx, service, is_shared=True)


@pytest.fixture
def first(ctx, shared):
    made = make.draft(ctx, shared)
    writing.edit_version(ctx, made, make.head(label="初版"), seen=made.version)
    writing.publish(ctx, made, seen=made.version)
    db.session.commit()
    return made


@pytest.fixture(params=["ours", "theirs"])
def side(request, at, root, pages_as, pages_of, service):
    """The pages of a side, with the beginnings of their addresses."""
    if request.param == "ours":
        return pages_as(Role.VENDOR_MANAGER), "/references/{}/versions/new", "/references/versions/{}"
    clerk = portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子")
    return pages_of(clerk), "/portal/references/{}/begin", "/portal/references/versions/{}"


def versions(of):
    """Of both sides."""
    return db.session.scalars(select(ReferenceVersion).where(ReferenceVersion.reference_id == of.id)).all()


def test_a_copy_is_named_the_next_and_says_no_day(side, shared, first):
    pages, begin, version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    page = pages.get(form)
    assert page.select_one("#label")["value"] == "第2版"
    assert not page.select_one("#as_of_on").get("value")
    assert not page.select("[name=premise_models][value=unknown]")
    draft = next(one for one in versions(shared) if one.state == VersionState.DRAFT)
    faults = pages.get(version.format(draft.id) + "/publish").select_one("#faults")
    assert len(faults.select("li")) == 1
    assert faults.select_one("a")["href"] == form


def test_a_version_that_is_named_by_its_number_is_named_once(side, shared, first):
    pages, begin, version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    assert "下書き（第2版）" in words(pages.get(form).select_one("h1"))
    pages.submit(form, as_of_on="2026-05-01", premise="コンテナも含む。")
    pages.submit(form.removesuffix("/edit") + "/publish")
    db.session.expire_all()
    second = queries.in_force(versions(shared))
    assert second is not None
    assert (second.number, second.label) == (2, "第2版")
    for page in (pages.get(version.format(second.id)), pages.get(begin.format(shared.id))):
        said = words(page)
        assert "第2版" in said
        assert "第2版（第2版）" not in said
    assert "第1版（初版）" in words(page)


def test_neither_side_says_a_day_to_come(side, ctx, shared, first):
    pages, begin, _version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    page = pages.submit(form, as_of_on="2030-01-01", status=422)
    assert "先の日付" in words(page.select_one(".error-summary li:has(a[href='#as_of_on'])"))
    assert page.select_one("#as_of_on")["value"] == "2030-01-01"
    draft = next(one for one in versions(shared) if one.state == VersionState.DRAFT)
    assert draft.as_of_on is None


def test_a_draft_from_before_with_a_day_to_come_is_not_published(side, ctx, shared, first):
    pages, begin, version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    draft = next(one for one in versions(shared) if one.state == VersionState.DRAFT)
    draft.as_of_on = day_of(ctx.at) + timedelta(days=1)
    audit.record(ctx, Act.VERSION_EDITED, draft)
    db.session.commit()
    address = version.format(draft.id) + "/publish"
    (fault,) = pages.get(address).select("#faults a")
    assert "先の日付" in words(fault)
    assert fault["href"] == form
    assert not pages.get(address).select("main form[method=post]")
    pages.submit(form, as_of_on="2026-05-01")
    assert not pages.get(address).select("#faults")


def test_nobody_publishes_a_day_to_come_by_another_way(ctx, shared, first):
    draft = writing.begin(ctx, shared, first)
    draft.as_of_on = day_of(ctx.at) + timedelta(days=1)
    audit.record(ctx, Act.VERSION_EDITED, draft)
    with pytest.raises(DomainError) as caught:
        writing.publish(ctx, draft, seen=draft.version, is_confirmed=True)
    assert caught.value.message == writing.HAS_FAULTS


def test_what_is_as_before_is_told_and_published_only_on_purpose(side, shared, first):
    pages, begin, _version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    pages.submit(form, label="初版", as_of_on="2026-04-01")
    address = form.removesuffix("/edit") + "/publish"
    told = [words(one) for one in pages.get(address).select("#repeated li")]
    assert told == [
        "版の名称が、第1版（初版）と同じです。",
        "基準日が、第1版（初版）と同じ2026-04-01です。",
        "著者・前提・項目の記載・参照文書が、第1版（初版）とすべて同じです。",
    ]
    refused = pages.submit(address, status=422)
    assert "前の版から変わっていないところがあります" in words(refused.select_one(".error-summary"))
    pages.submit(form, label="第2版", as_of_on="2026-05-01", premise="コンテナも含む。")
    page = pages.get(address)
    assert not page.select("#repeated, #is_confirmed")
    pages.submit(form, label="初版")
    assert len(pages.get(address).select("#repeated li")) == 1
    pages.submit(address, is_confirmed="y")
    db.session.expire_all()
    published = queries.in_force(versions(shared))
    assert published is not None
    assert (published.number, published.label) == (2, "初版")


def test_nobody_publishes_the_same_again_by_another_way(ctx, shared, first):
    draft = writing.begin(ctx, shared, first)
    writing.edit_version(ctx, draft, make.head(label="第2版"), seen=draft.version)
    with pytest.raises(DomainError) as caught:
        writing.publish(ctx, draft, seen=draft.version)
    assert (caught.value.message, caught.value.field) == (writing.SAME_AGAIN, "is_confirmed")
    writing.publish(ctx, draft, seen=draft.version, is_confirmed=True)
    assert draft.state == VersionState.PUBLISHED


def test_both_sides_are_told_of_papers_that_nothing_refers_to(side, ctx, shared, first):
    pages, begin, _version = side
    form = pages.submit(begin.format(shared.id), copy_of=str(first.id)).location
    here = form.removesuffix("/edit")
    pages.submit(f"{here}/papers/new", "save", number="30", title="使われない文書")
    kind = PaperKind.CERTIFICATE.value
    pages.submit(f"{here}/papers/new", "save", kind=kind, number="01", title="使われない認証")
    links = pages.get(f"{here}/publish").select("#notes .paper-links a")
    assert [words(one) for one in links] == ["公開文書21", "使われない文書", "使われない認証"]
    assert pages.get(links[1]["href"]).select_one("#title")["value"] == "使われない文書"
