"""References and self-checks follow when an entry is merged, a service changes its provider, a person leaves."""

import pytest
from sqlalchemy import select

from app.assurance.models import TermsAcceptance
from app.core import audit
from app.core.db import db
from app.core.events import publish
from app.identity.events import HandedOver
from app.identity.roles import Role
from app.references.models import (
    OwnState,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
)
from app.references.queries import checking, touching
from app.register.models import ServiceModel
from app.register.services.merging import merge_organisations
from app.work.models import Task
from tests.factories import engagements, masters, reports, self_checks
from tests.factories import portal as portals
from tests.factories import references as make
from tests.factories import register as parties
from tests.factories.identity import Made, context
from tests.pages import words

PARTS = (SecurityReference, ReferenceVersion, ReferenceRecord, ReferencePaper)


@pytest.fixture
def provider(session, at):
    make.laid(at)
    return parties.organisation(at, "みどり計算（株）")


@pytest.fixture
def service(at, provider):
    return masters.service(at, provider, "ｸﾗｳﾄﾞ基盤", model=ServiceModel.IAAS)


@pytest.fixture
def reference(ctx, service):
    return make.reference(ctx, service, is_shared=True)


@pytest.fixture
def version(ctx, reference):
    return make.published(ctx, reference)


@pytest.fixture
def engagement(at, root, service, people):
    return engagements.engagement(at, root, service, owner_id=people[Role.OFFICER].id)


@pytest.fixture
def check(ctx_of, engagement, version):
    made = self_checks.check(ctx_of(Role.OFFICER), engagement, version)
    self_checks.entered(ctx_of(Role.OFFICER), engagement, made, "統20", OwnState.DONE, "規程第8条")
    return made


def providers_named():
    """By the reference and all its parts."""
    return {one for model in PARTS for one in db.session.scalars(select(model.organisation_id))}


def test_all_of_a_reference_and_its_checks_follow_a_merge(
    at, ctx, ctx_of, pages_as, provider, reference, version, engagement, check
):
    winner = parties.organisation(at, "株式会社みどり計算", address="東京都")
    stays = masters.service(at, winner, "クラウド基盤", model=ServiceModel.IAAS)
    draft = make.draft(ctx, reference)
    report = reports.recorded(ctx, reports.soc2(provider))
    agreed = TermsAcceptance(
        report_id=report.id, user_id=ctx.actor_id, terms_digest="0" * 64, accepted_at=ctx.at
    )
    db.session.add(agreed)
    audit.record(context(at), Made.FOR_TEST, agreed)
    db.session.commit()

    merge_organisations(context(at), provider, winner, taken=(), reason="所在地と代表者が同じ")
    db.session.commit()
    db.session.expire_all()

    assert providers_named() == {winner.id}
    assert reference.service_id == stays.id
    assert db.session.scalars(select(ReferenceVersion.id)).all() == [version.id, draft.id]
    assert report.organisation_id == winner.id
    assert (agreed.report_id, agreed.user_id) == (report.id, ctx.actor_id)
    found = self_checks.opened(ctx_of(Role.OFFICER), engagement, check)
    assert found.grounds == ()
    assert found.rows["統20"].measure == "規程第8条"
    assert [one.id for one in touching.touched(ctx, reference)] == [engagement.id]
    page = pages_as(Role.VENDOR_MANAGER).get("/search?q=株式会社みどり計算")
    assert reference.title in words(page.select_one("#security_reference"))


def test_the_new_provider_of_a_service_writes_on_and_the_old_one_sees_nothing(
    at, root, pages_of, provider, service, reference, version, engagement, check
):
    other = parties.organisation(at, "あかつきソフトウエア株式会社")
    before = portals.person(at, root, provider.id, "old@midori.example", "旧 太郎")
    after = portals.person(at, root, other.id, "new@akatsuki.example", "新 花子")
    masters.service_edited(at, service, organisation_id=other.id)
    assert providers_named() == {other.id}
    assert check.version_id == version.id
    for url in (f"/portal/references/{reference.id}", f"/portal/references/versions/{version.id}"):
        pages_of(before).get(url, 404)
        pages_of(after).get(url)


def test_who_takes_over_has_the_reference_and_the_tasks_of_its_checks(
    at, ctx, people, reference, version, engagement, check
):
    giver, taker = people[Role.OFFICER], people[Role.APPROVER]
    reference.owner_id = giver.id
    audit.record(context(at), Made.FOR_TEST, reference)
    db.session.commit()
    make.published(ctx, reference)
    task = db.session.scalars(select(Task).where(Task.source_id == check.id)).one()
    assert task.owner_id == giver.id
    happening = HandedOver(giver.id, taker.id)
    publish(context(at), happening)
    db.session.commit()
    db.session.expire_all()
    assert (reference.owner_id, task.owner_id, engagement.owner_id) == (taker.id,) * 3
    assert happening.moved["security_reference"] == 1
    # Who entered what stays who entered it.
    rows = checking.rows_of(check)
    assert [row.entered_by_id for row in rows] == [giver.id]
