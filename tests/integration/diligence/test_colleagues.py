"""A vendor's lead brings colleagues in: their own organisation only, by a link that works."""

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.queries import assessments as queries
from app.diligence.services import colleagues
from app.identity.models import Grant, User
from app.identity.roles import Role
from app.identity.services import vendors
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import portal
from tests.factories.identity import PASSWORD, address
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
NEW = "new@fixer.example"


@pytest.fixture
def part(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[1]


@pytest.fixture
def lead(at, root, ctx, part):
    made = portal.person(at, root, part.organisation_id, "lead@fixer.example", "責任 者子")
    portal.named(ctx, part, lead_id=made.id)
    return made


def links():
    bodies = db.session.scalars(select(outbox.Mail.body).where(outbox.Mail.address == NEW))
    found = [line for body in bodies for line in body.splitlines() if "/enrol/" in line]
    return [line[line.index("/enrol/") :] for line in found]


def test_the_lead_invites_and_the_link_works_once(part, lead, pages_of, anonymous):
    pages = pages_of(lead)
    page = pages.follow(
        pages.submit("/requests/colleagues/invite", name="新人 次郎", email=NEW, title="主任")
    )
    assert "リンク未使用" in words(page)
    user = db.session.scalars(select(User).where(User.email == NEW)).one()
    assert (user.organisation_id, user.name) == (part.organisation_id, "新人 次郎")
    grants = db.session.scalars(select(Grant).where(Grant.user_id == user.id)).all()
    assert [one.role for one in grants] == [Role.VENDOR]
    pages.follow(pages.submit("/requests/colleagues", form=f"form[action$='{user.id}/link']"))
    first, second = links()
    anonymous.get(first, 410)
    anonymous.submit(second, status=302, password=PASSWORD, password_again=PASSWORD)
    db.session.expire_all()
    assert vendors.is_enrolled(user)
    page = pages.get("/requests/colleagues")
    assert not page.select(f"form[action$='{user.id}/link']")
    assert pages_of(user).get("/requests").select(f"a[href*='{part.id}']")


def test_who_leads_nothing_sees_the_people_and_invites_nobody(part, lead, at, root, pages_of):
    other = portal.person(at, root, part.organisation_id, "other@fixer.example", "別の人")
    pages = pages_of(other)
    page = pages.get("/requests/colleagues")
    assert {"責任 者子", "別の人"} == {words(one) for one in page.select("main tbody th")}
    assert not page.select("a[href='/requests/colleagues/invite']")
    with pytest.raises(DomainError) as caught:
        colleagues.invite_colleague(context_of(other, at), email=NEW, name="だれか")
    assert caught.value.message == colleagues.NOT_LEADING


def test_a_taken_address_is_refused_alike_whoever_has_it(lead, people, pages_of):
    pages = pages_of(lead)
    said = set()
    for role in (Role.OFFICER, Role.VENDOR):
        page = pages.submit("/requests/colleagues/invite", status=422, name="だれか", email=address(role))
        said.add(words(page.select_one(".error-summary")))
        assert people[role].name not in words(page)
    assert len(said) == 1
    assert "このメールアドレスではアカウントを作成できません。" in said.pop()
    assert db.session.scalar(select(User.id).where(User.name == "だれか")) is None


def test_another_organisations_people_are_not_there(lead, people, pages_of, pages_as):
    pages = pages_of(lead)
    stranger = people[Role.VENDOR]
    token = pages.get("/requests/colleagues/invite").select_one("[name=csrf_token]")["value"]
    for user in (stranger, people[Role.OFFICER]):
        url = f"/requests/colleagues/{user.id}/link"
        assert pages.client.post(url, data={"csrf_token": token}).status_code == 404
    assert lead.name not in words(pages_as(Role.VENDOR).get("/requests/colleagues"))
    pages_as(Role.OFFICER).get("/requests/colleagues", 403)


def test_nobody_makes_an_account_for_another_organisation(lead, at, engagement, root):
    from tests.factories import register

    other = register.organisation(at, "株式会社よそ")
    with pytest.raises(NotAllowed):
        vendors.welcome_vendor_person(context_of(lead, at), organisation_id=other.id, email=NEW, name="x")
