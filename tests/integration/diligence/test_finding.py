"""Assessments in the search: by number, subject and questionnaire, for whoever may see them, and for no vendor."""

from urllib.parse import quote

import pytest

from app.core import audit, events
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import SubjectKind
from app.diligence.queries import proposals
from app.diligence.services import starting
from app.identity.roles import Role
from app.register.events import Refiled
from app.register.models import EngagementReader, Organisation
from app.register.rules.rulebook import Depth
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as make_engagement
from tests.factories import identity as people_made
from tests.factories import register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20"))


@pytest.fixture
def made(engagement, ctx):
    return make.begun(ctx, engagement)


def found(pages, text):
    page = pages.get(f"/search?q={quote(text)}&kind=assessment")
    return {one["href"]: words(one) for one in page.select("#assessment a")}


def test_it_is_found_by_number_subject_and_questionnaire(pages_as, engagement, made):
    pages, here = pages_as(Role.OFFICER), f"/assessments/{made.id}"
    told = f"{engagement.title} {make.version().title_ja}"
    for text in (made.number, engagement.title, make.version().title_ja, make.version().title_en):
        assert found(pages, text) == {here: told}, text
    assert "評価" in words(pages.get(f"/search?q={made.number}").select_one("#assessment"))
    assert found(pages_as(Role.VENDOR), made.number) == {}


def test_it_goes_by_the_new_name_of_its_subject(pages_as, engagement, made, ctx):
    pages, former = pages_as(Role.OFFICER), engagement.title
    engagement.title = "夜間バッチの移行"
    audit.record(ctx, people_made.Made.FOR_TEST, engagement)
    events.publish(ctx, Refiled(engagement))
    db.session.commit()
    (told,) = found(pages, "夜間バッチ").values()
    assert told == f"夜間バッチの移行 {make.version().title_ja}"
    assert found(pages, former), "by the name before, too"


def test_only_whose_engagement_it_is_and_who_reads_it_finds_it(
    session, pages_of, pages_as, engagement, made, at, root, ctx
):
    unit, person = make_engagement.branch(at, root)
    pages = pages_of(person)
    assert found(pages_as(Role.OFFICER), made.number)
    assert found(pages, made.number) == {}
    pages.get(f"/assessments/{made.id}", status=404)
    reader = EngagementReader(engagement_id=engagement.id, unit_id=unit.id)
    session.add(reader)
    audit.record(ctx, people_made.Made.FOR_TEST, reader)
    db.session.commit()
    pages.get(f"/assessments/{made.id}")
    assert found(pages, made.number)


def test_one_of_an_organisation_is_everybodys(pages_of, pages_as, engagement, at, root, ctx):
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    setting = proposals.setting_of_organisation(ctx, vendor, root.id)
    version = make.version("to20")
    asked = setting.chosen(proposals.content_of(version)).asked
    plan = starting.Plan(version, Depth.STRICT, day_of(at), asked, "確認")
    made = starting.start(ctx, starting.of_organisation(vendor, root.id), plan)
    db.session.commit()
    assert made.subject_kind == SubjectKind.ORGANISATION
    _unit, person = make_engagement.branch(at, root)
    assert found(pages_of(person), made.number)
    register.edited(at, vendor, name="株式会社フィクサー新社")
    assert list(found(pages_of(person), "フィクサー新社").values()) == [
        f"株式会社フィクサー新社 {version.title_ja}"
    ]
    page = pages_as(Role.OFFICER).get(f"/assessments/{made.id}")
    assert [one["href"] for one in page.select(".parents a")] == ["/assessments"]
