"""An engagement as at a past moment or on another day: names of then, and nothing to be done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import AuditHead
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.identity.roles import Role
from app.register.models import (
    EngagementFunction,
    EngagementReader,
    EngagementSystem,
    Organisation,
    Stage,
)
from tests.factories import chain as make
from tests.factories import deciding as decide
from tests.factories import identity, ours, register
from tests.pages import words
from tests.there import there


@pytest.fixture
def renamed(at, root):
    """The engagement, and the instant before its vendor got another name."""
    service = make.service(at, "まえの商会", "まえのサービス")
    engagement = make.engagement(at, root, service)
    then = db.session.scalars(select(AuditHead.at)).one()
    vendor = there(db.session.get(Organisation, engagement.vendor_id))
    register.renamed(at, vendor, "あとの商会")
    return engagement, {"as_at": then.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


@pytest.mark.parametrize("page", ["", "/chain", "/tier", "/stage"])
def test_every_page_of_the_file_names_the_vendor_as_it_was_called(pages_as, renamed, page):
    engagement, then = renamed
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}{page}"
    assert "あとの商会" in words(pages.get(address).select_one("main"))
    told = words(pages.get(address, query_string=then).select_one("main"))
    assert "まえの商会" in told
    assert "あとの商会" not in told


def test_the_list_names_the_vendor_as_it_was_called(pages_as, renamed):
    pages = pages_as(Role.OFFICER)
    told = words(pages.get("/engagements", query_string=renamed[1]).select_one("tbody"))
    assert "まえの商会" in told
    assert "あとの商会" not in told
    assert "あとの商会" in words(pages.get("/engagements").select_one("tbody"))


def test_the_links_of_a_past_page_keep_the_moment(pages_as, renamed):
    engagement, then = renamed
    page = pages_as(Role.OFFICER).get(
        f"/engagements/{engagement.id}", query_string={**then, "on": "2025-01-01"}
    )
    for start in (f"/organisations/{engagement.vendor_id}", f"/services/{engagement.service_id}",
                  f"/engagements/{engagement.id}/chain"):  # fmt: skip
        found = [link["href"] for link in page.select(f'main a[href^="{start}"]')]
        assert found
        assert all("as_at=" in href and "on=2025-01-01" in href for href in found), found


@pytest.mark.parametrize("page", ["", "/stage", "/tier", "/chain"])
def test_on_another_day_nothing_is_offered_to_do(pages_as, at, root, page):
    engagement = decide.engagement(at, root)
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}"
    day = day_of(at) - timedelta(days=400)
    shown = pages.get(f"{address}{page}?on={day}")
    assert f"基準日 {format_date(day, DateStyle.ISO)} の状態" in words(shown.select_one(".as-at"))
    acts = [f"{address}/edit", f"{address}/stage/", f"{address}/decide", f"{address}/tier/override",
            f"{address}/judge", f"{address}/memos", "/supplies/new", "/findings/new"]  # fmt: skip
    assert [href for link in shown.select("main a[href]") for href in [link["href"]]
            if any(href.startswith(act) for act in acts)] == []  # fmt: skip


def test_a_stage_as_it_was_shows_no_step_made_since(pages_as, at, root):
    engagement = decide.engagement(at, root, stage=Stage.SELECTION)
    then = db.session.scalars(select(AuditHead.at)).one().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}/stage"
    pages.submit(f"{address}/dropped", why="取りやめる")
    assert "取りやめる" in words(pages.get(address).select_one("#moves"))
    page = pages.get(address, query_string={"as_at": then})
    assert "取りやめる" not in words(page.select_one("#moves"))
    assert not page.select(f'main a[href^="{address}/"]')


def test_a_request_made_after_the_moment_does_not_wait_then(pages_as, at, root):
    engagement = decide.engagement(at, root)
    then = db.session.scalars(select(AuditHead.at)).one().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}/tier"
    last = (day_of(at) + timedelta(days=60)).isoformat()
    pages.submit(f"{address}/override", tier="important", reason="地域の決済を担う", expires_on=last)
    assert pages.get(address).select(".notice")
    assert not pages.get(address, query_string={"as_at": then}).select(".notice")


def test_functions_systems_and_readers_are_named_as_they_were_called(pages_as, at, root):
    engagement = make.engagement(at, root, make.service(at, "株式会社元請"))
    function, system = ours.function(at, "まえの業務"), ours.system(at, name="まえのシステム")
    reader = identity.unit(at, "555", "まえの部", root)
    db.session.add_all(
        [
            EngagementFunction(engagement_id=engagement.id, function_id=function.id),
            EngagementSystem(engagement_id=engagement.id, system_id=system.id),
            EngagementReader(engagement_id=engagement.id, unit_id=reader.id),
        ]
    )
    audit.record(identity.context(at), identity.Made.FOR_TEST, engagement)
    db.session.commit()
    then = db.session.scalars(select(AuditHead.at)).one().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for record, name in ((function, "あとの業務"), (system, "あとのシステム"), (reader, "あとの部")):
        record.name = name
        audit.record(identity.context(at), identity.Made.FOR_TEST, record)
    db.session.commit()
    pages, address = pages_as(Role.OFFICER), f"/engagements/{engagement.id}"
    now = words(pages.get(address).select_one("main"))
    past = words(pages.get(address, query_string={"as_at": then}).select_one("main"))
    assert all(name in now for name in ("あとの業務", "あとのシステム", "あとの部"))
    assert all(name in past for name in ("まえの業務", "まえのシステム", "まえの部"))
    assert "あとの" not in past
