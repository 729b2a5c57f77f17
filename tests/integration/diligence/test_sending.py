"""送付: contacts named first, a second person where it goes outside, accounts and mails for who is asked."""

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.models import AssessmentState, AssignmentState, Channel
from app.diligence.queries import assessments as queries
from app.diligence.rules.respondents import Party
from app.diligence.services import respondents, sending
from app.diligence.services.respondents import Lead
from app.identity import queries as identity
from app.identity.models import Grant, User
from app.identity.roles import Role
from app.register.models import Organisation
from app.work.models import Approval, ApprovalState
from app.work.services import deciding
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import ours as contacts
from tests.factories import portal
from tests.factories.identity import PASSWORD, Made, Phone, address, context
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
ADDRESS = "kengo@fixer.example"


@pytest.fixture
def begun(ctx, engagement):
    return make.begun(ctx, engagement)


@pytest.fixture
def part(begun):
    return queries.assignments_of(begun)[1]


def reached(ctx, part, **said):
    return portal.named(ctx, part, contact_name="健吾", contact_email=ADDRESS, **said)


def asked(begun):
    query = select(Approval).where(Approval.subject_id == begun.id, Approval.act == sending.SEND)
    return db.session.scalars(query).one()


def confirmed(begun, who):
    approval = asked(begun)
    deciding.approve(who, approval, version=approval.version, digest=approval.argument_digest)
    db.session.commit()


def mails():
    return list(db.session.scalars(select(outbox.Mail).where(outbox.Mail.address == ADDRESS)))


def test_without_a_contact_nothing_goes_and_the_page_says_who(begun, pages_as):
    pages = pages_as(Role.OFFICER)
    here = f"/assessments/{begun.id}"
    assert "株式会社FIXER" in words(pages.get(here).select_one(".notice-attention"))
    page = pages.submit(here, status=422)
    assert "株式会社FIXERに連絡できる人がいません。" in words(page)
    db.session.refresh(begun)
    assert begun.state == AssessmentState.PREPARED


def test_a_second_person_confirms_what_goes_outside(begun, part, ctx, ctx_of, pages_as):
    reached(ctx, part)
    pages, above = pages_as(Role.OFFICER), pages_as(Role.APPROVER)
    here = f"/assessments/{begun.id}"
    page = pages.follow(pages.submit(here))
    assert "送付の確認を依頼しました。" in words(page)
    assert "別の役席者が確認するまで" in words(page)
    assert not page.select(f"form[action='{here}/send']")
    db.session.refresh(begun)
    assert (begun.state, part.state) == (AssessmentState.PREPARED, AssignmentState.PREPARED)
    assert not mails()
    with pytest.raises(DomainError):
        sending.ask_to_send(ctx, begun, version=begun.version)
    with pytest.raises(DomainError):
        respondents.remove(ctx, begun, part, version=part.version)
    approval = asked(begun)
    with pytest.raises(NotAllowed):
        deciding.approve(ctx, approval, version=approval.version, digest=approval.argument_digest)
    db.session.rollback()
    page = above.get(f"/approvals/{approval.id}")
    assert "株式会社FIXER" in words(page)
    assert page.select(f"a[href='{here}']")
    confirmed(begun, ctx_of(Role.APPROVER))
    db.session.refresh(begun)
    assert (begun.state, part.state) == (AssessmentState.ANSWERING, AssignmentState.SENT)


def test_an_approver_does_not_confirm_what_they_asked_for(begun, part, ctx, ctx_of):
    reached(ctx, part)
    own = ctx_of(Role.APPROVER)
    assert sending.ask_to_send(own, begun, version=begun.version) is False
    db.session.commit()
    with pytest.raises(DomainError):
        confirmed(begun, own)
    db.session.rollback()
    assert begun.state == AssessmentState.PREPARED
    approval = asked(begun)
    other = ctx_of(Role.OFFICER)
    with pytest.raises(NotAllowed):
        deciding.refuse(other, approval, version=approval.version, note="いいえ")


def test_refused_it_can_be_changed_and_asked_for_again(begun, part, ctx, ctx_of):
    reached(ctx, part)
    sending.ask_to_send(ctx, begun, version=begun.version)
    db.session.commit()
    approval = asked(begun)
    deciding.refuse(ctx_of(Role.APPROVER), approval, version=approval.version, note="期限を延ばしてください")
    db.session.commit()
    assert approval.state == ApprovalState.REFUSED
    assert sending.waiting(begun) is None
    assert sending.ask_to_send(ctx, begun, version=begun.version) is False


def test_only_our_own_units_go_at_once(ctx, engagement):
    few = tuple(one.id for one in make.content().questions())[:3]
    made = make.begun(ctx, engagement, asked={Party(unit_id=engagement.unit_id): few})
    assert sending.ask_to_send(ctx, made, version=made.version) is True
    assert made.state == AssessmentState.ANSWERING


def test_the_contact_gets_an_account_one_role_and_a_link_that_works(begun, part, ctx, pages_as, anonymous):
    reached(ctx, part, message="よろしくお願いします")
    pages_as(Role.OFFICER).submit(f"/assessments/{begun.id}")
    pages_as(Role.APPROVER).submit(f"/approvals/{asked(begun).id}/approve")
    db.session.expire_all()
    user = db.session.scalars(select(User).where(User.email == ADDRESS)).one()
    assert (user.organisation_id, part.lead_id, user.name) == (part.organisation_id, user.id, "健吾")
    grants = db.session.scalars(select(Grant).where(Grant.user_id == user.id)).all()
    assert [one.role for one in grants] == [Role.VENDOR]
    (told,) = mails()
    assert f"/requests/{part.id}\n" in told.body
    assert "よろしくお願いします" in told.body
    path = next(line for line in told.body.splitlines() if "/enrol/" in line)
    path = path[path.index("/enrol/") :]
    anonymous.submit(path, status=302, password=PASSWORD, password_again=PASSWORD)
    page = anonymous.submit("/tf-setup", status=200, form="main form", setup="authenticator")
    phone = Phone(words(page.select_one(".setup-key")))
    form = page.select_one('main form[action="/tf-validate"]')
    token = form.select_one('[name="csrf_token"]')["value"]
    anonymous.post("/tf-validate", 302, code=phone.code(), csrf_token=token)
    anonymous.submit("/mf-recovery-codes", status=200)
    assert part.title in words(anonymous.get("/requests"))
    assert anonymous.get(f"/requests/{part.id}/submit").select("#open a")


def test_who_has_an_account_gets_a_mail_in_their_language_and_no_link(begun, part, ctx, ctx_of, at, root):
    user = portal.person(at, root, part.organisation_id, ADDRESS, "Kengo")
    user.language = "en"
    audit.record(context(at), Made.FOR_TEST, user)
    portal.named(ctx, part, contact_email=ADDRESS.upper())
    sending.ask_to_send(ctx, begun, version=begun.version)
    db.session.commit()
    confirmed(begun, ctx_of(Role.APPROVER))
    (only,) = mails()
    assert "asks you to answer" in only.subject
    assert len(db.session.scalars(select(Grant).where(Grant.user_id == user.id)).all()) == 1


def test_an_address_of_somebody_else_is_refused(begun, part, ctx, people):
    portal.named(ctx, part, contact_email=people[Role.VENDOR].email)
    with pytest.raises(DomainError) as caught:
        sending.ask_to_send(ctx, begun, version=begun.version)
    assert caught.value.message == sending.ADDRESS_TAKEN


def test_by_mail_no_account_is_made(begun, part, ctx, ctx_of):
    reached(ctx, part, channel=Channel.MAIL)
    sending.ask_to_send(ctx, begun, version=begun.version)
    db.session.commit()
    confirmed(begun, ctx_of(Role.APPROVER))
    assert identity.find_user_by_email(ADDRESS) is None
    assert part.state == AssignmentState.SENT


def test_the_contact_of_the_register_is_proposed(ctx, engagement, at):
    contacts.contact(at, db.session.get_one(Organisation, engagement.vendor_id), email=ADDRESS)
    made = make.begun(ctx, engagement)
    part = queries.assignments_of(made)[1]
    assert part.contact_email == ADDRESS
    assert not sending.unreachable([part])


def test_delegated_after_the_sending_the_next_one_hears_of_it(begun, part, ctx, ctx_of, at, root):
    reached(ctx, part)
    sending.ask_to_send(ctx, begun, version=begun.version)
    db.session.commit()
    confirmed(begun, ctx_of(Role.APPROVER))
    other = portal.person(at, root, part.organisation_id, "other@fixer.example", "別の人")
    respondents.delegate(ctx, begun, part, Lead(other.id), version=part.version)
    db.session.commit()
    assert part.lead_id == other.id
    query = select(outbox.Mail).where(outbox.Mail.address == other.email)
    assert "責任者に指名" in db.session.scalars(query).one().body
    stranger = db.session.scalars(select(User).where(User.email == address(Role.VENDOR))).one()
    with pytest.raises(DomainError) as caught:
        respondents.delegate(ctx, begun, part, Lead(stranger.id), version=part.version)
    assert caught.value.message == respondents.NOT_OF_THEM


def test_the_whole_way_costs_no_more_with_many(begun, part, ctx, pages_as, count_queries):
    reached(ctx, part)
    pages = pages_as(Role.OFFICER)
    pages.get(f"/assessments/{begun.id}")
    count_queries.sent.clear()
    pages.get(f"/assessments/{begun.id}")
    assert len(count_queries) <= 16, count_queries.sent


def test_who_only_reads_sees_no_act(begun, part, ctx, pages_as):
    reached(ctx, part)
    page = pages_as(Role.AUDITOR).get(f"/assessments/{begun.id}")
    assert not page.select(".row-menu")
    for act in ("edit", "delegate", "release", "remove"):
        pages_as(Role.AUDITOR).get(f"/assessments/{begun.id}/respondents/{part.id}/{act}", 403)
