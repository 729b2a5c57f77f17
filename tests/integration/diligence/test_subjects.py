"""Assessments of an organisation, a service and the institution itself, from the choice to the preparing."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.diligence.models import Assessment, SubjectKind
from app.diligence.queries import assessments, proposals
from app.identity.roles import Role
from app.register.models import Organisation, Service
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "fsa-self-check"))


def places(engagement):
    return {
        "organisation": (f"/organisations/{engagement.vendor_id}/assessments", "to20"),
        "service": (f"/services/{engagement.service_id}/assessments", "to24"),
        "institution": ("/assessments/new/institution", "fsa-self-check"),
    }


@pytest.mark.parametrize("kind", ["organisation", "service", "institution"])
def test_begun_from_its_page(kind, engagement, pages_as, root, at):
    pages = pages_as(Role.VENDOR_MANAGER)
    here, questionnaire = places(engagement)[kind]
    start = here if kind == "institution" else f"{here}/new"
    if kind != "institution":
        assert pages.get(here).select(f"main a[href='{start}']")
        assert pages.get(here.removesuffix("/assessments")).select(f".tabs a[href='{here}']")
    offered = {one["href"].rpartition("=")[2] for one in pages.get(start).select(".file-list a")}
    assert offered == {questionnaire}
    page = pages.follow(pages.submit(f"{start}?questionnaire={questionnaire}", unit_id=str(root.id)))
    (made,) = db.session.scalars(select(Assessment))
    assert (made.subject_kind, made.unit_id) == (SubjectKind(kind), root.id)
    assert made.number in words(page.select_one("h1"))
    parts = assessments.assignments_of(made)
    content = {one.id: one for one in make.content(questionnaire).questions()}
    outside = [one for part in parts if part.organisation_id for one in part.questions]
    assert all(content[ref].respondent == "vendor" for ref in outside)
    assert bool(outside) == (kind != "institution")
    if kind != "institution":
        assert made.number in words(pages.get(here).select_one("main tbody"))
        again = pages.submit(f"{start}?questionnaire={questionnaire}", None, 422, unit_id=str(root.id))
        assert made.number in words(again)


def test_the_unit_in_charge_answers_for_us_and_is_one_of_mine(engagement, pages_as, pages_of, root, at):
    unit, officer = register.branch(at, root)
    start = "/assessments/new/institution?questionnaire=fsa-self-check"
    pages = pages_of(officer)
    page = pages.get(start)
    assert [words(one) for one in page.select("main tbody th")] == [unit.name]
    refused = pages.submit(start, None, 422, unit_id=str(root.id))
    assert "一覧から選んでください" in words(refused)
    pages.submit(start, unit_id=str(unit.id))
    (made,) = db.session.scalars(select(Assessment))
    assert {part.unit_id for part in assessments.assignments_of(made)} == {unit.id}
    here = f"/organisations/{engagement.vendor_id}/assessments/new?questionnaire=to20"
    pages_as(Role.VENDOR_MANAGER).submit(here, unit_id=str(unit.id))
    taken = select(Assessment.unit_id).where(Assessment.organisation_id == engagement.vendor_id)
    assert db.session.scalars(taken).all() == [unit.id]
    assert pages_as(Role.LEGAL).get(start, status=403)


def test_the_subject_is_chosen_by_its_name(engagement, pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.get("/assessments/new")
    assert len(page.select(".kind-list a")) == 4
    for kind, name, place in (
        ("organisation", "株式会社FIXER", f"/organisations/{engagement.vendor_id}"),
        ("service", "cloud.config for Financial Services", f"/services/{engagement.service_id}"),
        ("engagement", "FAQシステムの利用", f"/engagements/{engagement.id}"),
    ):
        sent = pages.submit(f"/assessments/new?kind={kind}", subject_text=name)
        assert sent.location == f"{place}/assessments/new"
    assert pages.submit("/assessments/new?kind=service", None, 422, subject_text="ないもの")


def test_what_is_known_comes_from_every_engagement_with_it(engagement, ctx, root, at):
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    service = db.session.get_one(Service, engagement.service_id)
    register.engagement(at, root, service, title="二つ目", has_personal_data=True)
    found = proposals.setting_of_organisation(ctx, vendor, root.id)
    assert found.facts["has_personal_data"] is True
    # One is planned, the other in operation; who stands behind the vendor differs.
    assert not {"stage", "has_subcontractors"} & set(found.facts)
    assert proposals.setting_of_service(ctx, service, root.id).facts == found.facts
    assert proposals.setting_of_institution(root.id).facts == {}
    made = make.begun(ctx, engagement)
    content, facts = proposals.facts_for(ctx, made)
    assert (content.key, facts) == ("to24", make.setting_of(ctx, engagement).facts)
