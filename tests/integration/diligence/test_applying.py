"""What respondents apply for: seen by our side, decided, told; nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.diligence.models import AssignmentState, DueRequest
from app.diligence.queries import applications as queried
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


def test_a_wish_ends_with_the_answers_or_with_the_request(part, sent, clerk, at, pages_of, pages_as, ctx):
    """On both sides, for good: returned answers have a day of their own, and another wish may follow."""
    row = applying.ask_due(
        context_of(clerk, at), part, wanted_on=part.due_on + timedelta(days=9), reason="決算"
    )
    db.session.commit()
    theirs, ours = pages_of(clerk), pages_as(Role.OFFICER)
    url, due = f"/assessments/{sent.id}/due-requests/{row.id}", part.due_on
    here = f"/requests/{part.id}/applications"
    waiting.forget()
    assert url in str(ours.get("/"))
    ends = (
        ("submitted", "返答不要（提出済み）"),
        ("closed", "返答不要（依頼終了）"),
        ("returned", "返答不要（提出済み）"),
    )
    for state, said in ends:
        portal.named(ctx, part, state=AssignmentState(state), submitted_at=at + timedelta(minutes=1))
        waiting.forget()
        assert url not in str(ours.get("/")), state
        page = ours.get(f"/assessments/{sent.id}")
        assert not page.select(f"a[href='{url}']")
        assert said in words(page.select_one("#applications"))
        page = ours.get(url)
        assert "決定の必要はなくなりました" in words(page)
        assert not page.select("textarea[name=answer]")
        page = theirs.get(here)
        assert said in words(page)
        assert bool(page.select(f"a[href='{here}/due']")) is (state == "returned")
        with pytest.raises(DomainError) as caught:
            applying.decide_due(ctx, sent, part, row, is_granted=True, answer="")
        assert caught.value.message == applying.ENDED
    assert part.due_on == due
    again = applying.ask_due(
        replace(context_of(clerk, at), at=at + timedelta(hours=1)),
        part,
        wanted_on=due + timedelta(days=3),
        reason="再",
    )
    db.session.commit()
    assert queried.undecided_due(part) is again


def test_nobody_asks_for_a_later_day_when_it_is_over(part, clerk, at, pages_of, ctx):
    theirs, here = pages_of(clerk), f"/requests/{part.id}/applications"
    assert theirs.get(f"{here}/due").select("form textarea[name=reason]")
    portal.named(ctx, part, state=AssignmentState.SUBMITTED, submitted_at=at)
    page = theirs.follow(theirs.client.get(f"{here}/due"))
    assert "受付を終えているため、期限は変わりません" in words(page)
    assert not page.select(f"a[href='{here}/due']")
    wanted = part.due_on + timedelta(days=4)
    with pytest.raises(DomainError) as caught:
        applying.ask_due(context_of(clerk, at), part, wanted_on=wanted, reason="x")
    assert caught.value.message == applying.NOT_OPEN


def test_granted_it_moves_the_day_and_the_vendor_hears_of_it(part, sent, clerk, at, pages_as, ctx):
    wanted = part.due_on + timedelta(days=10)
    row = applying.ask_due(context_of(clerk, at), part, wanted_on=wanted, reason="決算のため")
    db.session.commit()
    ours, url = pages_as(Role.OFFICER), f"/assessments/{sent.id}/due-requests/{row.id}"
    ours.submit(url, status=422, decision="no", answer="")
    ours.submit(url, decision="yes", answer="わかりました")
    db.session.refresh(part)
    db.session.refresh(sent)
    assert part.due_on == sent.due_on == wanted
    assert wanted.isoformat() in words(ours.get(f"/assessments/{sent.id}"))
    assert wanted.isoformat() in words(ours.get("/assessments"))
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
