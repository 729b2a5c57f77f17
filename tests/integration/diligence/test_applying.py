"""What respondents apply for: seen by our side, decided, told; nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit, outbox
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssignmentState, DueRequest, SubcontractRequest
from app.diligence.queries import assessments as queries
from app.diligence.services import applying
from app.identity.roles import Role
from app.work import waiting
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import matrices, portal
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def sent(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def part(sent):
    return queries.assignments_of(sent)[1]


@pytest.fixture
def clerk(at, root, part):
    return portal.person(at, root, part.organisation_id, "clerk@fixer.example", "担当 花子")


def mails_to(user):
    return list(db.session.scalars(select(outbox.Mail).where(outbox.Mail.address == user.email)))


def test_a_later_due_date_asked_seen_and_granted(part, sent, clerk, pages_of, pages_as, ctx):
    theirs, ours = pages_of(clerk), pages_as(Role.OFFICER)
    here = f"/requests/{part.id}/applications"
    theirs.submit(f"{here}/due", status=422, wanted_on=part.due_on.isoformat(), reason="早すぎる")
    wanted = part.due_on + timedelta(days=10)
    page = theirs.follow(theirs.submit(f"{here}/due", wanted_on=wanted.isoformat(), reason="決算のため"))
    assert "返答待ち" in words(page)
    assert not page.select(f"a[href='{here}/due']")
    row = db.session.scalars(select(DueRequest)).one()
    page = ours.get(f"/assessments/{sent.id}")
    url = f"/assessments/{sent.id}/due-requests/{row.id}"
    assert page.select(f"a[href='{url}']")
    assert page.select_one("#applications")
    waiting.forget()
    assert url in str(ours.get("/"))
    assert url not in str(pages_as(Role.RISK).get("/"))


def test_who_has_submitted_needs_no_later_day(part, sent, clerk, at, pages_as, ctx):
    """It stays undecided, waits for nobody, and waits again once the answers are returned."""
    row = applying.ask_due(
        context_of(clerk, at), part, wanted_on=part.due_on + timedelta(days=9), reason="決算"
    )
    ours, url = pages_as(Role.OFFICER), f"/assessments/{sent.id}/due-requests/{row.id}"
    for state, waits in (("submitted", False), ("closed", False), ("returned", True)):
        part.state = AssignmentState(state)
        audit.record(ctx, Act.ASSIGNMENT_SET, part)
        db.session.commit()
        waiting.forget()
        assert (url in str(ours.get("/"))) is waits, state
        page = ours.get(f"/assessments/{sent.id}")
        assert bool(page.select(f"a[href='{url}']")) is waits
        assert ("返答待ち" if waits else "返答不要") in words(page.select_one("#applications"))


def test_granted_it_moves_the_day_and_the_vendor_hears_of_it(part, sent, clerk, at, pages_as, ctx):
    wanted = part.due_on + timedelta(days=10)
    row = applying.ask_due(context_of(clerk, at), part, wanted_on=wanted, reason="決算のため")
    db.session.commit()
    ours, url = pages_as(Role.OFFICER), f"/assessments/{sent.id}/due-requests/{row.id}"
    ours.submit(url, status=422, decision="no", answer="")
    ours.submit(url, decision="yes", answer="わかりました")
    db.session.refresh(part)
    assert part.due_on == wanted
    (mail,) = mails_to(clerk)
    assert "わかりました" in mail.body
    assert wanted.isoformat() in mail.body
    ours.get(url)
    with pytest.raises(DomainError):
        applying.decide_due(ctx, sent, part, row, is_granted=False, answer="やはり")


def test_a_refused_one_leaves_the_day(part, sent, clerk, at, ctx, ctx_of):
    before = part.due_on
    row = applying.ask_due(context_of(clerk, at), part, wanted_on=before + timedelta(days=1), reason="x")
    with pytest.raises(DomainError) as caught:
        applying.ask_due(context_of(clerk, at), part, wanted_on=before + timedelta(days=2), reason="x")
    assert caught.value.message == applying.WAITS
    db.session.commit()
    with pytest.raises(NotAllowed):
        applying.decide_due(ctx_of(Role.RISK), sent, part, row, is_granted=True, answer="")
    applying.decide_due(ctx, sent, part, row, is_granted=False, answer="間に合わせてください")
    db.session.commit()
    assert part.due_on == before
    assert "間に合わせてください" in mails_to(clerk)[0].body


def test_consent_to_a_subcontractor_asked_and_decided(part, sent, clerk, at, pages_of, pages_as):
    theirs, ours = pages_of(clerk), pages_as(Role.OFFICER)
    here = f"/requests/{part.id}/applications"
    said = {
        "name": "株式会社下請け",
        "country": "JP",
        "work": "運用監視",
        "handled": "なし",
        "reason": "夜間の体制",
    }
    theirs.submit(f"{here}/subcontract", status=422, **said, from_on="")
    theirs.submit(f"{here}/subcontract", **said, from_on=(day_of(at) + timedelta(days=30)).isoformat())
    row = db.session.scalars(select(SubcontractRequest)).one()
    assert (row.organisation_id, row.data) == (part.organisation_id, "なし")
    url = f"/assessments/{sent.id}/subcontract-requests/{row.id}"
    page = ours.get(url)
    assert "運用監視" in words(page)
    assert page.select(f"a[href='/engagements/{sent.engagement_id}/chain']")
    ours.submit(url, decision="yes")
    assert "承認" in words(theirs.get(here))
    assert "承諾します" in mails_to(clerk)[0].body


def test_what_belongs_to_another_assessment_is_not_there(part, sent, clerk, at, ctx, root, pages_as):
    row = applying.ask_due(context_of(clerk, at), part, wanted_on=part.due_on + timedelta(days=1), reason="x")
    db.session.commit()
    other = make.sent(ctx, matrices.engagement(at, root, "別のサービス"))
    pages = pages_as(Role.OFFICER)
    pages.get(f"/assessments/{other.id}/due-requests/{row.id}", 404)
    pages.get(f"/assessments/{sent.id}/subcontract-requests/{row.id}", 404)
    pages_as(Role.RISK).get(f"/assessments/{sent.id}/due-requests/{row.id}", 403)


def test_our_own_unit_asks_too_and_applies_for_no_subcontractor(sent, ctx, pages_as):
    ours = queries.assignments_of(sent)[0]
    pages = pages_as(Role.OFFICER)
    assert not pages.get(f"/requests/{ours.id}/applications").select("a[href$='subcontract']")
    pages.get(f"/requests/{ours.id}/applications/subcontract", 404)
    row = applying.ask_due(ctx, ours, wanted_on=ours.due_on + timedelta(days=3), reason="繁忙期")
    db.session.commit()
    applying.decide_due(ctx, sent, ours, row, is_granted=True, answer="")
    db.session.commit()
    assert ours.due_on == row.wanted_on
