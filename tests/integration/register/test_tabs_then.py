"""The tabs of a file as at a past moment: its history, its approvals and its documents as they were then."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditHead
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation, Service
from app.work import services as work
from app.work.models import DocumentKind
from app.work.services import DocumentFacts, Ringi
from tests.factories import chain as make
from tests.factories import register
from tests.factories.files import keep, pdf
from tests.pages import words
from tests.there import there


@pytest.fixture
def engagement(at, root):
    return make.engagement(at, root, make.service(at, "株式会社元請"))


def then():
    recorded = db.session.scalars(select(AuditHead.at)).one()
    return {"as_at": recorded.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def main_of(pages, address, **asked):
    return pages.get(address, query_string=asked).select_one("main")


def file_for(ctx, engagement, title, content):
    kept = keep(pdf(content))
    found = work.add_document(
        ctx, DocumentFacts(DocumentKind.CONTRACT, title, None, ""), kept,
        subject_type="engagement", subject_id=engagement.id,
    )  # fmt: skip
    db.session.commit()
    return found


def ringi_for(ctx, engagement, number, title, on):
    ringi = Ringi(number=number, title=title, decider="役員", decider_title="常務", decided_on=on)
    work.record_ringi(
        ctx, ringi, subject_type="engagement", subject_id=engagement.id, unit_id=engagement.unit_id
    )
    db.session.commit()


def test_documents_are_those_on_file_then_those_withdrawn_since_among_them(ctx_of, pages_as, engagement):
    ctx, address = ctx_of(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}/documents"
    early = file_for(ctx, engagement, "はじめの契約書", "一")
    moment = then()
    work.withdraw_document(ctx, early, reason="差し違え")
    file_for(ctx, engagement, "あとの覚書", "二")
    pages = pages_as(Role.VENDOR_MANAGER)
    now, past = main_of(pages, address), main_of(pages, address, **moment)
    assert ("あとの覚書" in words(now), "はじめの契約書" in words(now)) == (True, False)
    assert ("あとの覚書" in words(past), "はじめの契約書" in words(past)) == (False, True)
    assert now.select('a[href^="/documents/new"]')
    assert not past.select('a[href^="/documents/new"]')


def test_approvals_are_those_made_by_then(ctx_of, pages_as, engagement, at):
    ctx, address = ctx_of(Role.APPROVER), f"/engagements/{engagement.id}/approvals"
    ringi_for(ctx, engagement, "2026-1", "はじめの決裁", day_of(at))
    moment = then()
    ringi_for(ctx, engagement, "2026-2", "あとの決裁", day_of(at))
    pages = pages_as(Role.VENDOR_MANAGER)
    now, past = main_of(pages, address), main_of(pages, address, **moment)
    assert "あとの決裁" in words(now)
    assert "はじめの決裁" in words(past)
    assert "あとの決裁" not in words(past)
    assert now.select('a[href^="/approvals/record"]')
    assert not past.select('a[href^="/approvals/record"]')


def test_the_history_ends_at_the_moment_and_leads_on_within_it(pages_as, engagement, at):
    moment = then()
    vendor = there(db.session.get(Organisation, engagement.vendor_id))
    service = there(db.session.get(Service, engagement.service_id))
    register.renamed(at, vendor, "あとの商会")
    pages = pages_as(Role.VENDOR_MANAGER)
    address = f"/organisations/{vendor.id}/history"
    assert "あとの商会" in words(main_of(pages, address).select_one(".history"))
    past = pages.get(address, query_string=moment)
    assert "あとの商会" not in words(past.select_one(".history"))
    assert past.select_one(".as-at")
    for tab in (f"/organisations/{vendor.id}", f"/services/{service.id}", f"/engagements/{engagement.id}"):
        links = pages.get(tab, query_string=moment).select(f'a[href^="{tab}/"]')
        told = [link["href"] for link in links if link["href"].partition("?")[0].endswith("/history")]
        assert told
        assert all("as_at=" in href for href in told)


@pytest.mark.parametrize("tab", ["history", "approvals", "documents"])
def test_the_tabs_of_the_file_say_which_moment_they_show(pages_as, engagement, tab):
    page = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}/{tab}", query_string=then())
    assert page.select_one(".as-at")
    others = [link["href"] for link in page.select("main nav a[href]") if "/engagements/" in link["href"]]
    assert len([href for href in others if "as_at=" in href]) >= 4
