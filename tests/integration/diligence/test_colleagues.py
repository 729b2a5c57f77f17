"""A vendor's lead brings colleagues in: their own organisation only, by a link that works."""

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.queries import assessments as queries
from app.diligence.services import colleagues
from app.identity.models import Grant, Invitation, User
from app.identity.roles import Role
from app.identity.services import vendors
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import matrices, portal
from tests.factories.identity import PASSWORD, address
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
NEW = "new@fixer.example"
INVITE = "/requests/colleagues/invite"


@pytest.fixture
def part(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[1]


@pytest.fixture
def lead(at, root, ctx, part):
    made = portal.person(at, root, part.organisation_id, "lead@fixer.example", "責任 者子")
    portal.named(ctx, part, lead_id=made.id)
    return made


def links():
    query = select(outbox.Mail.body).where(outbox.Mail.address == NEW)
    bodies = db.session.scalars(query.order_by(outbox.Mail.created_at, outbox.Mail.id))
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
        token = pages.get(INVITE).select_one("[name=csrf_token]")["value"]
        sent = {"csrf_token": token, "is_meant": "y", "name": "だれか", "email": address(role)}
        page = pages.post(INVITE, status=422, fields=sent)
        said.add(words(page.select_one(".error-summary")))
        assert people[role].name not in words(page)
    assert len(said) == 1
    assert "このメールアドレスではアカウントを作成できません。" in said.pop()
    assert db.session.scalar(select(User.id).where(User.name == "だれか")) is None


def test_an_address_of_another_mail_domain_is_asked_about_first(part, lead, pages_of, pages_as):
    pages, elsewhere = pages_of(lead), "someone@gmail.example"
    assert not pages.get(INVITE).select("[name=is_meant]")
    page = pages.submit(INVITE, status=422, name="外の 人", email=elsewhere)
    told = words(page.select_one(".error-summary"))
    assert "gmail.example" in told
    assert "fixer.example" in told
    assert db.session.scalar(select(User.id).where(User.email == elsewhere)) is None
    form = page.select_one("#form")
    kept = {tag["name"]: tag.get("value", "") for tag in form.select("input") if tag["name"] != "is_meant"}
    assert form.select_one("[name=is_meant]")
    pages.follow(pages.post(INVITE, fields={**kept, "is_meant": "y"}))
    assert (
        db.session.scalar(select(User.organisation_id).where(User.email == elsewhere)) == part.organisation_id
    )
    ours = pages_as(Role.OFFICER).get(f"/assessments/{part.assessment_id}/accounts")
    (row,) = [words(one) for one in ours.select("main tbody tr") if elsewhere in words(one)]
    assert "別ドメイン" in row
    assert "リンク未使用" in row
    assert lead.name in row
    assert "別ドメイン" not in words(next(one for one in ours.select("tbody tr") if lead.email in words(one)))


def test_the_lead_ends_a_colleagues_access_at_once(ctx, part, lead, at, root, pages_of, pages_as):
    gone = portal.person(at, root, part.organisation_id, "gone@fixer.example", "退職 者")
    portal.named(ctx, part, lead_id=gone.id)
    other = queries.assignments_of(make.sent(ctx, matrices.engagement(at, root, "別のサービス")))[1]
    portal.named(ctx, other, lead_id=lead.id, organisation_id=part.organisation_id)
    theirs, pages = pages_of(gone), pages_of(lead)
    theirs.get("/requests")
    url = f"/requests/colleagues/{gone.id}/end"
    pages.submit(url, status=422, reason="")
    theirs.get("/requests")
    page = pages.follow(pages.submit(url, reason="退職しました。"))
    assert gone.name not in {words(one) for one in page.select("tbody th")}
    db.session.expire_all()
    assert not gone.active
    assert part.lead_id == lead.id
    for left in ("/requests", f"/requests/{part.id}"):
        assert "/login" in theirs.client.get(left).headers["Location"]
    ours = pages_as(Role.AUDITOR).get(f"/assessments/{part.assessment_id}/accounts")
    (row,) = [words(one) for one in ours.select("main tbody tr") if gone.email in words(one)]
    for said in ("利用停止", "退職しました。", lead.name):
        assert said in row


def test_an_unused_invitation_is_withdrawn_and_can_be_given_again(part, lead, pages_of, anonymous):
    pages = pages_of(lead)
    pages.submit(INVITE, name="新人 次郎", email=NEW)
    user = db.session.scalars(select(User).where(User.email == NEW)).one()
    (link,) = links()
    page = pages.follow(pages.submit(f"/requests/colleagues/{user.id}/end", reason="宛先の誤り"))
    assert NEW not in words(page.find("main"))
    anonymous.get(link, 410)
    db.session.expire_all()
    assert (
        db.session.scalars(select(Invitation.used_at).where(Invitation.user_id == user.id)).one() is not None
    )
    pages.follow(pages.submit(INVITE, name="新人 三郎", email=NEW))
    db.session.expire_all()
    assert (user.active, user.name) == (True, "新人 三郎")
    anonymous.get(link, 410)
    anonymous.get(links()[-1])


def test_nobody_ends_their_own_access_or_that_of_others(lead, part, people, at, root, pages_of):
    pages = pages_of(lead)
    assert "同僚に依頼してください" in words(
        pages.submit(f"/requests/colleagues/{lead.id}/end", status=422, reason="x").find("main")
    )
    for stranger in (people[Role.VENDOR], people[Role.OFFICER]):
        pages.get(f"/requests/colleagues/{stranger.id}/end", status=404)
        with pytest.raises(NotAllowed):
            colleagues.end_access(context_of(lead, at), stranger, reason="x")
    other = portal.person(at, root, part.organisation_id, "other@fixer.example", "別の人")
    with pytest.raises(DomainError) as caught:
        colleagues.end_access(context_of(other, at), lead, reason="x")
    assert caught.value.message == colleagues.NOT_LEADING
    assert lead.active


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
