"""The way to each page begins with the list that it belongs to, on both sides."""

from uuid import UUID

import pytest
from flask import Flask

from app.core.db import db
from app.identity.roles import Role
from app.references.models import ReferenceVersion
from app.references.queries import references as queries
from app.references.services import writing
from tests.factories import engagements, self_checks
from tests.factories import portal as portals
from tests.factories import references as make

LISTS = {"references.reference_list", "references.portal_reference_list"}
# A file, and an address that leads on to a page.
NO_PAGE = {"references.reference_list_export", "references.self_check_by_id"}


@pytest.fixture
def published(ctx, service):
    reference = make.reference(ctx, service, is_shared=True)
    return make.published(ctx, reference)


@pytest.fixture
def held(at, root, ctx, ctx_of, service, published):
    """What pages of ours are about: a draft with a paper, and a self-check held against an older version."""
    reference = queries.get_reference(ctx, published.reference_id)
    engagement = engagements.engagement(at, root, service)
    check = self_checks.check(ctx_of(Role.OFFICER), engagement, published)
    make.published(ctx, reference)
    return {"engagement_id": engagement.id, "check_id": check.id, **_draft(ctx, published)}


def _draft(ctx, published):
    draft: ReferenceVersion = writing.begin(
        ctx, queries.get_reference(ctx, published.reference_id), published
    )
    db.session.commit()
    paper = queries.papers_of(draft.id)[0]
    return {
        "reference_id": draft.reference_id, "version_id": draft.id, "paper_id": paper.id, "item": "統20",
    }  # fmt: skip


def addresses(app: Flask, held, *, of_portal):
    """Each page of the package by its endpoint."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            kind = rule.endpoint.partition(".")[2]
            if not rule.endpoint.startswith("references.") or "GET" not in (rule.methods or ()):
                continue
            if rule.endpoint not in LISTS | NO_PAGE and kind.startswith("portal_") == of_portal:
                yield (
                    rule.endpoint,
                    app.url_for(rule.endpoint, **{name: held[name] for name in rule.arguments}),
                )


def first_of(page):
    way = page.select("nav.parents a")
    return way[0]["href"] if way else ""


def test_every_page_of_ours_begins_with_its_list(app, pages_as, held):
    pages, found = pages_as(Role.VENDOR_MANAGER), {}
    for endpoint, address in addresses(app, held, of_portal=False):
        found[endpoint] = first_of(pages.get(address))
    assert len(found) > 25
    wrong = {
        one: first
        for one, first in found.items()
        if first != ("/engagements" if "self_check" in one else "/references")
    }
    assert not wrong


def test_every_page_of_the_portal_begins_with_its_list(app, at, root, pages_of, service, published):
    pages = pages_of(portals.person(at, root, service.organisation_id, "clerk@ms.example", "担当 花子"))
    begin = f"/portal/references/{published.reference_id}/begin"
    assert first_of(pages.get(begin)) == "/portal/references"
    draft_id = UUID(pages.submit(begin, copy_of=str(published.id)).location.split("/")[-2])
    paper = queries.papers_of(draft_id)[0]
    held = {
        "reference_id": published.reference_id, "version_id": draft_id, "paper_id": paper.id, "item": "統20",
    }  # fmt: skip
    found = {
        endpoint: first_of(pages.get(address))
        for endpoint, address in addresses(app, held, of_portal=True)
        if endpoint != "references.portal_version_begin"
    }
    assert len(found) > 8
    assert set(found.values()) == {"/portal/references"}
