"""Where the pages of due diligence belong in the side bar, for our own people and for a vendor's."""

import pytest

from app.diligence.models import Channel
from app.diligence.queries import assessments as queries
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories import portal
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def parts(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))


def marked(pages, url):
    return [words(one) for one in pages.get(url).select(".side a[aria-current=page]")]


def test_every_page_of_an_assessment_and_of_what_our_units_are_asked_marks_assessments(ctx, parts, pages_as):
    ours, vendor = parts
    portal.named(ctx, vendor, channel=Channel.MAIL, contact_email="csirt@fixer.example")
    row, pages = lay.added(ctx, vendor), pages_as(Role.OFFICER)
    here = f"/assessments/{ours.assessment_id}"
    theirs = f"{here}/respondents/{vendor.id}"
    for url in (
        "/assessments", here, f"{here}/review", f"{here}/evidence", f"{here}/accounts", f"{here}/conclusion",
        f"{here}/score", f"{here}/compare", f"{here}/changes", f"{here}/withdraw", "/assessments/rounds",
        "/assessments/new", f"{theirs}/delegate", f"{theirs}/release", f"{theirs}/evidence", f"{theirs}/workbook",
        f"{theirs}/evidence/zip", f"{theirs}/evidence/{row.id}/edit", "/requests", f"/requests/{ours.id}",
        f"/requests/{ours.id}/questions/{ours.questions[0]}", f"/requests/{ours.id}/evidence",
        f"/requests/{ours.id}/evidence/new", f"/requests/{ours.id}/submit", f"/requests/{ours.id}/workbook",
    ):  # fmt: skip
        assert marked(pages, url) == ["評価"], url


def test_a_vendors_pages_mark_what_they_are_asked(parts, pages_of, at, root):
    vendor = parts[1]
    pages = pages_of(portal.person(at, root, vendor.organisation_id, "who@fixer.example", "担当 者子"))
    for url in (
        "/requests", f"/requests/{vendor.id}", f"/requests/{vendor.id}/evidence/new", "/requests/colleagues",
        f"/requests/{vendor.id}/evidence/zip",
    ):  # fmt: skip
        assert marked(pages, url) == ["回答依頼"], url
