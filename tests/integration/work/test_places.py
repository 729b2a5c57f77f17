"""Pages of a finding stand in the side bar at what the finding is about; all other work stands at home."""

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.work.models import Severity
from app.work.services.findings import FindingFacts, raise_finding
from tests.factories import chain, register
from tests.pages import words


def place(page) -> str:
    (marked,) = page.select("nav.side [aria-current]")
    return words(marked.select_one("a > span"))


@pytest.fixture
def raised(ctx_of, root):
    def made(kind="", record_id=None):
        facts = FindingFacts(title="証跡がない", severity=Severity.LOW, unit_id=root.id)
        found = raise_finding(ctx_of(Role.VENDOR_MANAGER), facts, subject_type=kind, subject_id=record_id)
        db.session.commit()
        return found

    return made


def test_a_finding_belongs_to_what_it_is_about(pages_as, raised, at, root):
    pages = pages_as(Role.VENDOR_MANAGER)
    party = register.organisation(at, "株式会社くじら印刷")
    service = chain.service(at, party, "くじら便")
    engagement = chain.engagement(at, root, service)
    cases = {
        "取引先・サービス": ("organisation", party.id),
        "案件": ("engagement", engagement.id),
    }
    for said, subject in cases.items():
        found = raised(*subject)
        assert place(pages.get(f"/findings/{found.id}")) == said
        assert place(pages.get(f"/findings/{found.id}/edit")) == said
        assert place(pages.get(f"/findings/{found.id}/move/in_progress")) == said
        kind, record_id = subject
        assert place(pages.get(f"/findings/new?type={kind}&id={record_id}")) == said


def test_one_about_nothing_and_the_lists_of_work_belong_to_home(pages_as, raised):
    pages = pages_as(Role.VENDOR_MANAGER)
    for address in (f"/findings/{raised().id}", "/findings", "/work", "/approvals"):
        assert place(pages.get(address)) == "ホーム"


def test_the_search_is_no_place(pages_as):
    assert not pages_as(Role.OFFICER).get("/search?q=甲").select("nav.side [aria-current]")
