"""What the page of an organisation says of work: findings, decisions, and where to record them."""

import pytest

from app.identity.roles import Role
from app.work.models import ApprovalOrigin, ApprovalState, FindingState
from tests.factories import register as make
from tests.factories import work
from tests.pages import words

RAISE = "/findings/new?type=organisation&id={}"
RECORD = "/approvals/record?type=organisation&id={}"


def page_of(pages, organisation, query=""):
    return pages.get(f"/organisations/{organisation.id}{query}").select_one("main")


def links(page):
    return {link["href"] for link in page.select("a[href]")}


def about(organisation, **facts):
    return {"subject_type": "organisation", "subject_id": organisation.id, **facts}


def test_open_findings_are_listed_and_closed_ones_are_not(pages_as, root, at):
    organisation = make.organisation(at)
    still = work.finding(at, root, title="点検の記録がない", **about(organisation))
    work.finding(at, root, title="直した", state=FindingState.CLOSED, **about(organisation))
    work.finding(at, root, title="よその会社", **about(make.organisation(at, "株式会社よそ")))
    page = page_of(pages_as(Role.RISK), organisation)
    assert f"/findings/{still.id}" in links(page)
    assert "直した" not in words(page)
    assert "よその会社" not in words(page)


def test_decisions_are_listed_for_who_may_open_them(pages_as, people, root, at):
    organisation = make.organisation(at)
    decided = work.approval(
        at, maker=people[Role.OFFICER], permission="", unit=root, origin=ApprovalOrigin.RECORDED,
        state=ApprovalState.APPROVED, ringi_number="稟-12", title="委託の開始", **about(organisation),
    )  # fmt: skip
    page = page_of(pages_as(Role.OFFICER), organisation)
    assert f"/approvals/{decided.id}" in links(page)
    assert "稟-12" in words(page)
    assert "委託の開始" not in words(page_of(pages_as(Role.ADMINISTRATOR), organisation))


@pytest.mark.parametrize(
    ("role", "may_raise", "may_record"),
    [(Role.OFFICER, True, True), (Role.RISK, True, False), (Role.AUDITOR, False, False)],
)
def test_who_may_record_something_is_led_there(pages_as, at, role, may_raise, may_record):
    organisation = make.organisation(at)
    pages = pages_as(role)
    found = links(page_of(pages, organisation))
    assert (RAISE.format(organisation.id) in found) is may_raise
    assert (RECORD.format(organisation.id) in found) is may_record
    for url in {RAISE.format(organisation.id), RECORD.format(organisation.id)} & found:
        assert organisation.name in words(pages.get(url))


def test_a_vendor_reads_nothing_of_it(pages_as, people, root, at):
    own = people[Role.VENDOR].organisation_id
    work.finding(at, root, title="社外秘の指摘", subject_type="organisation", subject_id=own)
    page = pages_as(Role.VENDOR).get(f"/organisations/{own}").select_one("main")
    assert "社外秘の指摘" not in words(page)
    assert not page.select("#findings, #approvals")


def test_it_costs_few_queries_whatever_there_is(pages_as, people, root, at, count_queries, session):
    organisation = make.organisation(at)
    for number in range(3):
        work.finding(at, root, title=f"指摘{number}", **about(organisation))
        work.approval(at, maker=people[Role.OFFICER], permission="", unit=root, **about(organisation))
    pages = pages_as(Role.OFFICER)
    page_of(pages, organisation)
    address = f"/organisations/{organisation.id}"
    session.expire_all()
    count_queries.sent.clear()
    assert "指摘2" in words(pages.get(address))
    assert len(count_queries) <= 12, count_queries.sent
