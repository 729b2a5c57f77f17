"""What a request says of itself, one link for all of them, and what the next assessment takes over of the last."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.models import Assessment, AssessmentState, Channel
from app.diligence.queries import assessments as queries
from app.diligence.queries import introducing, proposals
from app.diligence.rules.respondents import Party
from app.diligence.services import respondents, sending, starting
from app.diligence.services.respondents import Lead
from app.identity.models import Invitation, User
from app.identity.roles import Role
from app.register.models import ContactRole, Organisation
from app.work.models import Approval
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as register
from tests.factories import ours as contacts
from tests.factories import portal
from tests.factories.identity import Made, context
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "clerical-outsourcing"))
ADDRESS = "kengo@fixer.example"
SERVICE = "cloud.config for Financial Services"


@pytest.fixture
def begun(ctx, engagement):
    return make.begun(ctx, engagement)


@pytest.fixture
def part(begun):
    return queries.assignments_of(begun)[1]


def reached(ctx, part, **said):
    return portal.named(ctx, part, contact_name="健吾", contact_email=ADDRESS, **said)


def asked_for(begun):
    query = select(Approval).where(Approval.subject_id == begun.id, Approval.act == sending.SEND)
    return db.session.scalars(query).one()


def out(begun, pages_as):
    """Asked for on the page and confirmed on the page, where the address of Sekisho is known."""
    pages_as(Role.OFFICER).submit(f"/assessments/{begun.id}")
    pages_as(Role.APPROVER).submit(f"/approvals/{asked_for(begun).id}/approve")
    db.session.expire_all()


def twenty(ctx, setting):
    """統20, of the same subject."""
    asked = setting.chosen(make.content("to20")).asked
    return replace(make.plan(setting, ctx.at, asked=asked), version=make.version("to20"))


def another(ctx, engagement, user):
    """統20 of the same engagement, led by the same person."""
    plan = twenty(ctx, make.setting_of(ctx, engagement))
    made = starting.start(ctx, make.subject_of(engagement), plan)
    db.session.commit()
    portal.named(ctx, queries.assignments_of(made)[1], lead_id=user.id, contact_email="")
    return made


def mails():
    query = select(outbox.Mail).where(outbox.Mail.address == ADDRESS)
    return list(db.session.scalars(query.order_by(outbox.Mail.created_at, outbox.Mail.id)))


def test_a_request_says_what_it_is_about_and_whom_to_ask(begun, part, ctx, people, pages_as, at, root):
    officer = people[Role.OFFICER]
    assert part.about == SERVICE
    assert officer.name in part.asker
    assert officer.email in part.asker
    part = reached(ctx, part)
    other = register.branch(at, root)[0]
    added = respondents.add(ctx, begun, Party(unit_id=other.id))
    assert (added.about, added.asker) == (part.about, part.asker)
    db.session.rollback()
    out(begun, pages_as)
    (told,) = mails()
    assert SERVICE in told.body
    assert officer.email in told.body


def test_nobody_outside_takes_a_person_for_one_of_another_unit(begun, people, at, root):
    other = register.branch(at, root)[0]
    manager = people[Role.VENDOR_MANAGER]
    manager.title = "委託先統括部 担当"
    found = introducing.askers({(other.id, manager.id), (root.id, manager.id), (other.id, None)})
    who = f"{manager.name} ({manager.email})"
    assert found == {
        (other.id, manager.id): f"委託先統括部 担当 {who}",
        (root.id, manager.id): f"{root.name} {who}",
        (other.id, None): other.name,
    }
    db.session.rollback()


def test_whom_somebody_named_elsewhere_meanwhile_is_proposed(begun, part, ctx, engagement, pages_as):
    made = another_without_lead(ctx, engagement)
    waiting = queries.assignments_of(made)[1]
    pages = pages_as(Role.OFFICER)
    place = f"/assessments/{made.id}"
    edit = f"{place}/respondents/{waiting.id}/edit"
    assert not field(pages.get(edit), "contact_email")
    reached(ctx, part)
    page = pages.get(place)
    assert [one["href"] for one in page.select(f'main a[href="{edit}"]')]
    assert (field(pages.get(edit), "contact_email"), field(pages.get(edit), "contact_name")) == (
        ADDRESS,
        "健吾",
    )


def field(page, name):
    return page.select_one(f'[name="{name}"]').get("value", "")


def another_without_lead(ctx, engagement):
    made = starting.start(ctx, make.subject_of(engagement), twenty(ctx, make.setting_of(ctx, engagement)))
    db.session.commit()
    return made


def test_of_an_organisation_or_ourselves_its_name_stands_there(engagement, ctx_of, root):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    setting = proposals.setting_of_organisation(ctx, vendor, root.id)
    made = starting.start(ctx, starting.of_organisation(vendor, root.id), twenty(ctx, setting))
    assert {one.about for one in queries.assignments_of(made)} == {vendor.name}


def test_two_requests_bring_one_link_and_it_stays_valid(
    begun, part, ctx, engagement, pages_as, anonymous, at
):
    reached(ctx, part)
    out(begun, pages_as)
    (first,) = mails()
    path = next(line for line in first.body.splitlines() if "/enrol/" in line)
    path = path[path.index("/enrol/") :]
    assert "アカウントを用意しました" in first.body
    user = db.session.scalars(select(User).where(User.email == ADDRESS)).one()
    other = Lead(user.id)
    respondents.delegate(ctx, begun, part, other, version=part.version)
    db.session.commit()
    anonymous.get(path)
    out(another(ctx, engagement, user), pages_as)
    later = mails()[-1]
    assert later.id != first.id
    assert "/enrol/" not in later.body
    assert "先にお送りしたメールの個人用リンク" in later.body
    assert len(db.session.scalars(select(Invitation).where(Invitation.user_id == user.id)).all()) == 1
    anonymous.get(path)


def test_a_link_that_is_about_to_expire_is_replaced(begun, part, ctx, engagement, pages_as):
    reached(ctx, part)
    out(begun, pages_as)
    user = db.session.scalars(select(User).where(User.email == ADDRESS)).one()
    invitation = db.session.scalars(select(Invitation)).one()
    invitation.expires_at = ctx.at + timedelta(hours=3)
    db.session.commit()
    out(another(ctx, engagement, user), pages_as)
    assert "/enrol/" in mails()[-1].body


def test_an_english_reader_gets_the_english_title(begun, part, ctx, pages_as, at, root):
    user = portal.person(at, root, part.organisation_id, ADDRESS, "Kengo")
    user.language = "en"
    audit.record(context(at), Made.FOR_TEST, user)
    portal.named(ctx, part, lead_id=user.id)
    out(begun, pages_as)
    (only,) = mails()
    english = make.content().title.en
    assert english in only.subject
    assert english in only.body
    assert part.title not in only.subject


def test_who_confirms_sees_address_way_number_and_message(begun, part, ctx, pages_as):
    reached(ctx, part, message="よろしくお願いします", channel=Channel.MAIL)
    pages_as(Role.OFFICER).submit(f"/assessments/{begun.id}")
    above = pages_as(Role.APPROVER)
    place = f"/approvals/{asked_for(begun).id}"
    questions = f"/assessments/{begun.id}/questions"
    for page in (above.get(place), above.get(f"{place}/approve")):
        told = words(page.select_one("main"))
        for wanted in (
            ADDRESS,
            "健吾",
            f"質問 {part.asked_count}件",
            "よろしくお願いします",
            "Excel",
            SERVICE,
        ):
            assert wanted in told, wanted
        assert page.select(f"main a[href='{questions}']")
    shown = words(above.get(questions).select_one("main"))
    texts = {one.id: one.text.ja for one in make.content().questions()}
    assert all(ref in shown for ref in part.questions)
    assert texts[part.questions[0]] in shown
    above.submit(f"{place}/approve")
    assert ADDRESS not in words(above.get(place).select_one("main"))


def test_the_questions_stand_on_the_start_page_and_are_counted_as_they_are_sent(
    engagement, ctx, pages_as, at
):
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    contacts.contact(at, vendor, name="榎本 さつき", email=ADDRESS)
    pages = pages_as(Role.OFFICER)
    place = f"/engagements/{engagement.id}/assessments/new?questionnaire=clerical-outsourcing"
    page = pages.get(place)
    told = words(page.select_one("main"))
    assert "榎本 さつき" in told
    assert ADDRESS in told
    lines = [words(one) for one in page.select(".asked-lines li")]
    assert lines
    pages.submit(place)
    (made,) = db.session.scalars(select(Assessment))
    parts = queries.assignments_of(made)
    before = [one.asked_count for one in parts]
    possible = sum("回答による" in one for one in lines)
    assert possible
    assert sum(before) == len(lines) - possible
    assert f"回答により＋{possible}" in told
    sending.send(
        ctx,
        made,
        make.content("clerical-outsourcing"),
        make.setting_of(ctx, engagement).facts,
        version=made.version,
    )
    assert [one.asked_count for one in parts] == before


def concluded(made):
    made.state = AssessmentState.CONCLUDED
    audit.record(context(made.started_at), Made.FOR_TEST, made)
    db.session.commit()


def test_the_next_one_takes_over_how_they_were_asked(begun, part, ctx, engagement, pages_as):
    reached(ctx, part, channel=Channel.MAIL, needs_approval=True, message="よろしくお願いします")
    sending.send(ctx, begun, make.content(), make.setting_of(ctx, engagement).facts, version=begun.version)
    concluded(begun)
    place = f"/engagements/{engagement.id}/assessments/new?questionnaire=to24"
    page = pages_as(Role.OFFICER).get(place)
    told = words(page.select_one("main"))
    assert f"前回の評価{begun.number}が完了しています" in told
    assert page.select(f"main a[href='/assessments/{begun.id}']")
    assert ADDRESS in told
    again = queries.assignments_of(make.begun(ctx, engagement))[1]
    assert (again.contact_name, again.contact_email, again.lead_id) == ("健吾", ADDRESS, None)
    assert (again.channel, again.needs_approval, again.message) == (
        Channel.MAIL,
        True,
        "よろしくお願いします",
    )


def test_who_led_last_time_and_left_is_not_taken_over(begun, part, ctx, engagement, at, root):
    user = portal.person(at, root, part.organisation_id, ADDRESS, "Kengo")
    portal.named(ctx, part, lead_id=user.id, message="前回の伝言")
    sending.send(ctx, begun, make.content(), make.setting_of(ctx, engagement).facts, version=begun.version)
    concluded(begun)
    user.active = False
    audit.record(context(at), Made.FOR_TEST, user)
    db.session.commit()
    again = queries.assignments_of(make.begun(ctx, engagement))[1]
    assert (again.lead_id, again.contact_email, again.message) == (None, "", "前回の伝言")


def test_several_proposed_ones_are_started_at_once(engagement, pages_as, at):
    pages = pages_as(Role.OFFICER)
    here = f"/engagements/{engagement.id}/assessments"
    page = pages.get(f"{here}/new")
    first = page.select("main .file-list li")[0]
    assert "候補" in words(first)
    offered = {one["value"] for one in page.select("#several [type=checkbox]")}
    assert "to24" in offered
    refused = pages.submit(f"{here}/new", None, 422, questionnaires=[])
    assert "1つ以上" in words(refused)
    due = day_of(at) + timedelta(days=20)
    pages.submit(f"{here}/new", questionnaires=sorted(offered), due_on=due.isoformat())
    made = db.session.scalars(select(Assessment)).all()
    assert {one.questionnaire for one in made} == offered
    assert {one.due_on for one in made} == {due}
    assert {one.engagement_id for one in made} == {engagement.id}
    page = pages.get(f"{here}/new")
    assert not page.select("#several")
    linked = {one["href"]: words(one) for one in page.select("main .file-list a.fact-note")}
    assert all(one.number in linked[f"/assessments/{one.id}"] for one in made)


def test_who_starts_sees_the_lead_and_what_there_is_already(engagement, ctx, pages_as, at):
    """Who deals with us in business leads, though the box for incidents was entered first."""
    fixer = db.session.get_one(Organisation, engagement.vendor_id)
    contacts.contact(at, fixer, "受付 箱", role=ContactRole.SECURITY, email="csirt@fixer.example")
    contacts.contact(at, fixer, "相川 航", role=ContactRole.BUSINESS, email=ADDRESS)
    contacts.contact(at, fixer, "電話 だけ", role=ContactRole.BUSINESS)
    pages, here = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/assessments/new"
    row = pages.get(f"{here}?questionnaire=to24").select("main table tbody tr")[1]
    assert "相川 航" in words(row)
    assert ADDRESS in words(row)
    last = make.begun(ctx, engagement)
    assert queries.assignments_of(last)[1].contact_name == "相川 航"
    page = pages.get(f"{here}?questionnaire=to24")
    assert page.select_one(f".notice a[href='/assessments/{last.id}']")
    concluded(last)
    page = pages.get(here)
    link = page.select_one(f".file-list a[href='/assessments/{last.id}']")
    assert words(link) == f"{last.number}が完了しています。次の評価はその回答を引き継ぎます。"
    assert not pages.get(f"{here}?questionnaire=to24").select(".notice-attention")


def test_all_of_several_or_none(engagement, ctx):
    make.begun(ctx, engagement)
    setting = make.setting_of(ctx, engagement)
    plans = [twenty(ctx, setting), make.plan(setting, ctx.at)]
    with pytest.raises(DomainError) as caught:
        starting.start_several(ctx, make.subject_of(engagement), plans)
    assert caught.value.message == starting.RUNNING
    db.session.rollback()
    assert len(db.session.scalars(select(Assessment)).all()) == 1
    with pytest.raises(DomainError):
        starting.start_several(ctx, make.subject_of(engagement), [])


def test_a_colleague_hears_who_invites_them_and_for_whom(begun, part, engagement, ctx, at, root, pages_of):
    lead = portal.person(at, root, part.organisation_id, "lead@fixer.example", "責任 者子")
    portal.named(ctx, part, lead_id=lead.id)
    sending.send(ctx, begun, make.content(), make.setting_of(ctx, engagement).facts, version=begun.version)
    db.session.commit()
    pages_of(lead).submit("/requests/colleagues/invite", name="新人 次郎", email=ADDRESS)
    (told,) = mails()
    assert "責任 者子さんがあなたを招待しました" in told.body
    assert "Sekishoから貴社への質問" in told.body


def test_a_contact_typed_once_is_proposed_for_the_next(begun, part, ctx, engagement, people):
    reached(ctx, part)
    made = starting.start(ctx, make.subject_of(engagement), twenty(ctx, make.setting_of(ctx, engagement)))
    second = queries.assignments_of(made)[1]
    assert (second.contact_name, second.contact_email) == ("健吾", ADDRESS)
    db.session.rollback()
    portal.named(ctx, part, contact_email=people[Role.VENDOR].email)
    made = starting.start(ctx, make.subject_of(engagement), twenty(ctx, make.setting_of(ctx, engagement)))
    assert not queries.assignments_of(made)[1].contact_email


def test_the_pages_of_an_english_reader_have_the_english_title(ctx, engagement, at, root, pages_of):
    sent = make.sent(ctx, engagement)
    part = queries.assignments_of(sent)[1]
    user = portal.person(at, root, part.organisation_id, ADDRESS, "Kengo")
    user.language = "en"
    audit.record(context(at), Made.FOR_TEST, user)
    portal.named(ctx, part, lead_id=user.id)
    english, pages = make.content().title.en, pages_of(user)
    place = f"/requests/{part.id}"
    for path in (
        "/requests",
        place,
        f"{place}/questions/{part.questions[0]}",
        f"{place}/evidence",
        f"{place}/submit",
    ):
        told = words(pages.get(path).select_one("body"))
        assert english in told, path
        assert part.title not in told, path
