"""Who sees and who keeps the organisations."""

import pytest

from app.identity.roles import Role
from tests.factories import register as make
from tests.pages import words

READERS = (
    Role.LEGAL,
    Role.COMPLIANCE,
    Role.SYSTEM_RISK,
    Role.RISK,
    Role.SECRETARY,
    Role.COMMITTEE,
    Role.AUDITOR,
)
KEEPERS = (Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER)


@pytest.mark.parametrize("role", [*READERS, Role.ADMINISTRATOR])
def test_readers_read_and_change_nothing(pages_as, at, role):
    organisation = make.organisation(at)
    pages = pages_as(role)
    page = pages.get(f"/organisations/{organisation.id}")
    assert "編集" not in words(page.select_one("main"))
    pages.get(f"/organisations/{organisation.id}/edit", status=403)
    pages.get("/organisations/new", status=403)
    assert not pages.get("/organisations").select('a[href="/organisations/new"]')


@pytest.mark.parametrize("role", KEEPERS)
def test_those_who_work_with_third_parties_keep_them(pages_as, at, role):
    organisation = make.organisation(at)
    pages = pages_as(role)
    pages.get(f"/organisations/{organisation.id}/edit")
    pages.get("/organisations/new")


def test_a_vendor_sees_its_own_organisation_and_no_other(pages_as, people, at):
    own = people[Role.VENDOR].organisation_id
    other = make.organisation(at, "株式会社ひみつ商会")
    make.code(at, other, "D-U-N-S", "690539911")
    pages = pages_as(Role.VENDOR)
    assert "ひみつ" not in words(pages.get("/organisations").select_one("main"))
    assert "1件" in words(pages.get("/organisations").select_one(".heading-note"))
    pages.get(f"/organisations/{own}")
    for path in ("", "/history", "/edit", "/codes/new"):
        assert pages.client.get(f"/organisations/{other.id}{path}").status_code in (403, 404)
    pages.get(f"/organisations/{other.id}", status=404)
    pages.get(f"/organisations/{own}/history", status=403)


@pytest.mark.parametrize(
    "address",
    [
        "/organisations?q=ひみつ",
        "/organisations?as_at={today}&q=ひみつ",
        "/organisations?parent={other}",
        "/organisations/options?q=ひみつ",
        "/organisations/export?q=ひみつ",
    ],
)
def test_a_vendor_finds_no_other_by_any_side_path(pages_as, at, address):
    other = make.organisation(at, "株式会社ひみつ商会")
    response = pages_as(Role.VENDOR).client.get(address.format(other=other.id, today=at.date()))
    assert response.status_code == 200
    assert "ひみつ商会" not in response.get_data(as_text=True)


def test_a_vendor_does_not_see_the_parent_of_its_organisation(pages_as, people, at, session):
    from app.register.models import Organisation
    from app.register.rules.organisations import OrganisationFacts
    from app.register.services.organisations import edit_organisation
    from tests.factories.identity import context

    parent = make.organisation(at, "株式会社ひみつ商会")
    own = session.get(Organisation, people[Role.VENDOR].organisation_id)
    facts = make.facts(own.name, parent_id=parent.id, note="社内限りの備考")
    assert isinstance(facts, OrganisationFacts)
    edit_organisation(context(at), own, facts, version=own.version, is_confirmed=True)
    session.commit()
    pages = pages_as(Role.VENDOR)
    for address in ("/organisations", f"/organisations/{own.id}"):
        page = words(pages.get(address).select_one("main"))
        assert "ひみつ商会" not in page
        assert "社内限り" not in page


def test_the_past_is_not_for_vendors(pages_as, people, at):
    own = people[Role.VENDOR].organisation_id
    page = pages_as(Role.VENDOR).get(f"/organisations/{own}?as_at=2020-03-31")
    assert not page.select(".as-at")
    assert not page.select("[name=as_at]")


def test_nobody_signed_in_sees_nothing(anonymous, at):
    organisation = make.organisation(at)
    for address in ("/organisations", f"/organisations/{organisation.id}", "/organisations/export"):
        assert anonymous.get(address, status=303).headers["Location"].startswith("/login")


def test_a_parent_outside_the_scope_is_refused_like_a_missing_one(ctx_of, people, at):
    from uuid import uuid4

    from app.core.errors import DomainError
    from app.register.services import organisations as services

    with pytest.raises(DomainError) as caught:
        services.add_organisation(ctx_of(Role.OFFICER), make.facts(parent_id=uuid4()))
    assert caught.value.field == "parent_id"
